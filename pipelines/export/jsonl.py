"""JSON Lines on disk: one write a line, valid for any parser, cut back to what was committed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

_LINE_BREAKS = (
    ("\u2028".encode(), b"\\u2028"),
    ("\u2029".encode(), b"\\u2029"),
    ("\u0085".encode(), b"\\u0085"),
)
"""Characters that some readers split lines at though JSON lets them stand raw (RFC 8259, 7): written as escapes."""


class StoreFailed(OSError):
    """A file of the data folder took no more (disk full, I/O error): no fault of a page, so all stops."""


class JsonlDamaged(Exception):
    """A file is shorter than the state says it was committed; raised on open, shown to the user as it is."""


def dump_line(value: Any) -> bytes:
    """One line of JSON with its line feed; NaN and infinities are null, lone surrogates U+FFFD, huge integers strings."""
    try:
        line = orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        line = orjson.dumps(_valid(value), option=orjson.OPT_APPEND_NEWLINE)
    for raw, escaped in _LINE_BREAKS:
        if raw in line:
            line = line.replace(raw, escaped)
    return line


def _valid(value: Any) -> Any:
    """The same value in what JSON can say."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() if not value.isascii() else value
    if isinstance(value, dict):
        return {str(_valid(key)): _valid(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_valid(each) for each in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 1 << 63:
        return hex(value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if hasattr(value, "__dataclass_fields__"):
        return {name: _valid(getattr(value, name)) for name in value.__dataclass_fields__}
    return _valid(str(value))


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The JSON objects of a file, line by line; nothing for a file that is not there, or for a line that is no object."""
    if not path.is_file():
        return
    with path.open("rb") as file:
        for raw in file:
            try:
                value = orjson.loads(raw)
            except orjson.JSONDecodeError:
                continue
            if isinstance(value, dict):
                yield value


class JsonlFile:
    """An append-only JSON Lines file; `size` is what has been written, `sync` makes it survive power loss."""

    def __init__(self, path: Path, committed: int) -> None:
        """Open and cut back to `committed` bytes; raises JsonlDamaged when the file is shorter than that."""
        self.path = path
        self._fd = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o644)
        found = os.fstat(self._fd).st_size
        if found < committed:
            os.close(self._fd)
            raise JsonlDamaged(
                f"{path}: {found} bytes, but {committed} were committed; it was edited or cut. "
                "Put the file back, or make all derived files anew from the archive with `scrapy rebuild`"
            )
        if found > committed:
            os.ftruncate(self._fd, committed)
        self.size = committed
        self.cut = found - committed

    def append(self, value: Any) -> None:
        """Write one line in one write; raises StoreFailed (disk full...), the file cut back to what it was."""
        line = dump_line(value)
        written = 0
        try:
            while written < len(line):
                written += os.write(self._fd, line[written:])
        except OSError as error:
            os.ftruncate(self._fd, self.size)
            raise StoreFailed(error.errno, f"{error.strerror}: {self.path}") from error
        self.size += len(line)

    def cut_to(self, size: int) -> None:
        """Take back what was appended beyond `size`; raises OSError."""
        if size < self.size:
            os.ftruncate(self._fd, size)
            self.size = size

    def sync(self) -> None:
        """Flush to the disk."""
        os.fsync(self._fd)

    def close(self) -> None:
        """Close the file; what was appended stays."""
        os.close(self._fd)
