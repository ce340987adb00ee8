"""One WARC record as text: what the standard's grammar says, no interpretation (WARC 1.1, ISO 28500:2017, section 4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from operator import methodcaller

from archive.errors import RecordDamaged

MAX_HEAD = 1 << 20
"""Bytes a record's version line and named fields may take; a longer head is damage, not data."""

REPEATABLE = frozenset({"warc-concurrent-to", "warc-protocol"})
"""Named fields that may stand more than once in a record (WARC 1.1, 5.7; warc-specifications issue 42)."""

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")
_VERSION = re.compile(r"WARC/\d+\.\d+\Z")
# Everything some reader takes for the end of a line, other controls (tab apart), and what UTF-8 cannot say.
_UNSAFE = re.compile("[\x00-\x08\x0a-\x1f\x7f\x80-\x9f\u2028\u2029\ud800-\udfff]")
# Some writers doubled the CR. Anchored at the LF, so that a megabyte of CR is read once.
_BLANK_LINE = re.compile(rb"\n\r*\n")
_BLANK_OR_FOLD = re.compile(rb"\n(?:\r*\n|[ \t])")
_LF = 0x0A
_AT_COLON = methodcaller("partition", ":")
_FOLD = frozenset(" \t")
_DIGITS = re.compile(r"\d{1,19}\Z")


@dataclass(frozen=True, slots=True)
class Record:
    """One WARC record: version (`WARC/1.1`), named fields in order as written, and the block's bytes."""

    version: str
    headers: tuple[tuple[str, str], ...]
    block: bytes

    def get(self, name: str) -> str | None:
        """The first value of a named field; the usual spelling wins over others that differ in case; None when absent."""
        for key, value in self.headers:
            if key == name:
                return value
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def fields(self) -> dict[str, str]:
        """The named fields by name in lower case; of a name that stands more than once, the first."""
        return by_name(self.headers)

    @property
    def type(self) -> str:
        """WARC-Type in lower case; empty when the record has none."""
        return (self.get("WARC-Type") or "").strip().lower()

    @property
    def id(self) -> str:
        """WARC-Record-ID without angle brackets; empty when the record has none."""
        return unbracket(self.get("WARC-Record-ID") or "")

    @property
    def url(self) -> str:
        """WARC-Target-URI, without the angle brackets that wget wrote; empty when the record has none."""
        return unbracket(self.get("WARC-Target-URI") or "")

    @property
    def date(self) -> str:
        """WARC-Date as written; empty when the record has none."""
        return (self.get("WARC-Date") or "").strip()


def by_name(headers: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Named fields by name in lower case; of a name that stands more than once, the first."""
    return {name.lower(): value for name, value in reversed(headers)}


def unbracket(value: str) -> str:
    """A URI without surrounding space and without the `<` `>` that WARC 1.0 asks for around record ids."""
    value = value.strip()
    return value[1:-1] if value.startswith("<") and value.endswith(">") else value


def serialize(record: Record) -> bytes:
    """The record's bytes, uncompressed: version line, named fields, blank line, block, two line ends.

    Content-Length is always the block's: corrected where it stands, added last where it is missing. Characters in a
    value that a reader could take for a line end (CR, LF, NUL, other controls, U+2028...) are percent-encoded as
    UTF-8, so that one field stays one line. Raises ValueError for a version or field name that is none, and for a
    field that stands twice though it may not.
    """
    return serialize_head(record, len(record.block)) + record.block + b"\r\n\r\n"


def serialize_head(record: Record, size: int) -> bytes:
    """What `serialize` puts before the block, for a block of `size` bytes that is written by other hands."""
    if not _VERSION.match(record.version):
        raise ValueError(f"not a WARC version: {record.version!r}")
    length = str(size)
    seen: set[str] = set()
    lines = [record.version]
    for name, value in record.headers:
        key = name.lower()
        if not _TOKEN.match(name):
            raise ValueError(f"not a name of a WARC field: {name!r}")
        if key in seen and key not in REPEATABLE:
            raise ValueError(f"WARC field twice in one record: {name}")
        seen.add(key)
        lines.append(f"{name}: {length if key == 'content-length' else escape(value)}")
    if "content-length" not in seen:
        lines.append(f"Content-Length: {length}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def escape(value: str) -> str:
    """The value as one line of UTF-8: stripped, with what could end a line or is not a character percent-encoded."""
    value = value.strip(" \t")
    return _UNSAFE.sub(_percent, value) if _UNSAFE.search(value) else value


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass"))


def parse_record(raw: bytes) -> Record:
    """The one record that `raw`, uncompressed, begins with; what follows its block is not looked at.

    Raises RecordDamaged when the head is not one, names no Content-Length, or promises more bytes than there are.
    """
    version, headers, start = parse_head(raw)
    length = content_length(headers)
    if length is None:
        raise RecordDamaged("no usable Content-Length")
    if start + length > len(raw):
        raise RecordDamaged(f"block ends after {len(raw) - start} of {length} bytes")
    return Record(version, headers, raw[start : start + length])


def parse_head(raw: bytes) -> tuple[str, tuple[tuple[str, str], ...], int]:
    """Version line, named fields, and the offset at which the block begins.

    Lines may end in LF alone; folded lines are joined by one space; lines without a colon are passed over. Bytes
    that are no UTF-8 are read as latin-1. Raises RecordDamaged when `raw` does not begin with `WARC/`, or has no
    blank line within `MAX_HEAD` bytes.
    """
    if not raw.startswith(b"WARC/"):
        raise RecordDamaged("does not begin with WARC/")
    stop, start = head_end(raw, 0, MAX_HEAD)
    if start < 0:
        raise RecordDamaged(f"no blank line ends the record header within {min(len(raw), MAX_HEAD)} bytes")
    version, _, fields = head_text(raw, stop).partition("\n")
    return version.strip(), parse_fields(fields), start


def head_end(raw: bytes, start: int, limit: int) -> tuple[int, int]:
    """Where the head that begins at `start` stops and what follows its blank line begins; (-1, -1) without one."""
    match = _BLANK_LINE.search(raw, start, limit)
    return match.span() if match else (-1, -1)


def plain_head_end(raw: bytes, start: int, limit: int) -> tuple[int, int]:
    """`head_end` of a head that folds no line; (-1, -1) when it does, or has no blank line."""
    match = _BLANK_OR_FOLD.search(raw, start, limit)
    return match.span() if match and match[0][-1] == _LF else (-1, -1)


def parse_fields(text: str) -> tuple[tuple[str, str], ...]:
    """Names and values of `name: value` lines, in order: values stripped, folded lines joined, other lines left out."""
    if "\n " not in text and "\n\t" not in text:
        return plain_fields(text)
    fields: list[tuple[str, str]] = []
    for line in text.split("\n"):
        if line[:1] in _FOLD and fields:
            name, value = fields[-1]
            fields[-1] = name, f"{value} {line.strip()}".strip()
            continue
        name, colon, value = line.partition(":")
        if colon:
            fields.append((name.strip(), value.strip()))
    return tuple(fields)


def plain_fields(text: str) -> tuple[tuple[str, str], ...]:
    """`parse_fields` of lines of which none is folded."""
    lines = map(_AT_COLON, text.split("\n"))
    return tuple([(name.strip(), value.strip()) for name, colon, value in lines if colon])


def plain_fields_by_name(text: str) -> dict[str, str]:
    """`by_name` of `plain_fields`, in half the time."""
    lines = map(_AT_COLON, reversed(text.split("\n")))
    return {name.strip().lower(): value.strip() for name, colon, value in lines if colon}


def content_length(headers: tuple[tuple[str, str], ...]) -> int | None:
    """The block's length in bytes as the fields say; None when they do not, or say what is no length."""
    value = next(
        (value for name, value in headers if len(name) == 14 and name.lower() == "content-length"), ""
    )
    return _length(value)


def length_of(fields: Mapping[str, str]) -> int | None:
    """`content_length` of fields by name."""
    return _length(fields.get("content-length", ""))


def _length(value: str) -> int | None:
    return int(value) if _DIGITS.match(value) and value.isascii() else None


def head_text(raw: bytes, stop: int) -> str:
    """The head's bytes up to `stop` as text: UTF-8, or latin-1 where they are none."""
    head = raw[:stop]
    try:
        return head.decode()
    except UnicodeDecodeError:
        return head.decode("latin-1")
