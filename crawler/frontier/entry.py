"""The words of the frontier: what is put in, what is handed out, what comes back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

FEED, SITEMAP, SECTION, ARTICLE = "feed", "sitemap", "section", "article"
REQUISITE = "requisite"
KINDS = (FEED, SITEMAP, SECTION, ARTICLE, REQUISITE)
"""What an address is expected to be: the first three are looked at again in every crawl that they are due in, a requisite
(a picture, a style sheet) only when a page that needs it is fetched."""

FOREVER = math.inf
HOLD = 310.0
"""Seconds for which a host stays with the worker that asked it last: longer than the longest Crawl-delay that is kept."""


LONGEST_PAUSE = 86_400.0 + 60.0
"""Seconds of the longest pause of a host that is kept, which is a day; an end further away comes of a clock that was wrong."""


LONGEST_WAIT = 31 * 86_400.0
"""Seconds, more than the longest wait that a rule gives but for the interval of a list: the last recheck of an article is
30 days off (`schedule.LAST_RECHECK`), a Retry-After a day. A due time further away comes of a clock that was wrong."""
LONGEST_LEASE = 86_400.0
"""Seconds for which no lease and no host is ever held."""
EARLIEST_CLOCK = 1_767_225_600.0
"""2026-01-01: a clock that says less is wrong itself, as that of a machine without a battery is until the network sets it."""


@dataclass(frozen=True, slots=True)
class Found:
    """An address to be fetched: of which source, as what, since when (`due`, POSIX seconds), found where (`via`)."""

    url: str
    source: str
    kind: str
    due: float = 0.0
    via: str | None = None
    modified: float | None = None
    """When the list that names it says it was last changed: a known address that was fetched before is due again."""
    depth: int = 0
    """How many sitemap indexes led to a sitemap; of several ways the shortest counts."""


@dataclass(frozen=True, slots=True)
class Lease:
    """An address handed out to one worker until `until`; the validators are those of its last answer."""

    id: int
    url: str
    host: str
    source: str
    kind: str
    until: float
    attempts: int
    via: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    fetches: int = 0
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a fetch gave, as far as the next one depends on it.

    `changed` is False for 304 or for the same payload digest as before. `links` are stored in the same transaction as
    the end of the lease: a feed acknowledged before its links are stored would lose them, for the next poll answers 304.
    """

    status: int | None
    fetched: float
    due: float | None
    """When to look again, POSIX seconds; None for never."""
    digest: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    changed: bool = True
    reason: str | None = None
    """Why it was no success (http 503, robots...); None for a success."""
    links: Sequence[Found] = field(default_factory=tuple)


class Frontier(Protocol):
    """A durable queue of addresses; every implementation passes tests/crawler/frontier/conformance.py.

    Times are POSIX seconds given by the caller, never read from a clock. Every method is one transaction.
    """

    def add(self, found: Sequence[Found], now: float) -> int:
        """Put in addresses; those that are known stay as they are. Returns how many were new."""

    def wake(self, found: Sequence[Found], now: float, before: float = FOREVER) -> None:
        """Put in addresses and make those that are known due at `due`, unless they are due earlier or leased.

        What was answered at or after `before` stays as it is: another worker has just looked. What was released waits
        for its own time, for its host may have asked for a pause.
        """

    def claim(
        self,
        worker: str,
        count: int,
        now: float,
        seconds: float,
        since: float = FOREVER,
        sources: Sequence[str] | None = None,
        hosts: int | None = None,
        resting: Sequence[str] = (),
    ) -> list[Lease]:
        """Lease at most `count` due addresses, soonest first, of hosts that no other worker holds.

        An address that was answered at or after `since` is left out: one crawl looks at each once (what was answered later
        than `now` was so while the clock was wrong, and counts for nothing). `sources` leaves out
        those of other sources, `resting` the lists (feeds, sitemaps, sections) of some. The hosts are the worker's while it
        has leases of them and HOLD seconds longer; with `hosts` it takes no more while it has that many with something due,
        so that several workers share them.
        """

    def finish(self, lease: Lease, answer: Answer) -> None:
        """End a lease with what the fetch gave; does nothing when the lease was lost to another worker meanwhile."""

    def release(self, lease: Lease, due: float, reason: str, *, tried: bool = True) -> None:
        """Give an address back for `due` (retry, Retry-After), one attempt more on its count unless it was not `tried`."""

    def hold(self, host: str, until: float) -> None:
        """Hand out nothing of a host before `until`, to nobody, for it asked for a pause; an earlier end changes nothing.

        An end more than LONGEST_PAUSE after the `now` of a claim holds nothing back.
        """

    def give_back(self, worker: str, until: float = 0.0) -> None:
        """End every lease of a worker without an answer; its hosts stay its own until `until`."""

    def known(self, url: str) -> Lease | None:
        """What is known of an address, as a lease that nobody holds (`until` 0) and `finish` and `release` take; or None."""

    def last_digest(self, lease: Lease) -> str | None:
        """The payload digest of the last answer of a leased address; None when there was none."""

    def unchanged_streak(self, lease: Lease) -> int:
        """How many answers in a row said nothing new."""

    def next_due(
        self,
        now: float,
        since: float = FOREVER,
        sources: Sequence[str] | None = None,
        worker: str | None = None,
        resting: Sequence[str] = (),
    ) -> float | None:
        """When the next address that is not done becomes claimable (see `claim`) by a worker; None when there is none."""

    def bring_back(self, now: float) -> int:
        """Make due in LONGEST_WAIT what is due later than that, for it was set while the clock stood ahead; gives how many.

        What was never answered is due at once. Leases and hosts that are held for more than LONGEST_LEASE are free.
        Nothing is done before EARLIEST_CLOCK.
        """

    def run_started(self, worker: str, now: float) -> int:
        """Note that a crawl begins; gives the number to end it by."""

    def run_ended(self, run: int, now: float) -> None:
        """Note that a crawl ended in order."""

    def list_started(self, name: str, position: tuple[str, int]) -> tuple[str, int]:
        """Note that the visit of a list of addresses begins behind an archive position (file, offset), durably.

        Gives that position, or where the visit began that was started earlier and not ended.
        """

    def list_ended(self, name: str) -> None:
        """Note that nothing of a list is left to be asked for: the next visit is a new one."""

    def counts(self, now: float) -> dict[str, int]:
        """How many addresses are `due`, `leased`, `later` and `done`."""

    def close(self) -> None:
        """Close the store; leases stay until they run out."""
