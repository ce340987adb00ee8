"""Which payloads the archive holds already: the index behind revisit records, derived and rebuilt from the archive."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

_SCHEMA = """
CREATE TABLE IF NOT EXISTS originals (record_id TEXT PRIMARY KEY, url TEXT, date TEXT, digest TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS payloads (key TEXT PRIMARY KEY, record_id TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS newest (url TEXT PRIMARY KEY, record_id TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Original:
    """The response record that holds a payload: what WARC-Refers-To, -Target-URI and -Date of a revisit say."""

    record_id: str
    url: str
    date: str
    digest: str


class RevisitIndex(Protocol):
    """What the writer asks and tells; nothing told is kept before `commit`, which follows the records' fsync."""

    def same_payload(self, key: str) -> Original | None:
        """The first response remembered with this key, which equal payloads share; None when there is none."""

    def newest(self, url: str) -> Original | None:
        """The response that holds what the URL last gave with status 200; None when it gave nothing yet."""

    def original(self, record_id: str) -> Original | None:
        """The original of that id, when it was remembered; None when it was not."""

    def remember(self, url: str, original: Original, key: str | None) -> None:
        """The URL's newest payload is the original's; with `key`, equal payloads may refer to it from now on."""

    def commit(self) -> None:
        """Keep what was told since the last commit: its records are durable."""

    def rollback(self) -> None:
        """Forget what was told since the last commit: its records did not become durable."""

    def close(self) -> None:
        """Give up the store; what was not committed is forgotten."""


class SQLiteRevisits:
    """A RevisitIndex in one SQLite file, across files, crawls and restarts; about 300 bytes a URL.

    Used from one thread at a time, which need not be the one that made it. It never stands between a capture and the
    archive: after an error (disk full, corrupt file) it answers nothing and keeps nothing, and `fault` says why; then
    equal payloads are written in full. `archive.refill.refill` makes it anew. The constructor raises sqlite3.Error when the
    file cannot be opened or is no database.
    """

    def __init__(self, path: Path) -> None:
        self.fault: str | None = None
        self._base = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._base.execute("PRAGMA journal_mode=WAL")
        # A revisit index that lost its last commits only misses a revisit, so it need not wait for the disk.
        self._base.execute("PRAGMA synchronous=NORMAL")
        self._base.executescript(_SCHEMA)

    def same_payload(self, key: str) -> Original | None:
        """See RevisitIndex."""
        return self._find("payloads JOIN originals USING (record_id) WHERE payloads.key = ?", key)

    def newest(self, url: str) -> Original | None:
        """See RevisitIndex."""
        return self._find("newest JOIN originals USING (record_id) WHERE newest.url = ?", url)

    def original(self, record_id: str) -> Original | None:
        """See RevisitIndex."""
        return self._find("originals WHERE record_id = ?", record_id)

    def remember(self, url: str, original: Original, key: str | None) -> None:
        """See RevisitIndex."""
        if not self._base.in_transaction:
            self._execute("BEGIN")
        row = (original.record_id, original.url, original.date, original.digest)
        self._execute("INSERT OR IGNORE INTO originals VALUES (?, ?, ?, ?)", *row)
        self._execute("INSERT OR REPLACE INTO newest VALUES (?, ?)", url, original.record_id)
        if key is not None:
            self._execute("INSERT OR IGNORE INTO payloads VALUES (?, ?)", key, original.record_id)

    def forget(self, record_id: str) -> None:
        """Take out an original that is in the archive no more, with all that leads to it; kept by the next commit."""
        if not self._base.in_transaction:
            self._execute("BEGIN")
        for table in ("originals", "payloads", "newest"):
            self._execute(f"DELETE FROM {table} WHERE record_id = ?", record_id)

    def commit(self) -> None:
        """See RevisitIndex."""
        if self._base.in_transaction:
            self._execute("COMMIT")

    def rollback(self) -> None:
        """See RevisitIndex."""
        if self._base.in_transaction:
            self._execute("ROLLBACK")

    def close(self) -> None:
        """See RevisitIndex."""
        self.rollback()
        self._base.close()

    def _find(self, source: str, value: str) -> Original | None:
        row = self._execute(f"SELECT record_id, originals.url, date, originals.digest FROM {source}", value)
        return None if row is None else Original(*row)

    def _execute(self, statement: str, *values: str) -> tuple[str, str, str, str] | None:
        if self.fault is not None:
            return None
        try:
            row: tuple[str, str, str, str] | None = self._base.execute(statement, values).fetchone()
        except sqlite3.Error as error:
            self.fault = f"the revisit index gave up: {error}"
            return None
        return row
