"""From Capture to exported article: pure stages; only the `*_pipeline` modules know Scrapy."""
