"""The body where the page's markup has none: in a script's data, in its JSON-LD, or by readability-lxml's judgement."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from lxml import etree
from readability import Document
from readability.readability import Unparseable

from .layout import Layout
from .lines import prune, read_lines
from .region import prose

_STRING = re.compile(r'"((?:[^"\\]|\\.){400,400000})"', re.S)
_MARKUP = re.compile(r"</?p\b|<br", re.I)
_LONGEST_SCRIPT = 3_000_000


def body_in_scripts(scripts: list[str]) -> Layout | None:
    """The lines of the longest text with paragraphs among the strings of a page's scripts; None where there is none."""
    best: tuple[int, Layout] | None = None
    for script in scripts:
        if len(script) > _LONGEST_SCRIPT or (
            "u003c" not in script and "<p" not in script and "<\\/p" not in script
        ):
            continue
        for text in _strings(script):
            layout = as_lines(text)
            worth = sum(prose(line) for line in layout.lines) if layout is not None else 0
            if layout is not None and worth > (best[0] if best else 300):
                best = worth, layout
    return best[1] if best else None


def _strings(script: str) -> list[str]:
    found = []
    for match in _STRING.finditer(script):
        try:
            text = json.loads(f'"{match[1]}"', strict=False)
        except ValueError:
            continue
        if _MARKUP.search(text):
            found.append(text)
    return sorted(found, key=len, reverse=True)[:3]


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
