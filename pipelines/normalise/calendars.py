"""Days of other calendars in the Gregorian one; None where a calendar has no such day."""

from __future__ import annotations

from datetime import date, timedelta

_LEAP_BREAKS = (
    -61,
    9,
    38,
    199,
    426,
    686,
    756,
    818,
    1111,
    1181,
    1210,
    1635,
    2060,
    2097,
    2192,
    2262,
    2324,
    2394,
    2456,
    3178,
)
"""Where the 33-year cycle of Iranian leap years is out of step (Borkowski 1996, `The Persian calendar for 3000 years`)."""

JALALI_YEARS = range(1360, 1430)
"""Years of the Iranian calendar that a news page can mean (1981 to 2051); the Islamic lunar years of our time lie above them."""

BUDDHIST_YEARS = range(2530, 2645)
"""Years of the Buddhist era that can be meant by a news page (1987 to 2101)."""


def gregorian(year: int, month: int, day: int) -> date | None:
    """The date, or None for a day that does not exist."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def from_jalali(year: int, month: int, day: int) -> date | None:
    """The Gregorian date of a day of the Iranian (solar Hijri) calendar."""
    if year not in JALALI_YEARS or not 1 <= month <= 12 or not 1 <= day <= 31 or (month > 6 and day > 30):
        return None
    first, is_leap = _nowruz(year)
    if month == 12 and day == 30 and not is_leap:
        return None
    return first + timedelta(days=(month - 1) * 31 - max(0, month - 7) + day - 1)


def from_buddhist(year: int, month: int, day: int) -> date | None:
    """The Gregorian date of a day written with a year of the Buddhist era."""
    return gregorian(year - 543, month, day)


def _nowruz(year: int) -> tuple[date, bool]:
    """The first day of an Iranian year, and whether that year has 366 days (algorithm of Borkowski, as in jalaali)."""
    gregorian_year = year + 621
    leap_days, last, jump = -14, _LEAP_BREAKS[0], 0
    for current in _LEAP_BREAKS[1:]:
        jump = current - last
        if year < current:
            break
        leap_days += jump // 33 * 8 + jump % 33 // 4
        last = current
    n = year - last
    leap_days += n // 33 * 8 + (n % 33 + 3) // 4
    if jump % 33 == 4 and jump - n == 4:
        leap_days += 1
    march = 20 + leap_days - (gregorian_year // 4 - (gregorian_year // 100 + 1) * 3 // 4 - 150)
    if jump - n < 6:
        n = n - jump + (jump + 4) // 33 * 33
    leap = ((n + 1) % 33 - 1) % 4
    return date(gregorian_year, 3, march), leap == 0
