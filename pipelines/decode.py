"""The bytes of a page with the content encoding taken off, within a limit, and what was wrong with them.

Content codings are those of RFC 9110, 8.4.1 (gzip, deflate, with x-gzip as an alias), RFC 7932 (br) and RFC 8878 (zstd).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import brotli
import zstandard

LIMIT = 16 * 1024 * 1024
"""Default bound of the decoded body in bytes."""

_MOST_CODINGS = 4
"""More codings stacked on one body than this are refused: no server means it."""

_STEP = 64 * 1024
"""Input and output of a decoder go by pieces of this many bytes."""

_ZSTD_STEP = 256
"""Input of a zstd decoder, whose output cannot be bounded: 4 bytes of it can mean a block of 128 KiB (RFC 8878, 3.1.1.2)."""

_ZSTD_WINDOW = 8 * 1024 * 1024
"""Largest window of the content coding zstd (RFC 9659, 3)."""

_NO_CODING = frozenset({"identity", "none", "utf-8", "utf8", "binary", "8bit"})
"""Values met in Content-Encoding that change no byte."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A body and, where decoding was not clean, why.

    `fault` is None, or one of: `too large` (body is the first `limit` bytes), `truncated` (body is what could be read),
    `trailing garbage` (body is whole), `damaged: <coding>` (body is what came before the damage), `not <coding>` (the body was
    never encoded and is given as it came), `unknown encoding: <name>`, `too many encodings` (both: body is empty).
    """

    body: bytes
    fault: str | None = None


def decode_payload(payload: bytes, content_encoding: str | None, *, limit: int = LIMIT) -> Decoded:
    """The payload with the codings of Content-Encoding undone, the last applied first; never more than `limit` bytes.

    Of several faults the first met is told. Memory stays under about three times `limit`, a zstd window
    among it, so a bomb costs what a large page costs.
    """
    codings = [part.strip().lower() for part in (content_encoding or "").split(",", 100)]
    codings = [name for name in codings if name and name not in _NO_CODING]
    if len(codings) > _MOST_CODINGS:
        return Decoded(b"", "too many encodings")
    for name in codings:
        if name not in _CODINGS:
            return Decoded(b"", f"unknown encoding: {ascii(name[:40])[1:-1]}")
    done = Decoded(payload)
    for name in reversed(codings):
        step = _CODINGS[name](done.body, limit)
        done = Decoded(step.body, step.fault if step.fault == "too large" else done.fault or step.fault)
        if step.fault == "too large":
            return done
    return done if len(done.body) <= limit else Decoded(done.body[:limit], "too large")


class _Broken(Exception):
    """The decoder met bytes that are none of its coding."""


class _Stream(Protocol):
    """A decoder of one stream: pieces of bounded size out of each piece fed, until `eof`."""

    step: int

    def feed(self, piece: bytes) -> Iterator[bytes]: ...

    @property
    def eof(self) -> bool: ...

    @property
    def unused(self) -> int: ...


class _Inflater:
    """zlib's decoder: gzip (RFC 1952), zlib (RFC 1950) or raw deflate (RFC 1951) by its window bits."""

    step = _STEP

    def __init__(self, window_bits: int) -> None:
        self._inflater = zlib.decompressobj(window_bits)

    def feed(self, piece: bytes) -> Iterator[bytes]:
        while piece:
            try:
                yield self._inflater.decompress(piece, _STEP)
            except zlib.error as error:
                raise _Broken from error
            piece = self._inflater.unconsumed_tail

    @property
    def eof(self) -> bool:
        return self._inflater.eof

    @property
    def unused(self) -> int:
        return len(self._inflater.unused_data)


class _Brotli:
    """The decoder of br; bytes behind the end are an error to it."""

    step = _STEP
    unused = 0

    def __init__(self) -> None:
        self._brotli = brotli.Decompressor()

    def feed(self, piece: bytes) -> Iterator[bytes]:
        try:
            yield self._brotli.process(piece, output_buffer_limit=_STEP)
            while not self._brotli.can_accept_more_data():
                yield self._brotli.process(b"", output_buffer_limit=_STEP)
        except brotli.error as error:
            raise _Broken from error

    @property
    def eof(self) -> bool:
        return bool(self._brotli.is_finished())


class _Zstd:
    """The decoder of one zstd frame."""

    step = _ZSTD_STEP

    def __init__(self) -> None:
        self._zstd = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()

    def feed(self, piece: bytes) -> Iterator[bytes]:
        try:
            yield self._zstd.decompress(piece)
        except zstandard.ZstdError as error:
            raise _Broken from error

    @property
    def eof(self) -> bool:
        return self._zstd.eof

    @property
    def unused(self) -> int:
        return len(self._zstd.unused_data)


@dataclass(frozen=True, slots=True)
class _Read:
    """What one stream gave, how many bytes of input it took, and its fault."""

    body: bytes
    taken: int
    fault: str | None = None


def _read(open_stream: Callable[[], _Stream], data: bytes, limit: int) -> _Read:
    """One stream, up to its end or `limit`; where it breaks, that piece is fed again byte by byte to save what is whole."""
    first = _pump(open_stream(), data, limit, careful_from=len(data))
    return first if first.fault != "damaged" else _pump(open_stream(), data, limit, careful_from=first.taken)


def _pump(stream: _Stream, data: bytes, limit: int, careful_from: int) -> _Read:
    out, at = bytearray(), 0
    try:
        while at < len(data) and not stream.eof:
            piece = data[at : at + (stream.step if at < careful_from else 1)]
            for part in stream.feed(piece):
                out += part
                if len(out) > limit:
                    return _Read(bytes(memoryview(out)[:limit]), at, "too large")
            at += len(piece)
    except _Broken:
        return _Read(bytes(out), at, "damaged")
    return _Read(bytes(out), at - stream.unused, None if stream.eof else "truncated")


def _gzip(data: bytes, limit: int) -> Decoded:
    """One member after another (RFC 1952, 2.2); zero padding behind the last is common and no fault."""
    parts: list[bytes] = []
    size = at = 0
    while data.startswith(b"\x1f\x8b", at):
        member = _read(lambda: _Inflater(16 + zlib.MAX_WBITS), data[at:] if at else data, limit - size)
        parts.append(member.body)
        size += len(member.body)
        at += member.taken
        if member.fault is not None:
            return Decoded(b"".join(parts), _named(member.fault, "gzip"))
    if at == 0:
        return Decoded(data, "not gzip" if data else None)
    return Decoded(b"".join(parts), "trailing garbage" if data[at:].strip(b"\0") else None)


def _deflate(data: bytes, limit: int) -> Decoded:
    """A zlib stream as the standard says, or raw deflate as many servers send it."""
    has_zlib_header = len(data) >= 2 and data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
    return _single(
        lambda: _Inflater(zlib.MAX_WBITS if has_zlib_header else -zlib.MAX_WBITS), data, limit, "deflate"
    )


def _br(data: bytes, limit: int) -> Decoded:
    return _single(_Brotli, data, limit, "br")


def _zstd(data: bytes, limit: int) -> Decoded:
    """One frame after another (RFC 8878, 3); skippable frames give nothing."""
    parts: list[bytes] = []
    size = at = 0
    while at < len(data) and _is_zstd_frame(data[at : at + 4]):
        frame = _read(_Zstd, data[at:] if at else data, limit - size)
        parts.append(frame.body)
        size += len(frame.body)
        at += frame.taken
        if frame.fault is not None:
            return Decoded(b"".join(parts), _named(frame.fault, "zstd"))
    if at == 0:
        return Decoded(data, "not zstd" if data else None)
    return Decoded(b"".join(parts), "trailing garbage" if at < len(data) else None)


def _is_zstd_frame(magic: bytes) -> bool:
    return magic == b"\x28\xb5\x2f\xfd" or (magic[1:] == b"\x2a\x4d\x18" and magic[0] & 0xF0 == 0x50)


def _single(open_stream: Callable[[], _Stream], data: bytes, limit: int, name: str) -> Decoded:
    """A coding without members and without a mark of its own: bytes that never were in it show by breaking at once."""
    if not data:
        return Decoded(b"")
    read = _read(open_stream, data, limit)
    if read.fault in ("damaged", "truncated") and _looks_plain(data):
        return Decoded(data, f"not {name}")
    if read.fault is None and read.taken < len(data):
        return Decoded(read.body, "trailing garbage")
    return Decoded(read.body, _named(read.fault, name))


def _named(fault: str | None, coding: str) -> str | None:
    return f"damaged: {coding}" if fault == "damaged" else fault


def _looks_plain(data: bytes) -> bool:
    """Whether the body starts like markup, JSON or text: no control characters but white space in its first bytes."""
    head = data[:256].lstrip(b"\xef\xbb\xbf")
    return not any(byte < 9 or 13 < byte < 32 or byte == 127 for byte in head)


_CODINGS: dict[str, Callable[[bytes, int], Decoded]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "x-deflate": _deflate,
    "br": _br,
    "zstd": _zstd,
}
