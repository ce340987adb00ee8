"""Dates of pages: every form that news sites print, in many languages and three calendars, as far as it is known and no further.

Nothing here reads the clock: forms without a year, `today` and `14 minutes ago` are told by the time of the capture handed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from pipelines.normalise.calendars import BUDDHIST_YEARS, JALALI_YEARS, from_buddhist, from_jalali, gregorian
from pipelines.normalise.date_clock import Clock, clock_at
from pipelines.normalise.date_days import Day, day_at
from pipelines.normalise.date_line import Line
from pipelines.normalise.date_relative import Setting, relative_at
from pipelines.normalise.date_urls import date_from_url
from pipelines.normalise.date_zones import zone_at
from pipelines.normalise.language import table_language
from pipelines.normalise.moment import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    Moment,
    at_instant,
    is_plausible,
    is_plausible_day,
    make_moment,
    source_zone,
)
from pipelines.normalise.text import clean

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


def _setting(language: str | None, zone: str | None, captured: datetime | None) -> Setting:
    region = (language or "")[:40].replace("_", "-").partition("-")[2].rpartition("-")[2].upper()
    return Setting(table_language(language), region, zone, captured)


def _iso(match: re.Match[str], zone: str | None, captured: datetime | None) -> Moment | None:
    """The short way for the form that machines write; what it cannot take (24:00, second 60) goes the long way."""
    day, clock, seconds, zulu, hours, minutes = match.groups()
    if clock is None:
        return _iso_day(day, captured)
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


def _iso_day(text: str, captured: datetime | None) -> Moment | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return Moment(text, "day", "none") if is_plausible_day(day, captured) else None


def _long_way(raw: str, zone: str | None, captured: datetime | None) -> Moment | None:
    return next((moment for moment, _ in _found(raw, _setting(None, zone, captured))), None)


def _worth(found: tuple[Moment, bool]) -> int:
    """Order of belief: said to be published, said to be nothing, said to be changed; a date before a distance from now."""
    moment, relative = found
    return {"published": 0, None: 1, "modified": 2}[moment.label] + (3 if relative else 0)


def _found(text: str, setting: Setting) -> Iterator[tuple[Moment, bool]]:
    """Each moment of the line, and whether it is told by its distance from the capture."""
    for moment, relative, _ in _scan(text, setting):
        if moment is not None:
            yield moment, relative


def _scan(text: str, setting: Setting) -> Iterator[tuple[Moment | None, bool, tuple[int, int]]]:
    if len(text) > _LONGEST_WITHOUT_DIGITS and not _DIGIT.search(text[:LONGEST]):
        return
    line = Line(clean(text[: LONGEST * 2])[:LONGEST], setting.language, setting.zone)
    i, behind, year = 0, 0, None
    while i < len(line.tokens):
        day = day_at(line, i)
        found = _absolute(line, i, behind, day, year, setting) if day else relative_at(line, i, setting)
        if found is None:
            i += 1
            continue
        moment, end = found
        if moment is not None:
            moment = replace(moment, label=_label(line, behind, i))
            year = int(moment.iso[:4])
        end = max(end, i + 1)
        start = i
        while start > behind and line.kind(start - 1) == "weekday":
            start -= 1
        yield moment, day is None, (line.tokens[start].start, line.tokens[end - 1].end)
        i = behind = end


def _absolute(
    line: Line, i: int, behind: int, day: Day, year: int | None, setting: Setting
) -> tuple[Moment | None, int] | None:
    clock, stated, end, late_year = _time_around(line, i, behind, day)
    written = day._replace(year=day.year or late_year or _year_before(line, i, behind))
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
    at = line.skip(day.end, 4, brackets=True)
    if line.word(at) == "t":
        at += 1
    clock = clock_at(line, at)
    end = clock.end if clock else day.end
    if clock is None:
        clock = _clock_before(line, i, behind)
        if clock is not None and clock.end < i:
            zone = zone_at(line, clock.end)
            return (clock.hour, clock.minute, clock.second), zone[0] if zone else None, day.end, None
    zone = zone_at(line, end)
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


def _year_before(line: Line, i: int, behind: int) -> int | None:
    """A year that stands a few words before a day without one: `2016(e)ko azaroaren 9(a)`."""
    for j in range(i - 1, max(behind, i - 7) - 1, -1):
        if line.digits(j) == 4 and EARLIEST_YEAR <= line.value(j) <= LATEST_YEAR and line.word(j + 1) != ":":
            return line.value(j)
    return None


def _clock_before(line: Line, i: int, behind: int) -> Clock | None:
    """The time of day that ends right before token i: `08:59, July 31, 2024`, `19:29 GMT+8 2024.07.06`."""
    for start in range(max(behind, i - 9), i):
        clock = clock_at(line, start)
        if clock is None:
            continue
        zone = zone_at(line, clock.end)
        end = zone[1] if zone else clock.end
        if end <= i <= line.skip(end, 4):
            return clock
    return None


def _readings(day: Day, setting: Setting) -> list[Day]:
    """The day in the likelier order of its numbers, then in the other."""
    if not day.order_open:
        return [day]
    swapped = day._replace(month=day.day, day=day.month)
    return [swapped, day] if setting.month_first else [day, swapped]


def _dates(day: Day, neighbour: int | None, setting: Setting) -> list[date]:
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
