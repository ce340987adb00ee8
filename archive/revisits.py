"""Which payloads the archive holds already: the index behind revisit records, derived and rebuilt from the archive."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

_SCHEMA = """
CREATE TABLE IF NOT EXISTS originals (record_id TEXT PRIMARY KEY, url TEXT, date TEXT, digest TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS payloads (digest TEXT PRIMARY KEY, record_id TEXT NOT NULL) WITHOUT ROWID;
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

    def same_payload(self, digest: str) -> Original | None:
        """The first response whose payload has this digest; None when there is none."""

    def newest(self, url: str) -> Original | None:
        """The response that holds what the URL last gave with status 200; None when it gave nothing yet."""

    def remember(self, url: str, original: Original, *, shared: bool) -> None:
        """The URL's newest payload is the original's; with `shared`, equal payloads may refer to it from now on."""

    def commit(self) -> None:
        """Keep what was told since the last commit: its records are durable."""

    def rollback(self) -> None:
        """Forget what was told since the last commit: its records did not become durable."""

    def close(self) -> None:
        """Give up the store; what was not committed is forgotten."""


class SQLiteRevisits:
    """A RevisitIndex in one SQLite file, across files, crawls and restarts; about 300 bytes a URL.

    Used from one thread at a time, which need not be the one that made it. Losing the file costs no capture, only
    that the next equal payload is written in full; `archive.rebuild` makes it anew. Raises sqlite3.Error when the
    file is no database.
    """

    def __init__(self, path: Path) -> None:
        self._base = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._base.execute("PRAGMA journal_mode=WAL")
        # A revisit index that lost its last commits only misses a revisit, so it need not wait for the disk.
        self._base.execute("PRAGMA synchronous=NORMAL")
        self._base.executescript(_SCHEMA)

    def same_payload(self, digest: str) -> Original | None:
        """See RevisitIndex."""
        return self._find("payloads", "digest", digest)

    def newest(self, url: str) -> Original | None:
        """See RevisitIndex."""
        return self._find("newest", "url", url)

    def remember(self, url: str, original: Original, *, shared: bool) -> None:
        """See RevisitIndex."""
        if not self._base.in_transaction:
            self._base.execute("BEGIN")
        row = (original.record_id, original.url, original.date, original.digest)
        self._base.execute("INSERT OR IGNORE INTO originals VALUES (?, ?, ?, ?)", row)
        self._base.execute("INSERT OR REPLACE INTO newest VALUES (?, ?)", (url, original.record_id))
        if shared:
            self._base.execute(
                "INSERT OR IGNORE INTO payloads VALUES (?, ?)", (original.digest, original.record_id)
            )

    def forget(self, record_ids: list[str]) -> None:
        """Take out originals that are in the archive no more, with everything that leads to them; durable at once."""
        self._base.execute("BEGIN")
        for table in ("originals", "payloads", "newest"):
            self._base.executemany(
                f"DELETE FROM {table} WHERE record_id = ?", [(record_id,) for record_id in record_ids]
            )
        self._base.execute("COMMIT")

    def commit(self) -> None:
        """See RevisitIndex."""
        if self._base.in_transaction:
            self._base.execute("COMMIT")

    def rollback(self) -> None:
        """See RevisitIndex."""
        if self._base.in_transaction:
            self._base.execute("ROLLBACK")

    def close(self) -> None:
        """See RevisitIndex."""
        self.rollback()
        self._base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _find(self, table: str, key: str, value: str) -> Original | None:
        row = self._base.execute(
            f"SELECT record_id, url, date, originals.digest FROM {table} JOIN originals USING (record_id) "
            f"WHERE {table}.{key} = ?",
            (value,),
        ).fetchone()
        return None if row is None else Original(*row)
