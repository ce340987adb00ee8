"""One gzip member per record: made fast, and found again in files that may be torn (WARC 1.1, annex D; RFC 1952)."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from isal import isal_zlib
from zlib_ng import zlib_ng

from archive.errors import RecordDamaged

LEVEL = 5
"""zlib-ng's level: within 1.02 times the size of gzip -6 on news pages at more than twice its speed (docs/archive.md)."""

_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_MAGIC = b"\x1f\x8b\x08"
_BLANK = b"\r\n\r\n"
_STORED = 0xFFFF
_SAMPLE = 4096
# A body that loses less than 1/16 in the sample is compressed already: squeezing it again costs time and gains nothing.
_WORTH_IT = 15 / 16
_FIRST_STEP = 1 << 12
_LAST_STEP = 1 << 16
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


def _stored(view: memoryview) -> Iterator[bytes | memoryview]:
    """Stored blocks of deflate; the last one ends the stream (RFC 1951, 3.2.4)."""
    for at in range(0, len(view), _STORED):
        part = view[at : at + _STORED]
        final = at + _STORED >= len(view)
        yield struct.pack("<BHH", final, len(part), len(part) ^ 0xFFFF)
        yield part


@dataclass(frozen=True, slots=True)
class Member:
    """A stretch of a file: `raw` is what the member holds, None when the stretch is damage that nothing could be read of."""

    offset: int
    length: int
    raw: bytes | None

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


def read_member(data: Bytes, offset: int) -> Member:
    """The member that begins at `offset`, decompressed and its checksum compared.

    Raises RecordDamaged when none begins there, it is cut short, or it does not decode.
    """
    inflater = isal_zlib.decompressobj(31)
    parts: list[bytes] = []
    at, step = offset, _FIRST_STEP
    while not inflater.eof:
        chunk = data[at : at + step]
        if not chunk:
            raise RecordDamaged(f"gzip member at {offset} is cut short")
        try:
            parts.append(inflater.decompress(chunk))
        except _IsalError as error:
            raise RecordDamaged(f"gzip member at {offset} does not decode: {error}") from error
        at += len(chunk)
        step = min(step * 2, _LAST_STEP)
    return Member(offset, at - len(inflater.unused_data) - offset, b"".join(parts))


def scan(data: Bytes, start: int = 0) -> Iterator[Member]:
    """Every member from `start` on, in order; a stretch that cannot be read comes as one Member without `raw`.

    After damage the scan goes on at the next member that decodes and holds a WARC record, so one bad member never
    costs another.
    """
    at = start
    while at < len(data):
        try:
            member = read_member(data, at)
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
            raw = read_member(data, at).raw
        except RecordDamaged:
            raw = None
        if raw is not None and raw.startswith(b"WARC/"):
            return at
        at += 1
    return len(data)
