"""The tap: every byte of an HTTP/1.1 exchange, both ways, as Twisted writes and reads it.

Leans on private names of Twisted and Scrapy, listed in PRIVATE_NAMES and checked at start-up (docs/dependencies.md).
"""

from __future__ import annotations

import contextvars
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scrapy.core.downloader.handlers import http11

from archive.exchange import Exchange
from crawler import clock

PRIVATE_NAMES = (
    (http11, "_LenientHTTP11ClientProtocol"),
    (http11, "_LenientHTTP11ClientFactory"),
    (http11._LenientHTTP11ClientProtocol, "_finishResponse"),
)
"""What the tap needs of its dependencies beyond their public interface."""


@dataclass(slots=True)
class Tape:
    """What has gone over the wire so far in one exchange; becomes an Exchange when it is over."""

    url: str
    started: datetime
    peer: str | None = None
    protocols: tuple[str, ...] = ()
    cipher: str | None = None
    request: bytearray = field(default_factory=bytearray)
    response: bytearray = field(default_factory=bytearray)

    def exchange(self, *, fault: str | None = None, truncated: str | None = None) -> Exchange:
        """The exchange as it stands now; bytes that arrive later are not part of it."""
        return Exchange(
            url=self.url,
            started=self.started,
            request=bytes(self.request),
            response=bytes(self.response),
            peer=self.peer,
            protocols=self.protocols,
            cipher=self.cipher,
            truncated=truncated,
            fault=fault,
        )


TAPES: contextvars.ContextVar[list[Tape] | None] = contextvars.ContextVar("tapes", default=None)
"""The list that the exchanges of the request in hand are taped to; Twisted may make several of one request."""


class RecordingProtocol(http11._LenientHTTP11ClientProtocol):
    """Scrapy's HTTP/1.1 client that copies what it sends and receives into the current tape."""

    _tape: Tape | None = None

    def makeConnection(self, transport: Any) -> None:  # noqa: N802
        """Put the tap on the transport; called again after STARTTLS, when it must not be doubled."""
        if not getattr(transport, "wirecopy_tapped", False):
            write, write_sequence = transport.write, transport.writeSequence

            def tapped_write(data: bytes) -> Any:
                self._sent(data)
                return write(data)

            def tapped_write_sequence(parts: Iterable[bytes]) -> Any:
                whole = list(parts)
                self._sent(b"".join(whole))
                return write_sequence(whole)

            transport.write, transport.writeSequence = tapped_write, tapped_write_sequence
            transport.wirecopy_tapped = True
        super().makeConnection(transport)

    def request(self, request: Any) -> Any:
        """Begin an exchange; HTTP/1.1 has one at a time on a connection."""
        self._tape = None
        sink = getattr(request, "wirecopy_sink", None)
        if sink is not None:
            self._tape = self._begin(request)
            sink.append(self._tape)
        return super().request(request)

    def _begin(self, request: Any) -> Tape:
        protocols: tuple[str, ...] = ("http/1.1",)
        cipher = None
        transport: Any = self.transport
        handle: Any = getattr(transport, "getHandle", lambda: None)()
        if hasattr(handle, "get_protocol_version_name"):
            protocols += (handle.get_protocol_version_name().lower().replace("tlsv", "tls/"),)
            cipher = handle.get_cipher_name()
        return Tape(
            url=request.absoluteURI.decode("latin-1") if request.absoluteURI else "",
            started=clock.utc(),
            peer=getattr(transport.getPeer(), "host", None),
            protocols=protocols,
            cipher=cipher,
        )

    def _sent(self, data: bytes) -> None:
        if self._tape is not None:
            self._tape.request += data

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        """Copy, then parse."""
        if self._tape is not None:
            self._tape.response += data
        super().dataReceived(data)

    def _finishResponse(self, rest: bytes) -> None:  # noqa: N802
        """Bytes after the end of the response are not part of it."""
        if self._tape is not None and rest:
            del self._tape.response[-len(rest) :]
        self._tape = None
        super()._finishResponse(rest)


class RecordingFactory(http11._LenientHTTP11ClientFactory):
    """Builds recording connections for the pool."""

    def buildProtocol(self, addr: Any) -> RecordingProtocol:  # noqa: N802
        """A recording protocol."""
        return RecordingProtocol(self._quiescentCallback)


class _Connection:
    """A pooled connection that tells each request where its exchange belongs."""

    def __init__(self, connection: Any, sink: list[Tape] | None) -> None:
        self._connection = connection
        self._sink = sink

    def request(self, request: Any) -> Any:
        request.wirecopy_sink = self._sink
        return self._connection.request(request)


class RecordingPool:
    """A view on Twisted's connection pool that carries the list of exchanges from the request in hand to its connection."""

    def __init__(self, pool: Any) -> None:
        pool._factory = RecordingFactory
        # Twisted would send a request again at once, past every delay; our own retries wait.
        pool.retryAutomatically = False
        self.__dict__["pool"] = pool

    def getConnection(self, key: Any, endpoint: Any) -> Any:  # noqa: N802
        """A Deferred of a connection for the request in hand."""
        sink = TAPES.get()
        return self.pool.getConnection(key, endpoint).addCallback(
            lambda connection: _Connection(connection, sink)
        )

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["pool"], name)
