"""The lines of a JSON Lines file taken one after the other, each for the capture whose turn it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import orjson


class UnsoundLines(Exception):
    """The lines that are there are not those of the archive; the message says which and why."""


class Line(NamedTuple):
    """One line: what it says, and its bytes with the line feed."""

    value: dict[str, Any]
    raw: bytes


class ToldLines:
    """A file's lines in their order; `size` is how many bytes were taken. A torn last line counts as not there."""

    def __init__(self, path: Path, code_version: str) -> None:
        """Open a file, or what is missing as an empty one; raises UnsoundLines for a first line that is none."""
        self.name = path.name
        self.size = 0
        self.number = 0
        self._code_version = code_version
        self._file = path.open("rb") if path.is_file() else None
        try:
            self._next = self._read()
        except UnsoundLines:
            self.close()
            raise

    @property
    def spent(self) -> bool:
        """True when every line was taken."""
        return self._next is None

    def take(self, capture_id: str) -> Line | None:
        """The next line if it is this capture's, None if it is another's; raises UnsoundLines for what follows it."""
        line = self._next
        if line is None or line.value["id"] != capture_id:
            return None
        self.size += len(line.raw)
        self._next = self._read()
        return line

    def where(self) -> str:
        """The line that is next, for a person to find."""
        return f"{self.name} line {self.number}"

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def _read(self) -> Line | None:
        raw = self._file.readline() if self._file is not None else b""
        if not raw.endswith(b"\n"):
            return None
        self.number += 1
        try:
            value = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise UnsoundLines(f"{self.where()} is no JSON: {error}") from error
        if not isinstance(value, dict) or not isinstance(value.get("id"), str):
            raise UnsoundLines(f"{self.where()} has no id")
        if (version := value.get("wirecopy")) != self._code_version:
            raise UnsoundLines(f"{self.where()} was written by {version!r}, this is {self._code_version!r}")
        return Line(value, raw)
