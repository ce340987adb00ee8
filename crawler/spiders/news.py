"""`scrapy crawl news`: declared sources, from their feeds, news sitemaps and section pages."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response

from archive.capture import Capture
from crawler import clock
from crawler.discovery.candidate import absolute
from crawler.discovery.links import links
from crawler.discovery.read import read
from crawler.frontier.due import INTERVAL
from crawler.frontier.entry import ARTICLE, FEED, FOREVER, REQUISITE, SECTION, SITEMAP, Answer, Found, Lease
from crawler.frontier.schedule import article_due, jitter, retry_due
from crawler.network.handler import TOO_LARGE
from crawler.network.middleware import SPENT
from crawler.politeness.refusal import BudgetSpent, HostHeld
from crawler.politeness.retry_after import retry_after
from crawler.politeness.wiring import politeness_of
from crawler.session import session_of
from crawler.spiders.archiving import ArchivingSpider
from crawler.spiders.inputs import choose_sources
from crawler.spiders.requisites import GOOD_FOR, Requisites
from pipelines.normalise.urls import canonical_url
from pipelines.sources.model import Source, Sources

logger = logging.getLogger(__name__)

SHARED_REST = 60.0
"""Seconds for which a list that another worker has looked at is left alone."""
ATTEMPTS = 3
VERIFY_EVERY = 10
"""Every so many fetches the validators are left out: some servers answer 304, or the same ETag, after a change."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 500, 502, 503, 504, 522, 524})


class NewsSpider(ArchivingSpider):
    """Looks at the lists of its sources and at the articles they name; what is not due is left to the next crawl."""

    name = "news"
    sources: Sources
    source_ids: Sequence[str]
    _requisites: Requisites
    custom_settings = {  # noqa: RUF012 - Scrapy's interface
        "SCHEDULER": "crawler.frontier.scheduler.FrontierScheduler",
        "RETRY_ENABLED": False,
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
    }

    def __init__(self, sources: str | None = None, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._chosen = sources
        self._depth: dict[str, int] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider, told what it is about before the first request: other sources' addresses stay in the frontier."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.sources = session_of(crawler).sources
        spider._requisites = Requisites(crawler.settings.getint("DOWNLOAD_MAXSIZE"))
        spider.source_ids = [source.id for source in choose_sources(spider.sources, spider._chosen)]
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Make every list of the chosen sources due; yields nothing, requests come from the frontier."""
        session = session_of(self.crawler)
        self.frontier = session.frontier
        now = clock.now()
        # Where several workers share a frontier, another may just have looked at the lists.
        before = now - SHARED_REST if session.config.frontier else FOREVER
        with session.stopping_without_frontier():
            for source in choose_sources(self.sources, self._chosen):
                self._declare(source)
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
        if response.status in _BUSY and lease.attempts + 1 < ATTEMPTS:
            self.frontier.release(lease, self._retry_at(lease, response), f"http {response.status}")
            return
        self._want_requisites(lease, response)
        found = self._links(lease, response)
        astray = None
        if response.status in _REDIRECTS and not found:
            astray = f"redirect to {_location(response) or 'nowhere'}: no address of this source"
        self._finish(lease, response.status, capture, found, reason=astray)

    def _want_requisites(self, lease: Lease, response: Response) -> None:
        """Put what a page needs to be seen into the frontier, before the page's lease ends; a kill may not lose it."""
        source = self.sources.by_id.get(lease.source)
        # An archive that answers has what it has.
        if source is None or not source.crawl.requisites or session_of(self.crawler).offline:
            return
        now = clock.now()
        if found := self._requisites.found(lease, response, now):
            self.frontier.wake(found, now, before=now - GOOD_FOR)
            self.crawler.stats.inc_value("wirecopy/requisites/found", len(found))
        self.crawler.stats.set_value("wirecopy/requisites/left_out", self._requisites.left_out)

    def _retry_at(self, lease: Lease, response: Response) -> float:
        now = clock.now()
        field = response.headers.get("Retry-After")
        asked = retry_after(field.decode("latin-1"), datetime.fromtimestamp(now, UTC)) if field else None
        return now + asked if asked is not None else retry_due(now, lease.attempts)

    def _links(self, lease: Lease, response: Response) -> Sequence[Found]:
        source = self.sources.by_id.get(lease.source)
        if source is None:
            return ()
        if response.status in _REDIRECTS:
            return self._redirected(lease, response, source)
        if response.status != 200 or lease.kind in (ARTICLE, REQUISITE):
            return ()
        if TOO_LARGE in response.flags:
            return ()
        found = read(
            response.body,
            response.url,
            is_article=source.is_article if source.article else None,
            encoding=getattr(response, "encoding", None) or "utf-8",
            depth=self._depth.get(lease.url, 0),
        )
        for fault in found.faults:
            logger.warning("%s: %s", response.url, fault)
        kept, left_out = links(found.candidates, source, self.sources, via=lease.url, now=clock.now())
        # How many indexes led to a sitemap; forgotten between crawls, for indexes are read from the top each time.
        self._depth.update(
            (each.url, self._depth.get(lease.url, 0) + 1) for each in kept if each.kind == SITEMAP
        )
        self.crawler.stats.inc_value("wirecopy/links/found", len(kept))
        self.crawler.stats.inc_value("wirecopy/links/left_out", left_out)
        return kept

    def _redirected(self, lease: Lease, response: Response, source: Source) -> Sequence[Found]:
        """The target of a redirect, when it is the source's own; a list's new address is followed, not remembered."""
        location = _location(response)
        if lease.kind == REQUISITE:
            target = absolute(location, response.url) if location else None
            return self._requisites.redirected(lease, target, clock.now()) if target else ()
        target = canonical_url(urljoin(response.url, location))
        owner = self.sources.for_url(target)
        if not location or owner is None or owner.id != source.id:
            self.crawler.stats.inc_value("wirecopy/links/left_out")
            return ()
        found = Found(target, source.id, lease.kind, due=clock.now(), via=lease.url)
        return (found,)

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
            due = now + again if again else self._due(lease, now, 0)
            self._finish(lease, None, None, (), due=due, reason=getattr(error, "reason", None) or str(error))
            return
        # What is too large now is too large in two seconds.
        if lease.attempts + 1 < ATTEMPTS and not isinstance(error, DownloadCancelledError):
            self.frontier.release(lease, retry_due(now, lease.attempts), type(error).__name__)
            return
        self._finish(lease, None, None, (), reason=type(error).__name__)

    def _finish(
        self,
        lease: Lease,
        status: int | None,
        capture: Capture | None,
        found: Sequence[Found],
        due: float | None = None,
        reason: str | None = None,
    ) -> None:
        now = clock.now()
        changed = status != 304 and (
            capture is None or capture.payload_digest != self.frontier.last_digest(lease)
        )
        streak = 0 if changed else self.frontier.unchanged_streak(lease) + 1
        ok = status is not None and status < 400 and capture is not None
        self.frontier.finish(
            lease,
            Answer(
                status=status,
                fetched=now,
                due=due if due is not None else self._due(lease, now, streak),
                digest=capture.payload_digest if ok and capture is not None and status == 200 else None,
                etag=_validator(capture, "ETag", lease.etag) if ok else lease.etag,
                last_modified=_validator(capture, "Last-Modified", lease.last_modified)
                if ok
                else lease.last_modified,
                changed=changed,
                reason=reason if reason or ok else f"http {status}",
                links=found,
            ),
        )

    def _due(self, lease: Lease, now: float, streak: int) -> float | None:
        """When to look again: lists at their interval, articles less and less often."""
        if lease.kind == REQUISITE:
            return None
        if lease.kind == ARTICLE:
            return article_due(now, streak, session_of(self.crawler).config.recheck_seconds)
        source = self.sources.by_id.get(lease.source)
        interval = (source.crawl.interval if source else None) or INTERVAL
        return now + interval + jitter(lease.url, interval / 20)


def _location(response: Response) -> str:
    return (response.headers.get("Location") or b"").decode("latin-1").strip()


def _validator(capture: Capture | None, name: str, before: str | None) -> str | None:
    """A validator of bounded length and one line, to be sent back; a 304 may leave out what it had said before."""
    value = capture.header(name) if capture is not None else None
    if value is None:
        return before if capture is not None and capture.status == 304 else None
    return value if len(value) <= 512 and value.isprintable() else None


def lists_of(source: Source, now: float) -> list[Found]:
    """The lists of a source as addresses that are due now."""
    kinds = ((FEED, source.feeds), (SITEMAP, source.sitemaps), (SECTION, source.sections))
    return [Found(url, source.id, kind, due=now) for kind, urls in kinds for url in urls]
