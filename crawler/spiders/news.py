"""`scrapy crawl news`: declared sources, from their feeds, news sitemaps and section pages."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response

from archive.capture import Capture
from crawler import clock
from crawler.discovery.candidate import absolute
from crawler.frontier.due import INTERVAL
from crawler.frontier.endings import REDIRECTS, Endings, astray, lists_of, location_of
from crawler.frontier.entry import ARTICLE, FOREVER, REQUISITE, Found, Lease
from crawler.network.decoding import UNREAD
from crawler.network.handler import TOO_LARGE
from crawler.network.middleware import SPENT
from crawler.politeness.refusal import BudgetSpent, HostHeld
from crawler.politeness.wiring import politeness_of
from crawler.session import session_of
from crawler.spiders.archiving import ArchivingSpider
from crawler.spiders.inputs import choose_sources
from crawler.spiders.requisites import GOOD_FOR, Requisites
from pipelines.sources.model import Source, Sources

logger = logging.getLogger(__name__)

SHARED_REST = 60.0
"""Seconds for which a list that another worker has looked at is left alone."""
VERIFY_EVERY = 10
"""Every so many fetches the validators are left out: some servers answer 304, or the same ETag, after a change."""


class NewsSpider(ArchivingSpider):
    """Looks at the lists of its sources and at the articles they name; what is not due is left to the next crawl."""

    name = "news"
    sources: Sources
    source_ids: Sequence[str]
    resting: Sequence[str] = ()
    """The ids of sources whose lists are left alone: only their known articles are due."""
    _requisites: Requisites
    custom_settings = {  # noqa: RUF012 - Scrapy's interface
        "SCHEDULER": "crawler.frontier.scheduler.FrontierScheduler",
        "RETRY_ENABLED": False,
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
    }

    def __init__(self, sources: str | None = None, recheck: str | None = None, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._chosen = sources
        self._recheck = recheck

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider, told what it is about before the first request: other sources' addresses stay in the frontier."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.sources = session_of(crawler).sources
        spider._requisites = Requisites(crawler.settings.getint("DOWNLOAD_MAXSIZE"))
        spider.source_ids = [source.id for source in choose_sources(spider.sources, spider._chosen)]
        if spider._recheck:
            spider.resting = [source.id for source in choose_sources(spider.sources, spider._recheck)]
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Make every list of the chosen sources due, but for those that rest; yields nothing, requests come from the frontier."""
        session = session_of(self.crawler)
        self.frontier = session.frontier
        self._endings = Endings(
            self.frontier, self.sources, session.config.recheck_seconds, self.crawler.stats.inc_value
        )
        now = clock.now()
        # Where several workers share a frontier, another may just have looked at the lists.
        before = now - SHARED_REST if session.config.frontier else FOREVER
        with session.stopping_without_frontier():
            for source in choose_sources(self.sources, self._chosen):
                self._declare(source)
                if source.id not in self.resting:
                    self.frontier.wake(lists_of(source, now), now, before)
        if False:  # an async generator that yields nothing
            yield

    def _declare(self, source: Source) -> None:
        """Tell politeness what the source file says of its hosts."""
        polite = politeness_of(self.crawler)
        hosts = {
            urlsplit(each).hostname or "" for each in (*source.feeds, *source.sitemaps, *source.sections)
        }
        for host in sorted(hosts | set(source.domains)):
            polite.hosts.declare(host, source.crawl.delay, source.crawl.concurrency)
        if source.crawl.budget is not None:
            polite.pages.limit(source.id, source.crawl.budget)

    def request_for(self, lease: Lease) -> Request:
        """The request of a lease, conditional where the last answer gave a validator."""
        headers = {}
        if (lease.fetches + 1) % VERIFY_EVERY:
            if lease.etag:
                headers["If-None-Match"] = lease.etag
            if lease.last_modified:
                headers["If-Modified-Since"] = lease.last_modified
        meta: dict[str, Any] = {"lease": lease, "source": lease.source}
        if lease.kind == REQUISITE:
            meta |= self._requisites.meta(lease)
        elif self._is_unread(lease):
            meta[UNREAD] = True
        return Request(
            lease.url, headers=headers, callback=self.parse, errback=self.broken, meta=meta, dont_filter=True
        )

    def parse(self, response: Response) -> None:
        """End the lease with what the answer leads to: links, a redirect's target, another try."""
        lease: Lease = response.meta["lease"]
        capture: Capture = response.meta["capture"]
        with session_of(self.crawler).stopping_without_frontier():
            self._answered(lease, response, capture)

    def _answered(self, lease: Lease, response: Response, capture: Capture) -> None:
        field = response.headers.get("Retry-After")
        if self._endings.is_put_off(
            lease, response.status, field.decode("latin-1") if field else None, clock.now()
        ):
            return
        self._want_requisites(lease, response)
        found = self._links(lease, response)
        self._finish(lease, response.status, capture, found, reason=astray(response, found))

    def _want_requisites(self, lease: Lease, response: Response) -> None:
        """Put what a page needs to be seen into the frontier, before the page's lease ends; a kill may not lose it."""
        if not self._wants_requisites(lease):
            return
        now = clock.now()
        if found := self._requisites.found(lease, response, now):
            self.frontier.wake(found, now, before=now - GOOD_FOR)
            self.crawler.stats.inc_value("wirecopy/requisites/found", len(found))
        self.crawler.stats.set_value("wirecopy/requisites/left_out", self._requisites.left_out)

    def _is_unread(self, lease: Lease) -> bool:
        """Whether the body matters to the archive alone: an article's, unless what its page needs, or a subclass, reads it."""
        return (
            lease.kind == ARTICLE
            and type(self).parse is NewsSpider.parse
            and not self._wants_requisites(lease)
        )

    def _wants_requisites(self, lease: Lease) -> bool:
        source = self.sources.by_id.get(lease.source)
        # An archive that answers has what it has.
        return source is not None and source.crawl.requisites and not session_of(self.crawler).offline

    def _links(self, lease: Lease, response: Response) -> Sequence[Found]:
        source = self.sources.by_id.get(lease.source)
        if source is None:
            return ()
        if response.status in REDIRECTS:
            if lease.kind == REQUISITE:
                location = location_of(response)
                target = absolute(location, response.url) if location else None
                return self._requisites.redirected(lease, target, clock.now()) if target else ()
            return self._endings.redirected(lease, response, source, clock.now())
        if response.status != 200 or lease.kind in (ARTICLE, REQUISITE) or TOO_LARGE in response.flags:
            return ()
        return self._endings.listed(lease, response, source, clock.now())

    async def broken(self, failure: Any) -> None:
        """End the lease of a request that got no answer: try again later, or record why it was not sent."""
        session = session_of(self.crawler)
        if session.is_stopping:
            # A disk that is full is no fault of the page: the leases are given back when all is closed.
            return
        with session.stopping_without_frontier():
            await self._broken(failure)

    async def _broken(self, failure: Any) -> None:
        lease: Lease = failure.request.meta["lease"]
        error, now = failure.value, clock.now()
        if isinstance(error, HostHeld):
            self.frontier.release(lease, now + (error.retry_after or INTERVAL), error.reason, tried=False)
            return
        if isinstance(error, IgnoreRequest):
            await self.record_refusal(failure)
            again = getattr(error, "retry_after", None)
            if (
                lease.kind == REQUISITE
                and isinstance(error, BudgetSpent)
                and SPENT not in failure.request.meta
            ):
                # The source's budget is new with the next crawl; nothing else would ask for it for a month.
                again = INTERVAL
            due = now + again if again else self._endings.due(lease, now, 0)
            self._finish(lease, None, None, (), due=due, reason=getattr(error, "reason", None) or str(error))
            return
        # What is too large now is too large in two seconds.
        reason = type(error).__name__
        if not isinstance(error, DownloadCancelledError) and self._endings.is_tried_again(lease, reason, now):
            return
        self._finish(lease, None, None, (), reason=reason)

    def _finish(
        self,
        lease: Lease,
        status: int | None,
        capture: Capture | None,
        found: Sequence[Found],
        due: float | None = None,
        reason: str | None = None,
    ) -> None:
        self._endings.finish(lease, status, capture, found, clock.now(), due, reason)
