"""Scrapy's scheduler as an adapter over the frontier: leases become requests."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from crawler import clock
from crawler.frontier.claims import Claims
from crawler.politeness.wiring import politeness_of
from crawler.session import session_of

PATIENCE = 60.0
"""Seconds that a crawl waits for what is due soon (a retry, a short Retry-After) when nothing else is left to do."""
MOST_A_HOST = 8
"""Requests of one host given to the downloader at a time; its slot keeps the pace among them."""


class FrontierScheduler(BaseScheduler):
    """Hands out what is due, waits for what is due soon, and holds nothing in memory that a kill could lose."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._session = session_of(crawler)
        self._claims: Claims | None = None
        self._since = clock.now()
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The scheduler of this crawler."""
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        """Nothing yet: the frontier is opened with the data folder."""

    def close(self, reason: str) -> None:
        """Give back what was not sent."""
        if self._timer is not None:
            self._timer.cancel()
        self._session.close_frontier()

    def has_pending_requests(self) -> bool:
        """True while something is due or will be within PATIENCE; what is due later is left to the next crawl."""
        if not self._session.is_open:
            return True
        if self._claims:
            return True
        due = self._next_due()
        return due is not None and due <= clock.now() + PATIENCE

    def _next_due(self) -> float | None:
        session = self._session
        with session.stopping_without_frontier():
            return session.frontier.next_due(
                clock.now(), self._since, self._sources(), session.worker, self._resting()
            )
        return None

    def _sources(self) -> list[str] | None:
        """The ids of the sources that this crawl is about; None for all."""
        chosen: list[str] | None = getattr(self._crawler.spider, "source_ids", None)
        return chosen

    def _resting(self) -> Sequence[str]:
        """The ids of the sources whose lists this crawl leaves alone."""
        chosen: Sequence[str] = getattr(self._crawler.spider, "resting", ())
        return chosen

    def enqueue_request(self, request: Request) -> bool:
        """False: addresses go into the frontier by the spider, together with the end of the lease that found them."""
        return False

    def next_request(self) -> Request | None:
        """A request for a due address; None when there is none now."""
        if not self._session.is_open:
            return None
        claims = self._claims = self._claims or self._new_claims()
        lease = None
        with self._session.stopping_without_frontier():
            lease = claims.take(clock.now())
        if lease is None:
            self._wake_when_due()
            return None
        spider: Any = self._crawler.spider
        request: Request = spider.request_for(lease)
        return request

    def begin_round(self) -> None:
        """Look again at addresses that this crawl has had an answer from (offline, where the archive has more of them)."""
        self._since, self._claims = clock.now(), None
        # The engine that was just told not to close would look again at its next heartbeat only.
        asyncio.get_running_loop().call_soon(self._session.wake_engine)

    def _new_claims(self) -> Claims:
        hosts = politeness_of(self._crawler).hosts
        return Claims(
            self._session.frontier,
            self._session.worker,
            busy=self._under_way,
            pause=lambda host: hosts.wait(_name(host)),
            most_a_host=MOST_A_HOST,
            since=self._since,
            sources=self._sources(),
            most_hosts=self._most_hosts() if self._session.config.frontier else None,
            resting=self._resting(),
        )

    def _most_hosts(self) -> int:
        """How many hosts keep this crawl busy."""
        settings = self._crawler.settings
        a_host = max(1, settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))
        return max(1, settings.getint("CONCURRENT_REQUESTS") // a_host)

    def _under_way(self, host: str) -> int:
        slot = self._crawler.engine.downloader.slots.get(_name(host))
        return len(slot.active) if slot is not None else 0

    def _wake_when_due(self) -> None:
        """Have the engine look again when the next address is due; its own heartbeat is five seconds."""
        if self._timer is not None and not self._timer.cancelled():
            self._timer.cancel()
        due = None if self._claims else self._next_due()
        wait = 0.25 if self._claims else 5.0 if due is None else min(max(due - clock.now(), 0.05), 5.0)
        self._timer = asyncio.get_running_loop().call_later(wait, self._session.wake_engine)


@lru_cache(4096)  # asked for every host that has leases, for every request
def _name(host: str) -> str:
    return urlsplit(f"//{host}").hostname or ""
