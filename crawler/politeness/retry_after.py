"""How long a Retry-After field asks to wait, in seconds and within bounds."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

SHORTEST = 1.0
LONGEST = 86_400.0
"""Bounds of a wait in seconds: what asks for less or lies in the past waits one second, what asks for more one day."""


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait, within [1 s, 1 day], from delay seconds or any of the three HTTP dates (RFC 9110, 5.6.7, 10.2.3).

    `now` is an aware datetime. None when the field is absent or says neither.
    """
    text = (value or "").strip()
    if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text, re.ASCII):
        # Twelve digits are more than any bound, and int() of thousands of digits is refused by Python.
        digits = text.lstrip("+").partition(".")[0]
        return _within(float(digits[:12]))
    try:
        moment = parsedate_to_datetime(text[:100])
        return _within((moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def _within(seconds: float) -> float:
    return min(max(seconds, SHORTEST), LONGEST)
