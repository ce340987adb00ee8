"""A Scrapy crawl in a child process: what became of each URL, with Scrapy's own spider and our guard and politeness."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.server.fixture import ROOT

PROGRAM = """
import json, sys
import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from crawler.politeness.wiring import politeness_of

requests, settings, limits = json.loads(sys.argv[1])
out = {}

class Asks(scrapy.Spider):
    name = "asks"

    async def start(self):
        for source, pages in limits.items():
            politeness_of(self.crawler).pages.limit(source, pages)
        for n, (url, meta) in enumerate(requests):
            yield scrapy.Request(
                url, self.got, errback=self.lost, dont_filter=True, cb_kwargs={"url": url}, meta=meta, priority=-n)

    def got(self, response, url):
        out[url] = f"{response.status} {response.url}"

    def lost(self, failure):
        error = failure.value
        status = getattr(getattr(error, "response", None), "status", None)
        out[failure.request.cb_kwargs["url"]] = str(status) if status else f"{type(error).__name__}: {error}"

process = AsyncCrawlerProcess({
    "TWISTED_DNS_RESOLVER": "crawler.network.guard.GuardedResolver", "RETRY_ENABLED": False, "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "DOWNLOAD_DELAY": 0, "DOWNLOAD_TIMEOUT": 5,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "CONCURRENT_REQUESTS": 100, **settings})
process.crawl(Asks)
process.start()
print(json.dumps(out))
"""
POLITE = {"DOWNLOADER_MIDDLEWARES": {"crawler.network.middleware.PolitenessMiddleware": 100}}


def crawl(
    urls: list[str],
    meta: dict[str, dict[str, Any]] | None = None,
    limits: dict[str, int] | None = None,
    **settings: Any,
) -> dict[str, str]:
    """`200 <final url>`, another status, or `<exception>: <message>` of each URL; `meta` by URL, `limits` by source."""
    asked = [[url, (meta or {}).get(url, {})] for url in urls]
    command = [sys.executable, "-c", PROGRAM, json.dumps([asked, settings, limits or {}])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr
    result: dict[str, str] = json.loads(done.stdout)
    return result
