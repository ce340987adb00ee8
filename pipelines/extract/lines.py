"""The page as a sequence of lines: one walk over the tree gives every block of visible text with where it stood."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from .hints import hints_of

NAV, ASIDE, FOOTER, HEADER, FIGURE, CAPTION, FORM, ITEM, CELL, QUOTE, HIDDEN, ARTICLE, MAIN = (
    1 << n for n in range(13)
)
DEEPEST = 1_500
"""Elements nested deeper than this are not told apart; the walk says so in `Layout.too_deep`."""

_AUTHOR_LINK = re.compile(
    r"/(?:authors?|autor(?:e[ns]?|i|in)?|auteurs?|people|staff|journalists?|contributors?|writers?|redacteurs?|bylines?|reporters?"
    r"|profiles?|columnists?|experts?|by|mitarbeiter|authorsearch)[/=?]",
    re.I,
)
DROPPED = (
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
)
"""Elements whose content is no text of the page; the tree loses them before the walk."""

_SKIPPED = frozenset(
    {
        "head",
        "select",
        "option",
        "datalist",
        "textarea",
        "button",
        "input",
        "map",
        "dialog",
        "menu",
        "progress",
        "applet",
    }
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr output q rp rt ruby s samp "
    "small span strike strong sub sup time tt u var wbr img picture source br".split()
)
_OWN_FLAGS = {
    "nav": NAV,
    "aside": ASIDE,
    "footer": FOOTER,
    "header": HEADER,
    "figure": FIGURE,
    "figcaption": FIGURE | CAPTION,
    "form": FORM,
    "fieldset": FORM,
    "li": ITEM,
    "dd": ITEM,
    "dt": ITEM,
    "td": CELL,
    "th": CELL,
    "blockquote": QUOTE,
    "article": ARTICLE,
    "main": MAIN,
}
_ROLES = {
    "navigation": NAV,
    "complementary": ASIDE,
    "contentinfo": FOOTER,
    "dialog": HIDDEN,
    "alertdialog": HIDDEN,
    "search": FORM,
    "main": MAIN,
    "article": ARTICLE,
}


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
    href: str | None = None
    own: int = 0
    """The element's own box, which differs from `box` for a paragraph."""


@dataclass(slots=True, eq=False)
class Box:
    """A block element that holds lines: `first` and `last` bound its lines, `images` counts its pictures."""

    parent: int
    tag: str
    flags: int
    hints: int
    depth: int
    element: Any
    key: str = ""
    first: int = 0
    last: int = 0
    images: int = 0


@dataclass(slots=True, eq=False)
class Picture:
    """An image, and how many lines were read before it."""

    url: str
    alt: str
    line: int
    box: int


@dataclass(slots=True, eq=False)
class Layout:
    """All lines, boxes (0 is the body) and pictures of a page, and the inline elements whose class says what they are."""

    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    marked: list[tuple[int, int, Any]] = field(default_factory=list)
    """(hints, number of lines before, element) of every element whose class names a byline, date, tag, credit..."""
    author_links: list[tuple[int, str]] = field(default_factory=list)
    """(number of lines before, text) of every link to the page of an author."""
    too_deep: bool = False


class _Walk:
    """State of one walk: the open boxes and the text of the line being read."""

    def __init__(self) -> None:
        self.layout = Layout()
        self.stack: list[int] = []
        self.parts: list[str] = []
        self.link = self.bold = self.links = 0
        self.in_link = self.in_bold = 0
        self.href: str | None = None

    def add(self, text: str) -> None:
        self.parts.append(text)
        if self.in_link or self.in_bold:
            size = len(text.strip())
            if self.in_link:
                self.link += size
            if self.in_bold:
                self.bold += size

    def flush(self) -> None:
        """End the line being read, if it has any text."""
        if not self.parts:
            return
        text = "".join(self.parts)
        self.parts.clear()
        counts = self.link, self.bold, self.links, self.href
        self.link = self.bold = self.links = 0
        self.href = None
        if "\x00" in text:
            for piece in _pieces(text):
                self._line(piece, *counts)
        elif text := " ".join(text.split()):
            self._line(text, *counts)

    def _line(self, text: str, link: int, bold: int, links: int, href: str | None) -> None:
        number = self.stack[-1]
        box = self.layout.boxes[number]
        size = len(text)
        self.layout.lines.append(
            Line(
                text,
                box.tag,
                number,
                box.flags,
                box.hints,
                min(link, size),
                min(bold, size),
                links,
                href,
                number,
            )
        )

    def open_box(self, element: Any, tag: str) -> None:
        layout = self.layout
        hints, key = hints_of(element)
        flags = _OWN_FLAGS.get(tag, 0) | _attribute_flags(element)
        parent = self.stack[-1] if self.stack else -1
        if parent >= 0:
            above = layout.boxes[parent]
            flags |= above.flags
            hints |= above.hints
        number = len(layout.boxes)
        layout.boxes.append(Box(parent, tag, flags, hints, len(self.stack), element, key, len(layout.lines)))
        self.stack.append(number)

    def close_box(self) -> None:
        number = self.stack.pop()
        box = self.layout.boxes[number]
        lines = self.layout.lines
        if box.tag == "tr" and len(lines) - box.first > 1:
            self._join_cells(number, box)
        box.last = len(lines)
        # A wrapper around one line is no container: the line belongs to what the wrapper stands in.
        if box.parent >= 0 and box.last - box.first == 1:
            line = lines[box.first]
            line.box = box.parent
            if line.tag in ("div", "section", "article", "span", "td", "li") and box.tag in (
                "li",
                "td",
                "th",
            ):
                line.tag = box.tag

    def _join_cells(self, number: int, box: Box) -> None:
        """One line of a table's row, unless a cell holds paragraphs: then the table is only the page's layout."""
        cells = self.layout.lines[box.first :]
        if len(cells) > 40 or any(len(cell.text) > 250 or cell.tag not in ("td", "th") for cell in cells):
            return
        row = cells[0]
        row.text = " ".join(cell.text for cell in cells)
        row.link, row.bold, row.links = (
            sum(c.link for c in cells),
            sum(c.bold for c in cells),
            sum(c.links for c in cells),
        )
        row.tag, row.box, row.own = "tr", number, number
        del self.layout.lines[box.first + 1 :]

    def image(self, element: Any) -> None:
        url = element.get("src") or ""
        if not url or url.startswith("data:"):
            url = (
                element.get("data-src") or element.get("data-original") or element.get("data-lazy-src") or ""
            )
        box = self.stack[-1] if self.stack else 0
        self.layout.boxes[box].images += 1
        self.layout.pictures.append(Picture(url, element.get("alt") or "", len(self.layout.lines), box))


def read_lines(body: Any) -> Layout:
    """The lines of a body element, whose subtree must already be free of the `DROPPED` elements, comments and instructions."""
    walk = _Walk()
    events = etree.iterwalk(body, events=("start", "end"))
    boxes_open = walk.stack
    marked = walk.layout.marked
    for event, element in events:
        tag = element.tag
        if event == "start":
            if tag in _SKIPPED:
                events.skip_subtree()
                continue
            if tag in _INLINE:
                if tag == "br":
                    walk.parts.append("\x00")
                    continue
                if tag == "img":
                    walk.image(element)
                    continue
                if tag == "a":
                    walk.in_link += 1
                    walk.links += 1
                    href = element.get("href") or ""
                    walk.href = walk.href or href
                    if _AUTHOR_LINK.search(href) or "author" in (element.get("rel") or ""):
                        name = " ".join("".join(element.itertext()).split())
                        walk.layout.author_links.append((len(walk.layout.lines), name))
                elif tag in ("b", "strong"):
                    walk.in_bold += 1
                if element.get("class"):
                    own, _ = hints_of(element)
                    if own:
                        marked.append((own, len(walk.layout.lines), element))
            else:
                walk.flush()
                if len(boxes_open) >= DEEPEST:
                    walk.layout.too_deep = True
                walk.open_box(element, tag)
                box = walk.layout.boxes[-1]
                if box.hints:
                    marked.append((box.hints, len(walk.layout.lines), element))
            if element.text:
                walk.add(element.text)
            continue
        if tag in _INLINE:
            if tag == "a":
                walk.in_link -= 1
            elif tag in ("b", "strong"):
                walk.in_bold -= 1
        elif tag not in _SKIPPED:
            walk.flush()
            walk.close_box()
        if element.tail and boxes_open:
            walk.add(element.tail)
    return walk.layout


def _attribute_flags(element: Any) -> int:
    flags = 0
    if role := element.get("role"):
        flags |= _ROLES.get(role, 0)
    style = element.get("style")
    if (style and "display" in style and "none" in style.replace(" ", "").partition("display:")[2][:5]) or (
        element.get("hidden") is not None or element.get("aria-hidden") == "true"
    ):
        flags |= HIDDEN
    return flags


def _pieces(text: str) -> list[str]:
    """The paragraphs of a line with `<br>`: two breaks, or one after the end of a sentence, begin a new one."""
    pieces: list[str] = []
    gap = 2
    for raw in text.split("\x00"):
        piece = " ".join(raw.split())
        if piece:
            if gap >= 2 or not pieces or (len(pieces[-1]) > 60 and pieces[-1][-1] in '.!?…。！？"”»؟۔।'):
                pieces.append(piece)
            else:
                pieces[-1] += " " + piece
            gap = 1
        else:
            gap += 1
    return pieces
