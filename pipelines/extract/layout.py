"""What a page looks like to the rest of extraction: lines of text, the boxes they stand in, pictures, telling links."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .markup import attributes, value_of

NAV, ASIDE, FOOTER, HEADER, FIGURE, CAPTION, FORM, ITEM, CELL, QUOTE, HIDDEN, ARTICLE, MAIN = (
    1 << n for n in range(13)
)
"""Flags of a box and of the lines in it: what it or any element around it is."""


@dataclass(slots=True, eq=False)
class Line:
    """One block of text: `box` is the container it stands in, `link` and `bold` count its characters in links and in bold."""

    text: str
    tag: str
    box: int
    flags: int
    hints: int
    link: int = 0
    bold: int = 0
    links: int = 0
    own: int = 0
    """The element's own box, which differs from `box` for a paragraph."""


@dataclass(slots=True, eq=False)
class Box:
    """A block element: `first` and `last` bound its lines, `key` is its class."""

    parent: int
    tag: str
    flags: int
    hints: int
    key: str
    first: int = 0
    last: int = 0


@dataclass(slots=True, eq=False)
class Picture:
    """An image, how many lines were read before it, and the box it stands in."""

    raw: str
    """Its attributes as written: few of a page's pictures are ever asked for them."""
    line: int
    box: int
    _alt: str | None = None

    @property
    def url(self) -> str:
        """Its address; that to be loaded later where there is none or only a filler."""
        said = attributes(self.raw)
        url = said.get("src", "")
        if url and not url.startswith("data:"):
            return url
        return said.get("data-src") or said.get("data-original") or said.get("data-lazy-src") or ""

    @property
    def alt(self) -> str:
        """Its text for those who do not see it."""
        if self._alt is None:
            self._alt = value_of(self.raw, "alt") or ""
        return self._alt


@dataclass(slots=True, eq=False)
class Layout:
    """All lines, boxes (0 is the body) and pictures of a page, and what its elements and links say of bylines and tags."""

    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    marked: list[tuple[int, int, Any]] = field(default_factory=list)
    """(hints, number of lines before, element) of every element whose class names a byline or tags."""
    authors: list[Any] = field(default_factory=list)
    """Elements whose markup (itemprop) says that they name the author."""
    author_links: list[tuple[int, str]] = field(default_factory=list)
    """(number of lines before, text) of every link to the page of an author."""
    tag_links: list[tuple[int, str, int]] = field(default_factory=list)
    """(number of lines before, text, flags of the box) of every link to the page of a topic."""
    cut: bool = False
    """Whether the page has more than `MOST_LINES` lines, and the rest was not read."""
