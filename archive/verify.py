"""Whether an archive is what it says it is: structure, digests, links, index, fixity and pointers, each fault listed."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from archive.capture import RecordRef
from archive.cdxj import INDEX, line_of
from archive.digest import matches, matches_pieces, of_file
from archive.errors import ChunkingDamaged, HttpDamaged
from archive.fixity import MANIFEST, manifest
from archive.http import dechunk, is_chunked, parse_response
from archive.indexing import COVERED, SortedLines
from archive.large import block_pieces, body_pieces
from archive.reader import Located, read_records
from archive.record import Record, unbracket
from archive.warcfile import OPEN, archive_files

_REQUIRED = ("WARC-Type", "WARC-Record-ID", "WARC-Date")
_NEED_URL = frozenset({"response", "resource", "request", "revisit", "conversion", "continuation"})
_LINKS = frozenset({"warc-concurrent-to", "warc-refers-to", "warc-warcinfo-id"})
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z)?)?)?\Z")
_ERASED = re.compile(rb"^wirecopy-erased: (\S+)\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `kind` is structure, digest, link, index, fixity, pointer, unfinished or package.

    `file` is a name in the folder, `offset` the record's (None for a fault of the whole file).
    """

    file: str
    offset: int | None
    kind: str
    message: str

    def __str__(self) -> str:
        place = self.file if self.offset is None else f"{self.file}@{self.offset}"
        return f"{place}: {self.kind}: {self.message}"


def verify(folder: Path, *, pointers: Iterable[RecordRef] = ()) -> list[Fault]:
    """Every fault of the finished files in a folder, in archive order, then those of index, manifest and pointers.

    All bytes are read once (twice where there is a manifest; a record over the reader's limit once more, for its digest).
    `pointers` are the places that articles name: each must
    be the start of a record with that id (an empty id is not compared). Payload digests are taken over the entity as
    the standard means it, and over the body as stored as well, since most archivers do. A link may lead to a record
    that was erased and whose tombstone says so. An `.open` file is named as unfinished: a running crawl has one.
    Memory grows by some 100 bytes a record. An empty list means that nothing is wrong.
    """
    check = RecordCheck(pointers)
    with SortedLines(folder) as lines:
        for path in archive_files(folder):
            for located in read_records(path):
                check.record(located)
                if located.record is not None and located.reason is None:
                    line = line_of(located.record, located.ref)
                    if line is not None:
                        lines.add(line.encode())
        faults = [*check.faults, *check.open_links(), *_unfinished(folder)]
        faults += _index(folder / INDEX, lines.merged())
    return [*faults, *_fixity(folder), *check.open_pointers()]


def verify_records(path: Path) -> list[Fault]:
    """Every fault of the records of an archive of any kind that `archive.reader` reads, whoever wrote it: file or folder.

    Structure (not of ARC, which has none), digests and links, as in `verify`; index and manifest are not looked at.
    Raises ArchiveNotFound, ArchiveEmpty and OSError.
    """
    check = RecordCheck(())
    for located in read_records(path):
        check.record(located)
    return [*check.faults, *check.open_links()]


class RecordCheck:
    """Faults of records one by one, and of links between them: their ids are remembered by hash, open links and pointers wait."""

    def __init__(self, pointers: Iterable[RecordRef]) -> None:
        self.faults: list[Fault] = []
        self._ids: set[int] = set()
        self._waiting: dict[int, tuple[str, int, str]] = {}
        self._pointers = {(ref.file, ref.offset): ref for ref in pointers}

    def record(self, located: Located) -> None:
        """Look at the next record of the archive."""
        record, ref = located.record, located.ref
        if record is None or located.reason is not None:
            self._fault(ref, "structure", located.reason or "damaged")
            return
        for message in _structure(record) if record.version.startswith("WARC/") else ():
            self._fault(ref, "structure", message)
        for message in _digests(record) if located.truncated is None else _large(located, record):
            self._fault(ref, "digest", message)
        self._link(record, ref)
        pointer = self._pointers.pop((ref.file, ref.offset), None)
        if pointer is not None and pointer.record_id and pointer.record_id != record.id:
            self._fault(ref, "pointer", f"an article names {pointer.record_id}, here is {record.id}")

    def _link(self, record: Record, ref: RecordRef) -> None:
        known = hash(record.id)
        if record.id and known in self._ids:
            self._fault(ref, "structure", f"WARC-Record-ID {record.id} is used twice")
        self._know(known)
        if record.type == "metadata":
            for erased in _ERASED.findall(record.block):
                self._know(hash(erased.decode("latin-1")))
        for name, value in record.headers:
            target = unbracket(value)
            if name.lower() in _LINKS and hash(target) not in self._ids:
                self._waiting.setdefault(hash(target), (ref.file, ref.offset, f"{name} {target}"))

    def _know(self, known: int) -> None:
        self._ids.add(known)
        self._waiting.pop(known, None)

    def _fault(self, ref: RecordRef, kind: str, message: str) -> None:
        self.faults.append(Fault(ref.file, ref.offset, kind, message))

    def open_links(self) -> Iterator[Fault]:
        """Links that led nowhere, once every record was seen."""
        for file, offset, link in self._waiting.values():
            yield Fault(file, offset, "link", f"{link} leads to no record here")

    def open_pointers(self) -> Iterator[Fault]:
        """Pointers at which no record began, once every record was seen."""
        for ref in sorted(self._pointers.values(), key=lambda ref: (ref.file, ref.offset)):
            yield Fault(
                ref.file, ref.offset, "pointer", f"an article names {ref.record_id}, no record begins here"
            )


def _structure(record: Record) -> Iterator[str]:
    for name in _REQUIRED:
        if not (record.get(name) or "").strip():
            yield f"{name} is missing"
    if record.date and not _DATE.match(record.date):
        yield f"WARC-Date {record.date!r} is no date"
    if record.type in _NEED_URL and not record.url:
        yield "WARC-Target-URI is missing"
    if record.type == "revisit" and not record.get("WARC-Profile"):
        yield "revisit without WARC-Profile"


def _digests(record: Record) -> Iterator[str]:
    value = record.get("WARC-Block-Digest")
    if value and matches(value, record.block) is not True:
        yield f"WARC-Block-Digest {value} is not the block's"
    value = record.get("WARC-Payload-Digest")
    whole = record.type in {"response", "resource", "conversion"}
    if value and whole and not any(matches(value, payload) for payload in _payloads(record)):
        yield f"WARC-Payload-Digest {value} is not the payload's"


def _large(located: Located, record: Record) -> Iterator[str]:
    """Of a record that the reader does not hold whole: block and payload are read again, a piece at a time."""
    value = record.get("WARC-Block-Digest")
    if located.truncated != "length":
        return
    if not located.ref.length:
        # Behind another record of its member it has no place of its own to be read from again.
        if value:
            yield f"WARC-Block-Digest {value} was not checked: the block is over the limit, in a member of several records"
        return
    if value and not matches_pieces(value, block_pieces(located.path, located.ref)):
        yield f"WARC-Block-Digest {value} is not the block's"
    value = record.get("WARC-Payload-Digest")
    if value and record.type in {"response", "resource", "conversion"}:
        yield from _large_payload(located, record, value)


def _large_payload(located: Located, record: Record, value: str) -> Iterator[str]:
    pieces = block_pieces(located.path, located.ref)
    if "http" in (record.get("Content-Type") or "").lower():
        try:
            headers, pieces = body_pieces(pieces)
        except HttpDamaged:
            return
        if is_chunked(headers):
            # The block's digest has every byte of it; the framing is not taken away without memory for the whole.
            return
    if not matches_pieces(value, pieces):
        yield f"WARC-Payload-Digest {value} is not the payload's"


def _payloads(record: Record) -> Iterator[bytes]:
    """What a record's payload digest may be over: the entity (standard), or the body as stored."""
    if "http" not in (record.get("Content-Type") or "").lower():
        yield record.block
        return
    try:
        response = parse_response(record.block)
    except HttpDamaged:
        yield re.split(rb"\r?\n\r?\n", record.block, maxsplit=1)[-1]
        return
    yield response.body
    if is_chunked(response.headers):
        try:
            yield dechunk(response.body)
        except ChunkingDamaged as fault:
            yield fault.partial


def _unfinished(folder: Path) -> Iterator[Fault]:
    for path in sorted(folder.glob(f"*{OPEN}")):
        yield Fault(
            path.name,
            None,
            "unfinished",
            "still being written, or left by a crash: the next crawl repairs it",
        )


def _index(path: Path, expected: Iterator[bytes]) -> Iterator[Fault]:
    if not path.exists():
        # Archives of others need no index of ours.
        if any((path.parent / name).exists() for name in (COVERED, MANIFEST)) and any(expected):
            yield Fault(path.name, None, "index", "missing: `scrapy rebuild`, or the next crawl, makes it")
        return
    last = b""
    with path.open("rb") as file:
        merged = heapq.merge(
            ((line, 0) for line in file), ((line, 1) for line in expected), key=itemgetter(0)
        )
        held: bytes | None = None
        side = 0
        for line, of in merged:
            if line < last:
                yield Fault(path.name, None, "index", f"not sorted at {_short(line)}")
                return
            last = line
            if held == line and side != of:
                held = None
                continue
            if held is not None:
                yield _odd(path, held, side)
            held, side = line, of
        if held is not None:
            yield _odd(path, held, side)


def _odd(path: Path, line: bytes, side: int) -> Fault:
    what = "lacks the line" if side else "has a line that no record gives"
    return Fault(path.name, None, "index", f"{what}: {_short(line)}")


def _short(line: bytes) -> str:
    return line[:200].decode("utf-8", "replace").rstrip()


def _fixity(folder: Path) -> Iterator[Fault]:
    entries = manifest(folder)
    if not entries:
        return
    files = {path.name: path for path in archive_files(folder)}
    for name in sorted(entries.keys() | files.keys()):
        if name not in files:
            yield Fault(name, None, "fixity", f"{MANIFEST} has it, the folder does not")
        elif name not in entries:
            yield Fault(name, None, "fixity", f"not in {MANIFEST}")
        elif entries[name].length != files[name].stat().st_size:
            yield Fault(
                name, None, "fixity", f"{files[name].stat().st_size} bytes, was {entries[name].length}"
            )
        elif entries[name].sha256 != of_file(files[name]):
            yield Fault(name, None, "fixity", "other bytes than when it was finished")
