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
from twisted.protocols.basic import LineReceiver

_BAD_CHUNK = "_MalformedChunkedDataError"
_LOST = (ConnectionLost, ConnectionDone, ConnectionAborted)
_UNSAID = {"too large": "the answer goes on beyond DOWNLOAD_MAXSIZE"}
_NAMES: tuple[tuple[type[BaseException], str, str | None], ...] = (
    (DownloadTimeoutError, "timeout", "time"),
    (DownloadCancelledError, "too large", "length"),
    (ResponseDataLossError, "cut off", "disconnect"),
    (DownloadFailedError, "connection broken", None),
    (DownloadConnectionRefusedError, "connection refused", None),
    (CannotResolveHostError, "name not found", None),
    (NotSupported, "not supported", None),
)


def fault(error: BaseException | None, came: bytes = b"") -> str | None:
    """What broke the exchange: a name that is the same each time, a colon, what the software said; None for nothing.

    `came` is what was received of an answer whose header was not complete.
    """
    if error is None:
        return None
    said = "; ".join(str(each) for each in _reasons(error) if str(each)) or str(error)
    name = _of_protocol(error, came)
    name = name or next((name for kind, name, _ in _NAMES if type(error) is kind), type(error).__name__)
    return f"{name}: {said or _UNSAID.get(name, '')}"[:1000]


def _of_protocol(error: BaseException, came: bytes) -> str | None:
    """The name of what is wrong with an answer as HTTP; None where only the connection is to blame."""
    reasons = {type(each).__name__ for each in _reasons(error) if not isinstance(each, _LOST)} - {"_DataLoss"}
    if _BAD_CHUNK in reasons:
        return "bad chunk"
    if "ParseError" in reasons or (came and not came.startswith(b"HTTP/")):
        return "not HTTP"
    if reasons and isinstance(error, DownloadFailedError):
        return "bad header"
    longest = max(map(len, came.split(b"\n")))
    return "header line too long" if longest > LineReceiver.MAX_LENGTH else None


def truncated(error: BaseException | None) -> str | None:
    """What WARC-Truncated says of an answer that came in part; None where it has no word for it, or nothing broke.

    A connection that was lost is `disconnect`; a fault of the protocol, such as a bad chunk, has no word of its own.
    """
    if error is None or any(type(each).__name__ == _BAD_CHUNK for each in _reasons(error)):
        return None
    named = next((said for kind, _, said in _NAMES if said and isinstance(error, kind)), None)
    if named is None and isinstance(error, DownloadFailedError):
        return "disconnect" if any(isinstance(each, _LOST) for each in _reasons(error)) else None
    return named


def _reasons(error: BaseException) -> Iterator[BaseException]:
    """What Twisted gives as reasons behind Scrapy's error: the connection's end, and the parser's complaint."""
    for failure in getattr(error.__cause__, "reasons", None) or ():
        if isinstance(value := getattr(failure, "value", None), BaseException):
            yield value
