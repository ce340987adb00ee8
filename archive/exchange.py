"""What the writer is given: an exchange as it went over the wire, or a request that was never sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from archive.spool import Spool

SECRET_FIELDS = ("authorization", "cookie", "proxy-authorization")
"""Request header fields whose values never reach the archive (RFC 9110, 11.6.2; RFC 6265, 5.4)."""
REDACTED = b"[redacted]"

TRUNCATIONS = frozenset({"disconnect", "length", "time"})

_SECRET = re.compile(rb"authorization|cookie", re.IGNORECASE)
"""Occurs in every secret field's name: most requests have none, and nothing more is looked at."""
_HEAD_END = re.compile(rb"\r?\n\r?\n")
# 101 ends the HTTP conversation, so it is the final answer, not an interim one (RFC 9110, 15.2).
_INTERIM = re.compile(rb"HTTP/1\.[0-9] 1(?!01)[0-9][0-9][^\n]*\n")
_FINAL = re.compile(rb"HTTP/[0-9](?:\.[0-9])? [0-9]{3}(?: [^\n]*)?\r?\n")
_FOLD = (b" ", b"\t")


@dataclass(slots=True)
class Exchange:
    """One request and what came back, byte for byte as they were on the wire (inside TLS, where there is TLS).

    `started` is when the request was written, aware and kept in UTC. `response` may be empty, and is a Spool when it is
    too large for memory. `protocols` are values
    of WARC-Protocol such as `("http/1.1", "tls/1.3")`. `truncated` is disconnect, length or time; `fault` says why
    the exchange broke, None when it did not. `requisite_of` is the page for whose sake a picture, style sheet or the like was
    asked for; None for what was asked for its own sake. `reconstructed` is True when the bytes were put together from a parsed
    message because the wire could not be read. Raises ValueError for a naive `started` or another `truncated`.
    """

    url: str
    started: datetime
    request: bytes
    response: bytes | Spool
    peer: str | None = None
    protocols: tuple[str, ...] = ()
    cipher: str | None = None
    truncated: str | None = None
    fault: str | None = None
    reconstructed: bool = False
    requisite_of: str | None = None

    def __post_init__(self) -> None:
        self.started = _utc(self.started)
        if self.truncated is not None and self.truncated not in TRUNCATIONS:
            raise ValueError(
                f"truncated must be one of {', '.join(sorted(TRUNCATIONS))}, not {self.truncated!r}"
            )


@dataclass(slots=True)
class Refusal:
    """A request that was not sent, and why (robots, opt-out, guard, budget); `via` is the URL that led to it.

    `requisite_of` as in Exchange.

    `date` is the moment of the decision, aware and kept in UTC. Raises ValueError for a naive `date`.
    """

    url: str
    reason: str
    via: str | None
    date: datetime
    requisite_of: str | None = None

    def __post_init__(self) -> None:
        self.date = _utc(self.date)


@dataclass(slots=True)
class Withholding:
    """A request for removal: captures of `url` are hidden from here on; the writer keeps it as a metadata record.

    `date` is the moment of the decision, aware and kept in UTC. Raises ValueError for a naive `date`.
    """

    url: str
    reason: str
    date: datetime

    def __post_init__(self) -> None:
        self.date = _utc(self.date)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be archived")
    return moment.astimezone(UTC)


def redact(request: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The request with the values of its secret fields replaced, and the names of those fields as they were written.

    Names are compared without case; folded lines go with their field; nothing behind the header is touched. A field
    of any length and any bytes is replaced, so no part of a secret stays.
    """
    if not _SECRET.search(request):
        return request, ()
    match = _HEAD_END.search(request)
    stop = match.start() if match else len(request)
    names: list[str] = []
    lines = [_without_secret(line, names) for line in _unfolded(request[:stop])]
    return b"\n".join(lines) + request[stop:], tuple(dict.fromkeys(names))


def _unfolded(head: bytes) -> list[bytes]:
    """The head's lines, each with the folded lines that continue it."""
    lines: list[bytes] = []
    for line in head.split(b"\n"):
        if line.startswith(_FOLD) and len(lines) > 1:
            lines[-1] += b"\n" + line
        else:
            lines.append(line)
    return lines


def _without_secret(line: bytes, names: list[str]) -> bytes:
    name, colon, _ = line.partition(b":")
    if not colon or name.strip().lower().decode("latin-1") not in SECRET_FIELDS:
        return line
    names.append(name.strip().decode("latin-1"))
    return name + b": " + REDACTED + (b"\r" if line.endswith(b"\r") else b"")


def without_interim(response: bytes) -> bytes:
    """The response without the interim answers (1xx, but not 101) before the final one.

    A reader would take the first status line for the status of the capture. An interim answer whose header does not
    end is left as it is.
    """
    while _INTERIM.match(response):
        end = _HEAD_END.search(response)
        if end is None:
            break
        response = response[end.end() :]
    return response


def is_answer(response: bytes) -> bool:
    """True when the bytes hold a status line and a header that ends: enough for a response record (RFC 9112, 4)."""
    return _FINAL.match(response) is not None and _HEAD_END.search(response) is not None
