"""Content-Encoding inside Scrapy: undone for whoever reads the body, and left as it is where nobody does."""

from __future__ import annotations

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

_BASE = "DOWNLOADER_MIDDLEWARES_BASE"
UNREAD = "wirecopy_unread"
"""The key of `request.meta` that says that only the archive's capture is read: the response keeps its body as it came."""


class DecodingMiddleware(HttpCompressionMiddleware):
    """Scrapy's own, but for requests marked UNREAD: workers decode the capture, and twice would cost a third of a page."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """The response, decoded unless its request is marked."""
        return response if request.meta.get(UNREAD) else super().process_response(request, response)


def install(settings: Settings) -> None:
    """Put it in the place of Scrapy's own, unless the project says itself what becomes of that one."""
    if not _has_scrapys(settings, "DOWNLOADER_MIDDLEWARES") and _has_scrapys(settings, _BASE):
        settings.replace_in_component_priority_dict(_BASE, HttpCompressionMiddleware, DecodingMiddleware)


def _has_scrapys(settings: Settings, name: str) -> bool:
    return any(load_object(each) is HttpCompressionMiddleware for each in settings.getdict(name))
