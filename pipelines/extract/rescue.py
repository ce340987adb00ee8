"""The body where the page's markup has none: markup or text from elsewhere as lines, or readability-lxml's judgement."""

from __future__ import annotations

import html
from typing import Any

from lxml import etree
from readability import Document
from readability.readability import Unparseable

from .layout import Layout
from .lines import prune, read_lines


def as_lines(markup: str) -> Layout | None:
    """The lines of a piece of markup or of plain text with line breaks."""
    if "<" not in markup:
        markup = "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in markup.splitlines())
    root = _fragment(markup)
    return read_lines(root) if root is not None else None


def _fragment(markup: str) -> Any:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(
            f"<html><body><div>{markup}</div></body></html>".encode("utf-8", "replace"), parser
        )
    except etree.XMLSyntaxError:
        return None
    if root is None:
        return None
    prune(root)
    return root.find("body")


def body_by_readability(page: bytes) -> Layout | None:
    """The lines of the part that readability-lxml takes for the article; None where it finds none."""
    try:
        summary = Document(page.decode("utf-8", "replace")).summary(html_partial=True)
    except (Unparseable, etree.ParserError, RecursionError):
        return None
    return as_lines(summary) if summary else None
