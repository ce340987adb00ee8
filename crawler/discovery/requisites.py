"""What a page needs to be seen as it was: style sheets, pictures, and what style sheets name; bytes in, addresses out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html
from w3lib.url import safe_url_string

from crawler.discovery.candidate import absolute
from crawler.discovery.section import base_of, tree
from crawler.discovery.srcset import srcset_urls
from pipelines.extract.guard import Refused

LARGEST_PAGE = 4 << 20
"""Bytes; of a larger page nothing is looked for, for this runs in the crawler's own process."""
LARGEST_STYLE = 2 << 20

_STYLE, _SEEN, _CHOICE, _MARK = range(4)
"""What is fetched first when not all can be: style sheets, pictures as named, other sizes of them, the site's icon."""
_SOURCES = ("src", "data-src", "data-original", "data-lazy-src", "data-lazy", "data-hi-res-src", "poster")
_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "imagesrcset")
_PICTURES = frozenset({"img", "amp-img", "source", "video", "input", "image"})
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_QUOTED = r"\"([^\"\n]{1,4000}+)\"|'([^'\n]{1,4000}+)'"
_NAMED = re.compile(
    rf"url\(\s{{0,20}}(?:{_QUOTED}|([^)(\"'\s]{{1,4000}}+))\s{{0,20}}\)|@import\s{{1,20}}(?:{_QUOTED})",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\([^0-9a-fA-F\n])")


def page_requisites(body: bytes, url: str, encoding: str = "utf-8") -> list[str]:
    """Addresses of the style sheets and pictures of a page, absolute, each once, the most needed first.

    Lazy attributes, `srcset`, `picture`, inline styles and `<base>` are read; scripts, films and frames are not. A page that
    would cost a parser too much gives none.
    """
    if len(body) > LARGEST_PAGE:
        return []
    try:
        root = tree(body, encoding)
    except (Refused, etree.ParserError):
        return []
    base = base_of(root, url)
    found: dict[str, int] = {}
    for rank, address in _of_tree(root):
        target = _target(address, base)
        if target is not None and target != url:
            found[target] = min(rank, found.get(target, rank))
    return sorted(found, key=found.__getitem__)


def style_requisites(body: bytes, url: str, encoding: str = "utf-8") -> list[str]:
    """Addresses that a style sheet names (`@import`, `url()`), absolute, each once, in its order."""
    if len(body) > LARGEST_STYLE:
        return []
    try:
        text = body.decode(encoding, "replace")
    except LookupError:
        text = body.decode("utf-8", "replace")
    targets = (_target(address, url) for address in _of_style(text))
    return list(dict.fromkeys(target for target in targets if target is not None and target != url))


def _target(address: str, base: str) -> str | None:
    target = absolute(address, base)
    return safe_url_string(target) if target else None


def _of_tree(root: html.HtmlElement) -> Iterator[tuple[int, str]]:
    for element in root.iter(etree.Element):
        name = str(element.tag)
        if name == "link":
            yield from _of_link(element)
        elif name in _PICTURES:
            yield from _of_picture(element, name)
        elif name == "style":
            yield from ((_SEEN, address) for address in _of_style(element.text or ""))
        if "url(" in (inline := element.get("style") or ""):
            yield from ((_SEEN, address) for address in _of_style(inline))
        if background := element.get("background"):
            yield _SEEN, background


def _of_link(link: html.HtmlElement) -> Iterator[tuple[int, str]]:
    rel, kind = set((link.get("rel") or "").lower().split()), (link.get("as") or "").lower()
    address = link.get("href") or ""
    if ("stylesheet" in rel and "alternate" not in rel) or ("preload" in rel and kind == "style"):
        yield _STYLE, address
    elif "preload" in rel and kind in ("image", "font"):
        yield _SEEN, address
        yield from ((_CHOICE, each) for each in srcset_urls(link.get("imagesrcset") or ""))
    elif "icon" in rel:
        yield _MARK, address


def _of_picture(element: html.HtmlElement, name: str) -> Iterator[tuple[int, str]]:
    # `source` within a picture has candidates only; its `src`, and that of a video, is a film.
    names = ("poster",) if name == "video" else () if name == "source" else _SOURCES
    if name == "input" and (element.get("type") or "").lower() != "image":
        return
    for attribute in (*names, *(("href", "xlink:href") if name == "image" else ())):
        if address := element.get(attribute):
            yield _SEEN, address
    for attribute in _SETS:
        if value := element.get(attribute):
            first, *others = srcset_urls(value) or [""]
            yield _SEEN, first
            yield from ((_CHOICE, each) for each in others)


def _of_style(text: str) -> Iterator[str]:
    for match in _NAMED.finditer(_COMMENT.sub(" ", text)):
        yield _ESCAPE.sub(r"\1", next(group for group in match.groups() if group is not None))
