"""Records and archives made up for the reader's tests: no outlet, person or story of them exists."""

from __future__ import annotations

import gzip
from collections.abc import Iterable

from archive.record import Record, serialize

URL = "http://harbour-post.example/news/{}"


def response(
    number: int = 0,
    body: bytes = b"<p>The ferry of Lower Quay sails again.</p>",
    *,
    http: tuple[tuple[str, str], ...] = (("Content-Type", "text/html"),),
    status: str = "200 OK",
    **fields: str,
) -> Record:
    """A response record; `fields` are further WARC fields, `_` for `-` in their names."""
    head = f"HTTP/1.1 {status}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in http) + "\r\n"
    return warc(
        "response", number, head.encode() + body, content_type="application/http; msgtype=response", **fields
    )


def warc(
    kind: str, number: int, block: bytes, *, content_type: str = "application/http", **fields: str
) -> Record:
    """A record of any type with an id, date and URL that follow from its number."""
    headers = (
        ("WARC-Type", kind),
        ("WARC-Record-ID", f"<{record_id(number)}>"),
        ("WARC-Date", date(number)),
        ("WARC-Target-URI", URL.format(number)),
        ("Content-Type", content_type),
        *((name.replace("_", "-"), value) for name, value in fields.items()),
        ("Content-Length", str(len(block))),
    )
    return Record("WARC/1.1", headers, block)


def record_id(number: int) -> str:
    return f"urn:uuid:00000000-0000-4000-8000-{number:012d}"


def date(number: int) -> str:
    return f"2024-03-{1 + number // 1440 % 28:02d}T{number // 60 % 24:02d}:{number % 60:02d}:00Z"


def members(records: Iterable[Record]) -> list[bytes]:
    """Each record as a gzip member of its own."""
    return [gzip.compress(serialize(record), mtime=0) for record in records]


def arc_line(url: str, kind: str, body: bytes, when: str = "20040229120000") -> bytes:
    return f"{url} 127.0.0.1 {when} {kind} {len(body)}\n".encode() + body + b"\n"
