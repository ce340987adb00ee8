"""A page's markup as a flat sequence of tags: no tree is built for what one pass can tell.

Tags are told as the HTML Standard's tokenizer tells them (WHATWG HTML, 13.2.5): quotes count only in a value, an end of the page
ends everything. One regular expression whose parts never give back what they took reads any page in time linear in its length.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from itertools import islice

from .built import built

_VOID = "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr"
VOID = frozenset(_VOID.split())
"""Elements without content, hence without an end."""
DROPPED = frozenset(
    [
        "script",
        "style",
        "svg",
        "noscript",
        "iframe",
        "template",
        "object",
        "embed",
        "canvas",
        "math",
        "audio",
        "video",
    ]
)
"""Elements whose content is no text of the page."""

_kernel = built("text_kernel")
_SPACE = r" \t\n\r\f"
"""White space as HTML has it between attributes; other space belongs to names and values."""
_TEXT = r"([^<]*+(?:<(?![a-zA-Z!?/])[^<]*+)*+)"
_VALUE = rf"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^{_SPACE}>"'][^{_SPACE}>]*+)?+"""
_TAG = re.compile(
    rf"<(?:(/?+[a-zA-Z][^{_SPACE}/>]*+)((?:[^>=]++|=[{_SPACE}]*+{_VALUE})*+)(?:>|\Z)|[!?/][^>]*+(?:>|\Z)){_TEXT}"
)
"""A tag with its attributes, or what is none and holds no text (a comment), and the text up to the next."""
_PLAIN_TAG = re.compile(rf"<(?:(/?+[a-zA-Z][^{_SPACE}/>]*+)([^>]*+)|[!?/][^>]*+)(?:>|\Z){_TEXT}")
"""The same for a page without a `>` in its values, nearly twice as fast."""
_ATTRIBUTE = re.compile(
    rf"""([^{_SPACE}=>/]++)(?:[{_SPACE}]*+=[{_SPACE}]*+(?:"([^"]*+)"?+|'([^']*+)'?+|([^{_SPACE}>]*+)))?+"""
)
_REFERENCE = re.compile(r"&(?:#(?:[0-9]{1,9}|[xX][0-9a-fA-F]{1,8})|[0-9a-zA-Z]{2,32});?")
_IN_VALUE = re.compile(
    r"&(?:#(?:[0-9]{1,9};?|[xX][0-9a-fA-F]{1,8};?)|[0-9a-zA-Z]{2,32}(?:;|(?![=0-9a-zA-Z])))"
)
"""In a value a name without its semicolon is none where a letter, digit or `=` follows: `?a=1&copy=2`."""


MOST_SEEN = 40
"""How many times the tags of a page may be looked through for the ends of elements."""


def unescaped(text: str) -> str:
    """A text with its character references replaced."""
    if "&" not in text:
        return text
    text = text.replace("&nbsp;", "\xa0")
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    return _named(match[0])


@lru_cache(maxsize=2048)
def _named(reference: str) -> str:
    return unescape(reference)


def attributes(raw: str) -> dict[str, str]:
    """The attributes of a tag by name (lower case), the first of each name."""
    found: dict[str, str] = {}
    for name, value in raw_attributes(raw):
        found.setdefault(name.lower(), _IN_VALUE.sub(_character, value) if "&" in value else value)
    return found


def is_closed(raw: str) -> bool:
    """Whether a tag ends its own element (`<a name="x"/>`), as XHTML has it."""
    return raw[-1:] == "/" and raw[-2:-1] in " \"'"


def raw_attributes(raw: str) -> list[tuple[str, str]]:
    """The attributes of a tag as written: names in any case, character references not replaced."""
    return _raw_attributes(raw) if _kernel is None else list(_kernel.attributes(raw))


def _raw_attributes(raw: str) -> list[tuple[str, str]]:
    return [(name, double or single or bare) for name, double, single, bare in _ATTRIBUTE.findall(raw)]


def value_of(raw: str, name: str) -> str | None:
    """The value of one attribute of a tag; None where it has none of that name."""
    for known, value in raw_attributes(raw):
        if known == name or known.lower() == name:
            return _IN_VALUE.sub(_character, value) if "&" in value else value
    return None


def short_text(parts: Iterable[str], most: int) -> str | None:
    """The parts of a text as one; None where it is longer than `most` characters, or of hundreds of parts."""
    read: list[str] = []
    size = 0
    for part in parts:
        size += len(part)
        if size > 4 * most or len(read) > 200:
            return None
        read.append(part)
    text = " ".join("".join(read).split())
    return text if len(text) <= most else None


def _tags_of(source: str) -> list[tuple[str, str, str]]:
    """(name, attributes, text behind it) of every tag."""
    found = _PLAIN_TAG.findall(source)
    if source.count(">") == len(found):
        return found  # each ended a tag: none stood in a value
    if any(raw.count('"') & 1 for _, raw, _ in found if raw):
        return _TAG.findall(source)
    if "='" in source and any(raw.count("'") & 1 for _, raw, _ in found if "='" in raw):
        return _TAG.findall(source)
    return found


class Markup:
    """The tags of a page in UTF-8, as (name in lower case: `/p` ends a `p`; raw attributes; the text behind), and their `names`.

    The first has no name and holds the text before all tags.
    """

    __slots__ = ("_allowed", "names", "tags")

    def __init__(self, data: bytes) -> None:
        source = data.decode("utf-8", "replace")
        first = _TAG.search(source)
        self.tags = [("", "", source[: first.start()] if first is not None else source), *_tags_of(source)]
        self.names = [name for name, _, _ in self.tags]
        joined = "".join(self.names)
        if joined != joined.lower():
            self.tags = [(name.lower(), raw, text) for name, raw, text in self.tags]
            self.names = [name for name, _, _ in self.tags]
        self._allowed = MOST_SEEN * len(self.names)

    def tag(self, at: int) -> tuple[str, str, str]:
        """(name, attributes, text behind it) of a tag by its number."""
        return self.tags[at]

    def iter(self, name: str, start: int = 0, end: int | None = None) -> Iterator[Element]:
        """The elements of a name in a range of tags, in order."""
        at = start
        for _ in range(self.names[start:end].count(name)):
            at = self.names.index(name, at) + 1
            yield Element(self, at - 1)

    def raw(self, name: str) -> Iterator[str]:
        """The attributes, as written, of the elements of a name, in order."""
        at = 0
        for _ in range(self.names.count(name)):
            at = self.names.index(name, at) + 1
            yield self.tags[at - 1][1]

    def end_of(self, at: int) -> int | None:
        """The number of the end tag of the element that begins at a tag; None where it is not closed.

        On a page made of open elements it gives up, lest the search for their ends takes time in the square of their number.
        """
        names = self.names
        name = names[at]
        if name in VOID or self._allowed < 0:
            return None
        end, close, inner, seen = at, "/" + name, 1, at + 1
        while inner > 0:
            try:
                end = names.index(close, seen)
            except ValueError:
                self._allowed -= len(names) - at
                return None
            inner += names[seen:end].count(name) - 1
            seen = end + 1
        self._allowed -= end - at
        return end

    def pieces(self, at: int, most: int) -> list[tuple[str, str]]:
        """(name, text behind it) of the tags of an element, without those in elements that show no text; not more than `most`."""
        return list(islice(self._pieces(at), most))

    def short_text(self, at: int, most: int) -> str | None:
        """The text of an element; None where it is longer than `most` characters."""
        return short_text((text for _, text in self._pieces(at) if text), most)

    def _pieces(self, at: int) -> Iterator[tuple[str, str]]:
        end = self.end_of(at) or at + 1
        while at < end:
            if self.names[at] in DROPPED and (close := self.end_of(at)) is not None:
                at = close
            yield self.names[at], unescaped(self.tags[at][2])
            at += 1


class Element:
    """One element of a page: its attributes, its text, the elements in it."""

    __slots__ = ("_at", "_markup")

    def __init__(self, markup: Markup, at: int) -> None:
        self._markup, self._at = markup, at

    def get(self, name: str) -> str | None:
        """The value of an attribute."""
        return value_of(self._markup.tag(self._at)[1], name)

    def iter(self, name: str) -> Iterator[Element]:
        """The elements of a name in it."""
        return self._markup.iter(name, self._at + 1, self._end())

    def pieces(self, most: int = sys.maxsize) -> list[tuple[str, str]]:
        """(name, text behind it) of its tags, without those in elements that show no text; not more than `most`."""
        return self._markup.pieces(self._at, most)

    def short_text(self, most: int) -> str | None:
        """Its text; None where that is longer than `most` characters."""
        return self._markup.short_text(self._at, most)

    def itertext(self) -> Iterator[str]:
        """The pieces of its text."""
        return (text for _, text in self.pieces() if text)

    def _end(self) -> int:
        end = self._markup.end_of(self._at)
        return end if end is not None else self._at + 1
