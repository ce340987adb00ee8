"""Removal requests: a tombstone that every replay honours, and the erasure of what was fetched.

A tombstone is a metadata record (`wirecopy-withheld: WHY`) that `ArchiveWriter.withhold` appends. Erasure rewrites the
WARC file: the records of an exchange are replaced by one tombstone of exactly their length, so that no other record
moves and every index line and article pointer stays true.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive import fixity
from archive.capture import Capture, RecordRef
from archive.compose import VERSION, new_id, warc_date, warc_fields
from archive.digest import labelled
from archive.errors import ArchiveError
from archive.indexing import drop_lines
from archive.journal import LOCK
from archive.lock import FolderLock
from archive.member import Bytes, Member, mapped, scan, store_member, stored_length
from archive.reader import read_archive, read_records
from archive.record import Record, parse_record, serialize, unbracket
from archive.revisits import SQLiteRevisits
from archive.warcfile import archive_files, sync_folder

_COPY = 1 << 20
_ANCHORS = frozenset({"response", "revisit", "resource", "metadata"})


class NotErasable(ArchiveError):
    """The record is not there, or so small that no tombstone fits in its place."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What one erasure did: where the tombstone is, and the ids of the records that are gone."""

    tombstone: RecordRef
    erased: tuple[str, ...]


def withheld(archive: Path) -> dict[str, str]:
    """URL and date (WARC-Date of the latest tombstone) of everything that is withheld in a file or folder.

    Reads the whole archive. Raises ArchiveNotFound and ArchiveEmpty.
    """
    found: dict[str, str] = {}
    for located in read_records(archive):
        # The whole archive passes here: only what can be a tombstone is joined and parsed.
        if located.pieces is None or located.pieces.fields.get("warc-type", "").lower() != "metadata":
            continue
        record = located.record
        if record is not None and record.block.startswith(b"wirecopy-withheld:"):
            found[record.url] = max(record.date, found.get(record.url, ""))
    return found


def captures_of(folder: Path, url: str) -> list[RecordRef]:
    """Places of all captures of a URL, compared character by character, in archive order; a refusal holds nothing."""
    return [
        found.ref
        for found in read_archive(folder)
        if isinstance(found, Capture) and found.url == url and not found.refused
    ]


def dependants(folder: Path, erased: frozenset[str]) -> list[RecordRef]:
    """Revisits that refer to erased records: they keep their headers and have lost their payload.

    Reads the whole archive. Captures of other URLs can be among them, when they gave the same bytes; replay names
    each as an unresolved revisit.
    """
    return [
        located.ref
        for located in read_records(folder)
        if located.record is not None and unbracket(located.record.get("WARC-Refers-To") or "") in erased
    ]


def erase(
    folder: Path, ref: RecordRef, *, reason: str, date: datetime, revisits: SQLiteRevisits | None = None
) -> Erasure:
    """Take a capture out of its file, with the request and metadata records of the same exchange.

    The file is copied with a tombstone in their place (`wirecopy-withheld`, `wirecopy-erased` with each id) and
    renamed over the old one; its line leaves the index, its new hash enters the fixity manifest, and `revisits`
    forgets it. Nothing else changes its place, and the file keeps its length. `date` is the moment of erasure, aware,
    in UTC. Raises NotErasable, FolderLocked while a writer has the folder, and OSError.
    """
    with FolderLock(folder, name=LOCK):
        path = folder / ref.file
        if path not in archive_files(folder):
            raise NotErasable(f"{ref.file} is no finished file of {folder}")
        with mapped(path) as data:
            members = _exchange_at(data, ref.offset)
            records = [parse_record(member.raw) for member in members if member.raw is not None]
            start, end = members[0].offset, members[-1].end
            stone_id, stone = _tombstone(records, end - start, reason, date)
            new = _copy_with(path, data, start, end, stone)
        # The rename comes last: an erasure that a crash cut off is found undone, and done again.
        fixity.enter(new, path.name)
        drop_lines(folder, {(ref.file, member.offset) for member in members})
        new.replace(path)
        sync_folder(folder)
    if revisits is not None:
        for record in records:
            revisits.forget(record.id)
        revisits.commit()
    return Erasure(RecordRef(ref.file, start, end - start, stone_id), tuple(record.id for record in records))


def _exchange_at(data: Bytes, offset: int) -> list[Member]:
    """The members from `offset` on that belong to one exchange; ours stand one behind the other."""
    members: list[Member] = []
    names: set[str] = set()
    for member in scan(data, offset) if offset < len(data) else ():
        if member.raw is None or not member.raw.startswith(b"WARC/"):
            break
        record = parse_record(member.raw)
        if members and record.id not in names:
            break
        if not members and record.type not in _ANCHORS:
            break
        members.append(member)
        names |= {unbracket(value) for name, value in record.headers if name.lower() == "warc-concurrent-to"}
    if not members:
        raise NotErasable(f"no capture begins at byte {offset}")
    return members


def _tombstone(records: list[Record], length: int, reason: str, date: datetime) -> tuple[str, bytes]:
    """The id of a tombstone, and a member of exactly `length` bytes that holds it, stored and not compressed."""
    stone_id = new_id()
    info = records[0].get("WARC-Warcinfo-ID")
    fields = [
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", f"<{stone_id}>"),
        ("WARC-Date", warc_date(date)),
        ("WARC-Target-URI", records[0].url),
        *([("WARC-Warcinfo-ID", info)] if info else []),
        ("Content-Type", "application/warc-fields"),
    ]
    said = [("wirecopy-withheld", reason), *(("wirecopy-erased", record.id) for record in records)]
    block = warc_fields(said) + b"padding: "

    def stone(padding: int) -> bytes:
        filled = block + b"." * padding + b"\r\n"
        return serialize(Record(VERSION, (*fields, ("WARC-Block-Digest", labelled(filled))), filled))

    padding, empty_blocks = _fill(length, len(stone(0)), len(block) + 2)
    return stone_id, store_member(stone(padding), empty_blocks)


def _fill(length: int, least: int, block: int) -> tuple[int, int]:
    """Bytes of padding and empty deflate blocks with which a record of `least` bytes takes exactly `length` in a file.

    A block that grows makes its Content-Length longer as well, and every 64 KiB cost a block's head, so not each
    length can be met by padding alone.
    """
    digits = len(str(block))
    for size in range(length, least - 1, -1):
        spare = length - stored_length(size)
        if spare < 0 or spare % 5:
            continue
        for more in range(20):
            padding = size - least - more
            if padding >= 0 and len(str(block + padding)) - digits == more:
                return padding, spare // 5
    raise NotErasable(f"the records take {length} bytes, too few for a tombstone to stand in their place")


def _copy_with(path: Path, data: Bytes, start: int, end: int, stone: bytes) -> Path:
    """A durable copy of the file beside it, with `stone` in the place of the bytes from `start` to `end`."""
    new = path.with_name(path.name + ".new")
    with new.open("wb") as file:
        for low, high in ((0, start), (end, len(data))):
            if low:
                file.write(stone)
            for at in range(low, high, _COPY):
                file.write(data[at : min(at + _COPY, high)])
        file.flush()
        os.fsync(file.fileno())
    return new
