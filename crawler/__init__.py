"""All that talks to the network or to Scrapy."""
