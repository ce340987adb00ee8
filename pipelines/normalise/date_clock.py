"""How times of day are written in a line: 24 hours or halves of the day, in digits or East Asian units."""

from __future__ import annotations

from typing import NamedTuple

from pipelines.normalise.date_line import Line


class Clock(NamedTuple):
    """A time of day (24 hours; `second` None where not written), and the place of the next token."""

    end: int
    hour: int
    minute: int
    second: int | None


def clock_at(line: Line, i: int) -> Clock | None:
    """The time of day written from token i on, if one is."""
    before = _half_before(line, i)
    if before:
        i = line.skip(i + line.means(i, before), 1)
    if line.kind(i) != "number" or line.digits(i) > 2 or line.value(i) > 24:
        return _military(line, i)
    clock = _digits_clock(line, i)
    end = clock.end if clock else i + 1
    after = _meridiem(line, end)
    if clock is None:
        if not (before or after) and line.word(i + 1) not in ("uhr", "時", "时", "點", "点", "시"):
            return None
        clock = Clock(end, line.value(i), 0, None)
    half, width = (before, 0) if before else after or ("", 0)
    hour = clock.hour
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    end = clock.end + width
    if line.word(end) in ("min", "mins", "minutes", "minuten") and line.word(i + 1) != "h":
        return None
    if line.word(end) in ("uhr", "hrs", "น", "h", "時", "시", "ч", "Uhr") or (
        width and line.word(end) == "."
    ):
        end += 1
    return Clock(end, hour, clock.minute, clock.second)


def _half_before(line: Line, i: int) -> str:
    """`am` or `pm` before a time. In Latin letters only capitals count, for `am 6. Juli` is German."""
    half = "am" if line.means(i, "am") else "pm" if line.means(i, "pm") else ""
    loud = not line.word(i).isascii() or line.raw(i).isupper() or line.language in ("tr", "vi", "sq")
    return half if loud else ""


def _meridiem(line: Line, i: int) -> tuple[str, int] | None:
    for half in ("am", "pm"):
        width = line.means(i, half)
        if width:
            return half, width
    return None


def _digits_clock(line: Line, i: int) -> Clock | None:
    mark, minute = line.word(i + 1), line.value(i + 2)
    if not 0 <= minute < 60 or line.digits(i + 2) > 2:
        return None
    if mark in ("時", "时", "點", "点", "시"):
        end = i + 4 if line.word(i + 3) in ("分", "분") else i + 3
        return Clock(end, line.value(i), minute, None)
    if line.digits(i + 2) != 2 and mark != ":":
        return None
    if mark in (":", "h", "：") or (mark == "." and line.glued(i + 2)):
        return _seconds(line, i, minute, mark)
    return None


def _seconds(line: Line, i: int, minute: int, mark: str) -> Clock | None:
    """The clock with its seconds and without their fraction; None for `1.23.456`, which is a number."""
    end, second = i + 3, None
    if mark == "h":
        end += 1 if line.word(end) in ("min", "mn") else 0
        end += 2 if line.digits(end) == 2 and line.word(end + 1) == "s" else 0
    elif line.word(end) == mark and line.kind(end + 1) == "number" and line.glued(end + 1):
        if line.digits(end + 1) != 2 or line.value(end + 1) > 60:
            return None if mark == "." else Clock(end, line.value(i), minute, None)
        end, second = end + 2, line.value(end + 1)
        if line.word(end) in (".", ",") and line.kind(end + 1) == "number" and line.glued(end + 1):
            if mark == ".":
                return None
            end += 2
    return Clock(end, line.value(i), minute, second)


def _military(line: Line, i: int) -> Clock | None:
    """`1115 GMT`, `20240706T153000`: four or six digits before a zone or behind a T."""
    text = line.word(i)
    if line.kind(i) != "number" or len(text) not in (4, 6) or not text.isdecimal():
        return None
    hour, minute = int(text[:2]), int(text[2:4])
    named = line.word(i + 1) in ("gmt", "utc", "hrs", "z") or line.word(i - 1) == "t"
    if not named or hour > 24 or minute > 59:
        return None
    return Clock(i + 1, hour, minute, int(text[4:]) if len(text) == 6 else None)
