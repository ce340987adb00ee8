"""How fast and how much each host and each source may be asked: delay, concurrency, pauses, pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from crawler.politeness.retry_after import LONGEST, retry_after

BUSY = frozenset({429, 503})
"""Statuses whose Retry-After is obeyed (RFC 6585, 4; RFC 9110, 15.6.4)."""
FIRST_BACK_OFF = 5.0
"""Seconds of pause after a 429 that does not say how long; doubled by each further one in a row."""
MARGIN = 0.05
"""Seconds added to every delay: timers fire early and networks deliver late, and the gap is what the host sees."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a host may be asked: seconds between the starts of two requests, and how many at a time."""

    delay: float
    concurrency: int


@dataclass(slots=True)
class _Host:
    declared_delay: float | None = None
    declared_concurrency: int | None = None
    crawl_delay: float = 0.0
    held_until: float = 0.0
    next_turn: float = 0.0
    busy_answers: int = 0


class HostBudget:
    """Pace and pauses of every host, by host name without port; all times are seconds of `clock`.

    A source's own delay replaces the default; robots.txt can only make it longer. With a Crawl-delay one request is out
    at a time, for the delay counts from request to request and a second connection would halve it; and it counts from the
    answer, for what the host sees is when a request arrives, however long its connection took.
    """

    def __init__(self, delay: float, concurrency: int, clock: Callable[[], float]) -> None:
        self._default = Pace(delay, concurrency)
        self._clock = clock
        self._hosts: dict[str, _Host] = {}

    def declare(self, host: str, delay: float | None = None, concurrency: int | None = None) -> None:
        """Set what the source file of a host says; None leaves the default."""
        known = self._host(host)
        known.declared_delay, known.declared_concurrency = delay, concurrency

    def crawl_delay(self, host: str, seconds: float) -> None:
        """Set what robots.txt of a host asks for; 0 for nothing. The longest of several origins of a host holds."""
        known = self._host(host)
        known.crawl_delay = max(known.crawl_delay, seconds)

    def pace(self, host: str) -> Pace:
        """The pace that holds for a host now."""
        known = self._hosts.get(host)
        if known is None:
            return Pace(_with_margin(self._default.delay), self._default.concurrency)
        delay = self._default.delay if known.declared_delay is None else known.declared_delay
        concurrency = known.declared_concurrency or self._default.concurrency
        if known.crawl_delay:
            delay, concurrency = max(delay, known.crawl_delay), 1
        return Pace(_with_margin(delay), concurrency)

    def answered(self, host: str, status: int, retry_after_field: str | None, now: datetime) -> float:
        """Take note of an answer; the seconds for which the host has to be left alone from now on (0: none).

        `now` is the wall clock, for Retry-After may be a date. A 503 without Retry-After holds nothing back: it is often
        about one page; a 429 without one is about us.
        """
        known, pace = self._host(host), self.pace(host)
        if pace.concurrency == 1:
            known.next_turn = max(known.next_turn, self._clock() + pace.delay)
        if status not in BUSY:
            known.busy_answers = 0
            return self.wait(host)
        asked = retry_after(retry_after_field, now)
        if asked is None and (status == 429 or retry_after_field):
            asked = min(FIRST_BACK_OFF * 2.0 ** min(known.busy_answers, 20), LONGEST)
        known.busy_answers += 1
        if asked is not None:
            known.held_until = max(known.held_until, self._clock() + asked + MARGIN)
        return self.wait(host)

    def wait(self, host: str) -> float:
        """Seconds until a host may be asked again; 0 when it may be asked now. For schedulers: skip such hosts."""
        known = self._hosts.get(host)
        return max(0.0, known.held_until - self._clock()) if known else 0.0

    def turn(self, host: str) -> float:
        """0 when a request to a host may leave now, and then the turn is taken; otherwise seconds to sleep and ask again."""
        known, now = self._host(host), self._clock()
        free = max(known.next_turn, known.held_until)
        if now < free:
            return free - now
        known.next_turn = now + self.pace(host).delay
        return 0.0

    def _host(self, host: str) -> _Host:
        return self._hosts.setdefault(host, _Host())


def _with_margin(delay: float) -> float:
    return delay + MARGIN if delay else 0.0


class PageBudget:
    """How many pages each source may still be asked for in this crawl; a source without a limit has no end."""

    def __init__(self) -> None:
        self._left: dict[str, int] = {}

    def limit(self, source: str, pages: int) -> None:
        """Set the number of pages of a source; raises ValueError for less than 0."""
        if pages < 0:
            raise ValueError(f"a page budget cannot be {pages}")
        self._left[source] = pages

    def left(self, source: str) -> int | None:
        """Pages that a source may still be asked for; None when it has no limit."""
        return self._left.get(source)

    def take(self, source: str) -> bool:
        """Count one page of a source; False, counting nothing, when its budget is spent."""
        left = self._left.get(source)
        if left == 0:
            return False
        if left is not None:
            self._left[source] = left - 1
        return True
