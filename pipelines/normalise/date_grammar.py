"""How the parts of a date stand in a line: days in numbers and words, times of day, zones.

Reads tokens and says what is written; which calendar and year that means is decided in `dates`.
"""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from typing import NamedTuple

from pipelines.normalise.calendars import BUDDHIST_YEARS, JALALI_YEARS
from pipelines.normalise.date_tokens import Token, tokens_of
from pipelines.normalise.date_words import date_words
from pipelines.normalise.moment import EARLIEST_YEAR, LATEST_YEAR, offset, source_zone

_FILLER_MARKS = frozenset(",.-/|'’–—·•()،;@−‐‑")
_NUMERIC_SEPARATORS = frozenset("-./|–−‐‑")
_ORDINALS = frozenset(
    {"st", "nd", "rd", "th", "er", "eme", "e", "º", "ª", "°", "го", "й", "ο", "η", "a", "o", "लाई"}
)
_ALSO_VERBS = frozenset({"may", "march", "mar", "set", "out", "ago", "pro", "dec"})
"""Month forms that are words of a language as well: without a year they count only with a capital letter."""

_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911, "中華民國": 1911}
"""Year 0 of eras that years are counted in."""

_LONGEST_PHRASE = 4


class Day(NamedTuple):
    """A day as written: `end` is the place of the next token; `year` None where none is written."""

    end: int
    year: int | None
    month: int
    day: int
    jalali: bool = False
    order_open: bool = False
    """True for numbers like 5/9 whose order (day or month first) the text does not settle."""


class Clock(NamedTuple):
    """A time of day (24 hours; `second` None where not written), and the place of the next token."""

    end: int
    hour: int
    minute: int
    second: int | None


class Line:
    """A line and its tokens, with what is asked of them: which day, time or zone is written at a place."""

    def __init__(self, text: str, language: str, zone: str | None) -> None:
        self.text = text
        self.language = language
        self.zone = zone
        self.tokens: list[Token] = tokens_of(text, language)
        self.meanings = date_words().meanings

    def kind(self, i: int) -> str:
        """The kind of token i; empty outside the line."""
        return self.tokens[i].kind if 0 <= i < len(self.tokens) else ""

    def word(self, i: int) -> str:
        """The text of token i as `Token` has it; empty outside the line."""
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def value(self, i: int) -> int:
        """The value of a number; -1 for other tokens."""
        return self.tokens[i].value if self.kind(i) == "number" else -1

    def digits(self, i: int) -> int:
        """How many digits a number has; 0 for other tokens. `二〇二四` has four."""
        if self.kind(i) != "number":
            return 0
        text = self.tokens[i].text
        return len(text) if text.isdecimal() else len(str(self.tokens[i].value))

    def raw(self, i: int) -> str:
        """Token i as the page prints it."""
        return self.text[self.tokens[i].start : self.tokens[i].end] if 0 <= i < len(self.tokens) else ""

    def glued(self, i: int) -> bool:
        """Whether token i follows the one before it without a space."""
        return 0 < i < len(self.tokens) and self.tokens[i - 1].end == self.tokens[i].start

    def means(self, i: int, name: str) -> int:
        """How many tokens from i on form a word or phrase of that list; 0 for none."""
        forms = self.meanings[name]
        phrase, width, j = "", 0, i
        while (
            j < len(self.tokens) and j - i < _LONGEST_PHRASE and self.kind(j) in ("word", "weekday", "month")
        ):
            phrase = f"{phrase} {self.word(j)}" if phrase else self.word(j)
            j += 1
            if phrase in forms:
                width = j - i
        return width

    def skip(self, i: int, most: int) -> int:
        """The place behind at most `most` small words, marks and weekdays."""
        for _ in range(most):
            filler = self.means(i, "filler")
            if filler:
                i += filler
            elif self.kind(i) == "weekday" or self.word(i) in _FILLER_MARKS:
                i += 1
            else:
                break
        return i

    # Days

    def day_at(self, i: int) -> Day | None:
        """The day written from token i on, if one is."""
        kind = self.kind(i)
        if kind == "number":
            return (
                self._compact(i)
                or self._with_units(i)
                or self._numeric(i)
                or self._day_month(i)
                or self._year_month(i)
            )
        if kind in ("month", "jalali"):
            return self._month_day(i)
        if kind == "word" and self.word(i) in _ERAS:
            return self._era(i)
        return None

    def _compact(self, i: int) -> Day | None:
        """`20240706`, `20240706T1530`, and the same at the head of a longer number (Iranian agencies' ids)."""
        text = self.word(i)
        if (
            len(text) not in (8, 12, 14)
            or not text.isdecimal()
            or (self.word(i + 1) in ("-", ".") and self.glued(i + 1))
        ):
            return None
        year, month, day = int(text[:4]), int(text[4:6]), int(text[6:8])
        if not self._is_year(year) or not 1 <= month <= 12 or not 1 <= day <= 31:
            return None
        return Day(i + 1, year, month, day, jalali=year in JALALI_YEARS)

    def _with_units(self, i: int) -> Day | None:
        """`2024年7月6日`, `2024년 7월 6일`, `7月6日`."""
        year: int | None = None
        if self.word(i + 1) in ("年", "년"):
            if not (self.digits(i) == 4 and self._is_year(self.value(i))):
                return None
            year, i = self.value(i), i + 2
        return self._month_and_day_units(i, year)

    def _month_and_day_units(self, i: int, year: int | None) -> Day | None:
        if self.word(i + 1) not in ("月", "월") or not 1 <= self.value(i) <= 12:
            return None
        if not 1 <= self.value(i + 2) <= 31 or self.word(i + 3) not in ("日", "일", "號", "号"):
            return None
        return Day(i + 4, year, self.value(i), self.value(i + 2))

    def _era(self, i: int) -> Day | None:
        if self.digits(i + 1) > 3 or self.word(i + 2) != "年":
            return None
        return self._month_and_day_units(i + 3, _ERAS[self.word(i)] + self.value(i + 1))

    def _numeric(self, i: int) -> Day | None:
        """Three numbers with the same mark between them: year first, or year last with the order open."""
        mark = self.word(i + 1)
        if mark not in _NUMERIC_SEPARATORS or self.word(i + 3) != mark or self.kind(i + 4) != "number":
            return None
        a, b, c = self.value(i), self.value(i + 2), self.value(i + 4)
        widths = (self.digits(i), self.digits(i + 2), self.digits(i + 4))
        if widths[1] > 2 or not widths[1]:
            return None
        if widths[0] == 4 and widths[2] <= 2 and self._is_year(a):
            return Day(i + 5, a, b, c, jalali=a in JALALI_YEARS)
        if widths[0] <= 2 and widths[2] == 4 and self._is_year(c):
            return Day(i + 5, c, b, a, jalali=c in JALALI_YEARS, order_open=mark != "." and a != b)
        if (
            widths[2] == 2
            and widths[0] <= 2
            and self.word(i + 5) not in (":", mark)
            and self.word(i - 1) != mark
        ):
            if widths == (2, 2, 2) and self.language in ("ja", "ko", "zh", "hu"):
                return Day(i + 5, 2000 + a, b, c)
            return Day(i + 5, self._full_year(c), b, a, order_open=mark != "." and a != b)
        return None

    def _day_month(self, i: int) -> Day | None:
        """`6 July 2024`, `28th April, 2021`, `6 de julho de 2024`, `29-Jul-24`."""
        if not 1 <= self.value(i) <= 31 or self.digits(i) > 2 or (self.word(i - 1) == ":" and self.glued(i)):
            return None
        j = i + 1
        if (self.word(j) in _ORDINALS and self.glued(j)) or self.raw(j).lower() in (
            "st",
            "nd",
            "rd",
            "th",
            "er",
            "º",
        ):
            j += 1
        elif self.word(j) == "-" and self.word(j + 1) in _ORDINALS and self.glued(j):
            j += 2
        j = self.skip(j, 3)
        if self.kind(j) not in ("month", "jalali"):
            return None
        return self._with_year(j + 1, self.tokens[j], self.value(i))

    def _month_day(self, i: int) -> Day | None:
        """`July 6, 2024`; not `mar. 4 juin`, where the first word is a weekday's short form."""
        j = self.skip(i + 1, 2)
        if not 1 <= self.value(j) <= 31 or self.digits(j) > 2 or self.word(j + 1) == ":":
            return None
        k = j + 1
        if self.word(k) in _ORDINALS and self.glued(k):
            k += 1
        after = self.skip(k, 2)
        if self.kind(after) in ("month", "jalali") and self.word(k) not in (",", "|", "-", "–", "—"):
            return None
        return self._with_year(k, self.tokens[i], self.value(j))

    def _year_month(self, i: int) -> Day | None:
        """`2024 July 6`, `2024. július 6.`, `2024 m. liepos 6 d.`."""
        if self.digits(i) != 4 or not self._is_year(self.value(i)):
            return None
        j = self.skip(i + 1, 3)
        k = self.skip(j + 1, 2)
        if self.kind(j) not in ("month", "jalali") or not 1 <= self.value(k) <= 31 or self.digits(k) > 2:
            return None
        return Day(k + 1, self.value(i), self.tokens[j].value, self.value(k), jalali=self.kind(j) == "jalali")

    def _with_year(self, i: int, month: Token, day: int) -> Day | None:
        """The day with the year behind it, if there is one; `month` is its month's token."""
        jalali = month.kind == "jalali"
        j = self.skip(i, 4)
        if self.digits(j) == 4 and self._is_year(self.value(j)) and self.word(j + 1) != ":":
            return Day(j + 1, self.value(j), month.value, day, jalali)
        if self.digits(j) == 4 and self.word(j + 1) not in (":", "gmt", "utc", "hrs"):
            return None
        if self.digits(j) == 2 and self._closes_short_year(j, i):
            return Day(j + 1, self._full_year(self.value(j), month), month.value, day, jalali)
        raw = self.text[month.start : month.end]
        if month.text in _ALSO_VERBS and not raw[0].isupper() and self.language in ("", "en"):
            return None
        return Day(i, None, month.value, day, jalali)

    def _closes_short_year(self, j: int, after_month: int) -> bool:
        """Whether a number of two digits is a year: it is no hour and no day, and stands close by."""
        between = "".join(self.word(k) for k in range(after_month, j))
        if self.word(j + 1) in (":", "h", "年", "月") or (
            self.word(j + 1) == "." and self.digits(j + 2) == 2
        ):
            return False
        if self.means(j + 1, "am") or self.means(j + 1, "pm") or self.word(j + 1) in ("uhr", "時", "시"):
            return False
        return (
            between in ("", "-", "/", "'", "’", ",", ".", "de", "พศ")
            and self.value(j) <= LATEST_YEAR % 100 + 70
        )

    def _full_year(self, short: int, month: Token | None = None) -> int:
        thai = self.language == "th" or (month is not None and "\u0e00" <= month.text[0] <= "\u0e7f")
        return 2500 + short if thai else 2000 + short

    def _is_year(self, value: int) -> bool:
        return EARLIEST_YEAR <= value <= LATEST_YEAR or value in JALALI_YEARS or value in BUDDHIST_YEARS

    # Times of day

    def clock_at(self, i: int) -> Clock | None:
        """The time of day written from token i on, if one is."""
        before = "am" if self.means(i, "am") else "pm" if self.means(i, "pm") else ""
        if before and self.word(i).isascii() and self.language not in ("tr", "vi", "sq"):
            before = ""  # `am 6.` is German; only other scripts put the half of the day first
        if before:
            i = self.skip(i + self.means(i, before), 1)
        if self.kind(i) != "number" or self.digits(i) > 2 or self.value(i) > 24:
            return self._military(i)
        clock = self._digits_clock(i)
        end = clock.end if clock else i + 1
        after = self._meridiem(end)
        if clock is None:
            if not (before or after) and self.word(i + 1) not in ("uhr", "時", "时", "點", "点", "시"):
                return None
            clock = Clock(end, self.value(i), 0, None)
        half, width = (before, 0) if before else after or ("", 0)
        hour = clock.hour
        if half == "pm" and hour < 12:
            hour += 12
        elif half == "am" and hour == 12:
            hour = 0
        end = clock.end + width
        if self.word(end) in ("min", "mins", "minutes", "minuten"):
            return None
        if self.word(end) in ("uhr", "hrs", "น", "h", "時", "시", "ч", "Uhr") or (
            width and self.word(end) == "."
        ):
            end += 1
        return Clock(end, hour, clock.minute, clock.second)

    def _meridiem(self, i: int) -> tuple[str, int] | None:
        for half in ("am", "pm"):
            width = self.means(i, half)
            if width:
                return half, width
        return None

    def _digits_clock(self, i: int) -> Clock | None:
        mark, minute = self.word(i + 1), self.value(i + 2)
        if not 0 <= minute < 60 or self.digits(i + 2) > 2:
            return None
        if mark in ("時", "时", "點", "点", "시"):
            end = i + 4 if self.word(i + 3) in ("分", "분") else i + 3
            return Clock(end, self.value(i), minute, None)
        if self.digits(i + 2) != 2 and mark != ":":
            return None
        if mark in (":", "h", "：") or (mark == "." and self.glued(i + 2) and not self._goes_on(i + 3)):
            return self._seconds(i, minute, mark)
        return None

    def _goes_on(self, i: int) -> bool:
        return self.word(i) == "." and self.kind(i + 1) == "number" and self.glued(i + 1)

    def _seconds(self, i: int, minute: int, mark: str) -> Clock:
        end, second = i + 3, None
        if self.word(end) == mark == ":" and self.digits(end + 1) == 2 and self.value(end + 1) <= 60:
            end, second = end + 2, self.value(end + 1)
            if self.word(end) in (".", ",") and self.kind(end + 1) == "number" and self.glued(end + 1):
                end += 2
        return Clock(end, self.value(i), minute, second)

    def _military(self, i: int) -> Clock | None:
        """`1115 GMT`, `20240706T153000`: four or six digits before a zone or behind a T."""
        text = self.word(i)
        if self.kind(i) != "number" or len(text) not in (4, 6) or not text.isdecimal():
            return None
        hour, minute = int(text[:2]), int(text[2:4])
        named = self.word(i + 1) in ("gmt", "utc", "hrs", "z") or self.word(i - 1) == "t"
        if not named or hour > 24 or minute > 59:
            return None
        return Clock(i + 1, hour, minute, int(text[4:]) if len(text) == 6 else None)

    # Zones

    def zone_at(self, i: int) -> tuple[tzinfo, int] | None:
        """The zone written at token i or behind one bracket or comma, and the place of the next token."""
        if self.word(i) in ("(", ",", "[", "/", "|"):
            i += 1
        signed = self._signed(i, named=False)
        if signed:
            return signed
        phrase = self._zone_phrase(i)
        if phrase:
            return phrase
        if self.kind(i) not in ("word", "weekday", "month"):
            return None
        name, raw = self.word(i), self.raw(i)
        zones = date_words().zones
        if name not in zones or not (raw.isupper() or not raw.isascii() or name in ("utc", "gmt")):
            return None
        if name == "z" and not self.glued(i):
            return None
        if name in ("utc", "gmt", "ut"):
            signed = self._signed(i + 1, named=True)
            if signed:
                return signed
        return self._named_zone(name, zones[name], i + 1)

    def _named_zone(self, name: str, value: int | str, end: int) -> tuple[tzinfo, int] | None:
        """The zone of a short name: the source's own where it goes by that name in winter or summer, else the table's."""
        own = source_zone(self.zone) if self.zone else None
        if own and any(
            (datetime(2024, month, 1, tzinfo=own).tzname() or "").lower() == name for month in (1, 7)
        ):
            return own, end
        zone = source_zone(value) if isinstance(value, str) else offset(value)
        return (zone, end) if zone else None

    def _signed(self, i: int, *, named: bool) -> tuple[tzinfo, int] | None:
        """`+03:00`, `-0500`, `+03`; behind UTC or GMT also `+8` and `+ 3`."""
        sign = self.word(i)
        if sign not in ("+", "-", "−", "–") or not (
            named or (self.glued(i + 1) and self.digits(i + 1) in (2, 4))
        ):
            return None
        if not named and sign in ("-", "–") and self.digits(i + 1) == 2 and self.word(i + 2) != ":":
            return None
        minutes, end = self.value(i + 1) * 60, i + 2
        if self.digits(i + 1) == 4:
            minutes = self.value(i + 1) // 100 * 60 + self.value(i + 1) % 100
        elif self.digits(i + 1) > 2 or minutes < 0:
            return None
        elif self.word(end) == ":" and self.digits(end + 1) == 2:
            minutes, end = minutes + self.value(end + 1), end + 2
        zone = offset(minutes if sign == "+" else -minutes)
        return (zone, end) if zone else None

    def _zone_phrase(self, i: int) -> tuple[tzinfo, int] | None:
        phrases = date_words().zone_phrases
        for width in range(_LONGEST_PHRASE, 1, -1):
            value = phrases.get(" ".join(self.word(j) for j in range(i, i + width)))
            zone = None if value is None else source_zone(value) if isinstance(value, str) else offset(value)
            if zone is not None:
                return zone, i + width
        return None


CJK_AGO = re.compile(
    r"([0-9]{1,3})\s?(秒钟|秒鐘|秒|分钟|分鐘|分|時間|小时|小時|日|天|초|분|시간|일)\s?之?(?:前|전)"
)
"""`3時間前`, `5分钟前`, `2시간 전`: the units are written without spaces."""

CJK_UNITS = {
    "秒": "second",
    "초": "second",
    "分": "minute",
    "분": "minute",
    "時": "hour",
    "小": "hour",
    "시": "hour",
}
"""Unit by its first character; all others are days."""
