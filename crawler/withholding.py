"""A removal request carried out: the tombstone, and on demand the erasure of everything fetched from the address."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.capture import Capture, RecordRef
from archive.errors import ArchiveEmpty, ArchiveNotFound
from archive.exchange import Withholding
from archive.reader import read_archive
from archive.revisits import SQLiteRevisits
from archive.tombstones import withheld_in
from archive.withhold import captures_of, dependants, erase
from archive.writer import ArchiveWriter
from pipelines.export.jsonl import read_lines
from pipelines.normalise.urls import canonical_url
from pipelines.version import CODE_VERSION
from pipelines.withheld import Withheld


@dataclass(frozen=True, slots=True)
class Request:
    """What was done: captures that are hidden now, those that were erased, what lost its payload, lines to be rebuilt.

    `before` is the date of an earlier request for the address, None for the first.
    """

    url: str
    reason: str
    captures: tuple[RecordRef, ...]
    erased: tuple[str, ...]
    dependants: tuple[RecordRef, ...]
    lines: int
    before: str | None


def withhold(
    data: Path, url: str, reason: str, *, clock: Callable[[], datetime], erasing: bool = False
) -> Request:
    """Hide every spelling of an address in a data folder from now on; with `erasing` take its captures out of the archive.

    The caller holds the folder's lock and has repaired the archive. The tombstone is durable before anything is erased, so
    a crash in between leaves the address hidden; the same request again erases the rest. Raises ArchiveError, OSError.
    """
    archive = data / "archive"
    spellings = spellings_of(archive, url)
    before = Withheld(withheld_in(archive)).since(url)
    with ArchiveWriter(archive, software=CODE_VERSION, operator=None, settings={}, clock=clock) as writer:
        for each in spellings or [url]:
            writer.withhold(Withholding(each, reason, clock()))
    refs = tuple(ref for each in spellings for ref in captures_of(archive, each))
    erased = _erase(data, refs, reason, clock) if erasing else ()
    orphans = tuple(dependants(archive, frozenset(erased))) if erased else ()
    return Request(url, reason, refs, erased, orphans, _lines(data, url), before)


def spellings_of(archive: Path, url: str) -> list[str]:
    """The addresses under which an archive holds captures of this one, sorted; empty when it holds none."""
    wanted = canonical_url(url)
    try:
        found = {
            each.url
            for each in read_archive(archive)
            if isinstance(each, Capture) and not each.refused and canonical_url(each.url) == wanted
        }
    except (ArchiveNotFound, ArchiveEmpty):
        return []
    return sorted(found)


def _erase(
    data: Path, refs: tuple[RecordRef, ...], reason: str, clock: Callable[[], datetime]
) -> tuple[str, ...]:
    path = data / "revisits.sqlite"
    if not path.is_file():
        return _erase_all(data, refs, reason, clock, None)
    try:
        revisits = SQLiteRevisits(path)
    except sqlite3.Error:
        # Not a database any more: the writer would not use it either.
        return _erase_all(data, refs, reason, clock, None)
    with closing(revisits):
        return _erase_all(data, refs, reason, clock, revisits)


def _erase_all(
    data: Path,
    refs: tuple[RecordRef, ...],
    reason: str,
    clock: Callable[[], datetime],
    revisits: SQLiteRevisits | None,
) -> tuple[str, ...]:
    return tuple(
        record
        for ref in refs
        for record in erase(data / "archive", ref, reason=reason, date=clock(), revisits=revisits).erased
    )


def _lines(data: Path, url: str) -> int:
    """How many lines of articles.jsonl and copies.jsonl still tell the address."""
    wanted = canonical_url(url)
    return sum(
        canonical_url(str(line.get("url"))) == wanted
        for name in ("articles", "copies")
        for line in read_lines(data / f"{name}.jsonl")
    )
