"""CDXJ: one line a capture, sorted by URL and time, as cdxj-indexer writes it and pywb reads it; written and looked up here."""

from __future__ import annotations

import base64
import hashlib
import json
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.capture import RecordRef
from archive.record import Record
from archive.surt import surt

INDEX = "index.cdxj"
"""The sorted index of a folder's finished files, beside them."""
JOURNAL = "index.journal"
"""Lines of the file that is being written, in archive order."""

_INDEXED = frozenset({"response", "revisit", "resource", "metadata"})
_HTTP = ("http:", "https:")
_DIGITS = re.compile(r"\D")
_MIME_END = re.compile(r"[;\s]")
_HEAD_END = re.compile(rb"\n\r?\n")


def line_of(record: Record, ref: RecordRef) -> str | None:
    """The index line of a record (without line end), equal to cdxj-indexer's; None for a record that has none.

    Indexed are responses, revisits, and resources and metadata that are not `application/warc-fields`. A record
    without WARC-Payload-Digest gets the SHA-1 of its body as stored, as there.
    """
    kind = record.get("WARC-Type") or ""
    if kind == "resource" and record.version.startswith("ARC"):
        # There every record is a response, and dns: and ftp: have no HTTP to say what they are.
        kind = "response"
    if kind not in _INDEXED or not record.url or len(stamp := timestamp(record.date)) != 14:
        return None
    content_type = record.get("Content-Type")
    if kind in {"resource", "metadata"} and content_type == "application/warc-fields":
        return None
    http = kind in {"response", "revisit"} and record.url.startswith(_HTTP) and bool(record.block)
    status, http_type = _http(record.block) if http else (None, None)
    values = {
        "url": record.url.replace(" ", "%20"),
        "mime": _mime(kind, http_type, content_type),
        "status": status,
        "digest": record.get("WARC-Payload-Digest") or _sha1(kind, record.block, http),
        "length": str(ref.length),
        "offset": str(ref.offset),
        "filename": ref.file.rpartition("/")[2],
    }
    said = {name: value for name, value in values.items() if value is not None}
    return f"{surt(record.url)} {stamp} {json.dumps(said)}"


def timestamp(date: str) -> str:
    """The 14 digits of a WARC-Date (fractions of a second are cut off); fewer when it is no full date."""
    return _DIGITS.sub("", date)[:14]


def _http(block: bytes) -> tuple[str | None, str | None]:
    """Status code and first Content-Type of an HTTP head, taken apart line by line as warcio does it."""
    match = _HEAD_END.search(block)
    lines = block[: match.end() if match else len(block)].split(b"\n")
    first = _text(lines[0]).rstrip()
    if not first:
        return None, None
    status = first.partition(" ")[2].strip().split(" ", 1)[0]
    mime: str | None = None
    for raw in lines[1:]:
        line = _text(raw).rstrip()
        if not line:
            break
        if mime is not None:
            if not line.startswith((" ", "\t")):
                break
            mime += line
        elif not line.startswith((" ", "\t")):
            name, colon, value = line.partition(":")
            if colon and name.rstrip(" \t").lower() == "content-type":
                mime = value.lstrip()
    return status, mime


def _text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _mime(kind: str, http_type: str | None, content_type: str | None) -> str | None:
    if kind == "revisit":
        return "warc/revisit"
    value = http_type if kind == "response" else content_type
    return _MIME_END.split(value, maxsplit=1)[0].strip() if value else value


def _sha1(kind: str, block: bytes, http: bool) -> str | None:
    if kind == "revisit":
        return None
    match = _HEAD_END.search(block) if http else None
    # An HTTP header that does not end is all there is.
    body = block[match.end() if match else len(block) :] if http else block
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an index: where the capture of a URL at a time (14 digits) lies. `ref.record_id` is empty."""

    key: str
    time: str
    url: str
    ref: RecordRef
    status: str | None = None
    mime: str | None = None
    digest: str | None = None


def parse_line(line: str) -> Entry:
    """The entry that a CDXJ line is. Raises ValueError for a line that is none."""
    head, brace, rest = line.partition(" {")
    key, _, time = head.rpartition(" ")
    said = json.loads(brace[1:] + rest) if brace else None
    if not key or not isinstance(said, dict):
        raise ValueError(f"not a CDXJ line: {line[:100]!r}")
    try:
        ref = RecordRef(str(said["filename"]), int(said["offset"]), int(said["length"]), "")
    except KeyError as missing:
        raise ValueError(f"CDXJ line without {missing}: {line[:100]!r}") from missing
    return Entry(
        key, time, str(said.get("url", "")), ref, said.get("status"), said.get("mime"), said.get("digest")
    )


def lookup(folder: Path, url: str) -> list[Entry]:
    """Every capture of a URL that the folder's index knows, oldest first; the file being written is looked at too.

    URLs are compared by their key, so `http`, `www.` and the order of the query make no difference. A binary search:
    some 25 reads for ten million lines. Empty when there is no index; raises ValueError for a line that is none.
    """
    prefix = (surt(url) + " ").encode()
    lines = sorted({*_sorted_lines(folder / INDEX, prefix), *_journal_lines(folder / JOURNAL, prefix)})
    return [parse_line(line.decode()) for line in lines]


def nearest(folder: Path, url: str, time: str) -> Entry | None:
    """The capture of a URL closest to a time (14 digits; the older one of two as close); None when there is none."""
    return min(
        lookup(folder, url), key=lambda entry: abs(_seconds(entry.time) - _seconds(time)), default=None
    )


def _seconds(stamp: str) -> int:
    """A number that grows with time, and evenly enough to compare distances: months count 31 days."""
    year, month, day, hour, minute, second = (
        int(stamp[at : at + size] or 0) for at, size in ((0, 4), (4, 2), (6, 2), (8, 2), (10, 2), (12, 2))
    )
    return ((((year * 12 + month) * 31 + day) * 24 + hour) * 60 + minute) * 60 + second


def _sorted_lines(path: Path, prefix: bytes) -> Iterator[bytes]:
    if not path.is_file() or not path.stat().st_size:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = insertion_point(data, prefix)
        while data[at : at + len(prefix)] == prefix:
            end = data.find(b"\n", at)
            end = len(data) if end < 0 else end
            yield data[at:end]
            at = end + 1


def insertion_point(data: mmap.mmap | bytes, line: bytes, low: int = 0) -> int:
    """Offset of the first line of sorted `data`, from the line at `low` on, that is not smaller than `line`."""
    high = len(data)
    while low < high:
        middle = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = data.find(b"\n", middle)
        end = len(data) if end < 0 else end
        if data[middle:end] < line:
            low = min(end + 1, len(data))
        else:
            high = middle
    return low


def _journal_lines(path: Path, prefix: bytes) -> Iterator[bytes]:
    if path.is_file():
        with path.open("rb") as file:
            # A last line without its end is still being written.
            yield from (line[:-1] for line in file if line.startswith(prefix) and line.endswith(b"\n"))
