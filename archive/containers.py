"""What an archive's records are wrapped in: nothing, or members of gzip, zstd or lz4, each with its offset in the file.

Two views give the plain bytes by position: `Plain` (positions are offsets in the file) and `Member` (positions count
from the start of what the member decompresses to). Both hand out bounded pieces; neither holds a whole file.
"""

from __future__ import annotations

import re
from typing import Protocol, cast

from backports.zstd import ZstdDecompressor, ZstdDict, ZstdError
from isal.igzip_lib import DECOMP_GZIP, IgzipDecompressor, IsalError
from lz4.frame import LZ4FrameDecompressor

from archive import arc
from archive.pieces import Buffer
from archive.salvage import salvage
from archive.source import WINDOW, Source

_FEED = 1 << 16
# igzip makes room for a whole piece each time: pieces of this size read a third faster than pieces of 1 MiB.
_PIECE = 1 << 18
# igzip's type stub calls its exception class an instance.
BROKEN = (cast(type[Exception], IsalError), ZstdError, RuntimeError, EOFError, ValueError)
"""What a decompressor raises for bytes that are broken."""
_MAX_DICTIONARY = 16 << 20

# RFC 1952 2.3; RFC 8878 3.1.1 and 3.1.2; lz4 frame format 1.6. A zstd dictionary stands in a skippable frame of its own
# (IIPC, "WARC file compression with Zstandard", 2021).
_GZIP, _ZSTD, _LZ4, _DICTIONARY = (
    b"\x1f\x8b\x08",
    b"\x28\xb5\x2f\xfd",
    b"\x04\x22\x4d\x18",
    b"\x5d\x2a\x4d\x18",
)
_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
_WARC_HEAD = rb"WARC/\d+\.\d+[ \t]*\r{0,2}\n[A-Za-z][A-Za-z-]*[ \t]*:"
WARC_HEAD = re.compile(_WARC_HEAD)
HEAD = re.compile(_WARC_HEAD + rb"|(?:(?<=\n)|^)(?=[a-z])" + arc.LINE.pattern)
"""Where a record can begin in plain bytes, when there is reason to look for one."""
_START = re.compile(rb"\x1f\x8b\x08|\x28\xb5\x2f\xfd|\x04\x22\x4d\x18|" + HEAD.pattern)


class Decoder(Protocol):
    """A decompressor of one member, as bz2, igzip, zstd and lz4 have it."""

    @property
    def eof(self) -> bool: ...  # noqa: D102
    @property
    def needs_input(self) -> bool: ...  # noqa: D102
    @property
    def unused_data(self) -> bytes | None: ...  # noqa: D102
    def decompress(self, data: bytes | memoryview, max_length: int = -1) -> bytes: ...  # noqa: D102


class View(Protocol):
    """Plain bytes by position; positions dropped cannot be asked for again."""

    unbroken: tuple[int, int]
    """A stretch in which no blank line stands, of those that were searched for one the last."""

    def peek(self, position: int, count: int) -> bytes:
        """The bytes from `position` on: `count` of them, fewer only at the end."""

    def drop(self, position: int) -> None:
        """Forget what lies before `position`."""

    def find(self, position: int) -> int:
        """Where the next record begins, from `position` on; the end of the view when none does."""

    def reaches(self, position: int) -> bool:
        """True when the view does not end before `position`."""

    def goes_on(self) -> bool:
        """True when the view ended in the middle of a record and could be lengthened by what follows in the file."""

    @property
    def fault(self) -> str | None:
        """Why the bytes end where they do, when they should not; known once the end was reached."""


class Plain:
    """The view of bytes that are not compressed: positions are offsets in the file."""

    fault: str | None = None

    def __init__(self, source: Source) -> None:
        self._source = source

    @property
    def unbroken(self) -> tuple[int, int]:
        """As in View; the source remembers it from record to record."""
        return self._source.unbroken

    @unbroken.setter
    def unbroken(self, stretch: tuple[int, int]) -> None:
        self._source.unbroken = stretch

    def peek(self, position: int, count: int) -> bytes:
        """The bytes from `position` on: `count` of them, fewer only at the end of the file."""
        return bytes(self._source.at(position, count))

    def drop(self, position: int) -> None:
        """Nothing: the file keeps what lies before."""

    def find(self, position: int) -> int:
        """Where the next record begins, compressed or not; the end of the file when none does."""
        start = next_start(self._source, position)
        return self._source.size if start is None else start

    def reaches(self, position: int) -> bool:
        """True when the file does not end before `position`."""
        return position <= self._source.size

    def goes_on(self) -> bool:
        """False: it is the whole file."""
        return False


class Member:
    """The view of what one compressed member holds; `end` is the file offset after it, once it was read to its end.

    A record that breaks off at the end of a sound member may go on in the next: then the view holds both.
    """

    def __init__(
        self, source: Source, offset: int, decoder: Decoder, *, feed: int = _FEED, piece: int = _PIECE
    ) -> None:
        self.offset = offset
        self.end: int | None = None
        self.fault: str | None = None
        self.unbroken = (0, -1)
        self._source = source
        self._decoder = decoder
        self._start = self._fed = offset
        self._made = 0
        self._feed, self._piece = feed, piece
        self._data: bytes | bytearray = b""
        self._base = 0

    def peek(self, position: int, count: int) -> bytes:
        """The bytes from `position` on: `count` of them, fewer only at the end of the member."""
        self._fill(position + count)
        low = max(position - self._base, 0)
        if isinstance(self._data, bytes):
            return self._data[low : low + count]
        with memoryview(self._data) as view:
            return bytes(view[low : low + count])

    def drop(self, position: int) -> None:
        """Forget what lies before `position`; it need not have been read yet."""
        while position > self._base + len(self._data) and not self._done:
            self._base += len(self._data)
            self._data = b""
            self._fill(min(position, self._base + self._piece))
        low = position - self._base
        if low >= len(self._data):
            self._base, self._data = self._base + len(self._data), b""
        elif low > self._piece:
            if isinstance(self._data, bytes):
                self._data = bytearray(self._data)
            # A bytearray forgets its beginning without a copy of the rest.
            del self._data[:low]
            self._base = position

    def find(self, position: int) -> int:
        """Where the next record begins in this member; the member's end when none does."""
        position = max(position, self._base)
        self._fill(position + 1)
        with memoryview(self._data) as kept:
            if match := HEAD.search(kept, position - self._base):
                return self._base + match.start()
        if self._done:
            return self._base + len(self._data)
        while piece := self.peek(position, self._piece):
            if match := HEAD.search(piece):
                return position + match.start()
            # Overlap, so that a head that straddles two pieces is seen whole in the second.
            position += max(len(piece) - 4096, 1) if len(piece) == self._piece else len(piece)
            self.drop(position)
        return position

    def reaches(self, position: int) -> bool:
        """True when the member does not end before `position`; it is read so far, so drop first what is not needed."""
        self._fill(position)
        return self._base + len(self._data) >= position

    def goes_on(self) -> bool:
        """Lengthen the view by the next member, when that goes on in the middle of a record; False when it does not.

        Tools that compress in parallel (bgzip, pzstd) cut a file into members by size, wherever that falls.
        """
        if self.end is None or begins_record(self._source, self.end):
            return False
        decoder = decoder_at(self._source, self._source.at(self.end, 4))
        if decoder is None:
            return False
        self._decoder, self._start, self._fed, self._made = decoder, self.end, self.end, 0
        self.end = None
        return True

    @property
    def _done(self) -> bool:
        return self.end is not None or self.fault is not None

    def _fill(self, upto: int) -> None:
        while self._base + len(self._data) < upto and not self._done:
            piece = self._decode(max(upto - self._base - len(self._data), self._piece))
            if not self._data:
                self._data = piece
                continue
            if isinstance(self._data, bytes):
                self._data = bytearray(self._data)
            self._data += piece

    def _decode(self, wanted: int) -> bytes:
        needs_input = self._decoder.needs_input
        fresh = self._source.at(self._fed, self._feed) if needs_input else b""
        if needs_input and not fresh:
            self.fault = "compressed data breaks off at the end of the file"
            return b""
        self._fed += len(fresh)
        try:
            piece = self._decoder.decompress(fresh, wanted)
        except BROKEN as error:
            self.fault = f"compressed data is broken ({error})"
            return salvage(self._source, self._start, self._made, wanted)
        self._made += len(piece)
        if self._decoder.eof:
            self.end = self._fed - len(self._decoder.unused_data or b"")
        return piece


def open_member(source: Source, offset: int) -> Member | None:
    """The compressed member that begins at `offset`; None when no known one does."""
    decoder = decoder_at(source, source.at(offset, 4))
    return Member(source, offset, decoder) if decoder else None


def decoder_at(source: Source, head: Buffer) -> Decoder | None:
    """A decompressor for what begins with `head`, at least four bytes of it; None when no known one reads that."""
    if head[:3] == _GZIP:
        return IgzipDecompressor(flag=DECOMP_GZIP)
    magic = head[:4]
    if magic == _ZSTD:
        return ZstdDecompressor(zstd_dict=source.dictionary)
    return LZ4FrameDecompressor() if magic == _LZ4 else None


def skip_frame(source: Source, offset: int) -> int | None:
    """The offset after a skippable frame of zstd or lz4; None when there is none, or no whole one, at `offset`.

    A frame that holds a zstd dictionary makes it the source's. A dictionary over 16 MiB is not taken.
    """
    head = bytes(source.at(offset, 8))
    if len(head) < 8 or not _SKIPPABLE.match(head):
        return None
    length = int.from_bytes(head[4:], "little")
    if offset + 8 + length > source.size:
        # Four bytes of garbage look like this too, and would pass over the rest of the file.
        return None
    if head.startswith(_DICTIONARY) and length <= _MAX_DICTIONARY:
        source.dictionary = _dictionary(bytes(source.at(offset + 8, length)))
    return offset + 8 + length


def needs_dictionary(source: Source, offset: int) -> bool:
    """True when the member at `offset` is zstd's, whose dictionary, if any, stands at the start of the file."""
    return source.at(offset, 4) == _ZSTD


def _dictionary(data: bytes) -> ZstdDict | None:
    """A dictionary may itself be compressed; one that cannot be read leaves its frames unreadable, and they say so."""
    try:
        if data.startswith(_ZSTD):
            data = ZstdDecompressor().decompress(data, _MAX_DICTIONARY)
        made = ZstdDict(data)
        # Only who decompresses with it learns that it is broken.
        ZstdDecompressor(zstd_dict=made)
    except (ZstdError, ValueError):
        return None
    return made


def next_start(source: Source, offset: int, stop: int | None = None) -> int | None:
    """The first offset from `offset` on at which a record begins, compressed or not; None when there is none.

    A compressed member counts only when it decompresses to the head of a record. `stop` bounds the search.
    """
    stop = source.size if stop is None else min(stop, source.size)
    while offset < stop:
        window = bytes(source.at(offset, WINDOW))
        for match in _START.finditer(window):
            if begins_record(source, offset + match.start()):
                return offset + match.start()
        # Overlap, so that a head that straddles two windows is seen whole in the second.
        offset += max(len(window) - 4096, 1) if offset + len(window) < source.size else len(window)
    return None


def begins_record(source: Source, offset: int) -> bool:
    """True when what begins at `offset`, compressed or not, is the head of a record."""
    decoder = decoder_at(source, source.at(offset, 4))
    if decoder:
        # A probe decompresses little: hostile bytes may look like ten thousand members a megabyte.
        probe = Member(source, offset, decoder, feed=1 << 11, piece=1 << 10)
        return is_head(probe.peek(0, 1024).lstrip(b"\r\n \t"))
    return is_head(bytes(source.at(offset, 5))) or is_head(bytes(source.at(offset, arc.MAX_LINE)))


def is_head(data: bytes) -> bool:
    """True when plain bytes begin as a WARC or ARC record does."""
    return data.startswith(b"WARC/") or arc.is_arc(data)
