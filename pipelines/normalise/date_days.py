"""How days are written in a line: in numbers, with month names, in East Asian units, with or without a year.

Says what is written; which calendar and year that means is decided in `dates`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipelines.normalise.calendars import BUDDHIST_YEARS, JALALI_YEARS
from pipelines.normalise.date_line import Line
from pipelines.normalise.date_tokens import Token
from pipelines.normalise.moment import EARLIEST_YEAR, LATEST_YEAR

_NUMERIC_SEPARATORS = frozenset("-./|–−‐‑")
_ORDINALS = frozenset(
    {"st", "nd", "rd", "th", "er", "eme", "e", "º", "ª", "°", "го", "й", "ο", "η", "a", "o", "लाई"}
)
_ALSO_VERBS = frozenset({"may", "march", "mar", "set", "out", "ago", "pro", "dec"})
"""Month forms that are words of a language as well: without a year they count only with a capital letter."""

_YEAR_FIRST = frozenset({"ja", "ko", "zh", "hu"})
"""Languages that put a year of two digits first."""

_WEEKDAY = re.compile(r"\s?[(（][月火水木金土日](?:・祝)?[)）]")
_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911, "中華民國": 1911}
"""Year 0 of eras that years are counted in."""


class Day(NamedTuple):
    """A day as written: `end` is the place of the next token; `year` None where none is written."""

    end: int
    year: int | None
    month: int
    day: int
    jalali: bool = False
    order_open: bool = False
    """True for numbers like 5/9 whose order (day or month first) the text does not settle."""


def day_at(line: Line, i: int) -> Day | None:
    """The day written from token i on, if one is."""
    kind = line.kind(i)
    if kind == "number":
        return (
            _compact(line, i)
            or _with_units(line, i)
            or _with_weekday(line, i)
            or _numeric(line, i)
            or _day_month(line, i)
            or _year_first(line, i)
        )
    if kind in ("month", "jalali"):
        return _month_day(line, i)
    if kind == "word" and line.word(i) in _ERAS:
        return _era(line, i)
    return None


def _compact(line: Line, i: int) -> Day | None:
    """`20240706`, `20240706T1530`, and the same at the head of a longer number (Iranian agencies' ids)."""
    text = line.word(i)
    if (
        len(text) not in (8, 12, 14)
        or not text.isdecimal()
        or (line.word(i + 1) in ("-", ".") and line.glued(i + 1))
    ):
        return None
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:8])
    if not _is_year(year) or not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return Day(i + 1, year, month, day, jalali=year in JALALI_YEARS)


def _with_units(line: Line, i: int) -> Day | None:
    """`2024年7月6日`, `2024년 7월 6일`, `7月6日`."""
    year: int | None = None
    if line.word(i + 1) in ("年", "년"):
        if not (line.digits(i) == 4 and _is_year(line.value(i))):
            return None
        year, i = line.value(i), i + 2
    return _month_and_day_units(line, i, year)


def _month_and_day_units(line: Line, i: int, year: int | None) -> Day | None:
    if line.word(i + 1) not in ("月", "월") or not 1 <= line.value(i) <= 12:
        return None
    if not 1 <= line.value(i + 2) <= 31 or line.word(i + 3) not in ("日", "일", "號", "号"):
        return None
    return Day(i + 4, year, line.value(i), line.value(i + 2))


def _with_weekday(line: Line, i: int) -> Day | None:
    """`5/18(土)`: month and day, as Japanese pages print them."""
    if line.word(i + 1) != "/" or line.word(i - 1) == "/" or not 1 <= line.value(i) <= 12:
        return None
    if not 1 <= line.value(i + 2) <= 31 or not _WEEKDAY.match(line.text, line.tokens[i + 2].end):
        return None
    return Day(i + 3, None, line.value(i), line.value(i + 2))


def _era(line: Line, i: int) -> Day | None:
    if line.digits(i + 1) > 3 or line.word(i + 2) != "年":
        return None
    return _month_and_day_units(line, i + 3, _ERAS[line.word(i)] + line.value(i + 1))


def _numeric(line: Line, i: int) -> Day | None:
    """Three numbers with the same mark between them: year first, or year last with the order open."""
    mark = line.word(i + 1)
    if mark not in _NUMERIC_SEPARATORS or line.word(i + 3) != mark or line.kind(i + 4) != "number":
        return None
    a, b, c = line.value(i), line.value(i + 2), line.value(i + 4)
    widths = (line.digits(i), line.digits(i + 2), line.digits(i + 4))
    if widths[1] > 2 or not widths[1]:
        return None
    if widths[0] == 4 and widths[2] <= 2 and _is_year(a):
        return Day(i + 5, a, b, c, jalali=a in JALALI_YEARS)
    if widths[0] <= 2 and widths[2] == 4 and _is_year(c):
        return Day(i + 5, c, b, a, jalali=c in JALALI_YEARS, order_open=mark != "." and a != b)
    if widths == (2, 2, 2) and line.language in _YEAR_FIRST and line.word(i + 5) != ":":
        return Day(i + 5, _full_year(line, a), b, c)
    if widths[2] == 2 and widths[0] <= 2 and line.word(i + 5) not in (":", mark) and line.word(i - 1) != mark:
        return Day(i + 5, _full_year(line, c), b, a, order_open=mark != "." and a != b)
    return None


def _day_month(line: Line, i: int) -> Day | None:
    """`6 July 2024`, `28th April, 2021`, `6 de julho de 2024`, `29-Jul-24`."""
    if not 1 <= line.value(i) <= 31 or line.digits(i) > 2 or (line.word(i - 1) == ":" and line.glued(i)):
        return None
    j = i + 1
    if (line.word(j) in _ORDINALS and line.glued(j)) or line.raw(j).lower() in (
        "st",
        "nd",
        "rd",
        "th",
        "er",
        "º",
    ):
        j += 1
    elif line.word(j) == "-" and line.word(j + 1) in _ORDINALS and line.glued(j):
        j += 2
    j = line.skip(j, 3)
    if line.kind(j) not in ("month", "jalali"):
        return None
    return _with_year(line, j + 1, line.tokens[j], line.value(i))


def _month_day(line: Line, i: int) -> Day | None:
    """`July 6, 2024`; not `mar. 4 juin` and `mar, 04/06/2024`, where the first word is a weekday's short form."""
    j = line.skip(i + 1, 2)
    if not 1 <= line.value(j) <= 31 or line.digits(j) > 2 or line.word(j + 1) == ":":
        return None
    if _numeric(line, j) is not None:
        return None
    k = j + 1
    if line.word(k) in _ORDINALS and line.glued(k):
        k += 1
    after = line.skip(k, 2)
    if line.kind(after) in ("month", "jalali") and line.word(k) not in (",", "|", "-", "–", "—"):
        return None
    return _with_year(line, k, line.tokens[i], line.value(j))


def _year_first(line: Line, i: int) -> Day | None:
    """`2024 July 6`, `2024. július 6.`, `2024 m. liepos 6 d.`, `2024. gada 6. jūlijs`."""
    if line.digits(i) != 4 or not _is_year(line.value(i)):
        return None
    j = line.skip(i + 1, 4)
    k = line.skip(j + 1, 3)
    month, day = (j, k) if line.kind(j) in ("month", "jalali") else (k, j)
    if line.kind(month) not in ("month", "jalali") or not 1 <= line.value(day) <= 31 or line.digits(day) > 2:
        return None
    if month > day and _with_year_behind(line, k + 1):
        return None
    return Day(
        k + 1, line.value(i), line.tokens[month].value, line.value(day), jalali=line.kind(month) == "jalali"
    )


def _with_year_behind(line: Line, i: int) -> bool:
    """Whether a year follows, to which a day and month before it belong: `2024, 6 July 2023`."""
    j = line.skip(i, 2)
    return line.digits(j) == 4 and _is_year(line.value(j)) and line.word(j + 1) != ":"


def _with_year(line: Line, i: int, month: Token, day: int) -> Day | None:
    """The day with the year behind it, if there is one; `month` is its month's token."""
    jalali = month.kind == "jalali"
    j = line.skip(i, 4)
    if line.digits(j) == 4 and _is_year(line.value(j)) and line.word(j + 1) != ":":
        return Day(j + 1, line.value(j), month.value, day, jalali)
    if line.digits(j) == 4 and line.word(j + 1) not in (":", "gmt", "utc", "hrs"):
        return None
    if line.digits(j) == 2 and _closes_short_year(line, j, i):
        return Day(j + 1, _full_year(line, line.value(j), month), month.value, day, jalali)
    raw = line.text[month.start : month.end]
    if month.text in _ALSO_VERBS and not raw[0].isupper() and line.language in ("", "en"):
        return None
    return Day(i, None, month.value, day, jalali)


def _closes_short_year(line: Line, j: int, after_month: int) -> bool:
    """Whether a number of two digits is a year: it is no hour and no day, and stands close by."""
    between = "".join(line.word(k) for k in range(after_month, j))
    if line.word(j + 1) in (":", "h", "年", "月") or (line.word(j + 1) == "." and line.digits(j + 2) == 2):
        return False
    if line.means(j + 1, "am") or line.means(j + 1, "pm") or line.word(j + 1) in ("uhr", "時", "시"):
        return False
    return (
        between in ("", "-", "/", "'", "’", ",", ".", "de", "พศ") and line.value(j) <= LATEST_YEAR % 100 + 70
    )


def _full_year(line: Line, short: int, month: Token | None = None) -> int:
    thai = line.language == "th" or (month is not None and "\u0e00" <= month.text[0] <= "\u0e7f")
    if thai:
        return 2500 + short
    return 1900 + short if short >= EARLIEST_YEAR % 100 else 2000 + short


def _is_year(value: int) -> bool:
    return EARLIEST_YEAR <= value <= LATEST_YEAR or value in JALALI_YEARS or value in BUDDHIST_YEARS
