"""Extraction: the article that a page holds, and nothing else of the page."""

from .article import extract
from .extracted import Extracted

__all__ = ["Extracted", "extract"]
