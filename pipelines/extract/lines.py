"""The page as a sequence of lines: one walk over the tree gives every block of visible text with where it stood."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from .elements import (
    BOLD,
    BREAK,
    DROPPED,
    IMAGE,
    KINDS,
    LINK,
    LINK_WORDS,
    NO_DISPLAY,
    OWN_FLAGS,
    ROLES,
    SKIP,
    SPEAKING_LINK,
    TELLING,
)
from .hints import BYLINE, TAGS, hints_in, hints_in_id
from .layout import (
    ARTICLE,
    CELL,
    FOOTER,
    HIDDEN,
    MAIN,
    NAV,
    Box,
    Layout,
    Line,
    Picture,
)

MOST_LINES = 20_000
"""Lines of a page that are read: the longest live blog has some 5,000."""

_PASSED = NAV | FOOTER
_MOST_LINKS = 500
_MOST_PICTURES = 500


def prune(root: Any) -> None:
    """Take the elements out of a tree that hold no text of the page."""
    etree.strip_elements(root, *DROPPED, with_tail=False)


class _Walk:
    """State of one walk: the open boxes and the text of the line being read."""

    def __init__(self) -> None:
        self.layout = Layout()
        self.stack: list[int] = []
        self.parts: list[str] = []
        self.link = self.bold = self.links = 0
        self.in_link = self.in_bold = 0

    def count(self, text: str) -> None:
        """Count text that stands in a link or is bold."""
        size = len(text.strip())
        if self.in_link:
            self.link += size
        if self.in_bold:
            self.bold += size

    def open_inline(self, element: Any, kind: int) -> None:
        """Count links and bold text; note elements that say they name an author or tags, and times."""
        if kind == LINK:
            self.in_link += 1
            self.links += 1
            self.read_link(element)
        elif kind == BOLD:
            self.in_bold += 1
        elif (names := element.get("class")) and (hints := hints_in(names)) & (BYLINE | TAGS):
            self.layout.marked.append((hints, len(self.layout.lines), element))
        if element.get("itemprop") == "author":
            self.layout.authors.append(element)

    def flush(self) -> None:
        """End the line being read, if it has any text."""
        text = "".join(self.parts)
        self.parts.clear()
        pieces = _pieces(text) if "\x00" in text else [" ".join(text.split())]
        if pieces and pieces[0]:
            number = self.stack[-1]
            box = self.layout.boxes[number]
            for piece in pieces:
                size = len(piece)
                link, bold = min(self.link, size), min(self.bold, size)
                self.layout.lines.append(
                    Line(piece, box.tag, number, box.flags, box.hints, link, bold, self.links, number)
                )
        self.link = self.bold = self.links = 0

    def open_box(self, element: Any, tag: str) -> int:
        """Open a box for an element and give the flags of what it stands for and stands in."""
        layout, stack = self.layout, self.stack
        boxes = layout.boxes
        names, flags, hints = "", OWN_FLAGS.get(tag, 0), 0
        for name, value in element.items():
            if name == "class":
                names = value
                hints |= hints_in(value)
            elif name == "id":
                hints |= hints_in_id(value)
            elif name in TELLING:
                flags |= _meaning(name, value)
            elif name == "itemprop" and value == "author":
                layout.authors.append(element)
        if hints & (BYLINE | TAGS):
            layout.marked.append((hints, len(layout.lines), element))
        if stack:
            parent = stack[-1]
            above = boxes[parent]
            box = Box(parent, tag, above.flags | flags, above.hints | hints, names, len(layout.lines))
        else:
            box = Box(-1, tag, flags & ~HIDDEN, hints, names, len(layout.lines))
        stack.append(len(boxes))
        boxes.append(box)
        return box.flags

    def close_box(self) -> None:
        box = self.layout.boxes[self.stack.pop()]
        lines = self.layout.lines
        count = len(lines) - box.first
        if count > 1 and box.tag == "tr":
            self._join_cells(box)
            count = len(lines) - box.first
        box.last = len(lines)
        # A wrapper around one line is no container: the line belongs to what the wrapper stands in.
        if count == 1 and box.parent >= 0:
            line = lines[box.first]
            line.box = box.parent
            if box.tag in ("li", "td", "th") and line.tag not in (
                "p",
                "h1",
                "h2",
                "h3",
                "h4",
                "h5",
                "h6",
                "tr",
                "blockquote",
            ):
                line.tag = box.tag

    def _join_cells(self, box: Box) -> None:
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
        row.tag, row.flags = "tr", box.flags | CELL
        del self.layout.lines[box.first + 1 :]
        # The boxes in the row bound lines that are now one.
        for inner in reversed(self.layout.boxes):
            if inner is box:
                break
            inner.first = min(inner.first, box.first + 1)
            inner.last = min(inner.last, box.first + 1)

    def image(self, element: Any) -> None:
        if len(self.layout.pictures) >= _MOST_PICTURES:
            return
        url = element.get("src") or ""
        if not url or url.startswith("data:"):
            url = (
                element.get("data-src") or element.get("data-original") or element.get("data-lazy-src") or ""
            )
        box = self.stack[-1] if self.stack else 0
        self.layout.pictures.append(Picture(url, element.get("alt") or "", len(self.layout.lines), box))

    def read_link(self, element: Any) -> None:
        """Remember what a link's address says of its text: the name of an author, a topic."""
        href, rel = element.get("href"), element.get("rel")
        kind = None
        if href and not LINK_WORDS.isdisjoint(_parts(href)):
            kind = SPEAKING_LINK.search(href)
        if kind is None and (rel is None or ("author" not in rel and "tag" not in rel)):
            return
        if len(self.layout.author_links) + len(self.layout.tag_links) > _MOST_LINKS:
            return
        name = short_text(element, 200) or ""
        at = len(self.layout.lines)
        if (kind is not None and kind[1] is not None) or (rel is not None and "author" in rel):
            self.layout.author_links.append((at, name))
        else:
            self.layout.tag_links.append(
                (at, name, self.layout.boxes[self.stack[-1]].flags if self.stack else 0)
            )


def read_lines(body: Any) -> Layout:
    """The lines of a body element of a tree that went through `prune`."""
    walk = _Walk()
    lines, stack, parts = walk.layout.lines, walk.stack, walk.parts
    kind_of = KINDS.get
    skipped = None
    events = etree.iterwalk(body, events=("start", "end"))
    for event, element in events:
        kind = kind_of(element.tag)
        if event == "start":
            if kind is None:
                if parts:
                    walk.flush()
                flags = walk.open_box(element, element.tag)
                if flags & _PASSED and _is_passed(element, flags):
                    walk.close_box()
                    events.skip_subtree()
                    skipped = element
                    continue
            elif kind < BREAK:
                walk.open_inline(element, kind)
            elif kind == SKIP:
                events.skip_subtree()
                continue
            else:
                if kind == BREAK:
                    parts.append("\x00")
                elif kind == IMAGE:
                    walk.image(element)
                continue
            text = element.text
        else:
            if kind is None:
                if element is not skipped:
                    if parts:
                        walk.flush()
                    walk.close_box()
                    if len(lines) > MOST_LINES:
                        walk.layout.cut = True
                        break
            elif kind == LINK:
                walk.in_link -= 1
            elif kind == BOLD:
                walk.in_bold -= 1
            text = element.tail
        # White space at the head of a line is none of it.
        if text and (parts or not text.isspace()) and stack:
            parts.append(text)
            if walk.in_link or walk.in_bold:
                walk.count(text)
    while stack:
        if parts:
            walk.flush()
        walk.close_box()
    return walk.layout


def short_text(element: Any, most: int) -> str | None:
    """The text of an element; None where it is longer than `most` characters."""
    parts: list[str] = []
    size = 0
    for count, part in enumerate(element.itertext()):
        size += len(part)
        if size > 4 * most or count > 200:
            return None
        parts.append(part)
    text = " ".join("".join(parts).split())
    return text if len(text) <= most else None


def apart(element: Any, most: int) -> str | None:
    """The text of an element as `short_text`, with a bar where one block in it ends and another begins."""
    if all(inner.tag in KINDS for inner in element.iterdescendants() if isinstance(inner.tag, str)):
        return short_text(element, most)
    parts: list[str] = []
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        block = inner.tag not in KINDS
        if block and inner is not element:
            parts.append("|")
        text = inner.text if event == "start" else inner.tail if inner is not element else None
        parts.append(text or "")
        if len(parts) > 400:
            return None
    text = " | ".join(part for raw in "".join(parts).split("|") if (part := " ".join(raw.split())))
    return text if len(text) <= most else None


def _is_passed(element: Any, flags: int) -> bool:
    """Whether a block holds nothing of the story and is to be skipped: navigation, the page's footer."""
    return bool(flags & NAV or flags & (FOOTER | ARTICLE | MAIN) == FOOTER) and not _holds_article(element)


def _parts(href: str) -> list[str]:
    return href.lower().replace("=", "/").replace("?", "/").replace("-", "/").split("/")


def _holds_article(nav: Any) -> bool:
    """Whether a navigation element holds the page's story, because it was left open."""
    return next(nav.iter("h1"), None) is not None or sum(1 for _ in nav.iter("p")) > 4


def _meaning(name: str, value: str) -> int:
    """The flag that an attribute stands for."""
    if name == "role":
        return ROLES.get(value, 0)
    if name == "style":
        return HIDDEN if "display" in value and NO_DISPLAY.search(value) else 0
    return HIDDEN if name == "hidden" or value == "true" else 0


_DATED = re.compile(r"\d{4}|\d:\d\d")
_ENDINGS = frozenset('.!?…。！？"”»؟۔।')


def _is_label(pieces: list[str]) -> bool:
    """Whether the first piece of a line is one of its own: it has a date, and is too short for a text that was broken by hand."""
    return (
        len(pieces) == 1
        and len(pieces[0]) < 50
        and _DATED.search(pieces[0]) is not None
        and pieces[0][-1] not in ",-;–"
    )


def _pieces(text: str) -> list[str]:
    """The paragraphs of a line with `<br>`: two breaks, or one after the end of a sentence, begin a new one."""
    pieces: list[str] = []
    gap = 2
    for raw in text.split("\x00"):
        piece = " ".join(raw.split())
        if piece:
            if (
                gap >= 2
                or not pieces
                or (len(pieces[-1]) > 60 and pieces[-1][-1] in _ENDINGS)
                or _is_label(pieces)
            ):
                pieces.append(piece)
            else:
                pieces[-1] += " " + piece
            gap = 1
        else:
            gap += 1
    return pieces
