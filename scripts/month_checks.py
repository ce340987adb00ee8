"""Whether a month of scheduled crawls was as it should be, from the newsroom's own log and the lines that came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from scripts.almanac import HOUR, Outlet

SLACK = 300.0
"""Seconds that a visit may be late for the crawls before it: a loaded machine's seconds pass on the virtual clock too."""
CRON_JITTER = 60.0
MOST_LOOKS = 14
"""Looks at one article in a month: after an hour, then two, four... for thirty days, and anew after an edit."""

Entry = Sequence[Any]
"""Moment, outlet, path, status."""


@dataclass(frozen=True)
class Period:
    """From when to when it was crawled, and when nothing ran."""

    start: float
    end: float
    down: tuple[float, float]

    def runs(self, moment: float) -> bool:
        """Whether crawls are running then, and for a while longer."""
        in_time = self.start <= moment <= self.end - SLACK - CRON_JITTER
        return in_time and not self.down[0] - SLACK - CRON_JITTER <= moment < self.down[1]


@dataclass
class Outcome:
    """What the log says of an outlet: looks at its feed, and at each story."""

    lists: list[float] = field(default_factory=list)
    stories: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    all: list[float] = field(default_factory=list)


def wrong(
    outlets: Sequence[Outlet], log: Iterable[Entry], lines: Iterable[Mapping[str, Any]], period: Period
) -> list[str]:
    """What was not as it should be, in words; empty when all was."""
    outcomes = {each.name: Outcome() for each in outlets}
    for moment, name, path, _status in log:
        outcome = outcomes[name]
        outcome.all.append(moment)
        if path == "/feed":
            outcome.lists.append(moment)
        elif path[1:].isdigit():
            outcome.stories[int(path[1:])].append(moment)
    latest = latest_texts(lines)
    found = []
    for outlet in outlets:
        outcome = outcomes[outlet.name]
        for check in (paces, time_tables, windows, stampedes, stories, looks):
            found += [f"{outlet.name}: {each}" for each in check(outlet, outcome, period)]
        found += [f"{outlet.name}: {each}" for each in edits(outlet, outcome, period, latest)]
    return found


def latest_texts(lines: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The text of the last version of each address, by host and path."""
    texts: dict[str, tuple[int, str]] = {}
    for line in lines:
        key = line["url"].partition("://")[2]
        host, _, path = key.partition("/")
        place = f"{host.partition(':')[0]}/{path}"
        texts[place] = max(texts.get(place, (0, "")), (line["version"], line["text"]))
    return {place: text for place, (_version, text) in texts.items()}


def paces(outlet: Outlet, outcome: Outcome, period: Period) -> Iterator[str]:
    """An interval is kept: nobody is visited sooner, nobody is starved."""
    if outlet.interval is None:
        return
    if not outcome.lists or (outlet.window is None and outcome.lists[0] > period.start + SLACK):
        yield "not visited at once at the start"
    for before, after in pairwise(outcome.lists):
        gap = after - before
        # A feed that is busy is tried three times a visit.
        if gap < outlet.interval - 1 and not (outlet.broken and gap < 60):
            yield f"visited again after {gap:.0f} s, at {_clock(after, outlet)}"
        late = max(outlet.interval * 1.1, 0) + SLACK
        if outlet.window is None and gap > late + _down_between(before, after, period):
            yield f"not visited for {gap:.0f} s, until {_clock(after, outlet)}"
    if (
        outlet.window is None
        and outcome.lists
        and period.end - outcome.lists[-1] > outlet.interval * 1.1 + SLACK
    ):
        yield "not visited at the end"


def time_tables(outlet: Outlet, outcome: Outcome, period: Period) -> Iterator[str]:
    """Each time that a cron line names is kept while crawls run; each day has a visit within the window."""
    for moment in due_moments(outlet, period):
        until = moment + CRON_JITTER + SLACK + (600 if outlet.window else 0)
        if (
            period.runs(moment)
            and period.runs(until)
            and not any(moment <= each <= until for each in outcome.lists)
        ):
            yield f"due at {_clock(moment, outlet)}, not visited"
    if outlet.cron is None:
        return
    # The first look, and the catch-up after the days off, are when crawls begin.
    turns = [period.start, period.down[1], *due_moments(outlet, period)]
    for each in outcome.lists:
        if not any(turn <= each <= turn + CRON_JITTER + SLACK for turn in turns):
            yield f"its feed was asked out of turn, at {_clock(each, outlet)}"


def due_moments(outlet: Outlet, period: Period) -> Iterator[float]:
    """The moments of a cron line, or of a window's opening, in the outlet's zone."""
    zone = ZoneInfo(outlet.zone)
    day = datetime.fromtimestamp(period.start, zone).date()
    while (noon := datetime(day.year, day.month, day.day, 12, tzinfo=zone)).timestamp() < period.end + 86_400:
        if outlet.cron is not None:
            hour, minute, weekday = outlet.cron
            if weekday is None or noon.weekday() == weekday:
                yield noon.replace(hour=hour, minute=minute).timestamp()
        elif outlet.window is not None:
            yield noon.replace(hour=outlet.window[0]).timestamp()
        day += timedelta(days=1)


def windows(outlet: Outlet, outcome: Outcome, period: Period) -> Iterator[str]:
    """Nothing is asked outside the window, whatever for."""
    if outlet.window is None:
        return
    opens, closes = outlet.window
    for moment in outcome.all:
        local = datetime.fromtimestamp(moment - SLACK / 2, ZoneInfo(outlet.zone)).hour
        early = datetime.fromtimestamp(moment, ZoneInfo(outlet.zone)).hour
        inside = [
            opens <= each < closes if opens < closes else each >= opens or each < closes
            for each in (local, early)
        ]
        if not any(inside):
            yield f"asked at {_clock(moment, outlet)}, outside its window"


def stampedes(outlet: Outlet, outcome: Outcome, period: Period) -> Iterator[str]:
    """After the days in which nothing ran it is caught up with once, and then has its own pace again.

    A story that is not due before the catch-up is over is looked at when it is, and its outlet's feed with it.
    """
    back = period.down[1]
    known = [moments for moments in outcome.stories.values() if moments[0] < back]
    due_now = [next((each for each in moments if each >= back), 0.0) for moments in known]
    soon = [each for each in outcome.lists if back <= each < back + 50 * 60]
    soon[1:] = [each for each in soon[1:] if not any(abs(each - look) < SLACK for look in due_now)]
    most = 3 if outlet.broken else 1
    if len(soon) > most:
        yield f"visited {len(soon)} times within 50 minutes after the days off"
    if outlet.window is None and outlet.cron is None and not soon:
        yield "not visited after the days off"


def stories(outlet: Outlet, outcome: Outcome, period: Period) -> Iterator[str]:
    """What a feed listed when it was looked at is fetched in that visit."""
    if outlet.broken:
        return
    for looked in outcome.lists:
        for number in outlet.online(looked):
            first = min(outcome.stories.get(number, [period.end + 1e9]))
            if first > looked + SLACK:
                yield f"story {number} was listed at {_clock(looked, outlet)} and not fetched then"


def looks(outlet: Outlet, outcome: Outcome, period: Period) -> Iterator[str]:
    """An article is looked at again after an hour at the earliest, less and less often."""
    for number, moments in outcome.stories.items():
        if len(moments) > MOST_LOOKS:
            yield f"story {number} was looked at {len(moments)} times"
        gaps = [after - before for before, after in pairwise(moments)]
        if gaps and min(gaps) < HOUR - 1:
            yield f"story {number} was looked at again after {min(gaps):.0f} s"


def edits(outlet: Outlet, outcome: Outcome, period: Period, latest: Mapping[str, str]) -> Iterator[str]:
    """Every correction that a later look could have seen became a version; none is made up."""
    for number, moments in outcome.stories.items():
        text = latest.get(f"{outlet.host}/{number}")
        edited = outlet.edited(number)
        if text is None:
            yield f"story {number} was fetched and has no line"
        elif ("Correction" in text) != (edited is not None and moments[-1] >= edited):
            yield f"story {number}: its last look was at {_clock(moments[-1], outlet)}, its last version is another"
        elif (
            edited is not None
            and moments[-1] < edited < period.end - 86_400
            and period.runs(edited + 7 * HOUR)
        ):
            yield f"story {number} was corrected at {_clock(edited, outlet)} and never looked at again"


def _down_between(before: float, after: float, period: Period) -> float:
    return (
        period.down[1] - period.down[0]
        if before <= period.down[0] + SLACK and after >= period.down[1]
        else 0.0
    )


def _clock(moment: float, outlet: Outlet) -> str:
    return datetime.fromtimestamp(moment, ZoneInfo(outlet.zone)).strftime("%d %b %H:%M:%S %Z")
