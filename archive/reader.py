"""Any archive as Captures, in archive order or by offset: WARC 0.17 to 1.1, ARC, gzip, zstd, lz4, WACZ, whole or damaged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from archive.capture import Capture, RecordRef, Unread
from archive.errors import ArchiveNotFound
from archive.interpret import capture_from_pieces, capture_from_record, resolve
from archive.locate import locate
from archive.located import Located, record_at, records_of
from archive.opened import Opened
from archive.originals import Originals
from archive.record import Record
from archive.scan import MAX_BLOCK
from archive.unzip import UNREADABLE, PackageRefused

__all__ = ["Archive", "Located", "capture_from_record", "read_archive", "read_at", "read_records", "resolve"]


class Archive:
    """A file, folder or glob opened for reading, in order or by offset; remembers where the originals of revisits lie.

    Files are those of the moment of opening. Blocks over `limit` bytes give a Capture with the payload cut and
    `truncated="length"`. Raises ArchiveNotFound and ArchiveEmpty.
    """

    def __init__(self, path: str | Path, *, limit: int = MAX_BLOCK) -> None:
        self._files = locate(path)
        self._paths = {name: file for file, name in self._files}
        self._limit = limit
        self._opened = Opened()
        self._originals = _originals(self._files, self._opened, limit)

    def captures(self, start: tuple[str, int] | None = None) -> Iterator[Capture | Unread]:
        """Every record as what it means, files in name order, records by offset; `start` as in `read_archive`."""
        originals = self._originals
        for located in self.records(start):
            if located.pieces and not located.reason:
                originals.add(located.path, located.ref.offset, located.pieces.fields)
            yield _meaning(located, originals)

    def records(self, start: tuple[str, int] | None = None) -> Iterator[Located]:
        """Every record as it stands, of all types, with damage in its place."""
        return records_of(self._files, start, self._limit)

    def at(self, file: str, offset: int) -> Capture | Unread:
        """What the record at `offset` of a file, named as in RecordRef.file, means; Unread where no record begins.

        Raises ArchiveNotFound for a file that is not of this archive.
        """
        path = self._path(file)
        located = _located_at(self._opened, path, file, offset, self._limit)
        if located is None:
            return Unread(RecordRef(file, offset, 0, ""), "damaged: no record begins at this offset")
        return _meaning(located, self._originals)

    def _path(self, file: str) -> Path:
        path = self._paths.get(file)
        name, entry = file, ""
        while path is None and "/" in name:
            name, _, last = name.rpartition("/")
            entry = f"{last}/{entry}" if entry else last
            if name in self._paths:
                path = self._paths[name] / entry
        if path is not None:
            return path
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


def _located_at(opened: Opened, path: Path, name: str, offset: int, limit: int) -> Located | None:
    ref = RecordRef(name, offset, 0, "")
    try:
        return record_at(opened.source(path, name), path, name, offset, limit)
    except PackageRefused as refused:
        return Located(path, ref, None, f"unsupported: {refused}")
    except ArchiveNotFound:
        raise
    except UNREADABLE as error:
        return Located(path, ref, None, f"damaged: cannot be read ({error})")


def _meaning(located: Located, originals: Originals) -> Capture | Unread:
    meaning = _own_meaning(located)
    if isinstance(meaning, Capture) and meaning.fault and meaning.revisit and located.record:
        return originals.resolved(meaning, located.record)
    return meaning


def _own_meaning(located: Located) -> Capture | Unread:
    pieces = located.pieces
    if located.reason or pieces is None:
        record = located.record
        kind, url = (record.type or None, record.url or None) if record else (None, None)
        return Unread(located.ref, located.reason or "damaged", kind, url)
    meaning = capture_from_pieces(pieces, located.ref)
    if located.truncated and isinstance(meaning, Capture):
        return replace(meaning, truncated=located.truncated)
    return meaning


def _originals(files: list[tuple[Path, str]], opened: Opened, limit: int) -> Originals:
    def read(path: Path, offset: int) -> tuple[Record, Capture | Unread] | None:
        try:
            located = _located_at(opened, path, path.name, offset, limit)
        except ArchiveNotFound:
            return None
        return (located.record, _own_meaning(located)) if located and located.record else None

    def everything() -> Iterator[tuple[Path, int, Mapping[str, str]]]:
        for located in records_of(files, None, limit):
            if located.pieces and not located.reason:
                yield located.path, located.ref.offset, located.pieces.fields

    return Originals(read, everything)
