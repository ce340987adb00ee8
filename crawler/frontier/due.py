"""Which sources are to be visited now: a pure decision over their files, their last visits and the time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from cronsim import CronSim

from crawler.frontier.schedule import jitter
from pipelines.sources.model import Source

INTERVAL = 900.0
"""Seconds between two looks at a source's lists where its file does not say."""
MOST = 64
"""Sources of one round at most, those that wait longest first: after days of downtime they are caught up with in turn."""
CRON_JITTER = 60.0
"""Seconds within which the sources of one cron line are spread; an interval is spread by a tenth of itself."""
WINDOW_JITTER = 600.0
"""Seconds, or a tenth of the window, within which those that waited for one are spread."""
_DAYS = 9
"""Days within which a window opens, whatever the clocks of its zone do."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known of a source: when its lists were last looked at, and when an article is to be looked at again."""

    last: float | None = None
    recheck: float | None = None
    asked: float | None = None
    """When anything of it was fetched last, an article that was looked at again included."""


@dataclass(frozen=True, slots=True)
class Due:
    """A source and the moment since which (or at which) it is due; `reason` is first, interval, cron or recheck."""

    source: str
    since: float
    reason: str
    lists: bool = True
    """False when only its articles are due: a source with a time table has its lists looked at when that says so."""


def due_sources(
    sources: Iterable[Source], last_runs: Mapping[str, Visit], now: float, most: int = MOST
) -> list[Due]:
    """The sources to visit at `now` (POSIX seconds), longest waiting first, at most `most`.

    What was missed while nothing ran is caught up with once. A source with a window is due only while it is open.
    """
    moments = (next_due(source, last_runs.get(source.id, Visit()), now) for source in sources)
    return sorted((due for due in moments if due.since <= now), key=lambda due: (due.since, due.source))[
        :most
    ]


def next_due(source: Source, visit: Visit, now: float) -> Due:
    """When a source is due next; a moment that is not after `now` means that it is due now."""
    zone: tzinfo = ZoneInfo(source.timezone) if source.timezone else UTC
    due = _due(source, visit, now, zone)
    window = source.crawl.window
    if window is None:
        return due
    opens = _opening(source.id, window, zone, due.since)
    if opens <= now and not _is_open(window, zone, now):
        opens = _opening(source.id, window, zone, now)
    return replace(due, since=opens)


def _due(source: Source, visit: Visit, now: float, zone: tzinfo) -> Due:
    if visit.last is None:
        return Due(source.id, 0.0, "first")
    # A clock that was set back must not put off a visit until it has come around again.
    last = min(visit.last, now)
    interval = source.crawl.interval or INTERVAL
    if source.crawl.cron:
        fires = next(CronSim(source.crawl.cron, datetime.fromtimestamp(last, zone))).timestamp()
        due = Due(source.id, fires + jitter(source.id, CRON_JITTER), "cron")
    else:
        due = Due(source.id, last + interval + jitter(source.id, interval / 10), "interval")
    asked = max(last, min(visit.asked or 0.0, now))
    if visit.recheck is not None and (again := max(visit.recheck, asked + interval)) < due.since:
        return Due(source.id, again, "recheck", lists=not source.crawl.cron or due.since <= now)
    return due


def _is_open(window: tuple[time, time], zone: tzinfo, moment: float) -> bool:
    opens, closes = window
    local = datetime.fromtimestamp(moment, zone).time()
    return opens <= local < closes if opens < closes else local >= opens or local < closes


def _opening(source: str, window: tuple[time, time], zone: tzinfo, moment: float) -> float:
    """The moment itself where the window is open, otherwise when it opens next, a little later for each source."""
    if _is_open(window, zone, moment):
        return moment
    today = datetime.fromtimestamp(moment, zone).date()
    opens, closes = window
    length = (closes.hour - opens.hour) * 3600 + (closes.minute - opens.minute) * 60
    spread = jitter(source, min(WINDOW_JITTER, length % 86_400 / 10))
    for day in range(_DAYS):
        opening = datetime.combine(today + timedelta(days=day), opens, zone).timestamp()
        # An opening that falls into the hour that a clock skips is none.
        if opening >= moment and _is_open(window, zone, opening):
            return opening + spread
    return moment + _DAYS * 86_400.0
