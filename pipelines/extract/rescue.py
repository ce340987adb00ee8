"""The body where the page's markup has none: markup or text from elsewhere as lines, or readability-lxml's judgement."""

from __future__ import annotations

import html

from lxml import etree

from .guard import without_long_tags
from .layout import Layout
from .walk import Markup, read_lines


def as_lines(markup: str) -> Layout:
    """The lines of a piece of markup or of plain text with line breaks."""
    if "<" not in markup:
        markup = "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in markup.splitlines())
    return read_lines(Markup(markup.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()))


def body_by_readability(page: bytes) -> Layout | None:
    """The lines of the part that readability-lxml takes for the article; None where it finds none."""
    # Few pages need it, and it takes 8 MB.
    from readability import Document
    from readability.readability import Unparseable

    try:
        summary = Document(without_long_tags(page).decode("utf-8", "replace")).summary(html_partial=True)
    except (Unparseable, etree.ParserError, RecursionError):
        return None
    return as_lines(summary) if summary else None
