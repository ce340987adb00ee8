"""Every record of one archive file in order, whatever wraps it; damage is named and stepped over, never raised.

Where a record is damaged the scan goes on at the next place at which one begins (`WARC/`, or a compressed member that
decompresses to it), and says how many bytes lie between.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from typing import NamedTuple

from archive import arc
from archive.containers import (
    HEAD,
    Member,
    Plain,
    View,
    begins_record,
    next_start,
    open_member,
    skip_frame,
)
from archive.errors import HttpDamaged, RecordDamaged
from archive.http import parse_response
from archive.record import MAX_HEAD, Record, content_length, parse_fields, parse_head
from archive.source import Source

MAX_BLOCK = 64 << 20
"""Bytes of a record's block that are read unless the caller says otherwise."""

Fields = tuple[tuple[str, str], ...]

_FIRST = 16 << 10
_WHOLE = 4 << 20
_STRADDLE = 64
_LOOK = 1 << 18
_SPACE = b"\r\n \t"
# What may stand behind a record: the next one, plain or compressed, or the end of the file.
_MAGIC = rb"\x1f\x8b|\x28\xb5\x2f\xfd|\x04\x22\x4d\x18|[\x50-\x5f]\x2a\x4d\x18|\Z"
_FOLLOWED = re.compile(rb"[\r\n]*(?:WARC/|[a-z][a-z0-9+.-]{1,20}:|" + _MAGIC + rb")")
_TERMINATED = re.compile(rb"\r{0,2}\n\r{0,2}\n")
_LINE_ENDS = re.compile(rb"(?:\r?\n){2}\Z")


class Found(NamedTuple):
    """One thing found in a file: a record, or damage, or the record that was damaged.

    `offset` and `length` count bytes of the file, as in CDXJ. The k-th further record of a compressed member that
    holds several has the member's offset + k, and length 0. `truncated` says that the block is not whole: `length`
    (over the limit) or `unspecified` (the record's own length is wrong). With `damage` set, `record` is no capture:
    it tells type and URL of what was lost.
    """

    offset: int
    length: int
    record: Record | None = None
    damage: str | None = None
    truncated: str | None = None


class _Read(NamedTuple):
    """A record as it was read at a position of a view; `resume` is where the next thing is to be looked for."""

    record: Record | None
    end: int
    resume: int
    damage: str | None = None
    note: str | None = None
    truncated: str | None = None


def scan(source: Source, offset: int = 0, *, limit: int = MAX_BLOCK) -> Iterator[Found]:
    """What the file holds from `offset` on, in order. Memory: a few times `limit` (bytes of a block) at most."""
    while offset < source.size:
        member = open_member(source, offset)
        if member is not None:
            record = _sole_record(member.read_whole(min(limit, _WHOLE)))
            if record is not None and member.end is not None and len(record.block) <= limit:
                yield Found(offset, member.end - offset, record)
                offset = member.end
            else:
                offset = yield from _member(source, open_member(source, offset) or member, limit)
        elif (after := skip_frame(source, offset)) is not None:
            offset = after
        elif begins_record(source, offset):
            offset = yield from _plain(source, offset, limit)
        elif (after := _skip_space(Plain(source), offset)) > offset:
            offset = after
        else:
            offset = yield from _gap(source, offset)


def _plain(source: Source, offset: int, limit: int) -> Generator[Found, None, int]:
    read = _read(Plain(source), offset, limit)
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
        start = member.find(position)
        ended = not member.peek(start, 1)
        if start > position and not (ended and member.fault):
            said = f"{start - position} bytes in a compressed member skipped"
            yield Found(member.offset + count, 0, damage=said)
        if ended:
            break
        read = _read(member, start, limit)
        position = _skip_space(member, read.resume)
        if count == 0 and not member.peek(more := member.find(position), 1):
            return (yield from _single(source, member, read, more - position))
        yield from _with_note(member.offset + count, 0, read)
        count += 1
    after = _after(source, member)
    if member.fault:
        length = after - member.offset
        said = f"{length} bytes skipped: " if count == 0 else f"after {count} records of {length} bytes: "
        yield Found(member.offset + count, length, damage=said + member.fault)
    return after


def _sole_record(parts: list[bytes]) -> Record | None:
    """The record, when a member is one and nothing else, as every good writer makes them; else None."""
    if not parts or not parts[-1].endswith(b"\r\n\r\n"):
        return None
    try:
        version, headers, start = parse_head(parts[0])
    except RecordDamaged:
        return None
    if content_length(headers) != sum(map(len, parts)) - start - 4:
        return None
    if len(parts) == 1:
        return Record(version, headers, parts[0][start:-4])
    block = b"".join([memoryview(parts[0])[start:], *parts[1:-1], memoryview(parts[-1])[:-4]])
    return Record(version, headers, block)


def _single(source: Source, member: Member, read: _Read, rest: int) -> Generator[Found, None, int]:
    after = _after(source, member)
    length = after - member.offset
    if member.fault:
        yield Found(member.offset, length, read.record, f"{length} bytes skipped: {member.fault}")
        return after
    yield from _with_note(member.offset, length, read)
    if rest:
        yield Found(member.offset, 0, damage=f"{rest} bytes after the record skipped")
    return after


def _with_note(offset: int, length: int, read: _Read) -> Iterator[Found]:
    yield Found(offset, length, read.record, read.damage, read.truncated)
    if read.note:
        yield Found(offset, 0, damage=read.note)


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


def _read(view: View, position: int, limit: int) -> _Read:
    try:
        version, headers, size = _parse_head(view, position)
    except RecordDamaged as fault:
        return _lost(view, None, position, position + 5, str(fault))
    start, length = position + size, content_length(headers)
    if torn := _torn_head(view.peek(position, size)):
        return torn._replace(end=position + torn.end, resume=position + torn.resume)
    if length is None:
        return _unmeasured(view, version, headers, start, limit)
    record = Record(version, headers, view.peek(start, min(length, limit)))
    end = start + length
    if length > limit:
        view.drop(end - 1)
    reached = view.peek(end - 1, 1) if length else b"-"
    if reached and _FOLLOWED.match(view.peek(end, 32)):
        return _Read(record, end, end, truncated="length" if length > limit else None)
    return _doubtful(view, record, start, end, bool(reached))


def _unmeasured(view: View, version: str, headers: Fields, start: int, limit: int) -> _Read:
    """A record that says no length: its block is what stands before the next one."""
    block = view.peek(start, limit)
    inner = HEAD.search(block)
    if inner:
        block = block[: inner.start()]
    resume = start + len(block) if inner or len(block) < limit else view.find(start + limit)
    block = block[: _text_end(block)]
    note = f"no usable Content-Length, {len(block)} bytes are taken for the block"
    return _Read(
        Record(version, headers, block), start + len(block), resume, note=note, truncated="unspecified"
    )


def _parse_head(view: View, position: int) -> tuple[str, Fields, int]:
    head = view.peek(position, _FIRST)
    if not head.startswith(b"WARC/"):
        return arc.parse_arc_head(head if b"\n" in head else view.peek(position, arc.MAX_LINE))
    try:
        return parse_head(head)
    except RecordDamaged:
        return parse_head(view.peek(position, MAX_HEAD))


def _torn_head(head: bytes) -> _Read | None:
    """A head that breaks off in a line and runs on into the head of the record that was appended to it."""
    at = head.find(b"WARC/", 5)
    inner = HEAD.search(head, at) if at >= 0 else None
    if inner is None:
        return None
    version, _, fields = head[: inner.start()].decode("utf-8", "replace").partition("\n")
    record = Record(version.strip(), parse_fields(fields), b"")
    return _Read(record, inner.start(), inner.start(), "record header breaks off where the next begins")


def _doubtful(view: View, record: Record, start: int, end: int, reached: bool) -> _Read:
    """A record after which no other thing begins: its length is wrong, or it was cut, or something else is damaged."""
    block, length = record.block, end - start
    inner = _inner_head(view, block, end)
    if inner is not None:
        ends = _LINE_ENDS.search(block, max(inner - 4, 0), inner)
        if ends is None:
            said = f"record breaks off after {inner} of {length} bytes, where the next begins"
            return _Read(record, start + inner, start + inner, said)
        return _shorter(record, start, ends.start(), length, start + inner)
    if reached:
        sound = None if _TERMINATED.match(view.peek(end, 8)) else "unspecified"
        return _Read(record, end, end, truncated="length" if len(block) < length else sound)
    if view.fault is None and isinstance(view, Member):
        return _shorter(record, start, _text_end(block), length, start + len(block))
    if view.fault is None and _is_whole_http(block):
        return _shorter(record, start, _text_end(block), length, start + len(block))
    return _lost(
        view, record, start, start + len(block), f"record breaks off after {len(block)} of {length} bytes"
    )


def _inner_head(view: View, block: bytes, end: int) -> int | None:
    """Where in a block (or across its end, at `end` of the view) the head of another record begins."""
    match = HEAD.search(block)
    if match:
        return match.start()
    tail = block[-_STRADDLE:]
    match = HEAD.search(tail + view.peek(end, _STRADDLE))
    return len(block) - len(tail) + match.start() if match and match.start() < len(tail) else None


def _shorter(record: Record, start: int, size: int, length: int, resume: int) -> _Read:
    note = f"Content-Length says {length}, the block has {size} bytes"
    return _Read(Record(record.version, record.headers, record.block[:size]), start + size, resume, note=note)


def _text_end(block: bytes) -> int:
    ends = _LINE_ENDS.search(block, max(len(block) - 4, 0))
    return ends.start() if ends else len(block)


def _is_whole_http(block: bytes) -> bool:
    """True when an HTTP message is all there by its own Content-Length, though its record should be longer."""
    try:
        response = parse_response(block)
    except HttpDamaged:
        return False
    length = content_length(response.headers)
    return length is not None and len(response.body) >= length


def _lost(view: View, record: Record | None, position: int, search: int, said: str) -> _Read:
    """Damage from `position` to where the next record begins in the view, or to its end."""
    after = view.find(search)
    return _Read(record, after, after, said)
