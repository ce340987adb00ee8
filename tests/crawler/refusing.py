"""A disk that refuses from some step on: full, over quota, broken, read-only, or no descriptor left; one of them by the step."""

from __future__ import annotations

import errno
import os
import sqlite3

CODES = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT, errno.EMFILE)
_DATABASE = {
    errno.ENOSPC: "database or disk is full",
    errno.EDQUOT: "database or disk is full",
    errno.EIO: "disk I/O error",
    errno.EROFS: "attempt to write a readonly database",
    errno.EMFILE: "unable to open database file",
}


class Refusal:
    """Called before each step that is refused; `happened` says whether there was one."""

    def __init__(self, step: int) -> None:
        self._code = CODES[step % len(CODES)]
        self.happened = False

    def __call__(self, database: bool) -> None:
        """Raise what the system, or SQLite, would."""
        self.happened = True
        if database:
            raise sqlite3.OperationalError(_DATABASE[self._code])
        raise OSError(self._code, os.strerror(self._code))
