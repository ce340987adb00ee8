from __future__ import annotations

from typing import Any

import pytest
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError
from twisted.web.client import ResponseFailed
from twisted.web.http import _MalformedChunkedDataError

from crawler.network.faults import fault, truncated

Untyped: Any = ResponseFailed
Garbage: Any = ParseError


def behind(error: Exception, *reasons: Exception) -> Exception:
    failure: Any = Failure
    error.__cause__ = Untyped([failure(each) for each in reasons])
    return error


@pytest.mark.parametrize(
    ("error", "name", "said"),
    [
        (None, None, None),
        (DownloadTimeoutError("took longer"), "timeout: took longer", "time"),
        (DownloadCancelledError("over the limit"), "too large: over the limit", "length"),
        (behind(ResponseDataLossError(), ConnectionDone()), "cut off: Connection was closed", "disconnect"),
        (
            behind(DownloadFailedError("x"), ConnectionLost()),
            "connection broken: Connection to the other",
            "disconnect",
        ),
        (behind(DownloadFailedError("x"), ValueError("two lengths")), "bad header: two lengths", None),
        (behind(DownloadFailedError("x"), Garbage("no", b"y")), "not HTTP: ", None),
        (DownloadCancelledError(), "too large: the answer goes on beyond DOWNLOAD_MAXSIZE", "length"),
        (
            behind(ResponseDataLossError(), ConnectionDone(), _MalformedChunkedDataError("zz")),
            "bad chunk: ",
            None,
        ),
        (behind(DownloadFailedError("x"), _MalformedChunkedDataError("zz")), "bad chunk: zz", None),
        (KeyError("ours"), "KeyError: 'ours'", None),
    ],
)
def test_what_broke_has_a_name_and_a_word_of_the_standard(
    error: Exception | None, name: str | None, said: str | None
) -> None:
    told = fault(error)
    assert told is name is None or (told or "").startswith(name or "?")
    assert truncated(error) == said


@pytest.mark.parametrize(
    ("came", "name"),
    [
        (b"", "connection broken"),
        (b"HTTP/1.1 200 OK\r\nContent-Ty", "connection broken"),
        (b"<html>HTTP/0.9", "not HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"h" * 20_000, "header line too long"),
    ],
)
def test_what_came_of_a_header_tells_what_was_wrong(came: bytes, name: str) -> None:
    told = fault(behind(DownloadFailedError("x"), ConnectionDone()), came)
    assert (told or "").partition(":")[0] == name
