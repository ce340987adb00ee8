"""The download handler that archives: no response leaves it before its record is durable."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from archive.capture import Capture
from archive.exchange import Exchange
from archive.http import MAX_HEAD
from crawler import clock
from crawler.network.faults import fault, truncated
from crawler.network.private import missing_names
from crawler.network.reconstruct import reconstructed
from crawler.network.tape import REEL, Reel, Tape
from crawler.politeness.refusal import AddressRefused, AddressWithheld
from crawler.politeness.wiring import turn
from crawler.session import session_of

logger = logging.getLogger(__name__)

REQUISITE_OF = "requisite_of"
"""The key of `request.meta` that names the page for whose sake something is fetched; its record says so."""
TOO_LARGE = "too large"
"""The flag of a response whose body is in the archive alone."""
_SENT_AGAIN = "sent again: the kept connection was lost before an answer"


class RecordingHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler with every exchange archived, failed ones and Twisted's own retries included.

    The Capture of the last exchange is in `request.meta["capture"]`. An exchange that cannot be archived raises and goes
    no further. Of an answer over the reader's limit (64 MiB) the archive has every byte, the response none: its flag
    says `too large`.
    """

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._session = session_of(crawler)
        self._tapped = not (missing := missing_names())
        if self._tapped:
            from crawler.network.wire import RecordingPool

            self._pool: Any = RecordingPool(self._pool)
            return
        logger.warning(
            "no tap on the wire: this Scrapy or Twisted has no %s; records are reconstructed from parsed messages and"
            " marked so (docs/dependencies.md)",
            ", ".join(missing),
        )
        crawler.stats.set_value("wirecopy/reconstructed", ", ".join(missing))

    async def download_request(self, request: Request) -> Response:
        """The response, durable in the archive."""
        request.meta.pop("capture", None)
        reel = Reel(self._session.config.archive)
        REEL.set(reel)
        await self._session.ready_to_fetch()
        if (since := self._session.withheld.since(request.url)) is not None:
            raise AddressWithheld(f"on request of {since}")
        # Requests that waited for room would otherwise leave in a bunch, whatever the pace of their host.
        async with turn(self._crawler, request.url):
            response = await self._exchange(request, reel)
        reel.close()
        return response

    async def _exchange(self, request: Request, reel: Reel) -> Response:
        started = clock.utc()
        try:
            response = await super().download_request(request)
        except AddressRefused as error:
            await self._session.refuse(request.url, error.reason, requisite_of=request.meta.get(REQUISITE_OF))
            error.recorded = True
            raise
        except Exception as error:
            await self._archive(self._exchanges(reel, request, None, error, started), request)
            reel.close()
            raise
        capture = await self._archive(self._exchanges(reel, request, response, None, started), request)
        # Nothing broke, so it is the reader's limit that cut the capture.
        return _without_body(response) if capture.truncated == "length" else response

    def _exchanges(
        self,
        reel: Reel,
        request: Request,
        response: Response | None,
        error: Exception | None,
        started: datetime,
    ) -> list[Exchange]:
        """Every exchange of a request; one that never began (no address, no connection) is among them."""
        if not self._tapped:
            last = reconstructed(request, response, started)
            last.fault, last.truncated = fault(error), truncated(error)
            return [last]
        tapes = reel.tapes or [Tape(url=request.url, started=started)]
        for tape in tapes:
            tape.url = request.url
        came = b"" if tapes[-1].answered else tapes[-1].response.read(0, MAX_HEAD)
        last = tapes[-1].exchange(fault=fault(error, came), truncated=truncated(error))
        return [*(tape.exchange(fault=_SENT_AGAIN) for tape in tapes[:-1]), last]

    async def _archive(self, exchanges: list[Exchange], request: Request) -> Capture:
        """Make the exchanges durable, in their order; gives the capture of the last."""
        for exchange in exchanges:
            exchange.requisite_of = request.meta.get(REQUISITE_OF)
            capture = await self._session.archive(exchange)
        request.meta["capture"] = capture
        return capture


def _without_body(response: Response) -> Response:
    """What Scrapy is given of an answer that no reader of the archive will read whole either."""
    logger.warning("%s: too large to be read, only the archive has it", response.url)
    headers = response.headers.copy()
    headers.pop(b"Content-Encoding", None)
    return response.replace(body=b"", headers=headers, flags=[*response.flags, TOO_LARGE])
