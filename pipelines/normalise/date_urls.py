"""The day that an address names."""

from __future__ import annotations

import re
from urllib.parse import unquote

from pipelines.normalise.calendars import from_jalali, gregorian
from pipelines.normalise.date_days import day_at
from pipelines.normalise.date_line import Line
from pipelines.normalise.moment import Moment, make_moment
from pipelines.normalise.text import ascii_digits

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
        return _named_day(named[0][1:].replace("/", " "))
    for match in _JALALI_IN_URL.finditer(ascii_digits(unquote(path))):
        day = from_jalali(int(match[1]), int(match[2]), int(match[3]))
        if day is not None:
            return make_moment(day, None, None, zone=None, captured=None)
    return None


def _named_day(text: str) -> Moment | None:
    written = day_at(Line(text, "en", None), 0)
    day = gregorian(written.year, written.month, written.day) if written and written.year else None
    return make_moment(day, None, None, zone=None, captured=None) if day else None
