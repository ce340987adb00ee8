"""The block of a record that is too large for memory, a piece at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from archive.capture import RecordRef
from archive.containers import Plain, View, open_member
from archive.http import Headers, parse_response_head
from archive.opened import open_source
from archive.record import MAX_HEAD, content_length, parse_head
from archive.spool import PIECE


def block_pieces(path: Path, ref: RecordRef) -> Iterator[bytes]:
    """The block of the record that begins at a place, in order; less than it promises where the file breaks off.

    Raises RecordDamaged where no record begins, OSError when the file cannot be read.
    """
    with open_source(path, ref.file) as source:
        member = open_member(source, ref.offset)
        view: View = Plain(source) if member is None else member
        at = ref.offset if member is None else 0
        _, headers, size = parse_head(view.peek(at, MAX_HEAD))
        at += size
        end = at + (content_length(headers) or 0)
        while at < end and (piece := view.peek(at, min(PIECE, end - at))):
            yield piece
            at += len(piece)
            view.drop(at)


def body_pieces(pieces: Iterator[bytes]) -> tuple[Headers, Iterator[bytes]]:
    """The fields of the HTTP answer that a block holds, and its body as stored, piece by piece; raises HttpDamaged."""
    first = bytearray()
    for piece in pieces:
        first += piece
        # Interim answers may stand before the final one.
        if len(first) > 2 * MAX_HEAD:
            break
    head = parse_response_head(bytes(first))
    return head.headers, chain((bytes(first[head.end :]),), pieces)
