"""How a lease ends: what an answer leads to, by the same rules in a live crawl and when the archive is read again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from scrapy.http import Response

from archive.capture import Capture
from crawler.discovery.candidate import absolute
from crawler.discovery.links import links
from crawler.discovery.read import read
from crawler.frontier.due import INTERVAL
from crawler.frontier.entry import ARTICLE, FEED, REQUISITE, SECTION, SITEMAP, Answer, Found, Frontier, Lease
from crawler.frontier.schedule import article_due, jitter, retry_due
from crawler.politeness.retry_after import retry_after
from pipelines.normalise.urls import canonical_url
from pipelines.sources.model import Source, Sources

logger = logging.getLogger(__name__)

ATTEMPTS = 3
"""Fetches of an address in a row that may go wrong before that is its answer."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 500, 502, 503, 504, 522, 524})


class Endings:
    """Ends leases of a frontier; moments are POSIX seconds given by the caller."""

    def __init__(
        self,
        frontier: Frontier,
        sources: Sources,
        recheck_seconds: float,
        count: Callable[[str, int], None] = lambda name, by: None,
    ) -> None:
        self.frontier = frontier
        self._sources = sources
        self._recheck_seconds = recheck_seconds
        self._count = count

    def is_put_off(self, lease: Lease, status: int, field: str | None, now: float) -> bool:
        """Whether an answer only asks to come again; the lease is released then, for Retry-After or our own pause."""
        if status not in _BUSY or lease.attempts + 1 >= ATTEMPTS:
            return False
        asked = retry_after(field, datetime.fromtimestamp(now, UTC)) if field else None
        due = now + asked if asked is not None else retry_due(now, lease.attempts)
        self.frontier.release(lease, due, f"http {status}")
        return True

    def is_tried_again(self, lease: Lease, reason: str, now: float) -> bool:
        """Whether a fetch that gave no answer is tried again; the lease is released then."""
        if lease.attempts + 1 >= ATTEMPTS:
            return False
        self.frontier.release(lease, retry_due(now, lease.attempts), reason)
        return True

    def finish(
        self,
        lease: Lease,
        status: int | None,
        capture: Capture | None,
        found: Sequence[Found],
        now: float,
        due: float | None = None,
        reason: str | None = None,
    ) -> None:
        """End a lease with an answer, or with the reason why there is none."""
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
                due=due if due is not None else self.due(lease, now, streak),
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

    def due(self, lease: Lease, now: float, streak: int) -> float | None:
        """When to look again: lists at their interval, articles less and less often."""
        if lease.kind == REQUISITE:
            return None
        if lease.kind == ARTICLE:
            return article_due(now, streak, self._recheck_seconds)
        source = self._sources.by_id.get(lease.source)
        interval = (source.crawl.interval if source else None) or INTERVAL
        return now + interval + jitter(lease.url, interval / 20)

    def listed(self, lease: Lease, response: Response, source: Source, now: float) -> Sequence[Found]:
        """The addresses that a list names and that are its source's own."""
        found = read(
            response.body,
            response.url,
            is_article=source.is_article if source.article else None,
            encoding=getattr(response, "encoding", None) or "utf-8",
            depth=lease.depth,
        )
        for fault in found.faults:
            logger.warning("%s: %s", response.url, fault)
        kept, left_out = links(found.candidates, source, self._sources, via=lease.url, now=now)
        kept = [replace(each, depth=lease.depth + 1) if each.kind == SITEMAP else each for each in kept]
        self._count("wirecopy/links/found", len(kept))
        self._count("wirecopy/links/left_out", left_out)
        return kept

    def redirected(self, lease: Lease, response: Response, source: Source, now: float) -> Sequence[Found]:
        """The target of a redirect, when it is the source's own; a list's new address is followed, not remembered."""
        target = absolute(location_of(response), response.url)
        owner = self._sources.for_url(canonical_url(target)) if target else None
        if target is None or owner is None or owner.id != source.id:
            self._count("wirecopy/links/left_out", 1)
            return ()
        return (
            Found(canonical_url(target), source.id, lease.kind, due=now, via=lease.url, depth=lease.depth),
        )


def astray(response: Response, found: Sequence[Found]) -> str | None:
    """Why a redirect leads nowhere that is ours; None for every other answer."""
    if response.status not in REDIRECTS or found:
        return None
    return f"redirect to {location_of(response) or 'nowhere'}: no address of this source"


def location_of(response: Response) -> str:
    """Where a redirect says that it leads, as written; empty when it says nothing."""
    return (response.headers.get("Location") or b"").decode("latin-1").strip()


def lists_of(source: Source, now: float) -> list[Found]:
    """The lists of a source as addresses that are due now."""
    kinds = ((FEED, source.feeds), (SITEMAP, source.sitemaps), (SECTION, source.sections))
    return [Found(url, source.id, kind, due=now) for kind, urls in kinds for url in urls]


def _validator(capture: Capture | None, name: str, before: str | None) -> str | None:
    """A validator of bounded length and one line, to be sent back; a 304 may leave out what it had said before."""
    value = capture.header(name) if capture is not None else None
    if value is None:
        return before if capture is not None and capture.status == 304 else None
    return value if len(value) <= 512 and value.isprintable() else None
