"""A moment as far as it is known: a day, a minute or a second, with or without a zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

EARLIEST_YEAR = 1990
"""News on the web is not older: an earlier date on a page is a default value or a mistake."""

LATEST_YEAR = 2100
"""Bound where no capture time says what the future is."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was published or changed.

    `iso` is ISO 8601 as far as known: `2024-07-06`, `2024-07-10T07:26:00` where no zone is known, `2024-07-08T17:14:00+00:00`.
    `precision` is day, minute or second. `zone` is `page` (the text states its zone), `source` (the zone handed in is applied) or
    `none`. `label` is published or modified where the text says which of them it is.
    """

    iso: str
    precision: str
    zone: str
    label: str | None = None

    @property
    def utc(self) -> str | None:
        """The instant as `2024-07-08T17:14:00Z`; None for a day and where no zone is known."""
        if len(self.iso) <= 19:
            return None
        return datetime.fromisoformat(self.iso).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def is_midnight(self) -> bool:
        """Whether the time of day is exactly 00:00:00, which often means that only the day is known."""
        return self.iso[10:19] == "T00:00:00"

    @property
    def day(self) -> str:
        """The date alone, as printed on the page."""
        return self.iso[:10]


def make_moment(
    day: date,
    clock: tuple[int, int, int | None] | None,
    stated: tzinfo | None,
    *,
    zone: str | None,
    captured: datetime | None,
    label: str | None = None,
) -> Moment | None:
    """The moment of a day and a time of day, or None where it cannot be: before 1990, or more than a day after `captured`.

    `stated` is the zone the text gives, `zone` the source's (an IANA name), used where the text gives none. 24:00 is the next
    day's midnight; second 60 counts as 59.
    """
    if clock is None:
        return (
            Moment(day.isoformat(), "day", "page" if stated else "none", label)
            if is_plausible_day(day, captured)
            else None
        )
    hour, minute, second = clock
    if not (0 <= hour <= 24 and 0 <= minute < 60 and 0 <= (second or 0) <= 60) or (
        hour == 24 and (minute or second)
    ):
        return None
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        return None
    naive = datetime(day.year, day.month, day.day, hour % 24, minute, min(second or 0, 59)) + (
        _DAY if hour == 24 else timedelta()
    )
    tz = stated or (source_zone(zone) if zone else None)
    when = naive.replace(tzinfo=tz)
    if not is_plausible(when, captured):
        return None
    known = "page" if stated else "source" if tz else "none"
    return Moment(when.isoformat(), "minute" if second is None else "second", known, label)


def at_instant(when: datetime, precision: str, captured: datetime | None) -> Moment | None:
    """The moment of an aware instant, in UTC; None where it cannot be."""
    when = when.astimezone(UTC).replace(microsecond=0)
    return Moment(when.isoformat(), precision, "page") if is_plausible(when, captured) else None


def offset(minutes: int) -> tzinfo | None:
    """A fixed zone `minutes` east of UTC; None beyond the 14 hours that exist."""
    return timezone(timedelta(minutes=minutes)) if abs(minutes) <= 14 * 60 else None


@lru_cache(maxsize=1024)
def source_zone(name: str) -> ZoneInfo:
    """The IANA zone of that name; raises ValueError for a name that is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"no such time zone: {name[:80]!r}") from error


def is_plausible_day(day: date, captured: datetime | None) -> bool:
    """Whether news can be of that day: not before 1990, not later than the day after the capture."""
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        return False
    return captured is None or day <= captured.date() + _DAY


def is_plausible(when: datetime, captured: datetime | None) -> bool:
    """Whether news can be of that time: not before 1990, not more than a day after the capture."""
    if not EARLIEST_YEAR <= when.year <= LATEST_YEAR:
        return False
    if captured is None:
        return True
    if when.tzinfo is None or captured.tzinfo is None:
        when, captured = (
            when.replace(tzinfo=when.tzinfo or UTC),
            captured.replace(tzinfo=captured.tzinfo or UTC),
        )
    return when - captured <= _DAY
