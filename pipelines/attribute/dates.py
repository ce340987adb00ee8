"""Dates inside datelines: where they end, and the day they name, with the year taken from the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipelines.attribute.months import MONTHS

_NAME = r"[^\W\d_][^\s\d,.:;()\[\]{}/|•=–—«»\"“”【】（）-]{0,15}"
_YEAR = r"(?:\.?,?\s{0,2}(?:de |del |of )?(?P<year>\d{4})(?:\s?(?:г\.?|года|р\.|року|m\.|м|م)(?!\w))?)?"
_ORDINAL = r"(?:st|nd|rd|th|er|º|ª|-(?:го|е|ші|га))?"
_WORDS = {
    "एक": 1, "दो": 2, "तीन": 3, "चार": 4, "पांच": 5, "पाँच": 5, "छह": 6, "छः": 6, "सात": 7, "आठ": 8, "नौ": 9, "दस": 10,
}  # fmt: skip
"""Days that Hindi agencies spell out."""
_DAY_FIRST = re.compile(
    rf"(?P<day>\d{{1,2}}|{'|'.join(_WORDS)}){_ORDINAL}\.?[ \u00a0]{{0,2}}(?:de |d'|d’|of )?(?P<month>{_NAME}(?: الثاني| الأول)?)"
    rf"(?P<second>/\s?{_NAME})?{_YEAR}"
)
_MONTH_FIRST = re.compile(
    rf"(?P<month>{_NAME})\.?[ \u00a0]{{0,2}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:\d){_YEAR}"
)
_YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})\.? (?:m\. )?(?P<month>{_NAME}) (?P<day>\d{{1,2}})\.?(?: d\.)?")
_HAN = re.compile(r"(?:(?P<year>\d{4})[年년]\s?)?(?:(?P<month>\d{1,2})[月월]\s?)?(?P<day>\d{1,2})[日일號号]")
_ISO = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)")
_NUMERIC = re.compile(
    r"(?P<day>\d{1,2}) ?[-/.] ?(?P<month>\d{1,2})(?: ?[-/.] ?(?P<year>\d{4}|\d{2}(?!\d)))?(?!\d|:\d)"
)
_AHEAD = 7
"""Days a dateline may be ahead of the page's date, which may be a crawler's or an older version's."""
_FORMS = (_ISO, _HAN, _YEAR_FIRST, _DAY_FIRST, _MONTH_FIRST)


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date from `start` to `end`; month 0 is of another calendar, month None was not printed (a day alone)."""

    start: int
    end: int
    day: int
    month: int | None
    year: int | None

    def iso(self, published: str | None) -> str | None:
        """Give the day as ISO 8601; a missing year, or month, is the last before `published`; None if it can't be said."""
        if self.month == 0:
            return None
        near = _published_day(published)
        if self.year is not None and self.month is not None:
            return _iso(self.year, self.month, self.day)
        if near is None:
            return None
        days = [day for day in self._candidates(near) if day is not None and (day - near).days <= _AHEAD]
        return max(days).isoformat() if days else None

    def _candidates(self, near: date) -> list[date | None]:
        if self.month is not None:
            return [_day(near.year + shift, self.month, self.day) for shift in (-1, 0, 1)]
        months = ((near.year * 12 + near.month - 1 + shift) for shift in (-1, 0, 1))
        return [_day(month // 12, month % 12 + 1, self.day) for month in months]


def date_at(text: str, start: int, *, numeric: bool = False) -> DateFound | None:
    """Give the date that begins exactly at `start`, or None; `numeric` also takes 8-7-2024 and 8-7 (day first)."""
    for form in (*_FORMS, _NUMERIC) if numeric else _FORMS:
        match = form.match(text, start)
        found = _found(match) if match else None
        if found is not None:
            return found
    return None


def date_in(text: str) -> DateFound | None:
    """Give the first date in a short text (the inside of brackets), or None."""
    for start in range(len(text)):
        if start == 0 or not text[start - 1].isalnum():
            found = date_at(text, start, numeric=True)
            if found is not None:
                return found
    return None


def _found(match: re.Match[str]) -> DateFound | None:
    groups = match.groupdict()
    month = _month(groups["month"])
    day = _WORDS.get(groups["day"]) or int(groups["day"])
    if month == -1 or not 1 <= day <= 31:
        return None
    second = groups.get("second")
    if second and second.lstrip("/ ").casefold() not in MONTHS:
        return DateFound(match.start(), match.start("second"), day, month, None)
    year = groups.get("year")
    return DateFound(match.start(), match.end(), day, month, _whole_year(year))


def _whole_year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if len(text) == 4 else 2000 + int(text)


def _month(text: str | None) -> int | None:
    """The number of a month, None where none is printed, -1 where the word is no month."""
    if text is None:
        return None
    if text.isdecimal():
        number = int(text)
        return number if 1 <= number <= 12 else -1
    return MONTHS.get(text.casefold(), -1)


def _published_day(published: str | None) -> date | None:
    match = re.match(r"(\d{4})-(\d{2})-(\d{2})", published or "")
    return _day(*map(int, match.groups())) if match else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _iso(year: int, month: int, day: int) -> str | None:
    found = _day(year, month, day)
    return found.isoformat() if found else None
