"""What the frontier knows of an address, read beside a running crawl and without a lease."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawler.frontier.store import FrontierUnusable
from pipelines.state_view import open_to_read


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an address stands: times are ISO 8601 in UTC, None for never; `attempts` failed since the last answer."""

    url: str
    source: str
    kind: str
    found: str | None
    via: str | None
    due: str | None
    leased_until: str | None
    attempts: int
    reason: str | None
    fetches: int
    status: int | None
    fetched: str | None
    unchanged: int


_COLUMNS = "url, source, kind, found, via, due, until, attempts, reason, fetches, status, fetched, unchanged"
_TIMES = frozenset({"found", "due", "until", "fetched"})


def standing(path: Path, *spellings: str) -> Standing | None:
    """The standing of the first spelling that the frontier knows; None when it knows none, or is not there.

    Raises FrontierUnusable.
    """
    for url in spellings:
        for row in _rows(path, f"SELECT {_COLUMNS} FROM urls WHERE url = ?", url):
            names = _COLUMNS.split(", ")
            values = [
                _moment(each) if name in _TIMES else each for name, each in zip(names, row, strict=True)
            ]
            return Standing(*values)  # type: ignore[arg-type]
    return None


def addresses(path: Path, host: str) -> list[str]:
    """Addresses of a host (with its port) that the frontier knows, at most 10,000; none when it is not there."""
    return [
        str(row[0])
        for row in _rows(path, "SELECT url FROM urls WHERE host = ? ORDER BY url LIMIT 10000", host)
    ]


def _rows(path: Path, statement: str, value: str) -> list[tuple[object, ...]]:
    if not path.is_file():
        return []
    try:
        db = open_to_read(path)
    except sqlite3.DatabaseError as error:
        raise FrontierUnusable(f"{path}: {error}") from error
    try:
        return db.execute(statement, (value.encode("utf-8", "replace").decode(),)).fetchall()
    except sqlite3.DatabaseError as error:
        raise FrontierUnusable(f"{path}: {error}") from error
    finally:
        db.close()


def _moment(seconds: object) -> str | None:
    if not isinstance(seconds, (int, float)) or seconds <= 0:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
