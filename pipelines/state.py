"""What a data folder has already processed: captures, the last version of each page, and the committed file sizes."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from archive.capture import Capture
from pipelines.items import Article
from pipelines.outcome import ARTICLE, Outcome

_SCHEMA_VERSION = "1"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS captures (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL, url TEXT NOT NULL, file TEXT NOT NULL, offset INTEGER NOT NULL,
    outcome TEXT NOT NULL, reason TEXT, detail TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS captures_by_url ON captures (url, position);
CREATE TABLE IF NOT EXISTS pages (
    url TEXT PRIMARY KEY, outcome TEXT NOT NULL, reason TEXT,
    first TEXT, latest TEXT, version INTEGER NOT NULL DEFAULT 0, content TEXT) WITHOUT ROWID;
"""


class StateUnusable(Exception):
    """state.sqlite cannot be read or is of another schema; the message says what to do."""


@dataclass(frozen=True, slots=True)
class PageState:
    """The last that is known of one address: its outcome and, if it ever gave an article, the versions."""

    outcome: str
    reason: str | None
    first: str | None
    latest: str | None
    version: int
    content: str | None


def content_key(article: Article) -> str:
    """A digest of title and text: a new version opens only where it differs."""
    return hashlib.sha256(f"{article.title}\n{article.text}".encode("utf-8", "replace")).hexdigest()[:32]


class State:
    """The state database; changes become durable at `commit` only, all together."""

    def __init__(self, path: Path) -> None:
        """Open or create; raises StateUnusable."""
        self.path = path
        try:
            self._db = sqlite3.connect(path, isolation_level=None, cached_statements=64)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(_SCHEMA)
            self._db.execute("BEGIN IMMEDIATE")
            known = self.get("schema")
        except sqlite3.DatabaseError as error:
            raise StateUnusable(f"{path}: {error}; {_advice(error)}") from error
        if known not in (None, _SCHEMA_VERSION):
            raise StateUnusable(
                f"{path}: written by another version (schema {known}, this one is {_SCHEMA_VERSION})"
            )
        self.fresh = known is None
        self.put("schema", _SCHEMA_VERSION)
        self.position = int(self.get("position") or 0)

    def get(self, key: str) -> str | None:
        """A single remembered value, None when there is none."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def put(self, key: str, value: str) -> None:
        """Remember a single value."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def seen(self, capture_id: str) -> bool:
        """True when this capture has had its outcome in this data folder."""
        return self._db.execute("SELECT 1 FROM captures WHERE id = ?", (capture_id,)).fetchone() is not None

    def page(self, url: str) -> PageState | None:
        """The last that is known of an address (in its canonical form); None when it was never met."""
        row = self._db.execute(
            "SELECT outcome, reason, first, latest, version, content FROM pages WHERE url = ?", (url,)
        ).fetchone()
        return None if row is None else PageState(*row)

    def settle(
        self,
        capture: Capture,
        page_url: str,
        before: PageState | None,
        outcome: Outcome,
        article: Article | None,
    ) -> None:
        """Record the outcome of a capture and, where it opened a version, the version; `before` is what `page` says."""
        self.position += 1
        ref = capture.ref
        self._db.execute(
            "INSERT OR IGNORE INTO captures VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                capture.id,
                self.position,
                _sql(capture.url),
                ref.file,
                ref.offset,
                outcome.name,
                outcome.reason,
                outcome.detail,
            ),
        )
        row = (
            (before.first, before.latest, before.version, before.content) if before else (None, None, 0, None)
        )
        if article is not None and outcome.name == ARTICLE:
            row = (article.article, article.id, article.version, content_key(article))
        self._db.execute(
            "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?)",
            (page_url, outcome.name, outcome.reason, *row),
        )

    def history(self, url: str) -> list[tuple[str, str, str | None, str | None, str, int]]:
        """(capture id, outcome, reason, detail, file, offset) of every capture of an address, oldest first."""
        rows = self._db.execute(
            "SELECT id, outcome, reason, detail, file, offset FROM captures WHERE url = ? ORDER BY position",
            (_sql(url),),
        )
        return [tuple(row) for row in rows]

    def commit(self) -> None:
        """Make everything recorded so far durable."""
        self.put("position", str(self.position))
        self._db.execute("COMMIT")
        self._db.execute("BEGIN IMMEDIATE")

    def close(self) -> None:
        """Forget what was not committed and close."""
        # A full disk has rolled it back already.
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        self._db.close()


def _advice(error: sqlite3.DatabaseError) -> str:
    if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "another program writes in it: end that, and try again"
    return "make the derived files anew from the archive with `scrapy rebuild --state`"


def _sql(text: str) -> str:
    """Text as SQLite can hold it (no lone surrogates)."""
    return text.encode("utf-8", "replace").decode()
