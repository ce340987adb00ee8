"""An archived answer as the spider had it, so that what it leads to is found by the rules of the live crawl."""

from __future__ import annotations

from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from archive.capture import Capture
from pipelines.decode import decode_payload


def response_of(capture: Capture, status: int) -> Response:
    """The answer with its content encoding taken off, of the class that its headers and body make it."""
    headers = Headers()
    for name, value in capture.headers:
        headers.appendlist(name, value.encode("latin-1", "replace"))
    body = decode_payload(capture.payload, capture.header("Content-Encoding")).body
    kind = responsetypes.from_args(headers=headers, url=capture.url, body=body)
    return kind(capture.url, status=status, headers=headers, body=body)
