"""Every record of one archive file in order, whatever wraps it; damage is named and stepped over, never raised.

Where a record is damaged the scan goes on at the next place at which one begins (`WARC/`, or a compressed member that
decompresses to it), and says how many bytes lie between.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import NamedTuple

from archive.containers import Member, Plain, View, begins_record, next_start, open_member, skip_frame
from archive.extent import Extent, read_record
from archive.pieces import Pieces
from archive.record import Record
from archive.sole import read_sole
from archive.source import Source

MAX_BLOCK = 64 << 20
"""Bytes of a record's block that are read unless the caller says otherwise."""

_WARC = b"WARC/"
_SPACE = b"\r\n \t"


class Found(NamedTuple):
    """One thing found in a file: a record, or damage, or the record that was damaged.

    `offset` and `length` count bytes of the file, as in CDXJ. The k-th further record of a compressed member that
    holds several has the member's offset + k, and length 0. `truncated` says that the block is not whole: `length`
    (over the limit) or `unspecified` (the record's own length is wrong). With `damage` set, `record` is no capture:
    it tells type and URL of what was lost.
    """

    offset: int
    length: int
    pieces: Pieces | None = None
    damage: str | None = None
    truncated: str | None = None

    @property
    def record(self) -> Record | None:
        """The record, its block joined."""
        return self.pieces.record if self.pieces else None


def scan(source: Source, offset: int = 0, *, limit: int = MAX_BLOCK) -> Iterator[Found]:
    """What the file holds from `offset` on, in order. Memory: a few times `limit` (bytes of a block) at most."""
    while offset < source.size:
        sole = read_sole(source, offset, limit)
        if sole is not None:
            pieces, end = sole
            yield Found(offset, end - offset, pieces)
            offset = end
        elif (member := open_member(source, offset)) is not None:
            offset = yield from _member(source, member, limit)
        elif (after := skip_frame(source, offset)) is not None:
            offset = after
        elif begins_record(source, offset):
            offset = yield from _plain(source, offset, limit)
        elif (after := _skip_space(Plain(source), offset)) > offset:
            offset = after
        else:
            offset = yield from _gap(source, offset)


def _plain(source: Source, offset: int, limit: int) -> Generator[Found, None, int]:
    read = read_record(Plain(source), offset, limit)
    yield from _with_note(offset, read.end - offset, read)
    return read.resume


def _gap(source: Source, offset: int) -> Generator[Found, None, int]:
    start = next_start(source, offset + 1)
    after = source.size if start is None else start
    what = (
        "zeros, no record"
        if not any(source.at(offset, min(after - offset, 512)))
        else "no record begins here"
    )
    yield Found(offset, after - offset, damage=f"{after - offset} bytes skipped: {what}")
    return after


def _member(source: Source, member: Member, limit: int) -> Generator[Found, None, int]:
    """The records of one compressed member; a record alone in its member is held back until its checksum was seen."""
    position = count = 0
    while member.peek(position := _skip_space(member, position), 1):
        member.drop(position)
        start = _next_head(member, position)
        ended = not member.peek(start, 1)
        if start > position and not (ended and member.fault):
            said = f"{start - position} bytes in a compressed member skipped"
            yield Found(member.offset + count, 0, damage=said)
        if ended:
            break
        read = read_record(member, start, limit)
        position = _skip_space(member, read.resume)
        if count == 0 and not member.peek(more := _next_head(member, position), 1):
            return (yield from _single(source, member, read, more - position))
        yield from _with_note(member.offset + count, 0, read)
        count += 1
    after = _after(source, member)
    if member.fault:
        length = after - member.offset
        said = f"{length} bytes skipped: " if count == 0 else f"after {count} records of {length} bytes: "
        yield Found(member.offset + count, length, damage=said + member.fault)
    return after


def _next_head(member: Member, position: int) -> int:
    """Where the next record begins; at `position`, where one is due, whatever its version line and first field are like."""
    tail = member.peek(position, len(_WARC))
    if tail and len(tail) < len(_WARC) and _WARC.startswith(tail) and member.goes_on():
        tail = member.peek(position, len(_WARC))
    return position if tail == _WARC else member.find(position)


def _single(source: Source, member: Member, read: Extent, rest: int) -> Generator[Found, None, int]:
    after = _after(source, member)
    length = after - member.offset
    if member.fault:
        yield Found(member.offset, length, _pieces(read), f"{length} bytes skipped: {member.fault}")
        return after
    yield from _with_note(member.offset, length, read)
    if rest:
        yield Found(member.offset, 0, damage=f"{rest} bytes after the record skipped")
    return after


def _with_note(offset: int, length: int, read: Extent) -> Iterator[Found]:
    yield Found(offset, length, _pieces(read), read.damage, read.truncated)
    if read.note:
        yield Found(offset, 0, damage=read.note)


def _pieces(read: Extent) -> Pieces | None:
    return Pieces.of(read.record) if read.record else None


def _after(source: Source, member: Member) -> int:
    """Behind a sound member comes the next byte; a broken one may have swallowed others, so look from its start."""
    if member.fault is None and member.end is not None:
        return member.end
    start = next_start(source, member.offset + 1)
    return source.size if start is None else start


def _skip_space(view: View, position: int) -> int:
    while piece := view.peek(position, 64):
        rest = len(piece.lstrip(_SPACE))
        position += len(piece) - rest
        if rest:
            break
    return position
