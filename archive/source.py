"""Bytes of one archive file by offset, read through a window: flat memory whatever the file's size."""

from __future__ import annotations

import os
from types import TracebackType
from typing import IO

WINDOW = 1 << 20


class Source:
    """Random reads of a binary file opened without buffering (or a member of a zip); closes it at the end of `with`.

    `name` is what RecordRef.file says of it. The bytes handed out are a view into the window: valid until the next
    read, so a caller that keeps them copies them.
    """

    def __init__(self, file: IO[bytes], name: str) -> None:
        self.name = name
        self.size = file.seek(0, os.SEEK_END)
        self.dictionary: bytes | None = None
        """The zstd dictionary that the file began with, once it was seen."""
        self._file = file
        self._window = memoryview(b"")
        self._base = 0

    def at(self, offset: int, count: int) -> memoryview:
        """The bytes from `offset` on: `count` of them, fewer only at the end of the file."""
        low = offset - self._base
        if low < 0 or low + count > len(self._window):
            wanted = max(count, WINDOW)
            data = memoryview(self._read(offset, wanted))
            if count > WINDOW:
                return data
            self._window, self._base, low = data, offset, 0
        return self._window[low : low + count]

    def _read(self, offset: int, count: int) -> bytes:
        if offset >= self.size:
            return b""
        self._file.seek(offset)
        parts: list[bytes] = []
        while count > 0 and (part := self._file.read(count)):
            parts.append(part)
            count -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def __enter__(self) -> Source:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
