"""Days and times told by their distance from the capture: `today 14:53`, `14 mins ago`, `vor 3 Stunden`, `5分钟前`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipelines.normalise.date_clock import clock_at
from pipelines.normalise.date_line import Line
from pipelines.normalise.date_zones import zone_at
from pipelines.normalise.moment import Moment, at_instant, make_moment, source_zone
from pipelines.normalise.text import ascii_digits

_CJK_AGO = re.compile(
    r"([0-9]{1,3})\s?(秒钟|秒鐘|秒|分钟|分鐘|分|時間|小时|小時|日|天|초|분|시간|일)\s?之?(?:前|전)"
)
"""`3時間前`, `5分钟前`, `2시간 전`: the units are written without spaces."""

_CJK_UNITS = {
    "秒": "second",
    "초": "second",
    "分": "minute",
    "분": "minute",
    "時": "hour",
    "小": "hour",
    "시": "hour",
}
"""Unit by its first character; all others are days."""

_MONTH_FIRST_REGIONS = frozenset({"US", "PH", "PR", "GU", "AS", "VI", "CA"})
_MONTH_FIRST_ZONES = frozenset(
    {"New_York", "Chicago", "Denver", "Los_Angeles", "Phoenix", "Detroit", "Anchorage", "Boise", "Honolulu"}
)


_SHORT_LINE = 4
"""Tokens of a line that may mean a date by the word `today` alone."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a date is read against: the page's language and region, the source's zone, the time of the capture."""

    language: str
    region: str
    zone: str | None
    captured: datetime | None

    @property
    def month_first(self) -> bool:
        """Whether 5/9 is 9 May: by the region of the language, else by the source's zone, else for English alone."""
        if self.region:
            return self.region in _MONTH_FIRST_REGIONS
        if self.language not in ("en", "fil"):
            return False
        return self.zone is None or self.zone.rpartition("/")[2] in _MONTH_FIRST_ZONES


def relative_at(line: Line, i: int, setting: Setting) -> tuple[Moment | None, int] | None:
    """The moment told from token i on, and the place of the next token; None where there is none, or no capture time."""
    if setting.captured is None or line.kind(i) in ("mark", "unit"):
        return None
    captured = setting.captured.replace(tzinfo=setting.captured.tzinfo or UTC)
    for name, days in (("today", 0), ("yesterday", 1)):
        width = line.means(i, name) or line.means(i, f"{name} {line.language}")
        if width:
            return _named_day(line, i + width, captured - timedelta(days=days), setting)
    return _cjk_ago(line, i, captured, setting) or _ago(line, i, captured, setting)


def _named_day(line: Line, end: int, when: datetime, setting: Setting) -> tuple[Moment | None, int] | None:
    """Today or yesterday with the time behind it; without one only in a line that says hardly more than that."""
    clock = clock_at(line, line.skip(end, 3))
    if clock is None and len(line.tokens) > _SHORT_LINE:
        return None
    local = when.astimezone(source_zone(setting.zone)) if setting.zone else when
    stated = zone_at(line, clock.end) if clock else None
    parts = (clock.hour, clock.minute, clock.second) if clock else None
    zone = stated[0] if stated else None
    moment = make_moment(local.date(), parts, zone, zone=setting.zone, captured=setting.captured)
    return moment, stated[1] if stated else clock.end if clock else end


def _cjk_ago(line: Line, i: int, captured: datetime, setting: Setting) -> tuple[Moment | None, int] | None:
    token = line.tokens[i]
    match = _CJK_AGO.match(ascii_digits(line.text), token.start) if token.kind == "number" else None
    if match is None:
        return None
    end = next(
        (j for j in range(i, len(line.tokens)) if line.tokens[j].start >= match.end()), len(line.tokens)
    )
    return _before(captured, int(match[1]), _CJK_UNITS.get(match[2][0], "day"), setting), end


def _ago(line: Line, i: int, captured: datetime, setting: Setting) -> tuple[Moment | None, int] | None:
    """`14 mins ago`, `vor 3 Stunden`, `an hour ago`: a number, a unit, and the word of the past before or behind them."""
    amount = (
        1
        if line.word(i) in ("a", "an", "one", "einer", "einem", "un", "une", "una", "um", "uma")
        else line.value(i)
    )
    if not 0 <= amount < 1000:
        return None
    for unit in ("second", "minute", "hour", "day"):
        width = line.means(i + 1, unit)
        if not width:
            continue
        end = i + 1 + width
        after = line.means(end, "ago")
        before = any(line.means(start, "ago") == i - start for start in range(max(0, i - 3), i))
        if after or before:
            return _before(captured, amount, unit, setting), end + after
    return None


def _before(captured: datetime, amount: int, unit: str, setting: Setting) -> Moment | None:
    """The moment that long before the capture: to the minute for seconds and minutes, to the day for hours and days."""
    seconds = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}[unit]
    when = captured - timedelta(seconds=amount * seconds)
    if unit in ("second", "minute"):
        return at_instant(when.replace(second=0), "minute", captured)
    local = when.astimezone(source_zone(setting.zone)) if setting.zone else when
    return make_moment(local.date(), None, None, zone=None, captured=captured)
