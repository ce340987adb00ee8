"""A record whose block is still in the pieces it was decompressed to: joined once, by whoever wants it whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.record import Record, by_name, plain_fields

Buffer = bytes | memoryview


class Pieces:
    """Named fields of a record by name, and its block in pieces, at least one.

    Copying a page once more than needed costs a tenth of all reading; a capture takes its payload from the pieces.
    """

    __slots__ = ("_head", "_record", "block", "fields")

    def __init__(self, version: str, headers: tuple[tuple[str, str], ...], block: Sequence[Buffer]) -> None:
        self.block = block
        self.fields: Mapping[str, str] = by_name(headers)
        """By name in lower case; of a name that stands more than once, the first."""
        self._head: str | tuple[str, tuple[tuple[str, str], ...]] = version, headers
        self._record: Record | None = None

    @classmethod
    def of(cls, record: Record) -> Pieces:
        """A whole record as its own only piece."""
        made = cls(record.version, record.headers, (record.block,))
        made._record = record
        return made

    @classmethod
    def of_head(cls, head: str, fields: Mapping[str, str], block: Sequence[Buffer]) -> Pieces:
        """The same of a head as text, of which no line is folded; few ask for the fields in order, so they wait."""
        made = cls.__new__(cls)
        made.block, made.fields, made._head, made._record = block, fields, head, None
        return made

    @property
    def record(self) -> Record:
        """The record, its block joined."""
        if self._record is None:
            self._record = Record(*self._version_and_headers(), self.joined())
        return self._record

    def _version_and_headers(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        if isinstance(self._head, tuple):
            return self._head
        version, _, fields = self._head.partition("\n")
        return version.strip(), plain_fields(fields)

    def joined(self) -> bytes:
        """The block's bytes."""
        if self._record is not None:
            return self._record.block
        return bytes(self.block[0]) if len(self.block) == 1 else b"".join(self.block)
