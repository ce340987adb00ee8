"""What our live spiders share: every request that is not sent, or is given up, is told to the archive."""

from __future__ import annotations

from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest

from crawler.network.handler import REQUISITE_OF
from crawler.politeness.refusal import Refused
from crawler.session import session_of


class ArchivingSpider(Spider):
    """A spider whose requests end in an outcome even when nothing was fetched; callbacks only discover."""

    def fetch(self, url: str, **options: Any) -> Request:
        """A request whose refusal (robots, guard, redirect limit, budget...) is recorded with its reason."""
        return Request(url, errback=self.record_refusal, **options)

    async def record_refusal(self, failure: Any) -> None:
        """Archive why a request was not sent or not followed; broken exchanges are in the archive already."""
        request, error = failure.request, failure.value
        if not isinstance(error, IgnoreRequest) or getattr(error, "recorded", False):
            return
        if _is_answered(request) and not isinstance(error, Refused):
            return
        reason = getattr(error, "reason", None) or str(error) or type(error).__name__
        via = request.meta.get("redirect_urls", [None])[-1]
        page = request.meta.get(REQUISITE_OF)
        await session_of(self.crawler).refuse(request.url, str(reason), via or page, page)


def _is_answered(request: Request) -> bool:
    """Whether the archive has a page for a request: what Scrapy ignores of it (a bomb) has its outcome from there."""
    capture = request.meta.get("capture")
    return capture is not None and capture.status is not None and not 300 <= capture.status < 400
