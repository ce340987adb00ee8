"""A crawl with Scrapy's own spider and our guard and politeness; prints what became of each address, as JSON."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.politeness.wiring import politeness_of

SETTINGS: Mapping[str, Any] = {
    "TWISTED_DNS_RESOLVER": "crawler.network.guard.GuardedResolver",
    "RETRY_ENABLED": False,
    "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_TIMEOUT": 5,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "CONCURRENT_REQUESTS": 100,
}


def run(
    requests: Sequence[tuple[str, dict[str, Any]]], settings: Mapping[str, Any], limits: Mapping[str, int]
) -> None:
    """Ask for addresses with their `meta`, in this order, under settings and limits of pages by source."""
    out: dict[str, str] = {}

    class Asks(scrapy.Spider):
        name = "asks"

        async def start(self) -> AsyncIterator[Any]:
            for source, pages in limits.items():
                politeness_of(self.crawler).pages.limit(source, pages)
            for number, (url, meta) in enumerate(requests):
                yield scrapy.Request(
                    url,
                    self.got,
                    errback=self.lost,
                    dont_filter=True,
                    cb_kwargs={"url": url},
                    meta=meta,
                    priority=-number,
                )

        def got(self, response: Response, url: str) -> None:
            out[url] = f"{response.status} {response.url}"

        def lost(self, failure: Failure) -> None:
            error: Any = failure.value
            status = getattr(getattr(error, "response", None), "status", None)
            url = failure.request.cb_kwargs["url"]  # type: ignore[attr-defined]
            out[url] = str(status) if status else f"{type(error).__name__}: {error}"

    process = AsyncCrawlerProcess({**SETTINGS, **settings})
    process.crawl(Asks)
    process.start()
    print(json.dumps(out))
