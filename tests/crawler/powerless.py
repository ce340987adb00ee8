"""A disk whose power fails: of what a process wrote, only what it synced is left.

Files are as they were at their last fsync, and names as they were at the last fsync of their folder; or names and sizes
are as the process left them, and what was not synced is zeros, as journalling file systems may leave it. SQLite's own
writes are not seen here, so its documented sync points count: with synchronous=FULL every commit, with NORMAL what was
checkpointed when the database was last closed (https://www.sqlite.org/pragma.html#pragma_synchronous).
"""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from pathlib import Path
from typing import Any

import numpy as np

from archive.capture import Capture
from archive.reader import read_archive
from crawler.session import Session

ACKNOWLEDGED = "acknowledged.json"
"""Beside the data folder: the captures that anything was told of."""
_FULL = 2


class Disk:
    """Follows what this process makes durable under a folder, which counts as durable as it is now."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._content: dict[int, bytes] = {}
        self._names: dict[int, dict[str, int]] = {}
        self._held: dict[int, int] = {}
        self._open = os.open
        self._acknowledged: list[str] = []
        for path in (root, *root.rglob("*")):
            self._synced(path)

    def watch(self) -> None:
        """From here on every fsync, flush of a mapping, and commit is seen."""
        self._watch_fsync()
        self._watch_sqlite()
        real_flush = np.memmap.flush

        def flush(mapped: Any) -> None:
            real_flush(mapped)
            self._synced(Path(mapped.filename))

        np.memmap.flush = flush  # type: ignore[assignment,method-assign]
        real_acknowledge = Session._acknowledge

        def acknowledge(session: Session, captures: Any) -> None:
            self._acknowledged += [each.id for each in captures]
            real_acknowledge(session, captures)

        Session._acknowledge = acknowledge  # type: ignore[assignment,method-assign]

    def _watch_fsync(self) -> None:
        real = os.fsync

        def fsync(handle: Any) -> None:
            real(handle)
            self._synced(Path(f"/proc/self/fd/{handle}").readlink())

        os.fsync = fsync  # type: ignore[assignment]

    def _watch_sqlite(self) -> None:
        disk, real_connect = self, sqlite3.connect

        def connect(place: Any, *args: Any, **named: Any) -> sqlite3.Connection:
            kind = named.pop("factory", sqlite3.Connection)
            path = Path(place) if not named.get("uri") and str(place) != ":memory:" else None
            made: sqlite3.Connection = real_connect(place, *args, **named, factory=_watched(kind, path, disk))
            return made

        sqlite3.connect = connect  # type: ignore[assignment]

    def synced_database(self, place: Path, *, log: bool = False) -> None:
        """Take note of a database, with its `log`, and of their names: SQLite syncs the folder when it makes a log."""
        if not place.is_relative_to(self._root) or not place.exists():
            return
        names = self._names.setdefault(self._inode(place.parent), {})
        for path in (place, place.with_name(f"{place.name}-wal"))[: 1 + log]:
            if path.exists():
                self._synced(path)
                names[path.name] = self._inode(path)

    def _inode(self, path: Path) -> int:
        """The file's number; it is held open so that the number is not given to another."""
        number = path.stat().st_ino
        if number not in self._held:
            self._held[number] = self._open(path, os.O_RDONLY)
        return number

    def _synced(self, path: Path) -> None:
        if not path.is_relative_to(self._root) or not path.exists():
            return
        number = self._inode(path)
        if path.is_dir():
            self._names[number] = {each.name: self._inode(each) for each in path.iterdir()}
        else:
            self._content[number] = path.read_bytes()

    def fail(self, after: Path, *, names: bool) -> None:
        """Write what is left to a folder; with `names` the names are as they are, and what was not synced is zeros."""
        kept = self._as_is if names else self._as_synced
        left = dict(kept(self._root, Path()))
        for path in (self._root, *self._root.rglob("*")):
            left.setdefault(path.relative_to(self._root), None) if names and path.is_dir() else None
        real_write = Path.write_bytes
        for place, content in sorted(left.items()):
            target = after / place
            if content is None:
                target.mkdir(parents=True, exist_ok=True)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                real_write(target, content)
        after.mkdir(parents=True, exist_ok=True)
        real_write(after / ACKNOWLEDGED, json.dumps(self._acknowledged).encode())

    def _left(self, name: str, inode: int) -> bytes:
        """What is left of a file. A database is written to at checkpoints only, which end in an fsync; its log is not."""
        if name.endswith(".sqlite"):
            return os.pread(self._held[inode], 1 << 30, 0)
        return self._content.get(inode, b"")

    def _as_synced(self, folder: Path, place: Path, number: int | None = None) -> Any:
        for name, inode in self._names.get(self._inode(folder) if number is None else number, {}).items():
            if stat.S_ISDIR(os.fstat(self._held[inode]).st_mode):
                yield place / name, None
                yield from self._as_synced(folder, place / name, inode)
            else:
                yield place / name, self._left(name, inode)

    def _as_is(self, folder: Path, place: Path) -> Any:
        for path in folder.rglob("*"):
            if path.is_file():
                content = self._left(path.name, self._inode(path))
                yield path.relative_to(folder), content.ljust(path.stat().st_size, b"\0")


def _watched(kind: Any, place: Path | None, disk: Disk) -> Any:
    """A kind of connection that tells the disk what becomes durable by it."""

    class Watched(kind):  # type: ignore[misc]
        def execute(self, sql: str, *args: Any) -> Any:
            done = super().execute(sql, *args)
            if place is not None and sql.upper().startswith("COMMIT"):
                self._committed()
            elif place is not None and "JOURNAL_MODE" in sql.upper():
                disk.synced_database(place)
            return done

        def executescript(self, sql: str) -> Any:
            done = super().executescript(sql)
            if place is not None:
                disk.synced_database(place)
            return done

        def commit(self) -> None:
            super().commit()
            self._committed()

        def _committed(self) -> None:
            (level,) = super().execute("PRAGMA synchronous").fetchone()
            if level >= _FULL and place is not None:
                disk.synced_database(place, log=True)

    return Watched


def lost(data: Path) -> list[str]:
    """Captures that somebody was told of and that the archive has no more."""
    there = {each.id for each in read_archive(data / "archive") if isinstance(each, Capture)}
    told = json.loads((data.parent / ACKNOWLEDGED).read_bytes())
    return [f"acknowledged and lost: {each}" for each in told if each not in there]
