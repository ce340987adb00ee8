"""Where a record ends, whether or not its header says so rightly: what stands behind it decides.

A record that is followed by another, or by the end of the file, is taken at its word. Otherwise its length is wrong,
or it was cut and others were written behind the cut; the head of the next record inside it tells which.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from archive import arc
from archive.containers import HEAD, WARC_HEAD, Plain, View
from archive.errors import HttpDamaged, RecordDamaged
from archive.http import parse_response
from archive.record import MAX_HEAD, Record, content_length, head_end, parse_fields, parse_head

_FIRST = 16 << 10
_STRADDLE = 64
_LONGEST_BLANK = 16
# What may stand behind a record: the next one, plain or compressed, or the end of the file.
_MAGIC = rb"\x1f\x8b|\x28\xb5\x2f\xfd|\x04\x22\x4d\x18|[\x50-\x5f]\x2a\x4d\x18|\Z"
_FOLLOWED = re.compile(rb"[\r\n]*(?:WARC/|" + _MAGIC + rb")")
_FOLLOWED_ARC = re.compile(rb"[\r\n]*(?:[a-z][a-z0-9+.-]{1,20}:|" + _MAGIC + rb")")
_TERMINATED = re.compile(rb"\r{0,2}\n\r{0,2}\n")
_LINE_ENDS = re.compile(rb"(?:\r?\n){2}\Z")

Fields = tuple[tuple[str, str], ...]


class Extent(NamedTuple):
    """A record as read at a position of a view, and how far it reaches.

    `resume` is where the next thing is to be looked for. With `damage` the record is lost (what is known of it is in
    `record`); `note` says what was put right; `truncated` that the block is not whole, as in `Found`.
    """

    record: Record | None
    end: int
    resume: int
    damage: str | None = None
    note: str | None = None
    truncated: str | None = None


def read_record(view: View, position: int, limit: int) -> Extent:
    """The record whose head is at `position`; of its block no more than `limit` bytes. Never raises for damage."""
    head = view.peek(position, _FIRST)
    # A long head is looked at for the next record's before all of it is read: a file may be full of heads that never end.
    if _is_open(head) and (torn := _torn_head(head, position)):
        return torn
    try:
        version, headers, size = _parse_head(view, position, head)
    except RecordDamaged as fault:
        return _lost(view, None, position + 5, str(fault))
    if torn := _torn_head(view.peek(position, size), position):
        return torn
    start, length = position + size, content_length(headers)
    if length is None:
        return _unmeasured(view, version, headers, start, limit)
    end, kept = start + length, min(length, limit)
    if not _reaches(view, end if isinstance(view, Plain) else start + kept):
        return _cut(view, version, headers, start, length, limit)
    record = Record(version, headers, view.peek(start, kept))
    if kept < length:
        view.drop(end)
    reached = view.reaches(end)
    if reached and (_FOLLOWED_ARC if version == "ARC" else _FOLLOWED).match(view.peek(end, 32)):
        return Extent(record, end, end, truncated="length" if kept < length else None)
    if kept < length:
        return _doubtful_giant(view, record, end, length, reached)
    return _doubtful(view, record, start, end)


def _reaches(view: View, position: int) -> bool:
    while not view.reaches(position):
        if not view.goes_on():
            return False
    return True


def _is_open(head: bytes) -> bool:
    return head.startswith(b"WARC/") and head_end(head, 0, len(head))[1] < 0


def _parse_head(view: View, position: int, head: bytes) -> tuple[str, Fields, int]:
    if not head.startswith(b"WARC/"):
        return arc.parse_arc_head(head if b"\n" in head else view.peek(position, arc.MAX_LINE))
    if _is_open(head):
        _look_for_end(view, position)
        head = view.peek(position, MAX_HEAD)
    return parse_head(head)


def _look_for_end(view: View, position: int) -> None:
    """Raise RecordDamaged when no blank line ends the head at `position`; no byte is looked at twice for that.

    It goes on where the search of an earlier head ended, and twice as far each time, so that a file full of heads that never
    end, or a head in a thousand small members, is read once.
    """
    low, at = view.unbroken if view.unbroken[0] <= position <= view.unbroken[1] else (position, position)
    limit, step = position + MAX_HEAD, _FIRST
    while at < limit:
        on = _reaches(view, min(at + step, limit))
        piece = view.peek(at, min(step, limit - at))
        if head_end(piece, 0, len(piece))[1] >= 0:
            return
        view.unbroken = low, max(at + len(piece) - _LONGEST_BLANK, at)
        if not on or at + len(piece) >= limit:
            limit = at + len(piece)
            break
        at, step = view.unbroken[1], 2 * step
    raise RecordDamaged(f"no blank line ends the record header within {limit - position} bytes")


def _torn_head(head: bytes, position: int) -> Extent | None:
    """A head that breaks off in a line and runs on into the head of the record that was appended to it."""
    inner = WARC_HEAD.search(head, 5)
    if inner is None:
        return None
    version, _, fields = head[: inner.start()].decode("utf-8", "replace").partition("\n")
    record = Record(version.strip(), parse_fields(fields), b"")
    end = position + inner.start()
    return Extent(record, end, end, "record header breaks off where the next begins")


def _unmeasured(view: View, version: str, headers: Fields, start: int, limit: int) -> Extent:
    """A record that says no length: its block is what stands before the next one."""
    block = view.peek(start, limit)
    inner = HEAD.search(block)
    if inner:
        block = block[: inner.start()]
    resume = start + len(block) if inner or len(block) < limit else view.find(start + limit)
    block = block[: _text_end(block)]
    note = f"no usable Content-Length, {len(block)} bytes are taken for the block"
    record = Record(version, headers, block)
    return Extent(record, start + len(block), resume, note=note, truncated="unspecified")


def _cut(view: View, version: str, headers: Fields, start: int, length: int, limit: int) -> Extent:
    """A record that would end behind the end of the view: cut there, or before the next head, or wrong in its length.

    The view is searched only as far as the next head, and no more of it is copied than that: a file full of such
    records must not be read over again for each.
    """
    after = view.find(start)
    record = Record(version, headers, view.peek(start, min(after - start, limit)))
    if view.reaches(after + 1):
        whole = _ends_in_blank_line(record.block)
    elif isinstance(view, Plain):
        whole = _is_whole_http(record.block)
    else:  # the member's checksum says that it is whole, so the record is, and only its length is wrong
        whole = view.fault is None
    if whole and len(record.block) == after - start:
        return _shorter(record, start, _text_end(record.block), length, after)
    return Extent(record, after, after, f"record breaks off after {after - start} of {length} bytes")


def _doubtful_giant(view: View, record: Record, end: int, length: int, reached: bool) -> Extent:
    """A record over the limit after which nothing begins: what was read past cannot be looked at again."""
    if reached:
        return Extent(record, end, end, truncated="length")
    return _lost(view, record, end, f"record breaks off before its {length} bytes are there")


def _doubtful(view: View, record: Record, start: int, end: int) -> Extent:
    """A record that is all there, but nothing begins behind it: its length is wrong, or there is damage behind."""
    block, length = record.block, end - start
    inner = _inner_head(view, block, end)
    if inner is None:
        sound = _TERMINATED.match(view.peek(end, 8))
        return Extent(record, end, end, truncated=None if sound else "unspecified")
    if _ends_in_blank_line(block[max(inner - 4, 0) : inner]):
        return _shorter(record, start, _text_end(block[:inner]), length, start + inner)
    said = f"record breaks off after {inner} of {length} bytes, where the next begins"
    return Extent(record, start + inner, start + inner, said)


def _inner_head(view: View, block: bytes, end: int) -> int | None:
    """Where in a block (or across its end, at `end` of the view) the head of another record begins."""
    match = HEAD.search(block)
    if match:
        return match.start()
    tail = block[-_STRADDLE:]
    match = HEAD.search(tail + view.peek(end, _STRADDLE))
    return len(block) - len(tail) + match.start() if match and match.start() < len(tail) else None


def _shorter(record: Record, start: int, size: int, length: int, resume: int) -> Extent:
    note = f"Content-Length says {length}, the block has {size} bytes"
    return Extent(
        Record(record.version, record.headers, record.block[:size]), start + size, resume, note=note
    )


def _ends_in_blank_line(block: bytes) -> bool:
    return _LINE_ENDS.search(block, max(len(block) - 4, 0)) is not None


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


def _lost(view: View, record: Record | None, search: int, said: str) -> Extent:
    """Damage up to where the next record begins in the view, or to its end."""
    after = view.find(search)
    return Extent(record, after, after, said)
