"""How time zones are written in a line: offsets, names, phrases."""

from __future__ import annotations

from datetime import datetime, tzinfo

from pipelines.normalise.date_line import LONGEST_PHRASE, Line
from pipelines.normalise.date_words import date_words
from pipelines.normalise.moment import offset, source_zone


def zone_at(line: Line, i: int) -> tuple[tzinfo, int] | None:
    """The zone written at token i or behind one bracket or comma, and the place of the next token."""
    if line.word(i) in ("(", ",", "[", "/", "|"):
        i += 1
    signed = _signed(line, i, named=False)
    if signed:
        return signed
    phrase = _zone_phrase(line, i)
    if phrase:
        return phrase
    if line.kind(i) not in ("word", "weekday", "month"):
        return None
    name, raw = line.word(i), line.raw(i)
    zones = date_words().zones
    if name not in zones or not (raw.isupper() or not raw.isascii() or name in ("utc", "gmt")):
        return None
    if name == "z" and not line.glued(i):
        return None
    if name in ("utc", "gmt", "ut"):
        signed = _signed(line, i + 1, named=True)
        if signed:
            return signed
    return _named_zone(line, name, zones[name], i + 1)


def _named_zone(line: Line, name: str, value: int | str, end: int) -> tuple[tzinfo, int] | None:
    """The zone of a short name: the source's own where it goes by that name in winter or summer, else the table's."""
    own = source_zone(line.zone) if line.zone else None
    if own and any((datetime(2024, month, 1, tzinfo=own).tzname() or "").lower() == name for month in (1, 7)):
        return own, end
    zone = source_zone(value) if isinstance(value, str) else offset(value)
    return (zone, end) if zone else None


def _signed(line: Line, i: int, *, named: bool) -> tuple[tzinfo, int] | None:
    """`+03:00`, `-0500`, `+03`; behind UTC or GMT also `+8` and `+ 3`."""
    sign = line.word(i)
    if sign not in ("+", "-", "−", "–") or not (
        named or (line.glued(i + 1) and line.digits(i + 1) in (2, 4))
    ):
        return None
    if not named and sign in ("-", "–") and line.digits(i + 1) == 2 and line.word(i + 2) != ":":
        return None
    minutes, end = line.value(i + 1) * 60, i + 2
    if line.digits(i + 1) == 4:
        minutes = line.value(i + 1) // 100 * 60 + line.value(i + 1) % 100
    elif line.digits(i + 1) > 2 or minutes < 0:
        return None
    elif line.word(end) == ":" and line.digits(end + 1) == 2:
        minutes, end = minutes + line.value(end + 1), end + 2
    zone = offset(minutes if sign == "+" else -minutes)
    return (zone, end) if zone else None


def _zone_phrase(line: Line, i: int) -> tuple[tzinfo, int] | None:
    phrases = date_words().zone_phrases
    for width in range(LONGEST_PHRASE, 1, -1):
        value = phrases.get(" ".join(line.word(j) for j in range(i, i + width)))
        zone = None if value is None else source_zone(value) if isinstance(value, str) else offset(value)
        if zone is not None:
            return zone, i + width
    return None
