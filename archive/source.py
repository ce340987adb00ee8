"""Bytes of one archive file by offset, read through a window: flat memory whatever the file's size."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Protocol

from backports.zstd import ZstdDict

from archive.heads import Heads

WINDOW = 1 << 20
_FIRST_STEP = 1 << 16
_NOTHING = memoryview(b"")


class Readable(Protocol):
    """What a source needs of a file: an unbuffered one, or a member of a zip."""

    def seek(self, offset: int, whence: int = 0, /) -> int: ...  # noqa: D102
    def read(self, count: int = -1, /) -> bytes | None: ...  # noqa: D102
    def readinto(self, buffer: memoryview, /) -> int | None: ...  # noqa: D102
    def close(self) -> None: ...  # noqa: D102


class Source:
    """Random reads of a binary file opened without buffering (or a member of a zip); closes it at the end of `with`.

    `name` is what RecordRef.file says of it. The bytes handed out are a view into the window: valid until the next
    read, so a caller that keeps them copies them.
    """

    def __init__(self, file: Readable, name: str, size: int | None = None) -> None:
        self.name = name
        self.size = file.seek(0, os.SEEK_END) if size is None else size
        self.dictionary: ZstdDict | None = None
        """The zstd dictionary that the file began with, once it was seen."""
        self.unbroken = (0, -1)
        """A stretch of the file in which no blank line stands (`archive.extent`)."""
        self.heads = Heads()
        """What was learned of the heads of the file's records."""
        self._file = file
        self._window = memoryview(bytearray(WINDOW))
        self._base = self._filled = 0
        self._step = _FIRST_STEP

    def at(self, offset: int, count: int) -> memoryview:
        """The bytes from `offset` on: `count` of them, fewer only at the end of the file."""
        if offset >= self.size:
            return _NOTHING
        low = offset - self._base
        if low < 0 or low + count > self._filled:
            if count > WINDOW:
                return memoryview(self._read(offset, count))
            self._refill(offset, count)
            low = 0
        return self._window[low : min(low + count, self._filled)]

    def ahead(self, offset: int, most: int) -> memoryview:
        """The bytes from `offset` on that are at hand, `most` at most; none only at the end of the file."""
        low = offset - self._base
        if 0 <= low < self._filled:
            return self._window[low : min(low + most, self._filled)]
        return self.at(offset, most)

    def _refill(self, offset: int, count: int) -> None:
        # Reading on takes ever larger steps; a jump begins with a small one, for it may be for a single record.
        reads_on = self._base <= offset <= self._base + self._filled
        self._step = min(self._step * 2, WINDOW) if reads_on and self._filled else _FIRST_STEP
        wanted = max(self._step, count)
        # One buffer for all reads: a fresh one each time costs more in page faults than the read itself.
        self._base, self._filled = offset, 0
        self._file.seek(offset)
        while self._filled < wanted and (got := self._file.readinto(self._window[self._filled : wanted])):
            self._filled += got

    def _read(self, offset: int, count: int) -> bytes:
        self._file.seek(offset)
        parts: list[bytes] = []
        while count > 0 and (part := self._file.read(count)):
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Source:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
