"""A user's spider whose callback raises on some pages."""

from __future__ import annotations

from scrapy.http import Response

from crawler.spiders.urls import UrlsSpider


class RaisingSpider(UrlsSpider):
    name = "raising"

    def parse(self, response: Response) -> None:
        if response.url.endswith("4"):
            raise ValueError("a bug in the callback")
