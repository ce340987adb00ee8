"""Small archives of invented answers, for what is recorded and checked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from archive.exchange import Exchange, Refusal
from archive.writer import ArchiveWriter
from tests.pipelines.extract.newsroom import article

DAY = datetime(2024, 5, 6, 8, tzinfo=UTC)
HTML = article()


def answer(
    url: str,
    body: bytes,
    *,
    status: int = 200,
    kind: str = "text/html; charset=utf-8",
    location: str | None = None,
    date: datetime = DAY,
) -> Exchange:
    """One exchange as it is on the wire."""
    fields = [f"HTTP/1.1 {status} So", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    fields += [f"Location: {location}"] if location else []
    response = "\r\n".join(fields).encode() + b"\r\n\r\n" + body
    return Exchange(url=url, started=date, request=b"GET / HTTP/1.1\r\n\r\n", response=response)


def archive_of(folder: Path, *entries: Exchange | Refusal) -> Path:
    """An archive of these, in their order."""
    writer = ArchiveWriter(folder / "archive", software="test", operator=None, settings={})
    for entry in entries:
        writer.append(entry).result(timeout=30)
    writer.close()
    return folder / "archive"
