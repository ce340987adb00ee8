"""A frontier made anew from the archive: every capture ends its address's lease again, in archive order."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archive.capture import Capture, Unread
from archive.reader import read_archive
from archive.warcfile import sync_folder
from crawler.frontier.endings import REDIRECTS, Endings, astray, lists_of
from crawler.frontier.entry import ARTICLE, REQUISITE, Found, Lease
from crawler.frontier.response import response_of
from crawler.frontier.store import SqliteFrontier
from pipelines.sources.model import Sources
from pipelines.state_view import open_to_read

MAKING = "frontier.making"
"""The new frontier until it is whole; left over by a crash, it is thrown away."""


@dataclass(slots=True)
class Refilled:
    """How many captures were read, and addresses by what became of them: `queued` were named and never answered."""

    captures: int = 0
    left_out: int = 0
    """Captures of addresses that no list of a source named: robots.txt, lists of addresses, outlets without a source file."""
    answered: int = 0
    queued: int = 0
    unread: Counter[str] = field(default_factory=Counter)
    """Damaged places of the archive, by the first word of what is wrong."""
    lists: int | None = None
    """Unfinished lists of `crawl urls`, taken over from the old frontier, for no archive tells them; None without one to read."""


def refill(archive: Path, path: Path, sources: Sources, recheck_seconds: float) -> Refilled:
    """Make the frontier at `path` anew from all captures of an archive; one that is there gives way once the new is whole.

    What responses tell comes back: addresses, validators, digests, streaks, failures, due times (taken at WARC-Date,
    which is a moment before the answer was dealt with), and what lists named that was never asked for. Leases, pauses of
    hosts and requisites that wait are not there. Where unfinished lists of addresses began comes from the old frontier.
    The caller holds the data folder's lock. Raises ArchiveNotFound, ArchiveEmpty, FrontierUnusable.
    """
    captures = read_archive(archive)
    lists = _lists(path)
    making = path.with_name(MAKING)
    _remove(making)
    frontier = SqliteFrontier(making)
    try:
        done = _Refill(frontier, sources, recheck_seconds).read(captures)
        for name, file, offset in lists or ():
            frontier.list_started(name, (file, offset))
        done.lists = None if lists is None else len(lists)
    finally:
        frontier.close()
    _remove(path, but_itself=True)
    making.replace(path)
    sync_folder(path.parent)
    return done


def is_usable(path: Path) -> bool:
    """Whether a frontier is there and every page of it can be read; looks only."""
    if not path.is_file():
        return False
    try:
        db = open_to_read(path)
    except sqlite3.DatabaseError:
        return False
    try:
        return str(db.execute("PRAGMA quick_check(1)").fetchone()[0]) == "ok"
    except sqlite3.DatabaseError:
        return False
    finally:
        db.close()


def _lists(path: Path) -> list[tuple[str, str, int]] | None:
    """Where the unfinished lists of a frontier began; None where it is not there or cannot be read."""
    if not path.is_file():
        return None
    try:
        db = open_to_read(path)
    except sqlite3.DatabaseError:
        return None
    try:
        return [(str(n), str(f), int(o)) for n, f, o in db.execute("SELECT name, file, offset FROM lists")]
    except sqlite3.DatabaseError:
        return None
    finally:
        db.close()


def _remove(path: Path, but_itself: bool = False) -> None:
    for suffix in ("-wal", "-shm") if but_itself else ("-wal", "-shm", ""):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


class _Refill:
    def __init__(self, frontier: SqliteFrontier, sources: Sources, recheck_seconds: float) -> None:
        self._frontier = frontier
        self._sources = sources
        self._endings = Endings(frontier, sources, recheck_seconds)
        self._lists: Mapping[str, Found] = {
            each.url: each for source in sources for each in lists_of(source, 0.0)
        }
        self._done = Refilled()

    def read(self, captures: Iterable[Capture | Unread]) -> Refilled:
        last = 0.0
        for each in captures:
            if isinstance(each, Capture):
                last = max(last, self._capture(each))
            elif not each.reason.startswith("record type"):
                self._done.unread[each.reason.split(":")[0]] += 1
        counts = self._frontier.counts(last)
        self._done.queued = sum(counts.values()) - self._done.answered
        return self._done

    def _capture(self, capture: Capture) -> float:
        self._done.captures += 1
        now = _moment(capture)
        lease = self._lease(capture, now) if now is not None else None
        if now is None or lease is None:
            self._done.left_out += 1
            return 0.0
        ended = self._end(lease, capture, now)
        self._done.answered += int(ended and lease.fetches == 0)
        return now

    def _lease(self, capture: Capture, now: float) -> Lease | None:
        """What is known of a capture's address; a source's own list is known by its file, a requisite by its page."""
        known = self._frontier.known(capture.url)
        if known is not None:
            return known
        found = self._lists.get(capture.url)
        if found is None and capture.requisite_of is not None:
            page = self._frontier.known(capture.requisite_of)
            if page is not None:
                found = Found(capture.url, page.source, REQUISITE, due=now, via=page.url)
        if found is None:
            return None
        self._frontier.add([found], now)
        return self._frontier.known(capture.url)

    def _end(self, lease: Lease, capture: Capture, now: float) -> bool:
        """End the address's lease as the spider did; False when it was only put off."""
        status = capture.status
        if capture.refused:
            self._endings.finish(lease, None, None, (), now, reason=capture.fault)
            return True
        if status is None or capture.truncated:
            fault = capture.fault or f"cut off: {capture.truncated}"
            if self._endings.is_tried_again(lease, fault, now):
                return False
            self._endings.finish(lease, None, None, (), now, reason=fault)
            return True
        if self._endings.is_put_off(lease, status, capture.header("Retry-After"), now):
            return False
        found, reason = self._found(lease, capture, status, now)
        self._endings.finish(lease, status, capture, found, now, reason=reason)
        return True

    def _found(
        self, lease: Lease, capture: Capture, status: int, now: float
    ) -> tuple[Sequence[Found], str | None]:
        source = self._sources.by_id.get(lease.source)
        if source is None or lease.kind == REQUISITE:
            return (), None
        if status in REDIRECTS:
            response = response_of(capture, status)
            found = self._endings.redirected(lease, response, source, now)
            return found, astray(response, found)
        if status != 200 or lease.kind == ARTICLE:
            return (), None
        return self._endings.listed(lease, response_of(capture, status), source, now), None


def _moment(capture: Capture) -> float | None:
    try:
        return capture.fetched.timestamp()
    except ValueError:
        return None
