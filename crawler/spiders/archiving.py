"""What our live spiders share: every request that is not sent, or is given up, is told to the archive."""

from __future__ import annotations

from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest

from crawler.session import session_of


class ArchivingSpider(Spider):
    """A spider whose requests end in an outcome even when nothing was fetched; callbacks only discover."""

    def fetch(self, url: str, **options: Any) -> Request:
        """A request whose refusal (robots, guard, redirect limit, budget...) is recorded with its reason."""
        return Request(url, errback=self.record_refusal, **options)

    async def record_refusal(self, failure: Any) -> None:
        """Archive why a request was not sent or not followed; broken exchanges are in the archive already."""
        request, error = failure.request, failure.value
        if isinstance(error, IgnoreRequest) and not getattr(error, "recorded", False):
            reason = getattr(error, "reason", None) or str(error) or type(error).__name__
            via = request.meta.get("redirect_urls", [None])[-1]
            await session_of(self.crawler).refuse(request.url, str(reason), via)
