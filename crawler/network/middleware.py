"""Politeness inside Scrapy: one downloader middleware that refuses, paces and pauses; the rules are in crawler.politeness."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler import clock
from crawler.frontier.store import host_of
from crawler.politeness.budget import Pace
from crawler.politeness.fetch import RobotsFetcher
from crawler.politeness.refusal import (
    AddressRefused,
    BudgetSpent,
    HostHeld,
    NameNotFound,
    Refused,
    RobotsRefused,
)
from crawler.politeness.robots import origin_of
from crawler.politeness.wiring import PATIENCE, politeness_of
from crawler.session import session_of

SPENT = "spent"
"""The key of `request.meta` that says which budget a request has no part in any more."""
SOURCE = "source"
"""The key of `request.meta` that names the source whose page budget a request counts against."""
_ROBOTS = {
    "dont_obey_robotstxt": True,
    "dont_redirect": True,
    "dont_retry": True,
    "handle_httpstatus_all": True,
}
_ROBOTS_TIMEOUT = 30.0
"""Seconds; while a host's robots.txt is awaited, its pages hold places that other hosts could use."""
_NO_DELAY = 1e-3


class PolitenessMiddleware:
    """Before a request: is its address allowed, is its host on hold, what does robots.txt say, is there budget.

    Raises AddressRefused, HostHeld, RobotsRefused or BudgetSpent, all IgnoreRequest with `reason` and `retry_after`.
    Delay and concurrency go into the downloader's slot of the host before it looks at its queue, so a pause holds back
    that host alone. robots.txt goes the way of every request and is archived like one.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._politeness = politeness_of(crawler)
        self._robots = RobotsFetcher(self._politeness.robots, self._download)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PolitenessMiddleware:
        """The middleware, listening to what enters and leaves the downloader."""
        middleware = cls(crawler)
        # An archive needs no pauses, and what it says of them was meant for another day.
        if not session_of(crawler).offline:
            crawler.signals.connect(middleware.entered, signal=signals.request_reached_downloader)
            crawler.signals.connect(middleware.answered, signal=signals.response_downloaded)
        return middleware

    async def process_request(self, request: Request) -> None:
        """Let a request pass, or raise why not."""
        try:
            await self._check(request)
        except Refused as refused:
            self._crawler.stats.inc_value(f"wirecopy/refusals/{refused.name}")
            raise

    async def _check(self, request: Request) -> None:
        polite = self._politeness
        if why := request.meta.get(SPENT):
            raise BudgetSpent(why)
        if why := polite.addresses.refusal_for(request.url):
            raise AddressRefused(why)
        self._check_hold(request)
        if request.meta.get("dont_obey_robotstxt"):
            return
        robots = await self._robots.robots_for(request.url, origin_of(request.url))
        polite.hosts.crawl_delay(_host(request), robots.delay)
        if why := robots.refusal(request.url):
            refusal = RobotsRefused if robots.resolved else NameNotFound
            raise refusal(why, polite.robots.retry_after(robots))
        # The answer to robots.txt may have been a request to pause.
        self._check_hold(request)
        source = request.meta.get(SOURCE)
        if source is not None and not polite.pages.take(source):
            raise BudgetSpent(f"the pages of {source} for this crawl are used up")

    def _check_hold(self, request: Request) -> None:
        wait = self._politeness.hosts.wait(_host(request))
        if wait > PATIENCE:
            raise HostHeld(f"{_host(request)} asked for a pause", wait)

    async def _download(self, url: str) -> Response:
        timeout = min(self._crawler.settings.getfloat("DOWNLOAD_TIMEOUT"), _ROBOTS_TIMEOUT)
        meta = {**_ROBOTS, "download_timeout": timeout}
        request = Request(url, meta=meta, priority=1000, callback=NO_CALLBACK)
        response: Response = await self._crawler.engine.download_async(request)
        return response

    def entered(self, request: Request) -> None:
        """Put the pace of a request's host into its slot, before the slot looks at its queue."""
        self._apply(request)

    def answered(self, response: Response, request: Request) -> None:
        """Take note of 429 and 503, before the slot sends its next request."""
        field = response.headers.get("Retry-After")
        text = field.decode("latin-1") if field is not None else None
        wait = self._politeness.hosts.answered(_host(request), response.status, text, clock.utc())
        self._apply(request, answered=True)
        if wait > 0:
            session_of(self._crawler).hold(host_of(request.url), wait)
        if wait > PATIENCE:
            self._send_away(request, wait)

    def _slot(self, request: Request) -> Any:
        return self._crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))

    def _apply(self, request: Request, answered: bool = False) -> None:
        slot = self._slot(request)
        if slot is not None:
            hosts, host, now = self._politeness.hosts, _host(request), time.monotonic()
            set_pace(slot, hosts.pace(host), hosts.wait(host), now)
            if answered and slot.concurrency == 1:
                slot.lastseen = max(slot.lastseen, now)

    def _send_away(self, request: Request, wait: float) -> None:
        """Refuse what already waits in the queue of a host on hold; the frontier knows better than to wait here."""
        slot, host = self._slot(request), _host(request)
        for waiting in [each for each in slot.queue if _host(each[0]) == host]:
            slot.queue.remove(waiting)
            waiting[1].errback(HostHeld(f"{host} asked for a pause", wait))


def set_pace(slot: Any, pace: Pace, wait: float, now: float) -> None:
    """Give a downloader slot its pace, and let it send nothing for `wait` seconds; no jitter, for it shortens delays too."""
    slot.concurrency, slot.jitter = pace.concurrency, 0.0
    slot.delay = pace.delay or (_NO_DELAY if wait else 0.0)
    if wait:
        slot.lastseen = max(slot.lastseen, now + wait - slot.delay)


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""
