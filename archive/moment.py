"""The moment that a WARC-Date names."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_LESS = {4: "-01-01", 7: "-01"}
"""What a date of so many characters lacks to be a day."""
_LEAP = re.compile(r"(T\d\d:\d\d):60(?:\.\d+)?")


def read_date(date: str) -> datetime:
    """The moment as an aware datetime in UTC (WARC 1.1, 5.4; W3CDTF).

    A date of less precision is its first moment, a leap second the last microsecond before the next minute; without a
    zone it is UTC, whatever the zone of this machine. Raises ValueError for what is no date.
    """
    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        moment = datetime.fromisoformat(_LEAP.sub(r"\1:59.999999", date) + _LESS.get(len(date), ""))
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError as error:
        raise ValueError(f"{date} is outside the years 1 to 9999 in UTC") from error
