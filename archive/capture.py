"""The seam: one frozen Capture, whether the record was written a moment ago or by somebody else years ago."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from archive.digest import label
from archive.moment import read_date


@dataclass(frozen=True, slots=True)
class RecordRef:
    """Where a record lies: final file name (never `.open`), byte offset and length in that file, record id."""

    file: str
    offset: int
    length: int
    record_id: str


@dataclass(frozen=True, slots=True)
class Capture:
    """What one record says was fetched; nothing behind it may ask where it came from, the time, or the network.

    `payload` is the entity with the transfer encoding removed and the content encoding kept (WARC 1.1, 6.3.2).
    `headers` are the HTTP header fields as stored, in order, repeated names kept, decoded as latin-1.
    `date` is WARC-Date as written. `payload_digest` is the record's own, or `sha256:` of the payload where it has none.
    """

    ref: RecordRef
    record_type: str
    """WARC-Type: response, revisit, resource, conversion or metadata."""
    url: str
    date: str
    payload: bytes
    payload_digest: str
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = field(default=())
    content_type: str | None = None
    """Content-Type of the payload: the HTTP header of a response, the record's own for resource and conversion."""
    truncated: str | None = None
    """WARC-Truncated: disconnect, length, time or unspecified; None when the payload is whole."""
    cut: str | None = None
    """What broke a payload whose `truncated` is unspecified, where that is known: `bad chunk`, `short body`..."""
    fault: str | None = None
    """Why there is no payload to read: the broken exchange, the refusal, the unresolved revisit; None when there is one."""
    refused: bool = False
    """True for a request that was never sent (robots, opt-out, guard, budget); `fault` says why."""
    via: str | None = None
    requisite_of: str | None = None
    """The page for whose sake this was fetched (Wirecopy-Requisite-Of); None for what was fetched for its own sake."""
    revisit: str | None = None
    """`identical-payload` (payload is the original's) or `server-not-modified` (304, no payload); None otherwise."""

    @property
    def id(self) -> str:
        """`urn:wirecopy:` + base32 of sha256(target URI, WARC-Date, payload digest): never depends on our code."""
        digest = hashlib.sha256("\n".join((self.url, self.date, self.payload_digest)).encode()).digest()
        return "urn:wirecopy:" + label(digest).removeprefix("sha256:").rstrip("=").lower()

    @property
    def fetched(self) -> datetime:
        """The capture's time as an aware UTC datetime (`archive.moment`); raises ValueError when WARC-Date is no date."""
        return read_date(self.date)

    def header(self, name: str) -> str | None:
        """The last value of an HTTP header field, name compared without case; None when absent."""
        wanted = name.lower()
        return next((value for key, value in reversed(self.headers) if key.lower() == wanted), None)


def payload_digest(payload: bytes) -> str:
    """`sha256:` + base32 of the payload, the form our records use (WARC 1.1, 5.8)."""
    return label(hashlib.sha256(payload).digest())


@dataclass(frozen=True, slots=True)
class Unread:
    """Something in an archive that gives no Capture, and why; nothing is passed over in silence.

    `reason` starts with one of: `record type` (warcinfo, request... read but not a capture), `damaged`, `not an archive`,
    `unsupported`. `length` is the number of bytes in the file that it stands for (0 when unknown).
    """

    ref: RecordRef
    reason: str
    record_type: str | None = None
    url: str | None = None
