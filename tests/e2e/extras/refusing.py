"""A disk that is full for one file, for the rest of a process."""

from __future__ import annotations

import errno
import itertools
import os
import sqlite3
from pathlib import Path
from typing import Any


def refuse(name: str, at: int) -> None:
    """From the `at`-th write on to a file whose name ends in `name` (a commit, where it is a database) the disk refuses."""
    count = itertools.count(1)
    real_write, real_connect = os.write, sqlite3.connect

    def write(handle: int, data: Any) -> int:
        place = Path(f"/proc/self/fd/{handle}")
        if place.exists() and str(place.readlink()).endswith(name) and next(count) >= at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real_write(handle, data)

    class Refusing(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            if sql.upper().startswith("COMMIT") and next(count) >= at:
                raise sqlite3.OperationalError("database or disk is full")
            return super().execute(sql, *values)

    def connect(place: Any, *more: Any, **named: Any) -> sqlite3.Connection:
        if str(place).endswith(name):
            named["factory"] = Refusing
        made: sqlite3.Connection = real_connect(place, *more, **named)
        return made

    os.write = write
    sqlite3.connect = connect  # type: ignore[assignment]
