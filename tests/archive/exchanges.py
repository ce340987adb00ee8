"""Invented exchanges for the tests of the archive: an outlet that does not exist, and what it might answer."""

from __future__ import annotations

import gzip
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.capture import Capture, RecordRef, Unread
from archive.exchange import Exchange
from archive.interpret import capture_from_record, resolve
from archive.member import mapped, scan
from archive.record import Record, parse_record, unbracket
from archive.spool import Spool
from archive.warcfile import archive_files

NOON = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
HOST = "www.kettleford-courier.test"
STOCK = (
    "harbour",
    "council",
    "ferry",
    "ridge",
    "market",
    "bridge",
    "voted",
    "raised",
    "closed",
    "opened",
    "on",
    "under",
)


def page(number: int, words: int = 400) -> bytes:
    """A page of invented prose, the same for the same number."""
    dice = random.Random(number)
    text = " ".join(dice.choice(STOCK) for _ in range(words))
    return f"<html><title>Story {number}</title><p>{text}</p></html>".encode()


def answer(body: bytes, *fields: str, status: str = "200 OK") -> bytes:
    """A response on the wire, with a Content-Length that fits."""
    lines = [f"HTTP/1.1 {status}", *fields, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chunked(body: bytes, size: int) -> bytes:
    """The body in chunks of `size` bytes."""
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (*parts, b""))


def exchange(
    number: int = 1, response: bytes | Spool | None = None, *, path: str | None = None, **more: object
) -> Exchange:
    """The number-th exchange with the outlet: its own path, body and second."""
    path = path if path is not None else f"/story/{number}?page={number}"
    if response is None:
        body = gzip.compress(page(number), mtime=0)
        response = answer(body, "Content-Type: text/html", "Content-Encoding: gzip", "Set-Cookie: sid=1")
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nUser-Agent: wirecopy\r\n\r\n".encode()
    made = Exchange(
        f"https://{HOST}{path}",
        NOON + timedelta(seconds=number),
        request,
        response,
        peer="127.0.0.7",
        protocols=("http/1.1", "tls/1.3"),
        cipher="TLS_AES_256_GCM_SHA384",
    )
    for name, value in more.items():
        setattr(made, name, value)
    return made


def replay(folder: Path) -> list[Capture | Unread]:
    """What each record of the finished files says, in archive order; revisits resolved within the folder."""
    said: list[Capture | Unread] = []
    payloads: dict[str, bytes] = {}
    for path in archive_files(folder):
        with mapped(path) as data:
            for member in scan(data):
                assert member.raw is not None
                record = parse_record(member.raw)
                found = capture_from_record(
                    record, RecordRef(path.name, member.offset, member.length, record.id)
                )
                original = payloads.get(unbracket(record.get("WARC-Refers-To") or ""))
                if (
                    isinstance(found, Capture)
                    and found.revisit == "identical-payload"
                    and original is not None
                ):
                    found = resolve(found, original)
                if isinstance(found, Capture):
                    payloads[record.id] = found.payload
                said.append(found)
    return said


def captures(folder: Path) -> list[Capture]:
    """The captures of the finished files, in archive order."""
    return [found for found in replay(folder) if isinstance(found, Capture)]


def records(path: Path) -> list[Record]:
    """Every record of a file; fails on anything that is not one."""
    with mapped(path) as data:
        found = list(scan(data))
    assert all(member.raw is not None for member in found)
    return [parse_record(member.raw) for member in found if member.raw is not None]
