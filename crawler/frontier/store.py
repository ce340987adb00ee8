"""The frontier in SQLite (WAL): one file, several processes, whole hosts leased to one worker at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from crawler.frontier.entry import FOREVER, Answer, Found, Lease

_SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS urls (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, host TEXT NOT NULL, source TEXT NOT NULL, kind TEXT NOT NULL,
    due REAL, worker TEXT, until REAL NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, via TEXT,
    found REAL NOT NULL, modified REAL, fetched REAL, changed REAL, fetches INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    status INTEGER, digest TEXT, etag TEXT, last_modified TEXT, reason TEXT);
CREATE INDEX IF NOT EXISTS urls_due ON urls (due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS hosts (host TEXT PRIMARY KEY, worker TEXT NOT NULL, until REAL NOT NULL) WITHOUT ROWID;
"""
_CLAIM = """
UPDATE urls SET worker = :worker, until = :until WHERE id IN (
    SELECT id FROM urls WHERE due <= :now AND until <= :now AND (fetched IS NULL OR fetched < :since)
    AND NOT EXISTS (SELECT 1 FROM hosts WHERE hosts.host = urls.host AND hosts.worker <> :worker AND hosts.until > :now)
    ORDER BY due, id LIMIT :count)
RETURNING id, url, host, source, kind, until, attempts, via, etag, last_modified, fetches
"""


class FrontierUnusable(Exception):
    """frontier.sqlite cannot be read or is of another schema; the message says what to do."""


class SqliteFrontier:
    """A Frontier in one SQLite file; safe for several processes on one machine.

    WAL with synchronous=NORMAL: a commit survives kill -9, the last ones may be lost with the power, in which case the
    addresses are fetched again.
    """

    def __init__(self, path: Path) -> None:
        """Open or create; raises FrontierUnusable."""
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            self._db.executescript(_SCHEMA)
        except sqlite3.DatabaseError as error:
            raise FrontierUnusable(
                f"{path}: {error}; move it away, and the crawl begins with its sources' feeds"
            ) from error
        if version not in (0, _SCHEMA_VERSION):
            self._db.close()
            raise FrontierUnusable(f"{path}: schema {version}, this version knows {_SCHEMA_VERSION}")
        self._db.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield self._db
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def add(self, found: Sequence[Found], now: float) -> int:
        """Put in addresses; those that are known stay as they are. Returns how many were new."""
        if not found:
            return 0
        with self._transaction() as db:
            return _add(db, found, now)

    def wake(self, found: Sequence[Found], now: float) -> None:
        """Put in addresses and make those that are known due at `due`, unless they are due earlier or leased."""
        with self._transaction() as db:
            _add(db, found, now)
            db.executemany(
                "UPDATE urls SET due = :due WHERE url = :url AND until <= :now AND (due IS NULL OR due > :due)",
                [{"due": each.due, "url": each.url, "now": now} for each in found],
            )

    def claim(
        self, worker: str, count: int, now: float, seconds: float, since: float = FOREVER
    ) -> list[Lease]:
        """Lease at most `count` due addresses not answered since `since`, soonest first, of hosts no other worker holds."""
        until = now + seconds
        with self._transaction() as db:
            rows = db.execute(
                _CLAIM, {"worker": worker, "until": until, "now": now, "count": count, "since": since}
            ).fetchall()
            leases = sorted((Lease(*row) for row in rows), key=lambda lease: lease.id)
            db.executemany(
                "INSERT INTO hosts VALUES (?, ?, ?)"
                " ON CONFLICT (host) DO UPDATE SET worker = excluded.worker, until = excluded.until",
                [(host, worker, until) for host in sorted({lease.host for lease in leases})],
            )
        return leases

    def finish(self, lease: Lease, answer: Answer) -> None:
        """End a lease with what the fetch gave, its links in the same transaction; nothing when the lease was lost."""
        with self._transaction() as db:
            done = db.execute(
                "UPDATE urls SET worker = NULL, until = 0, attempts = 0, reason = NULL, fetches = fetches + 1,"
                " due = :due, status = :status, fetched = :fetched,"
                " changed = CASE WHEN :changed THEN :fetched ELSE changed END,"
                " unchanged = CASE WHEN :changed THEN 0 ELSE unchanged + 1 END,"
                " digest = COALESCE(:digest, digest), etag = :etag, last_modified = :last_modified"
                " WHERE id = :id AND until = :until",
                {
                    "id": lease.id,
                    "until": lease.until,
                    "due": answer.due,
                    "status": answer.status,
                    "fetched": answer.fetched,
                    "changed": answer.changed,
                    "digest": answer.digest,
                    "etag": answer.etag,
                    "last_modified": answer.last_modified,
                },
            ).rowcount
            if done:
                _add(db, answer.links, answer.fetched)

    def release(self, lease: Lease, due: float, reason: str) -> None:
        """Give an address back to be tried again at `due` (retry, Retry-After), one attempt more on its count."""
        with self._transaction() as db:
            db.execute(
                "UPDATE urls SET worker = NULL, until = 0, attempts = attempts + 1, due = ?, reason = ?"
                " WHERE id = ? AND until = ?",
                (due, reason, lease.id, lease.until),
            )

    def last_digest(self, lease: Lease) -> str | None:
        """The payload digest of the last answer of a leased address; None when there was none."""
        row = self._db.execute("SELECT digest FROM urls WHERE id = ?", (lease.id,)).fetchone()
        return None if row is None else row[0]

    def unchanged_streak(self, lease: Lease) -> int:
        """How many answers in a row said nothing new."""
        row = self._db.execute("SELECT unchanged FROM urls WHERE id = ?", (lease.id,)).fetchone()
        return 0 if row is None else int(row[0])

    def give_back(self, worker: str) -> None:
        """End every lease of a worker without an answer: what it held is claimable at once."""
        with self._transaction() as db:
            db.execute("UPDATE urls SET worker = NULL, until = 0 WHERE worker = ?", (worker,))
            db.execute("DELETE FROM hosts WHERE worker = ?", (worker,))

    def next_due(self, now: float, since: float = FOREVER) -> float | None:
        """When the next address that is not done becomes claimable (see `claim`); None when there is none."""
        row = self._db.execute(
            "SELECT MIN(MAX(due, until)) FROM urls WHERE due IS NOT NULL AND (fetched IS NULL OR fetched < ?)",
            (since,),
        ).fetchone()
        return None if row[0] is None else max(float(row[0]), now)

    def counts(self, now: float) -> dict[str, int]:
        """How many addresses are `due`, `leased`, `later` and `done`."""
        row = self._db.execute(
            "SELECT COUNT(*) FILTER (WHERE due <= :now AND until <= :now), COUNT(*) FILTER (WHERE until > :now),"
            " COUNT(*) FILTER (WHERE due > :now AND until <= :now),"
            " COUNT(*) FILTER (WHERE due IS NULL AND until <= :now) FROM urls",
            {"now": now},
        ).fetchone()
        return dict(zip(("due", "leased", "later", "done"), row, strict=True))

    def close(self) -> None:
        """Close the store; leases stay until they run out."""
        self._db.close()


def _add(db: sqlite3.Connection, found: Sequence[Found], now: float) -> int:
    before = db.total_changes
    db.executemany(
        "INSERT OR IGNORE INTO urls (url, host, source, kind, due, via, found, modified) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(e.url, host_of(e.url), e.source, e.kind, e.due, e.via, now, e.modified) for e in found],
    )
    new = db.total_changes - before
    # The list's own clock decides, not ours: what counts is that it says a later time than it said before.
    db.executemany(
        "UPDATE urls SET modified = :modified, due = CASE WHEN fetched IS NULL OR due < :now THEN due ELSE :now END"
        " WHERE url = :url AND until <= :now AND (modified IS NULL OR modified < :modified)",
        [
            {"modified": each.modified, "url": each.url, "now": now}
            for each in found
            if each.modified is not None
        ],
    )
    return new


def host_of(url: str) -> str:
    """The host an address is fetched from, with its port: what politeness is kept for."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()
