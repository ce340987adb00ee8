"""Why an exchange broke, in words that are the same each time, and what WARC-Truncated says of it."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    NotSupported,
    ResponseDataLossError,
)
from twisted.internet.error import ConnectionAborted, ConnectionDone, ConnectionLost

BAD_CHUNK = "bad chunk"
_NAMES: tuple[tuple[type[BaseException], str, str | None], ...] = (
    (DownloadTimeoutError, "timeout", "time"),
    (DownloadCancelledError, "too large", "length"),
    (ResponseDataLossError, "cut off", "disconnect"),
    (DownloadFailedError, "connection broken", None),
    (DownloadConnectionRefusedError, "connection refused", None),
    (CannotResolveHostError, "name not found", None),
    (NotSupported, "not supported", None),
)


def fault(error: BaseException | None) -> str | None:
    """What broke the exchange: a name that is the same each time, a colon, what the software said; None for nothing."""
    if error is None:
        return None
    if _is_bad_chunk(error):
        name = BAD_CHUNK
    else:
        name = next((name for kind, name, _ in _NAMES if type(error) is kind), type(error).__name__)
    said = str(error) or "; ".join(str(each) for each in _reasons(error) if str(each))
    return f"{name}: {said}"[:1000]


def truncated(error: BaseException | None) -> str | None:
    """What WARC-Truncated says of an answer that came in part; None where it has no word for it, or nothing broke.

    A connection that was lost is `disconnect`; a fault of the protocol, such as a bad chunk, has no word of its own.
    """
    if error is None or _is_bad_chunk(error):
        return None
    named = next((said for kind, _, said in _NAMES if said and isinstance(error, kind)), None)
    if named is None and isinstance(error, DownloadFailedError):
        lost = (ConnectionLost, ConnectionDone, ConnectionAborted)
        return "disconnect" if any(isinstance(each, lost) for each in _reasons(error)) else None
    return named


def _is_bad_chunk(error: BaseException) -> bool:
    return any(type(each).__name__ == "_MalformedChunkedDataError" for each in _reasons(error))


def _reasons(error: BaseException) -> Iterator[BaseException]:
    """What Twisted gives as reasons behind Scrapy's error: the connection's end, and the parser's complaint."""
    for failure in getattr(error.__cause__, "reasons", None) or ():
        if isinstance(value := getattr(failure, "value", None), BaseException):
            yield value
