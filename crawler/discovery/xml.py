"""XML of strangers, read safely: no entities, no network, no bombs; of a broken document every whole entry."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterator
from html.entities import html5

from lxml import etree

LARGEST = 50 * 1024 * 1024
"""Bytes of a document, unpacked (sitemaps.org: 50 MB); what lies behind is not read."""
_TREE_LIMIT = 8 * 1024 * 1024
"""Bytes up to which a document is parsed as a whole; larger ones are read entry by entry, in little memory."""
_HEAD = 65_536
"""Characters in which a document has to say what it is."""
_MAX_ENTRY = 1024 * 1024
_MOST_PREFIXES = 16
"""Spellings of entries without an end tag after which reading stops: no real document has more."""
ENTRY_NAMES = ("item", "entry", "url", "sitemap")

ROOT_NAMES = ("rss", "channel", "rdf", "feed", "urlset", "sitemapindex")
_ENTRY_TAGS = tuple(f"{{*}}{name}" for name in ENTRY_NAMES)
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(\[)?")
_PLAIN_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]{0,500}>", re.IGNORECASE)
_NAMED_REFERENCE = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_REFERENCES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_DECLARED = re.compile(rb"""^<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_START = re.compile(r"<(?:[\w-]+:)?(item|entry|url|sitemap)(?=[\s>/])")
_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")

Element = etree._Element


class Document:
    """The root name and the entries of a feed or sitemap, whatever its state; `faults` says what was wrong."""

    def __init__(self, data: bytes) -> None:
        self.faults: list[str] = []
        if len(data) > LARGEST:
            self.faults.append(f"more than {LARGEST} bytes")
            data = data[: data.rfind(b">", 0, LARGEST) + 1]
        self.text = _without_doctype(decoded(data))
        self.root_name = self._root_name()
        self.tree = self._parsed()
        self.has_bases = "xml:base" in self.text

    def _root_name(self) -> str:
        text = self.text
        doctype = _DOCTYPE.search(text[:_HEAD])
        if doctype and doctype[1]:
            self.faults.append("declares entities")
            text = text[max(text.find("]>", doctype.end()), 0) :]
        root = _ROOT.search(_COMMENT.sub("", text[:_HEAD]))
        return root[1].lower() if root else ""

    def _parsed(self) -> Element | None:
        """The root element of a sound document of moderate size that declares no entities; None otherwise."""
        if self.faults or self.root_name not in ROOT_NAMES or len(self.text) > _TREE_LIMIT:
            return None
        try:
            return parse(self.text)
        except etree.XMLSyntaxError as error:
            self.faults.append(
                "cut off" if "EndTag" in str(error) or "Premature" in str(error) else "not well-formed"
            )
            return None

    def entries(self) -> Iterator[Element]:
        """Every whole item, entry, url or sitemap element, in order."""
        if self.tree is not None:
            yield from self.tree.iter(*_ENTRY_TAGS)
            return
        for block in whole_blocks(self.text):
            entry = _salvaged(block)
            if entry is not None:
                yield entry


def _without_doctype(text: str) -> str:
    """The text without a DOCTYPE that only names a DTD, which is never read; one that declares entities stays."""
    doctype = _PLAIN_DOCTYPE.search(text[:_HEAD])
    return text[: doctype.start()] + text[doctype.end() :] if doctype else text


def parse(text: str) -> Element:
    """The root of a document; raises XMLSyntaxError. Entities are never expanded, nothing is fetched, depth is limited."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    return etree.fromstring(without_html_references(text).encode(), parser)


def _salvaged(block: str) -> Element | None:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, collect_ids=False
    )
    root: Element | None = etree.fromstring(without_html_references(block).encode(), parser)
    return root


def whole_blocks(text: str) -> Iterator[str]:
    """The source of every entry that has its end tag; linear in the text, however it is broken."""
    text = _COMMENT.sub("", text)
    endless: set[str] = set()
    position = 0
    while len(endless) < _MOST_PREFIXES and (start := _START.search(text, position)):
        position = start.end()
        opening = text[start.start() + 1 : position]
        end = text.find(f"</{opening}", position) if opening not in endless else -1
        close = text.find(">", end) if end >= 0 else -1
        if close < 0:
            endless.add(opening)
            continue
        # An entry that was never closed does not swallow the one behind it.
        first = max(start.start(), text.rfind(f"<{opening}", position, end))
        if close - first <= _MAX_ENTRY:
            yield text[first : close + 1]
        position = close + 1


def decoded(data: bytes) -> str:
    """The document as text: by its byte order mark, as UTF-8 where it mostly is, as declared, or as windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _from_first_tag(data.decode("utf-16", "replace"))
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\0")
    text = start.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    # A feed that was cut inside a character, or quotes a stray byte, is UTF-8 all the same.
    if not damaged or len(_BEYOND_ASCII.findall(text)) >= 2 * damaged:
        return _from_first_tag(text)
    declared = _DECLARED.match(start[:300])
    try:
        return _from_first_tag(start.decode(declared[1].decode() if declared else "windows-1252"))
    except (LookupError, UnicodeError):
        return _from_first_tag(start.decode("windows-1252", "replace"))


def _from_first_tag(text: str) -> str:
    """The text from its first tag on, without the XML declaration, whose encoding no longer holds, and without NUL."""
    return re.sub(r"^[^<]*(?:<\?xml[^>]*\?>\s*)?", "", text.replace("\0", ""), count=1)


def without_html_references(text: str) -> str:
    """The text with references of HTML that XML does not know (`&nbsp;`) given as characters; unknown ones are escaped."""
    return _NAMED_REFERENCE.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    if match[1] in _XML_REFERENCES:
        return match[0]
    return html.escape(html5[f"{match[1]};"]) if f"{match[1]};" in html5 else f"&amp;{match[1]};"


def local(element: Element) -> str:
    """An element's name without its namespace or prefix, lower case."""
    return _local_name(element.tag) if isinstance(element.tag, str) else ""


@functools.lru_cache(maxsize=1024)
def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def text_of(element: Element | None) -> str | None:
    """All text inside an element; None when there is none."""
    if element is None:
        return None
    text = "".join(map(str, element.itertext())) if len(element) else element.text or ""
    return text.strip() or None
