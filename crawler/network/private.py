"""Names of Scrapy and Twisted that are not public and that the tap on the wire needs; checked before it is put on."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

PRIVATE_NAMES = (
    "scrapy.core.downloader.handlers.http11:_LenientHTTP11ClientProtocol",
    "scrapy.core.downloader.handlers.http11:_LenientHTTP11ClientFactory",
    "scrapy.core.downloader.handlers.http11:_LenientHTTP11ClientProtocol._finishResponse",
    "twisted.web.client:HTTPConnectionPool._factory",
)
"""Module, colon, name. Without one of them exchanges are put together from parsed messages, and marked so."""


def missing_names(names: Iterable[str] = PRIVATE_NAMES) -> list[str]:
    """Those of the names that the installed versions do not have."""
    return [name for name in names if not _is_there(name)]


def _is_there(name: str) -> bool:
    module, _, path = name.partition(":")
    try:
        found: object = import_module(module)
    except ImportError:
        return False
    for part in path.split("."):
        if not hasattr(found, part):
            return False
        found = getattr(found, part)
    return True
