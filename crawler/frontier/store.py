"""The frontier in SQLite (WAL): one file, several processes, whole hosts leased to one worker at a time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from crawler.frontier.entry import (
    EARLIEST_CLOCK,
    FOREVER,
    HOLD,
    LONGEST_LEASE,
    LONGEST_PAUSE,
    LONGEST_WAIT,
    SITEMAP,
    Answer,
    Found,
    Lease,
)

_SCHEMA_VERSION = 4
_SCHEMA = """
CREATE TABLE IF NOT EXISTS urls (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, host TEXT NOT NULL, source TEXT NOT NULL, kind TEXT NOT NULL,
    due REAL, worker TEXT, until REAL NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, via TEXT,
    found REAL NOT NULL, modified REAL, fetched REAL, changed REAL, fetches INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    status INTEGER, digest TEXT, etag TEXT, last_modified TEXT, reason TEXT, failures INTEGER NOT NULL DEFAULT 0,
    depth INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS urls_due ON urls (due) WHERE due IS NOT NULL;
CREATE INDEX IF NOT EXISTS urls_leased ON urls (worker, host) WHERE worker IS NOT NULL;
CREATE TABLE IF NOT EXISTS runs (id INTEGER PRIMARY KEY, worker TEXT NOT NULL, started REAL NOT NULL, ended REAL);
CREATE TABLE IF NOT EXISTS hosts (host TEXT PRIMARY KEY, worker TEXT NOT NULL, until REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pauses (host TEXT PRIMARY KEY, until REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lists (name TEXT PRIMARY KEY, file TEXT NOT NULL, offset INTEGER NOT NULL) WITHOUT ROWID;
"""
_UPGRADE = {
    1: "ALTER TABLE urls ADD COLUMN failures INTEGER NOT NULL DEFAULT 0",
    2: "CREATE TABLE IF NOT EXISTS pauses (host TEXT PRIMARY KEY, until REAL NOT NULL) WITHOUT ROWID",
    3: "ALTER TABLE urls ADD COLUMN depth INTEGER NOT NULL DEFAULT 0",
}
"""From a schema to the next."""
_CHOSEN = """(:sources IS NULL OR source IN (SELECT value FROM json_each(:sources)))
    AND NOT (kind IN ('feed', 'sitemap', 'section') AND source IN (SELECT value FROM json_each(:resting)))"""
_PAUSED = f"pauses.until > :now AND pauses.until <= :now + {LONGEST_PAUSE}"
_UNANSWERED = "(fetched IS NULL OR fetched < :since OR fetched > :now)"
"""Not answered since the crawl began; what was answered later than now was so while the clock was wrong."""
_OPEN = f"""until <= :now AND {_UNANSWERED}
    AND {_CHOSEN}
    AND NOT EXISTS (SELECT 1 FROM hosts WHERE hosts.host = urls.host AND hosts.worker <> :worker AND hosts.until > :now)
    AND NOT EXISTS (SELECT 1 FROM pauses WHERE pauses.host = urls.host AND {_PAUSED})"""
"""What a worker may claim once it is due."""
_OWN = """AND (host IN (SELECT host FROM hosts WHERE worker = :worker AND until > :now)
    OR host IN (SELECT host FROM urls WHERE due <= :now AND {open}
        AND host NOT IN (SELECT host FROM hosts WHERE until > :now) GROUP BY host ORDER BY MIN(due), host LIMIT :hosts))"""
"""Its own hosts, and a few that are nobody's."""
_WITH_WORK = """SELECT COUNT(*) FROM hosts WHERE worker = :worker AND until > :now AND host IN (
    SELECT host FROM urls WHERE worker = :worker UNION SELECT host FROM urls WHERE due <= :now AND {open})"""
HOSTS_AT_A_TIME = 3
"""Hosts that one claim takes at most on a shared frontier: workers that start together each get some."""
_LEASE = "id, url, host, source, kind, until, attempts, via, etag, last_modified, fetches, depth"
_CLAIM = """
UPDATE urls SET worker = :worker, until = :until WHERE id IN (
    SELECT id FROM urls WHERE due <= :now AND {open} {own} ORDER BY due, id LIMIT :count)
RETURNING {lease}
"""


_NEXT_DUE = (
    f"SELECT due FROM urls WHERE due IS NOT NULL AND {_OPEN} ORDER BY due LIMIT 1",
    # Left to itself SQLite reads all that is due for the few that are leased.
    "SELECT MIN(MAX(due, until)) FROM urls INDEXED BY urls_leased WHERE worker IS NOT NULL AND until > :now"
    f" AND due IS NOT NULL AND {_UNANSWERED} AND {_CHOSEN}",
)
_CLOSED = f"""(SELECT host, MAX(until) AS until FROM (
    SELECT host, until FROM hosts WHERE worker <> :worker AND until > :now
    UNION ALL SELECT host, until FROM pauses WHERE {_PAUSED}) GROUP BY host)"""
"""Hosts that a worker may not ask, and until when: another's, and those that asked for a pause."""
_ANY_CLOSED = f"SELECT 1 FROM {_CLOSED} LIMIT 1"
_NEXT_DUE_CLOSED = (
    f"SELECT MIN(MAX(urls.due, closed.until)) FROM urls JOIN {_CLOSED} AS closed ON closed.host = urls.host"
    f" WHERE urls.due IS NOT NULL AND urls.until <= :now AND {_UNANSWERED} AND {_CHOSEN}"
)


_COUNTS = (
    "SELECT COUNT(*) FILTER (WHERE due <= :now AND until <= :now), COUNT(*) FILTER (WHERE until > :now),"
    " COUNT(*) FILTER (WHERE due > :now AND until <= :now),"
    " COUNT(*) FILTER (WHERE due IS NULL AND until <= :now) FROM urls"
)


_AHEAD = (
    f"UPDATE urls SET due = CASE WHEN fetched IS NULL THEN :now ELSE :now + {LONGEST_WAIT} END"
    f" WHERE due > :now + {LONGEST_WAIT}"
    # The interval of a list may be longer; the visit of its source wakes it.
    " AND NOT (kind IN ('feed', 'sitemap', 'section') AND attempts = 0)"
)
_LET_GO = (
    "UPDATE urls INDEXED BY urls_leased SET worker = NULL, until = 0"
    f" WHERE worker IS NOT NULL AND until > :now + {LONGEST_LEASE}",
    f"DELETE FROM hosts WHERE until > :now + {LONGEST_LEASE}",
)
"""What a clock that stood ahead has left: due times, leases and hosts; the first two by their index, the hosts are few."""


class FrontierUnusable(Exception):
    """frontier.sqlite cannot be read or is of another schema; the message says what to do."""


class SqliteFrontier:
    """A Frontier in one SQLite file; safe for several processes on one machine.

    WAL with synchronous=NORMAL: a commit survives kill -9, the last ones may be lost with the power, in which case the
    addresses are fetched again.
    """

    def __init__(self, path: Path) -> None:
        """Open or create; raises FrontierUnusable, as every other method does."""
        self._path = path
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            while version in _UPGRADE:
                self._db.execute(_UPGRADE[version])
                self._db.execute(f"PRAGMA user_version = {version + 1}")
                version += 1
            self._db.executescript(_SCHEMA)
        except sqlite3.DatabaseError as error:
            raise FrontierUnusable(
                f"{path}: {error}; `scrapy rebuild --frontier` makes it anew from the archive; moved away, the crawl"
                " begins with its sources' feeds"
            ) from error
        if version not in (0, _SCHEMA_VERSION):
            self._db.close()
            raise FrontierUnusable(f"{path}: schema {version}, this version knows {_SCHEMA_VERSION}")
        self._db.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")

    @contextmanager
    def _told(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self._db
        except sqlite3.DatabaseError as error:
            raise FrontierUnusable(f"{self._path}: {error}") from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._told() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                # A full disk has rolled it back already.
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    def add(self, found: Sequence[Found], now: float) -> int:
        """Put in addresses; those that are known stay as they are. Returns how many were new."""
        if not found:
            return 0
        with self._transaction() as db:
            return _add(db, found, now)

    def wake(self, found: Sequence[Found], now: float, before: float = FOREVER) -> None:
        """Put in addresses; those that are known and not answered since `before` become due at `due` at the latest."""
        with self._transaction() as db:
            _add(db, found, now)
            db.executemany(
                "UPDATE urls SET due = :due WHERE url = :url AND until <= :now AND (due IS NULL OR due > :due)"
                " AND attempts = 0 AND (fetched IS NULL OR fetched < :before OR fetched > :now)",
                [{"due": each.due, "url": each.url, "now": now, "before": before} for each in found],
            )

    def claim(
        self,
        worker: str,
        count: int,
        now: float,
        seconds: float,
        since: float = FOREVER,
        sources: Sequence[str] | None = None,
        hosts: int | None = None,
        resting: Sequence[str] = (),
    ) -> list[Lease]:
        """Lease at most `count` due addresses not answered since `since`, soonest first, of hosts no other worker holds."""
        until = now + seconds
        own = "" if hosts is None else _OWN.format(open=_OPEN)
        values: dict[str, object] = {"worker": worker, "until": until, "now": now, "since": since}
        values |= {"count": count, "sources": _list(sources), "resting": _list(resting)}
        with self._transaction() as db:
            if hosts is not None:
                (held,) = db.execute(_WITH_WORK.format(open=_OPEN), values).fetchone()
                values["hosts"] = max(0, min(HOSTS_AT_A_TIME, hosts - held))
            rows = db.execute(_CLAIM.format(open=_OPEN, own=own, lease=_LEASE), values).fetchall()
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
                "UPDATE urls SET worker = NULL, until = 0, attempts = 0, fetches = fetches + 1,"
                " due = :due, status = :status, fetched = :fetched,"
                " changed = CASE WHEN :changed THEN :fetched ELSE changed END,"
                " unchanged = CASE WHEN :changed THEN 0 ELSE unchanged + 1 END,"
                " digest = COALESCE(:digest, digest), etag = :etag, last_modified = :last_modified,"
                " reason = :reason, failures = CASE WHEN :reason IS NULL THEN 0 ELSE failures + 1 END"
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
                    "reason": answer.reason,
                },
            ).rowcount
            if done:
                _add(db, answer.links, answer.fetched)
                # The last lease of a host: it is soon anybody's.
                db.execute(
                    "UPDATE hosts SET until = :until WHERE host = :host AND until > :until AND NOT EXISTS"
                    " (SELECT 1 FROM urls WHERE urls.worker = hosts.worker AND urls.host = hosts.host)",
                    {"until": answer.fetched + HOLD, "host": lease.host},
                )

    def release(self, lease: Lease, due: float, reason: str, *, tried: bool = True) -> None:
        """Give an address back for `due` (retry, Retry-After), one attempt more on its count unless it was not `tried`."""
        with self._transaction() as db:
            db.execute(
                "UPDATE urls SET worker = NULL, until = 0, attempts = attempts + ?, due = ?, reason = ?"
                " WHERE id = ? AND until = ?",
                (int(tried), due, reason, lease.id, lease.until),
            )

    def hold(self, host: str, until: float) -> None:
        """Hand out nothing of a host before `until`, to nobody; an earlier end changes nothing."""
        with self._transaction() as db:
            db.execute(
                "INSERT INTO pauses VALUES (?, ?) ON CONFLICT (host) DO UPDATE SET until ="
                f" CASE WHEN until > excluded.until + {LONGEST_PAUSE} THEN excluded.until ELSE MAX(until, excluded.until) END",
                (host, until),
            )

    def known(self, url: str) -> Lease | None:
        """What is known of an address, as a lease that nobody holds; None when it is not known, or held."""
        with self._told() as db:
            row = db.execute(f"SELECT {_LEASE} FROM urls WHERE url = ? AND until = 0", (url,)).fetchone()
        return None if row is None else Lease(*row)

    def last_digest(self, lease: Lease) -> str | None:
        """The payload digest of the last answer of a leased address; None when there was none."""
        with self._told() as db:
            row = db.execute("SELECT digest FROM urls WHERE id = ?", (lease.id,)).fetchone()
        return None if row is None else row[0]

    def unchanged_streak(self, lease: Lease) -> int:
        """How many answers in a row said nothing new."""
        with self._told() as db:
            row = db.execute("SELECT unchanged FROM urls WHERE id = ?", (lease.id,)).fetchone()
        return 0 if row is None else int(row[0])

    def give_back(self, worker: str, until: float = 0.0) -> None:
        """End every lease of a worker without an answer; its hosts stay its own until `until`."""
        with self._transaction() as db:
            db.execute("UPDATE urls SET worker = NULL, until = 0 WHERE worker = ?", (worker,))
            db.execute("UPDATE hosts SET until = ? WHERE worker = ?", (until, worker))

    def next_due(
        self,
        now: float,
        since: float = FOREVER,
        sources: Sequence[str] | None = None,
        worker: str | None = None,
        resting: Sequence[str] = (),
    ) -> float | None:
        """When the next address that is not done becomes claimable (see `claim`) by a worker; None when there is none."""
        values = {"now": now, "since": since, "sources": _list(sources), "worker": worker}
        values["resting"] = _list(resting)
        # What is free and what is leased, each by its index; what is of a closed host needs a look at all.
        with self._told() as db:
            closed = db.execute(_ANY_CLOSED, values).fetchone()
            queries = (*_NEXT_DUE, _NEXT_DUE_CLOSED) if closed else _NEXT_DUE
            moments = [db.execute(query, values).fetchone() for query in queries]
        found = [float(row[0]) for row in moments if row is not None and row[0] is not None]
        return max(min(found), now) if found else None

    def bring_back(self, now: float) -> int:
        """Bring back to the longest wait what is due later, to now what was never answered; gives how many addresses."""
        if now < EARLIEST_CLOCK:
            return 0
        with self._transaction() as db:
            for statement in _LET_GO:
                db.execute(statement, {"now": now})
            return db.execute(_AHEAD, {"now": now}).rowcount

    def run_started(self, worker: str, now: float) -> int:
        """Note that a crawl begins; gives the number to end it by."""
        with self._told() as db:
            row = db.execute("INSERT INTO runs (worker, started) VALUES (?, ?)", (worker, now)).lastrowid
        return int(row or 0)

    def run_ended(self, run: int, now: float) -> None:
        """Note that a crawl ended in order."""
        with self._told() as db:
            db.execute("UPDATE runs SET ended = ? WHERE id = ?", (now, run))

    def list_started(self, name: str, position: tuple[str, int]) -> tuple[str, int]:
        """Note that a list's visit begins at an archive position; gives where it began, earlier when it was not ended."""
        with self._durably() as db:
            db.execute("INSERT OR IGNORE INTO lists VALUES (?, ?, ?)", (name, *position))
            row = db.execute("SELECT file, offset FROM lists WHERE name = ?", (name,)).fetchone()
        return (str(row[0]), int(row[1]))

    def list_ended(self, name: str) -> None:
        """Note that nothing of a list is left to be asked for."""
        with self._durably() as db:
            db.execute("DELETE FROM lists WHERE name = ?", (name,))

    @contextmanager
    def _durably(self) -> Iterator[sqlite3.Connection]:
        """A transaction that survives a loss of power as well; they are few."""
        with self._told() as db:
            db.execute("PRAGMA synchronous=FULL")
        try:
            with self._transaction() as db:
                yield db
        finally:
            with self._told() as db:
                db.execute("PRAGMA synchronous=NORMAL")

    def counts(self, now: float) -> dict[str, int]:
        """How many addresses are `due`, `leased`, `later` and `done`."""
        with self._told() as db:
            row = db.execute(_COUNTS, {"now": now}).fetchone()
        return dict(zip(("due", "leased", "later", "done"), row, strict=True))

    def close(self) -> None:
        """Close the store; leases stay until they run out."""
        self._db.close()


def _list(sources: Sequence[str] | None) -> str | None:
    return None if sources is None else json.dumps(list(sources))


def _add(db: sqlite3.Connection, found: Sequence[Found], now: float) -> int:
    before = db.total_changes
    db.executemany(
        "INSERT OR IGNORE INTO urls (url, host, source, kind, due, via, found, modified, depth)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(e.url, host_of(e.url), e.source, e.kind, e.due, e.via, now, e.modified, e.depth) for e in found],
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
    db.executemany(
        "UPDATE urls SET depth = ? WHERE url = ? AND depth > ?",
        [(each.depth, each.url, each.depth) for each in found if each.kind == SITEMAP],
    )
    return new


def host_of(url: str) -> str:
    """The host an address is fetched from, with its port: what politeness is kept for."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()
