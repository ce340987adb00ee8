"""state.sqlite as a reader sees it: one consistent moment, beside a running crawl, and nothing is ever written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from archive.warcfile import is_written_here
from pipelines.state import StateUnusable, _sql


class Settled(NamedTuple):
    """The outcome of one capture, as the state has it."""

    id: str
    url: str
    file: str
    offset: int
    outcome: str
    reason: str | None
    detail: str | None


_ROW = "id, url, file, offset, outcome, reason, detail"


class StateView:
    """What a data folder's state says; every answer is of the moment of opening. Raises StateUnusable anywhere.

    `missing` is told apart by the caller: a path that is not there raises as well.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._db = open_to_read(path)
            # A deferred transaction is fixed by its first read.
            self._db.execute("BEGIN")
            self._db.execute("SELECT COUNT(*) FROM meta").fetchone()
        except sqlite3.DatabaseError as error:
            raise StateUnusable(f"{path}: {error}; make it anew with `scrapy rebuild --state`") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def get(self, key: str) -> str | None:
        """A single remembered value, None when there is none."""
        row = next(self._rows("SELECT value FROM meta WHERE key = ?", key), None)
        return None if row is None else str(row[0])

    @property
    def consumed(self) -> tuple[str, int] | None:
        """File and offset of the last capture of the folder's own archive that was settled."""
        file, offset = self.get("archive_file"), self.get("archive_offset")
        return None if file is None or offset is None else (file, int(offset))

    def outcome(self, capture_id: str) -> Settled | None:
        """The outcome of a capture; None when it has none yet."""
        row = next(self._rows(f"SELECT {_ROW} FROM captures WHERE id = ?", capture_id), None)
        return None if row is None else Settled(*row)

    def settled(self) -> Iterator[Settled]:
        """Every capture that has an outcome, in the order in which they were settled."""
        return (Settled(*row) for row in self._rows(f"SELECT {_ROW} FROM captures ORDER BY position"))

    def history(self, url: str) -> list[Settled]:
        """Every capture of an address, spelled just so, oldest first."""
        rows = self._rows(f"SELECT {_ROW} FROM captures WHERE url = ? ORDER BY position", _sql(url))
        return [Settled(*row) for row in rows]

    def addresses(self, start: str) -> list[str]:
        """Known addresses that begin with `start`, at most 10,000, sorted."""
        end = start + "\U0010ffff"
        rows = self._rows(
            "SELECT DISTINCT url FROM captures WHERE url >= ? AND url < ? ORDER BY url LIMIT 10000",
            _sql(start),
            _sql(end),
        )
        return [str(row[0]) for row in rows]

    def last_written(self) -> Settled | None:
        """The capture that was settled last, of the files that the archive's writer made; None when there is none."""
        rows = self._rows(f"SELECT {_ROW} FROM captures ORDER BY position DESC")
        return next((each for each in map(Settled._make, rows) if is_written_here(each.file)), None)

    def _rows(self, statement: str, *values: str) -> Iterator[tuple[Any, ...]]:
        try:
            with closing(self._db.execute(statement, values)) as rows:
                yield from rows
        except sqlite3.DatabaseError as error:
            raise StateUnusable(
                f"{self.path}: {error}; make it anew with `scrapy rebuild --state`"
            ) from error


def is_sound(path: Path) -> bool:
    """Whether a state database is there and every page of it can be read."""
    try:
        with StateView(path) as view:
            return str(next(view._rows("PRAGMA quick_check(1)"))[0]) == "ok"
    except StateUnusable:
        return False


def open_to_read(path: Path) -> sqlite3.Connection:
    """A connection to a database that is there, which cannot write; leaves no files beside it when it is closed.

    A read-only connection would leave the shared-memory file behind; it is the way for a folder where nothing may be
    written, where the file counts as it is. Raises sqlite3.DatabaseError.
    """
    address = path.absolute().as_uri()
    last: sqlite3.OperationalError | None = None
    for options in ("mode=rw", "mode=ro", "mode=ro&immutable=1"):
        try:
            db = sqlite3.connect(f"{address}?{options}", uri=True, isolation_level=None, timeout=30)
            db.execute("PRAGMA query_only = 1")
            db.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            last = error
        else:
            return db
    assert last is not None
    raise last
