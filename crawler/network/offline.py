"""Requests answered from an archive instead of the network, so that changed discovery rules can be tried on what is there."""

from __future__ import annotations

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from archive.capture import Capture
from crawler.network.shelf import is_robots
from crawler.politeness.refusal import AddressWithheld, Refused
from crawler.session import session_of


class NotArchived(Refused):
    """The archive has no capture of the address, or not so many as it was asked for."""

    name = "offline"


class OfflineHandler(BaseDownloadHandler):
    """A download handler without a socket: answers come from the session's shelf, and go through the pipelines.

    A robots.txt that is not archived counts as not there (404), so that its site can be tried at all.
    """

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._session = session_of(crawler)

    async def download_request(self, request: Request) -> Response:
        """The archived answer; raises NotArchived, AddressWithheld, or DownloadFailedError for an exchange that broke."""
        request.meta.pop("capture", None)
        await self._session.ready_to_fetch()
        if (since := self._session.withheld.since(request.url)) is not None:
            raise AddressWithheld(f"on request of {since}")
        shelf = self._session.shelf
        capture = shelf.take(request.url) if shelf is not None else None
        if capture is None and is_robots(request.url):
            return Response(request.url, status=404)
        if capture is None:
            raise NotArchived("no further capture in the archive")
        request.meta["capture"] = capture
        self._session.runner.put(capture)
        if capture.status is None:
            raise DownloadFailedError(capture.fault or "the archive has no HTTP answer")
        return response_of(capture)

    async def close(self) -> None:
        """Nothing is open."""


def response_of(capture: Capture) -> Response:
    """The response that the crawler got then: status, headers, and the body with its content encoding."""
    headers = Headers()
    for name, value in capture.headers:
        headers.appendlist(name.encode("latin-1"), value.encode("latin-1", "replace"))
    kind = responsetypes.from_args(headers=headers, url=capture.url, body=capture.payload)
    return kind(capture.url, status=capture.status or 200, headers=headers, body=capture.payload)
