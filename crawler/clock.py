"""The wall clock of a crawl, read in one place, so that years can be rehearsed in minutes; durations are measured elsewhere."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> float:
    """POSIX seconds."""
    return time.time()


def utc() -> datetime:
    """The same moment, aware, in UTC."""
    return datetime.fromtimestamp(now(), UTC)
