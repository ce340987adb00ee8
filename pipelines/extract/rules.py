"""A source's own rules on a page: what its CSS selectors find, and which of them find nothing any more."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree
from lxml.cssselect import CSSSelector

from pipelines.sources.model import Rules, split_selector

from .guard import without_long_tags
from .layout import Layout
from .markup import DROPPED, short_text
from .walk import Markup, read_lines

_LONGEST = 2_000
_MOST = 50


@dataclass(slots=True)
class Ruled:
    """What the rules found; `failed` names the fields whose selectors match nothing on this page, or were overruled."""

    title: str | None = None
    subtitle: str | None = None
    authors: list[str] = field(default_factory=list)
    published: str | None = None
    body: Layout | None = None
    failed: list[str] = field(default_factory=list)


def parsed(data: bytes) -> Any:
    """The tree of a page in UTF-8; None where there is nothing in it."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(without_long_tags(data), parser)
    except etree.XMLSyntaxError:
        return None


def prune(root: Any) -> None:
    """Take the elements out of a tree that hold no text of the page."""
    etree.strip_elements(root, *DROPPED, with_tail=False)


def written(root: Any) -> bytes:
    """A tree as markup in UTF-8."""
    return str(etree.tostring(root, encoding="unicode", method="html")).encode()


def remove(root: Any, rules: Rules) -> bool:
    """Take the elements that the rules name out of the tree; whether there were any."""
    found = False
    for selector in rules.remove:
        for element in _elements(root, split_selector(selector)[0]):
            if element.getparent() is not None and element.tag not in ("html", "body"):
                _drop(element)
                found = True
    return found


def select(root: Any, rules: Rules) -> Ruled:
    """The values of a tree that went through `remove`: for every field the first selector that finds something."""
    found = Ruled()
    for name in ("title", "subtitle", "published"):
        texts = _texts(root, getattr(rules, name))
        setattr(found, name, texts[0] if texts else None)
        if getattr(rules, name) and not texts:
            found.failed.append(name)
    found.authors = _texts(root, rules.authors)
    if rules.authors and not found.authors:
        found.failed.append("authors")
    found.body = _body(root, rules.body)
    if rules.body and found.body is None:
        found.failed.append("body")
    return found


def _body(root: Any, selectors: tuple[str, ...]) -> Layout | None:
    for selector in selectors:
        elements = _elements(root, split_selector(selector)[0])
        outer = [e for e in elements if not any(a in elements for a in e.iterancestors())]
        if outer:
            holder = etree.Element("div")
            for element in outer[:_MOST]:
                _drop(element)
                holder.append(element)
            layout = read_lines(Markup(written(holder)))
            if layout.lines:
                return layout
    return None


def _texts(root: Any, selectors: tuple[str, ...]) -> list[str]:
    for selector in selectors:
        css, attribute = split_selector(selector)
        elements = _elements(root, css)[:_MOST]
        raw = [e.get(attribute) if attribute else short_text(e.itertext(), _LONGEST) for e in elements]
        if texts := [" ".join(text.split()) for text in raw if text and text.strip()]:
            return texts
    return []


def _elements(root: Any, css: str) -> list[Any]:
    found: Any = _compiled(css)(root)
    return list(found)


@lru_cache(maxsize=1024)
def _compiled(css: str) -> CSSSelector:
    return CSSSelector(css, translator="html")


def _drop(element: Any) -> None:
    """Take an element out of its parent and leave the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)
