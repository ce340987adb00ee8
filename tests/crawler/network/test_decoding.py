"""Who reads a body gets it decoded; what only the archive's capture is read of stays as it came."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import HtmlResponse, Response
from scrapy.settings import Settings
from scrapy.utils.test import get_crawler

from crawler.addon import Wirecopy
from crawler.network.decoding import UNREAD, DecodingMiddleware

SCRAPYS = "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware"
PAGE = b"<p>A harbour is dredged.</p>"


def middlewares(**said: Any) -> dict[Any, Any]:
    """What Scrapy loads after the add-on had its say."""
    settings = Settings(said)
    Wirecopy().update_settings(settings)
    return {**settings.getdict("DOWNLOADER_MIDDLEWARES_BASE"), **settings.getdict("DOWNLOADER_MIDDLEWARES")}


def passed(**meta: Any) -> Request | Response:
    """A packed page after the middleware."""
    request = Request("https://a.example/1", meta=meta)
    packed = HtmlResponse(
        request.url,
        body=gzip.compress(PAGE),
        headers={"Content-Encoding": "gzip", "Content-Type": "text/html"},
    )
    return DecodingMiddleware(crawler=get_crawler()).process_response(request, packed)


def test_a_body_that_is_read_is_decoded() -> None:
    response = passed()
    assert isinstance(response, Response)
    assert response.body == PAGE
    assert "Content-Encoding" not in response.headers


def test_a_body_that_nobody_reads_stays_as_it_came() -> None:
    response = passed(**{UNREAD: True})
    assert isinstance(response, Response)
    assert gzip.decompress(response.body) == PAGE
    assert response.headers["Content-Encoding"] == b"gzip"


def test_it_stands_where_scrapys_own_stood() -> None:
    loaded = middlewares()
    assert loaded[DecodingMiddleware] == Settings().getdict("DOWNLOADER_MIDDLEWARES_BASE")[SCRAPYS]
    assert SCRAPYS not in loaded


@pytest.mark.parametrize("name", [SCRAPYS, HttpCompressionMiddleware])
@pytest.mark.parametrize("place", [None, 595])
def test_a_project_that_speaks_of_scrapys_own_keeps_it(name: Any, place: int | None) -> None:
    loaded = middlewares(DOWNLOADER_MIDDLEWARES={name: place})
    assert DecodingMiddleware not in loaded
    assert loaded[name] == place
