"""Extraction: the article that a page holds, and nothing else of the page."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipelines.extract.article import extract
    from pipelines.extract.extracted import Extracted

__all__ = ["Extracted", "extract"]

_HOMES = {"Extracted": "extracted", "extract": "article"}


def __getattr__(name: str) -> Any:
    """Loaded on first use: a crawl asks for single parts, and all of extraction takes long to load."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
