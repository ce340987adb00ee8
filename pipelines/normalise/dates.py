"""Dates of pages: every form that news sites print, in many languages and three calendars, as far as it is known and no further.

Nothing here reads the clock: forms without a year, `today` and `14 minutes ago` are told by the time of the capture handed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from urllib.parse import unquote

from pipelines.normalise.calendars import BUDDHIST_YEARS, JALALI_YEARS, from_buddhist, from_jalali, gregorian
from pipelines.normalise.date_grammar import CJK_AGO, CJK_UNITS, Clock, Day, Line
from pipelines.normalise.moment import LATEST_YEAR, Moment, at_instant, is_plausible, make_moment, source_zone
from pipelines.normalise.text import ascii_digits, clean

__all__ = ["Moment", "date_from_url", "date_spans", "find_dates", "parse_date"]

LONGEST = 400
"""Characters of a text that are looked at: no line with a date is longer, whatever a page puts into the field."""

_ANY_TIME = datetime(LATEST_YEAR - 1, 12, 31, tzinfo=UTC)
"""Stands for the capture where only the place of a date in its line is asked."""

_ISO = re.compile(
    r"\s*((?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ]([0-9]{2}:[0-9]{2}(:[0-9]{2})?)(?:[.,][0-9]{1,9})?\s?(?:([Zz])|([+-][0-9]{2}):?([0-9]{2})?)?)?\s*"
)
_DIGIT = re.compile(r"\d|[一二三四五六七八九十]月")
_LONGEST_WITHOUT_DIGITS = 40
"""Characters of a line that may say `yesterday` and no more; longer ones without a digit are not read."""

_EPOCH = re.compile(r"\s*(1[0-9]{9})([0-9]{3})?\s*")
_MONTH_FIRST_REGIONS = frozenset({"US", "PH", "PR", "GU", "AS", "VI", "CA"})
_US_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/Detroit",
)
_IN_URL = (
    re.compile(r"/((?:19|20)[0-9]{2})/([0-9]{1,2})/([0-9]{1,2})(?=[/.\-_?]|$)"),
    re.compile(r"/((?:19|20)[0-9]{2})[-_./]([0-9]{2})[-_./]([0-9]{2})(?![0-9])"),
    re.compile(r"[/_\-.=]((?:19|20)[0-9]{2})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])"),
    re.compile(r"/((?:19|20)[0-9]{2})/([0-9]{2})([0-9]{2})(?=[/.\-_?]|$)"),
    re.compile(r"[/_\-.=a-z]((?:20)[0-9]{2})([0-9]{2})([0-9]{2})(?=[/.\-_?a-z]|[0-9]{6}(?![0-9])|$)"),
)
_NAMED_IN_URL = re.compile(
    r"/(?:[0-9]{1,2}-[A-Za-z]{3,9}-[0-9]{4}|[0-9]{4}/[A-Za-z]{3,9}/[0-9]{1,2})(?=[/.\-_?]|$)"
)
_JALALI_IN_URL = re.compile(r"[/\-](1[34][0-9]{2})/?([0-9]{2})/?([0-9]{2})(?=/|[0-9]{6,8}(?![0-9])|$)")


@dataclass(frozen=True, slots=True)
class _Setting:
    language: str
    region: str
    zone: str | None
    captured: datetime | None

    @property
    def month_first(self) -> bool:
        """Whether 5/9 is 9 May: by the region of the language, else by the source's zone, else for English alone."""
        if self.region:
            return self.region in _MONTH_FIRST_REGIONS
        if self.language != "en":
            return False
        return self.zone is None or self.zone in _US_ZONES


def parse_date(
    raw: str, *, language: str | None = None, zone: str | None = None, captured: datetime | None = None
) -> Moment | None:
    """The moment one date field or line means, or None; of several the one labelled published, else the first unlabelled.

    `zone` (IANA) is the source's and applies where the text names none; `captured` gives the year where none is written, is what
    `ago` counts from, and refuses what lies more than a day after it. Raises ValueError for a zone that does not exist.
    """
    match = _ISO.fullmatch(raw) if len(raw) < 60 else None
    if match is not None:
        return _iso(match, zone, captured)
    epoch = _EPOCH.fullmatch(raw) if len(raw) < 30 else None
    if epoch is not None:
        return at_instant(datetime.fromtimestamp(int(epoch[1]), UTC), "second", captured)
    found = list(_found(raw, _setting(language, zone, captured)))
    return min(found, key=_worth, default=(None, False))[0]


def find_dates(
    text: str, *, language: str | None = None, zone: str | None = None, captured: datetime | None = None
) -> list[Moment]:
    """Every date of a visible line in order, each with the label before it: published, modified or None; as `parse_date`."""
    return [moment for moment, _ in _found(text, _setting(language, zone, captured))]


def date_spans(text: str, *, language: str | None = None) -> list[tuple[int, int]]:
    """Where the dates of a line stand, with their times: start and end in `text`, which must be clean (`text.clean`)."""
    setting = _setting(language, None, _ANY_TIME)
    return [span for _, _, span in _scan(text, setting)]


def date_from_url(url: str) -> Moment | None:
    """The day an address names: `/2024/07/06/`, `/20240708/`, `/29-Jul-2024/`, `/n3/2024/0731/`, a Jalali id; None for none."""
    path = re.sub(r"^[A-Za-z][A-Za-z0-9+.\-]*://[^/]*", "", url[:2000])
    for form in _IN_URL:
        for match in form.finditer(path):
            day = gregorian(int(match[1]), int(match[2]), int(match[3]))
            moment = make_moment(day, None, None, zone=None, captured=None) if day else None
            if moment is not None:
                return moment
    named = _NAMED_IN_URL.search(path)
    if named is not None:
        return next(iter(find_dates(named[0].replace("/", " "), language="en")), None)
    for match in _JALALI_IN_URL.finditer(ascii_digits(unquote(path))):
        day = from_jalali(int(match[1]), int(match[2]), int(match[3]))
        if day is not None:
            return make_moment(day, None, None, zone=None, captured=None)
    return None


def _setting(language: str | None, zone: str | None, captured: datetime | None) -> _Setting:
    primary, _, rest = (language or "").replace("_", "-").partition("-")
    return _Setting(primary.lower(), rest.rpartition("-")[2].upper(), zone, captured)


def _iso(match: re.Match[str], zone: str | None, captured: datetime | None) -> Moment | None:
    """The short way for the form that machines write; what it cannot take (24:00, second 60) goes the long way."""
    day, clock, seconds, zulu, hours, minutes = match.groups()
    if clock is None:
        when = gregorian(int(day[:4]), int(day[5:7]), int(day[8:]))
        return make_moment(when, None, None, zone=None, captured=captured) if when else None
    offset_text = "+00:00" if zulu else f"{hours}:{minutes or '00'}" if hours else ""
    iso = f"{day}T{clock}{offset_text}" if seconds else f"{day}T{clock}:00{offset_text}"
    if hours and hours[1:] > "14":
        return None
    try:
        instant = datetime.fromisoformat(iso)
    except ValueError:
        return _long_way(match[0], zone, captured)
    if not offset_text and zone:
        instant = instant.replace(tzinfo=source_zone(zone))
        iso = instant.isoformat()
    if not is_plausible(instant, captured):
        return None
    return Moment(
        iso, "second" if seconds else "minute", "page" if offset_text else "source" if zone else "none"
    )


def _long_way(raw: str, zone: str | None, captured: datetime | None) -> Moment | None:
    return next((moment for moment, _ in _found(raw, _setting(None, zone, captured))), None)


def _worth(found: tuple[Moment, bool]) -> int:
    """Order of belief: said to be published, said to be nothing, said to be changed; a date before a distance from now."""
    moment, relative = found
    return {"published": 0, None: 1, "modified": 2}[moment.label] + (3 if relative else 0)


def _found(text: str, setting: _Setting) -> Iterator[tuple[Moment, bool]]:
    """Each moment of the line, and whether it is told by its distance from the capture."""
    for moment, relative, _ in _scan(text, setting):
        if moment is not None:
            yield moment, relative


def _scan(text: str, setting: _Setting) -> Iterator[tuple[Moment | None, bool, tuple[int, int]]]:
    if len(text) > _LONGEST_WITHOUT_DIGITS and not _DIGIT.search(text[:LONGEST]):
        return
    line = Line(clean(text[: LONGEST * 2])[:LONGEST], setting.language, setting.zone)
    i, behind, year = 0, 0, None
    while i < len(line.tokens):
        day = line.day_at(i)
        found = _absolute(line, i, behind, day, year, setting) if day else _relative(line, i, setting)
        if found is None:
            i += 1
            continue
        moment, end = found
        if moment is not None:
            moment = replace(moment, label=_label(line, behind, i))
            year = int(moment.iso[:4])
        end = max(end, i + 1)
        yield moment, day is None, (line.tokens[i].start, line.tokens[end - 1].end)
        i = behind = end


def _absolute(
    line: Line, i: int, behind: int, day: Day, year: int | None, setting: _Setting
) -> tuple[Moment | None, int] | None:
    clock, stated, end, late_year = _time_around(line, i, behind, day)
    written = day._replace(year=day.year or late_year)
    for reading in _readings(written, setting):
        for when in _dates(reading, year, setting):
            moment = make_moment(when, clock, stated, zone=setting.zone, captured=setting.captured)
            if moment is not None:
                return moment, end
    return None, end


def _time_around(
    line: Line, i: int, behind: int, day: Day
) -> tuple[tuple[int, int, int | None] | None, tzinfo | None, int, int | None]:
    """The time of day behind the day or, failing that, before it; its zone; the next token; a year behind the time."""
    at = line.skip(day.end, 4)
    if line.word(at) == "t":
        at += 1
    clock = line.clock_at(at)
    end = clock.end if clock else day.end
    if clock is None:
        clock = _clock_before(line, i, behind)
        if clock is not None and clock.end < i:
            zone = line.zone_at(clock.end)
            return (clock.hour, clock.minute, clock.second), zone[0] if zone else None, day.end, None
    zone = line.zone_at(end)
    if zone is not None:
        end = zone[1]
    late_year = None
    if day.year is None and line.digits(end) == 4 and clock is not None and line.word(end + 1) != ":":
        late_year, end = line.value(end), end + 1
    return (
        (clock.hour, clock.minute, clock.second) if clock else None,
        zone[0] if zone else None,
        end,
        late_year,
    )


def _clock_before(line: Line, i: int, behind: int) -> Clock | None:
    """The time of day that ends right before token i: `08:59, July 31, 2024`, `19:29 GMT+8 2024.07.06`."""
    for start in range(max(behind, i - 9), i):
        clock = line.clock_at(start)
        if clock is None:
            continue
        zone = line.zone_at(clock.end)
        end = zone[1] if zone else clock.end
        if end <= i <= line.skip(end, 4):
            return clock
    return None


def _readings(day: Day, setting: _Setting) -> list[Day]:
    """The day in the likelier order of its numbers, then in the other."""
    if not day.order_open:
        return [day]
    swapped = day._replace(month=day.day, day=day.month)
    return [swapped, day] if setting.month_first else [day, swapped]


def _dates(day: Day, neighbour: int | None, setting: _Setting) -> list[date]:
    """The Gregorian dates a reading can mean: one, or where no year is written those of the likely years."""
    years = [day.year] if day.year is not None else _likely_years(day.jalali, neighbour, setting.captured)
    found = [_date(year, day) for year in years]
    return [when for when in found if when is not None]


def _date(year: int, day: Day) -> date | None:
    if day.jalali or year in JALALI_YEARS:
        return from_jalali(year, day.month, day.day) if day.jalali else None
    return (
        from_buddhist(year, day.month, day.day)
        if year in BUDDHIST_YEARS
        else gregorian(year, day.month, day.day)
    )


def _likely_years(jalali: bool, neighbour: int | None, captured: datetime | None) -> list[int]:
    if neighbour is not None:
        return [neighbour, neighbour - 1] if not jalali else [neighbour - 621, neighbour - 622]
    if captured is None:
        return []
    newest = (captured + timedelta(days=1)).year - (621 if jalali else 0)
    return [newest, newest - 1]


def _label(line: Line, behind: int, i: int) -> str | None:
    """The label that stands closest before token i, behind the date before it."""
    for j in range(i - 1, behind - 1, -1):
        for start in range(max(behind, j - 2), j + 1):
            for label in ("modified", "published"):
                if line.means(start, label) == j - start + 1:
                    return label
    return None


def _relative(line: Line, i: int, setting: _Setting) -> tuple[Moment | None, int] | None:
    if setting.captured is None:
        return None
    captured = setting.captured.replace(tzinfo=setting.captured.tzinfo or UTC)
    for name, days in (("today", 0), ("yesterday", 1)):
        width = line.means(i, name)
        if width:
            return _named_day(line, i + width, captured - timedelta(days=days), setting)
    return _cjk_ago(line, i, captured, setting) or _ago(line, i, captured, setting)


def _named_day(line: Line, end: int, when: datetime, setting: _Setting) -> tuple[Moment | None, int]:
    local = when.astimezone(source_zone(setting.zone)) if setting.zone else when
    clock = line.clock_at(line.skip(end, 3))
    stated = line.zone_at(clock.end) if clock else None
    parts = (clock.hour, clock.minute, clock.second) if clock else None
    moment = make_moment(
        local.date(), parts, stated[0] if stated else None, zone=setting.zone, captured=setting.captured
    )
    return moment, stated[1] if stated else clock.end if clock else end


def _cjk_ago(line: Line, i: int, captured: datetime, setting: _Setting) -> tuple[Moment | None, int] | None:
    token = line.tokens[i]
    match = CJK_AGO.match(ascii_digits(line.text), token.start) if token.kind == "number" else None
    if match is None:
        return None
    end = next(
        (j for j in range(i, len(line.tokens)) if line.tokens[j].start >= match.end()), len(line.tokens)
    )
    return _before(captured, int(match[1]), CJK_UNITS.get(match[2][0], "day"), setting), end


def _ago(line: Line, i: int, captured: datetime, setting: _Setting) -> tuple[Moment | None, int] | None:
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


def _before(captured: datetime, amount: int, unit: str, setting: _Setting) -> Moment | None:
    """The moment that long before the capture: to the minute for seconds and minutes, to the day for hours and days."""
    seconds = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}[unit]
    when = captured - timedelta(seconds=amount * seconds)
    if unit in ("second", "minute"):
        return at_instant(when.replace(second=0), "minute", captured)
    local = when.astimezone(source_zone(setting.zone)) if setting.zone else when
    return make_moment(local.date(), None, None, zone=None, captured=captured)
