"""Any archive as Captures, in archive order or by offset: WARC 0.17 to 1.1, ARC, gzip, zstd, lz4, WACZ, whole or damaged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from archive.capture import Capture, RecordRef, Unread
from archive.containers import begins_record, next_start, open_member, skip_frame
from archive.errors import ArchiveNotFound
from archive.interpret import capture_from_record, resolve
from archive.locate import OPEN, locate
from archive.originals import Originals
from archive.record import Record
from archive.scan import MAX_BLOCK, Found, scan
from archive.source import Source
from archive.unzip import UNREADABLE, PackageRefused, list_entries, open_entry

__all__ = ["Archive", "Located", "capture_from_record", "read_archive", "read_at", "read_records", "resolve"]

_LOOK_FOR_START = 16 << 20
"""Bytes at the start of a file that are searched for a first record before it is called no archive."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


class Located(NamedTuple):
    """A record and where it lies; with `reason` it is damage (`Unread.reason`), and `record` at most tells whose."""

    path: Path
    ref: RecordRef
    record: Record | None
    reason: str | None = None
    truncated: str | None = None


class Archive:
    """A file, folder or glob opened for reading, in order or by offset; remembers where the originals of revisits lie.

    Files are those of the moment of opening. Blocks over `limit` bytes give a Capture with the payload cut and
    `truncated="length"`. Raises ArchiveNotFound and ArchiveEmpty.
    """

    def __init__(self, path: str | Path, *, limit: int = MAX_BLOCK) -> None:
        self._files = locate(path)
        self._limit = limit
        self._originals = _originals(self._files, limit)

    def captures(self, start: tuple[str, int] | None = None) -> Iterator[Capture | Unread]:
        """Every record as what it means, files in name order, records by offset; `start` as in `read_archive`."""
        for located in self.records(start):
            if located.record and not located.reason:
                self._originals.add(located.path, located.ref.offset, located.record)
            yield _meaning(located, self._originals)

    def records(self, start: tuple[str, int] | None = None) -> Iterator[Located]:
        """Every record as it stands, of all types, with damage in its place."""
        return _records(self._files, start, self._limit)

    def at(self, file: str, offset: int) -> Capture | Unread:
        """What the record at `offset` of a file, named as in RecordRef.file, means; Unread where no record begins.

        Raises ArchiveNotFound for a file that is not of this archive.
        """
        path = self._path(file)
        located = _record_at(path, file, offset, self._limit)
        if located is None:
            return Unread(RecordRef(file, offset, 0, ""), "damaged: no record begins at this offset")
        return _meaning(located, self._originals)

    def _path(self, file: str) -> Path:
        for path, name in self._files:
            if file == name:
                return path
            if file.startswith(f"{name}/"):
                return path / file[len(name) + 1 :]
        raise ArchiveNotFound(f"no file {file} in this archive of {len(self._files)} files; was it renamed?")


def read_archive(
    path: str | Path, *, start: tuple[str, int] | None = None, limit: int = MAX_BLOCK
) -> Iterator[Capture | Unread]:
    """Every record of a file, folder or glob as what it means: files in name order, records by offset.

    `start` = (file as RecordRef.file, offset) passes over all that lies before. Blocks over `limit` bytes give a Capture
    with the payload cut and `truncated="length"`. Revisits come with the payload of their original wherever the archive
    holds it. Damage, non-archives and records of other types are `Unread`; nothing is left out.
    Raises ArchiveNotFound and ArchiveEmpty, at once and not only when iterated.
    """
    return Archive(path, limit=limit).captures(start)


def read_records(
    path: str | Path, *, start: tuple[str, int] | None = None, limit: int = MAX_BLOCK
) -> Iterator[Located]:
    """Every record as it stands, of all types, with damage in its place; arguments and errors as `read_archive`."""
    return Archive(path, limit=limit).records(start)


def read_at(file: Path, offset: int, *, limit: int = MAX_BLOCK) -> Capture | Unread:
    """What the record at an offset of a file means, as in RecordRef (for an entry of a WACZ: a path below the zip).

    A revisit comes with its payload when the original is in the same file or WACZ, which is searched for it: who reads
    many opens an `Archive` and asks `at`. Raises ArchiveNotFound; where no record begins it gives Unread.
    """
    whole = next((parent for parent in (file, *file.parents) if parent.is_file()), file)
    return Archive(whole, limit=limit).at("/".join((whole.name, *file.relative_to(whole).parts)), offset)


def _meaning(located: Located, originals: Originals) -> Capture | Unread:
    meaning = _own_meaning(located)
    if isinstance(meaning, Capture) and meaning.fault and meaning.revisit and located.record:
        return originals.resolved(meaning, located.record)
    return meaning


def _own_meaning(located: Located) -> Capture | Unread:
    record = located.record
    if located.reason or record is None:
        kind, url = (record.type or None, record.url or None) if record else (None, None)
        return Unread(located.ref, located.reason or "damaged", kind, url)
    meaning = capture_from_record(record, located.ref)
    if located.truncated and isinstance(meaning, Capture):
        return replace(meaning, truncated=located.truncated)
    return meaning


def _originals(files: list[tuple[Path, str]], limit: int) -> Originals:
    def read(path: Path, offset: int) -> tuple[Record, Capture | Unread] | None:
        located = _record_at(path, path.name, offset, limit)
        return (located.record, _own_meaning(located)) if located and located.record else None

    def everything() -> Iterator[tuple[Path, int, Record]]:
        # The heads are enough here: blocks are read past, not kept.
        for located in _records(files, None, 1 << 16):
            if located.record and not located.reason:
                yield located.path, located.ref.offset, located.record

    return Originals(read, everything)


def _records(files: list[tuple[Path, str]], start: tuple[str, int] | None, limit: int) -> Iterator[Located]:
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
        with _open(path, name) as source:
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
    ref = RecordRef(name, found.offset, found.length, found.record.id if found.record else "")
    return Located(
        path, ref, found.record, f"damaged: {found.damage}" if found.damage else None, found.truncated
    )


def _record_at(path: Path, name: str, offset: int, limit: int) -> Located | None:
    with _open(path, name) as source:
        skip_frame(source, 0)
        if begins_record(source, offset):
            return next((_located(path, name, found) for found in scan(source, offset, limit=limit)), None)
        found = next(
            (found for found in scan(source, limit=limit) if found.offset == offset and found.record), None
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


def _open(path: Path, name: str) -> Source:
    """The file, also when it was just renamed from or to `.open`, or the entry of a zip that the path leads to."""
    for candidate in (path, path.with_name(path.name.removesuffix(OPEN)), path.with_name(path.name + OPEN)):
        if candidate.is_file():
            return Source(candidate.open("rb", buffering=0), name)
    package = _package(path)
    if package is None:
        raise ArchiveNotFound(f"no archive at {path}: no file of that name, and no zip above it")
    return open_entry(package, path.relative_to(package).as_posix(), name)


def _package(path: Path) -> Path | None:
    """The zip that the path leads into; None when no file stands above it."""
    return next((parent for parent in path.parents if parent.is_file()), None)
