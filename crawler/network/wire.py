"""The tap: every byte of an HTTP/1.1 exchange, both ways, as Twisted writes and reads it.

Leans on private names of Twisted and Scrapy, so `crawler.network.private` is asked before this module is imported.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from scrapy.core.downloader.handlers import http11

from archive.scan import MAX_BLOCK
from archive.spool import Spool
from crawler import clock
from crawler.network.tape import REEL, Reel, Tape


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
        reel: Reel | None = getattr(request, "wirecopy_reel", None)
        if reel is not None:
            self._tape = self._begin(request, reel)
            reel.tapes.append(self._tape)
        return super().request(request)

    def _begin(self, request: Any, reel: Reel) -> Tape:
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
            response=Spool(reel.folder),
        )

    def _sent(self, data: bytes) -> None:
        if self._tape is not None:
            self._tape.request += data

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        """Copy, then parse; a connection that the tape cannot follow is ended."""
        if self._tape is not None and not self._tape.take(data):
            transport: Any = self.transport
            transport.abortConnection()
            return
        super().dataReceived(data)

    def _finishResponse(self, rest: bytes) -> None:  # noqa: N802
        """Bytes after the end of the response are not part of it."""
        if self._tape is not None and rest:
            self._tape.give_back(len(rest))
        self._tape = None
        super()._finishResponse(rest)


class RecordingFactory(http11._LenientHTTP11ClientFactory):
    """Builds recording connections for the pool."""

    def buildProtocol(self, addr: Any) -> RecordingProtocol:  # noqa: N802
        """A recording protocol."""
        return RecordingProtocol(self._quiescentCallback)


class _Connection:
    """A pooled connection that tells each request where its exchange belongs."""

    def __init__(self, connection: Any, reel: Reel | None) -> None:
        self._connection = connection
        self._reel = reel

    def request(self, request: Any) -> Any:
        request.wirecopy_reel = self._reel
        return self._connection.request(request).addCallback(self._answered)

    def _answered(self, response: Any) -> Any:
        if self._reel is not None and self._reel.tapes:
            self._reel.tapes[-1].answered = True
        deliver = response.deliverBody

        def deliver_bounded(reader: Any) -> None:
            # Scrapy gathers the body in memory, whatever its size; the archive has it on disk.
            if hasattr(reader, "_bodybuf"):
                reader._bodybuf = BoundedBody()
            deliver(reader)

        response.deliverBody = deliver_bounded
        return response


class BoundedBody(BytesIO):
    """A buffer that is emptied for good when more comes than a reader of the archive would read of a record."""

    limit = MAX_BLOCK
    over = False

    def write(self, data: Any) -> int:
        """Take the data, unless it is too much in all."""
        if not self.over and self.tell() + len(data) > self.limit:
            self.over = True
            self.seek(0)
            self.truncate()
        return len(data) if self.over else super().write(data)


class RecordingPool:
    """A view on Twisted's connection pool that carries the reel from the request in hand to its connection."""

    def __init__(self, pool: Any) -> None:
        pool._factory = RecordingFactory
        # Twisted would send a request again at once, past every delay; our own retries wait.
        pool.retryAutomatically = False
        self.__dict__["pool"] = pool

    def getConnection(self, key: Any, endpoint: Any) -> Any:  # noqa: N802
        """A Deferred of a connection for the request in hand."""
        reel = REEL.get()
        return self.pool.getConnection(key, endpoint).addCallback(
            lambda connection: _Connection(connection, reel)
        )

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["pool"], name)
