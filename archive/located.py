"""The records of an archive's files, each with where it lies: files opened, zips entered, non-archives named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from archive.capture import RecordRef
from archive.containers import begins_record, needs_dictionary, next_start, open_member, skip_frame
from archive.opened import open_source
from archive.pieces import Pieces
from archive.record import Record, unbracket
from archive.scan import Found, scan
from archive.sole import read_sole
from archive.source import Source
from archive.unzip import UNREADABLE, PackageRefused, list_entries

_LOOK_FOR_START = 16 << 20
"""Bytes at the start of a file that are searched for a first record before it is called no archive."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


class Located(NamedTuple):
    """A record and where it lies; with `reason` it is damage (`Unread.reason`), and `record` at most tells whose."""

    path: Path
    ref: RecordRef
    pieces: Pieces | None
    reason: str | None = None
    truncated: str | None = None

    @property
    def record(self) -> Record | None:
        """The record, its block joined."""
        return self.pieces.record if self.pieces else None


def records_of(files: list[tuple[Path, str]], start: tuple[str, int] | None, limit: int) -> Iterator[Located]:
    """Every record of the files (as `locate` gives them) from `start` on, damage and non-archives in their places."""
    for path, name in files:
        for entry_path, entry_name, refusal in _sources(path, name):
            if refusal:
                yield Located(entry_path, RecordRef(entry_name, 0, _size(path), ""), None, refusal)
            elif start is None or entry_name >= start[0]:
                offset = start[1] if start and entry_name == start[0] else 0
                yield from _file(entry_path, entry_name, offset, limit)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _sources(path: Path, name: str) -> Iterator[tuple[Path, str, str | None]]:
    """The file itself, or the archives of the zip that it is; with the reason where it is refused."""
    try:
        with path.open("rb") as file:
            magic = file.read(4)
        if magic not in _ZIP:
            yield path, name, None
            return
        entries = list_entries(path)
    except OSError as error:
        yield path, name, f"damaged: cannot be read ({error.strerror})"
    except PackageRefused as refused:
        yield path, name, f"unsupported: {refused}"
    else:
        if not entries:
            yield path, name, "not an archive: a zip without WARC or ARC files"
        for entry in entries:
            yield path / entry, f"{name}/{entry}", None


def _file(path: Path, name: str, offset: int, limit: int) -> Iterator[Located]:
    try:
        with open_source(path, name) as source:
            reason = _no_archive(source)
            if reason:
                yield Located(path, RecordRef(name, 0, source.size, ""), None, reason)
                return
            first = offset if offset and begins_record(source, offset) else 0
            for found in scan(source, first, limit=limit):
                if found.offset >= offset:
                    yield _located(path, name, found)
    except PackageRefused as refused:
        yield Located(path, RecordRef(name, 0, 0, ""), None, f"unsupported: {refused}")
    except UNREADABLE as error:
        yield Located(path, RecordRef(name, 0, 0, ""), None, f"damaged: cannot be read further ({error})")


def _located(path: Path, name: str, found: Found) -> Located:
    record_id = unbracket(found.pieces.fields.get("warc-record-id", "")) if found.pieces else ""
    ref = RecordRef(name, found.offset, found.length, record_id)
    reason = f"damaged: {found.damage}" if found.damage else None
    return Located(path, ref, found.pieces, reason, found.truncated)


def record_at(source: Source, path: Path, name: str, offset: int, limit: int) -> Located | None:
    """The record at an offset of a file, or its damage; None when none begins there."""
    if source.dictionary is None and needs_dictionary(source, offset):
        skip_frame(source, 0)
    sole = read_sole(source, offset, limit)
    if sole is not None:
        return _located(path, name, Found(offset, sole[1] - offset, sole[0]))
    if open_member(source, offset) is not None or begins_record(source, offset):
        found = next(scan(source, offset, limit=limit), None)
        # Bytes in the middle of a member may look like the start of one, but do not decompress to a record.
        if found and (found.pieces or begins_record(source, offset)):
            return _located(path, name, found)
    found = next(
        (found for found in scan(source, limit=limit) if found.offset == offset and found.pieces), None
    )
    return _located(path, name, found) if found else None


def _no_archive(source: Source) -> str | None:
    if source.size == 0:
        return "not an archive: empty file"
    start = 0
    while (after := skip_frame(source, start)) is not None:
        start = after
    if begins_record(source, start) or next_start(source, start, start + _LOOK_FOR_START) is not None:
        return None
    member = open_member(source, start)
    if member and not member.peek(0, 1) and member.fault:
        return None
    return f"not an archive: no WARC or ARC record in its first {min(source.size, _LOOK_FOR_START)} bytes"
