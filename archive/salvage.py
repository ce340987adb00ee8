"""What a broken gzip member still gives: a decompressor that raises keeps back what it had before the fault."""

from __future__ import annotations

import zlib

from archive.source import Source

_FEED = 4096
_STEP = 1024
_HEAD, _TEXTS, _EXTRA, _CHECKED = 10, (0x08, 0x10), 0x04, 0x02


def salvage(source: Source, offset: int, skip: int, wanted: int) -> bytes:
    """Up to `wanted` bytes, after the first `skip`, of what the gzip member at `offset` gives before it breaks.

    Neither checksum nor length is looked at. Of other compressions it gives nothing.
    """
    start = _deflate_start(bytes(source.at(offset, _FEED)))
    if start is None:
        return b""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    made, at, left = bytearray(), offset + start, b""
    while len(made) < wanted and not inflate.eof:
        if not left:
            left = bytes(source.at(at, _FEED))
            at += len(left)
        before = inflate.copy()
        try:
            piece = inflate.decompress(left, _STEP)
        except zlib.error:
            made += _by_the_byte(before, left)[skip:]
            break
        if not piece and not left:
            break
        left = inflate.unconsumed_tail
        made += piece[skip:]
        skip = max(skip - len(piece), 0)
    return bytes(made[:wanted])


def _by_the_byte(inflate: zlib._Decompress, data: bytes) -> bytes:
    made = bytearray()
    while len(made) < _STEP:
        try:
            piece = inflate.decompress(data, 1)
        except zlib.error:
            break
        if not piece:
            break
        made += piece
        data = inflate.unconsumed_tail
    return bytes(made)


def _deflate_start(head: bytes) -> int | None:
    """Where the compressed data begin behind the gzip header (RFC 1952, 2.3); None when it is no such header."""
    if not head.startswith(b"\x1f\x8b\x08") or len(head) < _HEAD:
        return None
    flags, at = head[3], _HEAD
    if flags & _EXTRA:
        at += 2 + int.from_bytes(head[at : at + 2], "little")
    for text in _TEXTS:
        if flags & text:
            at = head.find(b"\0", at) + 1 or len(head)
    return at + 2 if flags & _CHECKED else at
