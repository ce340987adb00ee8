"""One gzip member per record: made fast, and found again in files that may be torn (WARC 1.1, annex D; RFC 1952)."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from isal import isal_zlib
from zlib_ng import zlib_ng

from archive.errors import RecordDamaged

LEVEL = 5
"""zlib-ng's level: within 1.02 times the size of gzip -6 on news pages at more than twice its speed (docs/archive.md)."""

_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_MAGIC = b"\x1f\x8b\x08"
_BLANK = b"\r\n\r\n"
_LAST_BLOCK = b"\x03\x00"
_STORED = 0xFFFF
_SAMPLE = 4096
# A body that loses less than 1/16 in the sample is compressed already: squeezing it again costs time and gains nothing.
_WORTH_IT = 15 / 16
_FIRST_STEP = 1 << 12
_LAST_STEP = 1 << 16
_RELEASE = 8 << 20
# The package's type stub says it is an instance.
_IsalError: type[Exception] = isal_zlib.IsalError  # type: ignore[assignment]

Bytes = bytes | mmap.mmap


def compress_member(raw: bytes) -> bytes:
    """One gzip member that holds a record; a body that does not shrink in a sample is stored as it is.

    News travels compressed (Content-Encoding, JPEG), and deflating it again gains nothing: such a body costs one
    checksum and one copy. Everything else is deflated at `LEVEL`.
    """
    if len(raw) < _SAMPLE:
        # Requests and answers without a body: isal is twice as fast on them, to the same size within a percent or two.
        return isal_zlib.compress(raw, 3, 31)
    body_at = raw.find(_BLANK, raw.find(_BLANK) + 4) + 4
    if len(raw) - body_at < _SAMPLE or _shrinks(raw[body_at : body_at + _SAMPLE]):
        return bytes(zlib_ng.compress(raw, LEVEL, 31))
    deflater = isal_zlib.compressobj(level=1, wbits=-15)
    view = memoryview(raw)
    head = deflater.compress(view[:body_at]) + deflater.flush(isal_zlib.Z_FULL_FLUSH)
    trailer = struct.pack("<II", isal_zlib.crc32(raw), len(raw) & 0xFFFFFFFF)
    return b"".join((_HEADER, head, *_stored(view[body_at:]), trailer))


def compress_pieces(head: bytes, body: Iterator[bytes]) -> Iterator[bytes]:
    """The same for a record that is too large for memory: `head` up to its block, and the block a piece at a time.

    Each piece is deflated or stored by its own sample, so that a film under a text's name costs no time.
    """
    crc, size = 0, 0
    yield _HEADER
    for piece in chain((head,), body, (_BLANK,)):
        crc, size = isal_zlib.crc32(piece, crc), size + len(piece)
        yield b"".join(_blocks(piece))
    yield _LAST_BLOCK + struct.pack("<II", crc, size & 0xFFFFFFFF)


def _blocks(piece: bytes) -> Iterator[bytes | memoryview]:
    middle = max(0, len(piece) // 2 - _SAMPLE // 2)
    if len(piece) > _SAMPLE and not _shrinks(piece[middle : middle + _SAMPLE]):
        yield from _stored(memoryview(piece), last=False)
        return
    deflater = zlib_ng.compressobj(LEVEL, zlib_ng.DEFLATED, -15)
    yield deflater.compress(piece) + deflater.flush(zlib_ng.Z_FULL_FLUSH)


def store_member(raw: bytes, empty_blocks: int = 0) -> bytes:
    """One gzip member that holds `raw` (at least one byte) without compressing it: its length can be told beforehand.

    `empty_blocks` puts so many blocks without content before it, five bytes each, to fill a given space.
    """
    empty = struct.pack("<BHH", 0, 0, 0xFFFF) * empty_blocks
    trailer = struct.pack("<II", isal_zlib.crc32(raw), len(raw) & 0xFFFFFFFF)
    return b"".join((_HEADER, empty, *_stored(memoryview(raw)), trailer))


def stored_length(size: int, empty_blocks: int = 0) -> int:
    """Bytes that `store_member` takes for `size` bytes (at least one)."""
    return len(_HEADER) + size + 5 * (-(-size // _STORED) + empty_blocks) + 8


def _shrinks(sample: bytes) -> bool:
    return len(isal_zlib.compress(sample, 1, -15)) < len(sample) * _WORTH_IT


def _stored(view: memoryview, *, last: bool = True) -> Iterator[bytes | memoryview]:
    """Stored blocks of deflate; with `last` the stream ends with them (RFC 1951, 3.2.4)."""
    for at in range(0, len(view), _STORED):
        part = view[at : at + _STORED]
        final = last and at + _STORED >= len(view)
        yield struct.pack("<BHH", final, len(part), len(part) ^ 0xFFFF)
        yield part


@dataclass(frozen=True, slots=True)
class Member:
    """A stretch of a file: `raw` is what the member holds, None when the stretch is damage that nothing could be read of.

    `size` is the number of bytes the member holds and `tail` the last four of them: where only a beginning was kept,
    `raw` is shorter.
    """

    offset: int
    length: int
    raw: bytes | None
    size: int = 0
    tail: bytes = b""

    @property
    def end(self) -> int:
        """Offset of the first byte behind the member."""
        return self.offset + self.length


@contextmanager
def mapped(path: Path) -> Iterator[Bytes]:
    """The file's bytes without reading them into memory. Raises OSError when it cannot be read."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            yield b""
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapping:
            yield mapping


def read_member(data: Bytes, offset: int, keep: int | None = None) -> Member:
    """The member that begins at `offset`, decompressed and its checksum compared; with `keep` only its beginning is held.

    At least `keep` bytes are held, and no more than a few MiB besides. Raises RecordDamaged when none begins there, it
    is cut short, or it does not decode.
    """
    inflater = isal_zlib.decompressobj(31)
    parts: list[bytes] = []
    at, step, size, held, tail = offset, _FIRST_STEP, 0, 0, b""
    released = offset & -mmap.PAGESIZE
    while not inflater.eof:
        chunk = data[at : at + step]
        if not chunk:
            raise RecordDamaged(f"gzip member at {offset} is cut short")
        try:
            part = inflater.decompress(chunk)
        except _IsalError as error:
            raise RecordDamaged(f"gzip member at {offset} does not decode: {error}") from error
        size += len(part)
        if keep is None or held < keep:
            parts.append(part)
            held += len(part)
        tail = part[-4:] if len(part) >= 4 else (tail + part)[-4:]
        at += len(chunk)
        step = min(step * 2, _LAST_STEP)
        if isinstance(data, mmap.mmap) and at - released > _RELEASE:
            # Pages of a mapped file count as memory until they are given back.
            data.madvise(mmap.MADV_DONTNEED, released, (at - released) & -mmap.PAGESIZE)
            released += (at - released) & -mmap.PAGESIZE
    return Member(offset, at - len(inflater.unused_data) - offset, b"".join(parts), size, tail)


def scan(data: Bytes, start: int = 0, keep: int | None = None) -> Iterator[Member]:
    """Every member from `start` on, in order; a stretch that cannot be read comes as one Member without `raw`.

    After damage the scan goes on at the next member that decodes and holds a WARC record, so one bad member never
    costs another. `keep` as in `read_member`.
    """
    at = start
    while at < len(data):
        try:
            member = read_member(data, at, keep)
        except RecordDamaged:
            following = _resume(data, at + 1)
            yield Member(at, following - at, None)
            at = following
        else:
            yield member
            at = member.end


def _resume(data: Bytes, at: int) -> int:
    """Offset of the next member that decodes and holds a WARC record; the end of the file when there is none."""
    while (at := data.find(_MAGIC, at)) >= 0:
        try:
            raw = read_member(data, at, _SAMPLE).raw
        except RecordDamaged:
            raw = None
        if raw is not None and raw.startswith(b"WARC/"):
            return at
        at += 1
    return len(data)
