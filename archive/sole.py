"""A record alone in its compressed member, as every good writer makes them: read at one go, each byte copied once."""

from __future__ import annotations

from archive.containers import BROKEN, Decoder, decoder_at
from archive.pieces import Buffer, Pieces
from archive.record import head_text, length_of, plain_head_end
from archive.source import Source

# Pieces of this size come from memory that was used before; larger ones cost page faults.
_FEED = _PIECE = 1 << 16
# The first step is small: most members are requests and the like, and what is fed in vain is copied back.
_FIRST_FEED = 1 << 11
_MOST = 4 << 20
# Asking for a little more than is to come shows the decompressor the member's end, and its checksum, in the same step.
_SPARE = 64
_END = b"\r\n\r\n"


def read_sole(source: Source, offset: int, limit: int) -> tuple[Pieces, int] | None:
    """The record that the member at `offset` holds, and the file offset behind the member.

    None for whatever is not simply that: no member, damage, several records, no or a wrong length, a head that folds
    lines or does not stand in the first 64 KiB, a block over `limit` bytes or 4 MiB. Such a place is to be read with care.
    """
    feed = source.at(offset, _FIRST_FEED)
    decoder = decoder_at(source, feed)
    if decoder is None:
        return None
    fed = offset + len(feed)
    try:
        first = decoder.decompress(feed, _PIECE)
        stop, start = plain_head_end(first, 0, _PIECE)
        while start < 0 and decoder.needs_input and len(feed) and len(first) < _PIECE:
            # zstd and lz4 give nothing before they have seen a whole block.
            feed = source.ahead(fed, _FEED)
            fed += len(feed)
            first += decoder.decompress(feed, _PIECE)
            stop, start = plain_head_end(first, 0, _PIECE)
        if start < 0 or not first.startswith(b"WARC/"):
            return None
        head = head_text(first, stop)
        fields = source.heads.fields(head)
        length = length_of(fields)
        if length is None or length > min(limit, _MOST):
            return None
        rest = _rest(source, fed, decoder, start + length + len(_END) - len(first))
    except BROKEN:
        return None
    if rest is None:
        return None
    parts, end = rest
    block = _block(first, start, parts)
    return (Pieces.of_head(head, fields, block), end) if block else None


def _rest(source: Source, fed: int, decoder: Decoder, left: int) -> tuple[list[bytes], int] | None:
    """The member's other `left` bytes in parts, and the offset behind it; None when it ends elsewhere."""
    parts: list[bytes] = []
    while not decoder.eof:
        hungry = decoder.needs_input
        fresh: Buffer = source.ahead(fed, _FEED) if hungry else b""
        fed += len(fresh)
        part = decoder.decompress(fresh, min(left + _SPARE, _PIECE))
        left -= len(part)
        # lz4 may give nothing and only then say that it wants more.
        stuck = not (part or fresh or decoder.eof) and (hungry or not decoder.needs_input)
        if left < 0 or stuck:
            return None
        if part:
            parts.append(part)
    return None if left else (parts, fed - len(decoder.unused_data or b""))


def _block(first: bytes, start: int, parts: list[bytes]) -> tuple[Buffer, ...] | None:
    """The parts from `start` of the first on, without the two line ends behind the block; None where those are missing."""
    if not parts:
        return (first[start:-4],) if first.endswith(_END) else None
    if not parts[-1].endswith(_END):
        return None
    return memoryview(first)[start:], *parts[:-1], memoryview(parts[-1])[:-4]
