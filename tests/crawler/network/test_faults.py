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
from twisted.web.client import ResponseFailed
from twisted.web.http import _MalformedChunkedDataError

from crawler.network.faults import fault, truncated

Untyped: Any = ResponseFailed


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
        (behind(DownloadFailedError("x"), ConnectionLost()), "connection broken: x", "disconnect"),
        (behind(DownloadFailedError("x"), ValueError("parser")), "connection broken: x", None),
        (
            behind(ResponseDataLossError(), ConnectionDone(), _MalformedChunkedDataError("zz")),
            "bad chunk: ",
            None,
        ),
        (behind(DownloadFailedError("x"), _MalformedChunkedDataError("zz")), "bad chunk: x", None),
        (KeyError("ours"), "KeyError: 'ours'", None),
    ],
)
def test_what_broke_has_a_name_and_a_word_of_the_standard(
    error: Exception | None, name: str | None, said: str | None
) -> None:
    told = fault(error)
    assert told is name is None or (told or "").startswith(name or "?")
    assert truncated(error) == said
