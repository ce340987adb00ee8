"""The download handler that archives: no response leaves it before its record is durable."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadTimeoutError,
    NotSupported,
    ResponseDataLossError,
)
from scrapy.http import Response

from crawler import clock
from crawler.network.wire import TAPES, RecordingPool, Tape
from crawler.politeness.refusal import AddressRefused, AddressWithheld
from crawler.politeness.wiring import wait_for_turn
from crawler.session import session_of

_TRUNCATIONS = (
    (DownloadTimeoutError, "time"),
    (DownloadCancelledError, "length"),
    (ResponseDataLossError, "disconnect"),
)


class RecordingHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler with every exchange archived, failed ones and Twisted's own retries included.

    The Capture of the last exchange is in `request.meta["capture"]`. An exchange that cannot be archived raises and goes
    no further.
    """

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool: Any = RecordingPool(self._pool)
        self._session = session_of(crawler)

    async def download_request(self, request: Request) -> Response:
        """The response, durable in the archive."""
        request.meta.pop("capture", None)
        tapes: list[Tape] = []
        TAPES.set(tapes)
        await self._session.ready_to_fetch()
        if (since := self._session.withheld.since(request.url)) is not None:
            raise AddressWithheld(f"on request of {since}")
        # Requests that waited for room would otherwise leave in a bunch, whatever the pace of their host.
        await wait_for_turn(self._crawler, request.url)
        try:
            response = await super().download_request(request)
        except AddressRefused as error:
            await self._session.refuse(request.url, error.reason)
            error.recorded = True
            raise
        except Exception as error:
            await self._archive(tapes, request, error)
            raise
        await self._archive(tapes, request, None)
        return response

    async def _archive(self, tapes: list[Tape], request: Request, error: Exception | None) -> None:
        """Make every exchange of a request durable; one that never began (no address, no connection) gets a record too."""
        if not tapes:
            tapes.append(Tape(url=request.url, started=clock.utc()))
        for tape in tapes:
            tape.url = request.url
        for tape in tapes[:-1]:
            await self._session.archive(tape.exchange(fault=_SENT_AGAIN))
        last = tapes[-1].exchange(fault=_fault(error), truncated=_truncated(error))
        request.meta["capture"] = await self._session.archive(last)


_SENT_AGAIN = "sent again: the kept connection was lost before an answer"


def _truncated(error: Exception | None) -> str | None:
    return next((name for kind, name in _TRUNCATIONS if isinstance(error, kind)), None)


def _fault(error: Exception | None) -> str | None:
    """What broke the exchange: a name that is the same each time, a colon, what the software said."""
    if error is None:
        return None
    name = _FAULT_NAMES.get(type(error).__name__, type(error).__name__)
    return f"{name}: {error}"[:1000]


_FAULT_NAMES = {
    "DownloadTimeoutError": "timeout",
    "DownloadCancelledError": "too large",
    "ResponseDataLossError": "cut off",
    "DownloadFailedError": "connection broken",
    "DownloadConnectionRefusedError": "connection refused",
    "CannotResolveHostError": "name not found",
    NotSupported.__name__: "not supported",
}
