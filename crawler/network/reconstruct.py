"""An exchange put together from parsed messages, for versions of Scrapy or Twisted on whose wire there is no tap."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from archive.exchange import Exchange


def reconstructed(request: Request, response: Response | None, started: datetime) -> Exchange:
    """What was asked and answered, as far as Scrapy tells: names, order and repetition of fields may be others.

    The body has its content encoding, as it came, and no transfer encoding. Without a response there is none.
    """
    parts = urlsplit(request.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"{request.method} {target} HTTP/1.1".encode("latin-1", "replace")]
    if b"Host" not in request.headers:
        lines.append(b"Host: " + parts.netloc.rpartition("@")[2].encode("latin-1", "replace"))
    asked = b"\r\n".join([*lines, *_fields(request)]) + b"\r\n\r\n" + request.body
    return Exchange(
        url=request.url,
        started=started,
        request=asked if response is not None else b"",
        response=b"" if response is None else _answer(response),
        peer=str(response.ip_address) if response is not None and response.ip_address else None,
        protocols=("http/1.1",),
        reconstructed=True,
    )


def _answer(response: Response) -> bytes:
    fields = [
        line
        for line in _fields(response)
        if not line.lower().startswith((b"transfer-encoding:", b"content-length:"))
    ]
    fields.append(b"Content-Length: %d" % len(response.body))
    status = b"HTTP/1.1 %d " % response.status
    return b"\r\n".join([status, *fields]) + b"\r\n\r\n" + response.body


def _fields(message: Request | Response) -> list[bytes]:
    return [name + b": " + value for name, values in message.headers.items() for value in values]
