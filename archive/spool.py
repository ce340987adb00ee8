"""Bytes of an answer as they arrive: a few in memory, many in a nameless file, so that no answer fills the memory."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Self

MEMORY = 2 << 20
"""Bytes that are kept in memory; more than the longest HTTP head that is read, so that a head never lies in a file."""
PIECE = 1 << 18


class Spool:
    """Bytes that are written in order and read at will; beyond `memory` bytes they lie in a file without a name in `folder`.

    The file is gone with the spool, also when the process is killed. `write` and `read` raise OSError when the disk
    refuses; then what was written before is still there. Not safe for two threads that write.
    """

    def __init__(self, folder: Path, memory: int = MEMORY) -> None:
        self._folder = folder
        self._memory = memory
        self._held = bytearray()
        self._file: int | None = None
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def in_memory(self) -> bool:
        """True while no file was needed."""
        return self._file is None

    def write(self, data: bytes) -> None:
        """Append."""
        if self._file is None and self._size + len(data) <= self._memory:
            self._held += data
            self._size += len(data)
            return
        if self._file is None:
            with tempfile.TemporaryFile(dir=self._folder, buffering=0) as file:
                self._file = os.dup(file.fileno())
            _write_all(self._file, self._held)
            self._held = bytearray()
        _write_all(self._file, data)
        self._size += len(data)

    def cut(self, size: int) -> None:
        """Forget what lies behind the first `size` bytes."""
        size = min(size, self._size)
        del self._held[size:]
        if self._file is not None:
            os.ftruncate(self._file, size)
            os.lseek(self._file, size, os.SEEK_SET)
        self._size = size

    def read(self, start: int, count: int) -> bytes:
        """`count` bytes from `start` on; fewer only at the end."""
        count = min(count, self._size - start)
        if count <= 0:
            return b""
        if self._file is None:
            return bytes(memoryview(self._held)[start : start + count])
        data = os.pread(self._file, count, start)
        # The kernel gives less than all beyond 2 GiB, and when a signal came between.
        while len(data) < count:
            more = os.pread(self._file, count - len(data), start + len(data))
            if not more:
                raise OSError(f"{self._folder}: a spooled answer ends after {start + len(data)} bytes")
            data += more
        return data

    def pieces(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes from `start` to `stop` (the end) in order, a quarter of a MiB at a time."""
        end = self._size if stop is None else min(stop, self._size)
        for at in range(start, end, PIECE):
            yield self.read(at, min(PIECE, end - at))

    def content(self) -> bytes | Self:
        """The bytes themselves while they are in memory, else the spool."""
        return bytes(self._held) if self._file is None else self

    def close(self) -> None:
        """Give the file back; a second call does nothing."""
        file, self._file = self._file, None
        if file is not None:
            self._size = 0
            os.close(file)

    def __del__(self) -> None:
        # Answers are dropped in many places when a crawl ends early; their files must not wait for its end.
        self.close()


def _write_all(file: int, data: bytes | bytearray) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]
