"""A record whose block is still in the pieces it was decompressed to: joined once, by whoever wants it whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.record import Record, by_name

Buffer = bytes | memoryview


class Pieces:
    """Version and named fields of a record, and its block in pieces, at least one.

    Copying a page once more than needed costs a tenth of all reading; a capture takes its payload from the pieces.
    """

    __slots__ = ("_record", "block", "fields", "headers", "version")

    def __init__(self, version: str, headers: tuple[tuple[str, str], ...], block: Sequence[Buffer]) -> None:
        self.version = version
        self.headers = headers
        self.block = block
        self.fields: Mapping[str, str] = by_name(headers)
        self._record: Record | None = None

    @classmethod
    def of(cls, record: Record) -> Pieces:
        """A whole record as its own only piece."""
        made = cls(record.version, record.headers, (record.block,))
        made._record = record
        return made

    @property
    def record(self) -> Record:
        """The record, its block joined."""
        if self._record is None:
            self._record = Record(self.version, self.headers, self.joined())
        return self._record

    @property
    def size(self) -> int:
        """Bytes of the block."""
        return sum(map(len, self.block))

    def joined(self) -> bytes:
        """The block's bytes."""
        if self._record is not None:
            return self._record.block
        return bytes(self.block[0]) if len(self.block) == 1 else b"".join(self.block)
