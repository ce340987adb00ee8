"""The page as a sequence of lines: one walk over the tree gives every block of visible text with where it stood."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from .hints import BYLINE, TAGS, hints_in, hints_in_id
from .layout import (
    ARTICLE,
    ASIDE,
    CAPTION,
    CELL,
    FIGURE,
    FOOTER,
    FORM,
    HEADER,
    HIDDEN,
    ITEM,
    MAIN,
    NAV,
    QUOTE,
    Box,
    Layout,
    Line,
    Picture,
)

MOST_LINES = 20_000
"""Lines of a page that are read: the longest live blog has some 5,000."""

_MOST_LINKS = 500
_MOST_PICTURES = 500
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
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "output",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "img",
        "picture",
        "source",
        "br",
    ]
)
_BOLD = frozenset({"b", "strong"})
_OWN_FLAGS = {
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
    "nav": NAV,
}
_ROLES = {
    "navigation": NAV,
    "menu": NAV,
    "menubar": NAV,
    "search": FORM,
    "complementary": ASIDE,
    "contentinfo": FOOTER,
    "dialog": HIDDEN,
    "alertdialog": HIDDEN,
    "main": MAIN,
    "article": ARTICLE,
}
_TELLING = frozenset({"role", "style", "hidden", "aria-hidden"})
_NO_DISPLAY = re.compile(r"display\s*:\s*none")
_SPEAKING_LINK = re.compile(
    r"/(?:(authors?|autor(?:e[ns]?|i|in)?|auteurs?|people|staff|journalists?|contributors?|writers?|redacteurs?|bylines?|reporters?"
    r"|profiles?|columnists?|experts?|by|mitarbeiter|authorsearch)"
    r"|tags?|topics?|thema|themen|themes?|schlagw(?:ort|oerter|orte)|keywords?|etiquetas?|temas?|argomenti|sujets?|hashtags?|emne|tagi|temat)"
    r"(?:[/=?-]|$)",
    re.I,
)


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
        names, flags, hints = "", _OWN_FLAGS.get(tag, 0), 0
        for name, value in element.items():
            if name == "class":
                names = value
                hints |= hints_in(value)
            elif name == "id":
                hints |= hints_in_id(value)
            elif name in _TELLING:
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
        kind = _SPEAKING_LINK.search(element.get("href") or "")
        rel = element.get("rel")
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
    stack, parts, marked, lines = walk.stack, walk.parts, walk.layout.marked, walk.layout.lines
    in_link = in_bold = 0
    skipped = None
    events = etree.iterwalk(body, events=("start", "end"))
    for event, element in events:
        tag = element.tag
        if event == "start":
            if tag in _INLINE:
                if tag == "a":
                    in_link += 1
                    walk.links += 1
                    walk.read_link(element)
                    if element.get("itemprop") == "author":
                        walk.layout.authors.append(element)
                elif tag == "br":
                    parts.append("\x00")
                    continue
                elif tag == "img":
                    walk.image(element)
                    continue
                elif tag in _BOLD:
                    in_bold += 1
                else:
                    if (names := element.get("class")) and (hints := hints_in(names)) & (BYLINE | TAGS):
                        marked.append((hints, len(lines), element))
                    if element.get("itemprop") == "author":
                        walk.layout.authors.append(element)
            elif tag in _SKIPPED:
                events.skip_subtree()
                skipped = element
                continue
            else:
                if parts:
                    walk.flush()
                flags = walk.open_box(element, tag)
                if (flags & NAV or flags & (FOOTER | ARTICLE | MAIN) == FOOTER) and not _holds_article(
                    element
                ):
                    walk.close_box()
                    events.skip_subtree()
                    skipped = element
                    continue
            text = element.text
        else:
            if tag in _INLINE:
                if tag == "a":
                    in_link -= 1
                elif tag in _BOLD:
                    in_bold -= 1
            elif element is not skipped and tag not in _SKIPPED:
                if parts:
                    walk.flush()
                walk.close_box()
            text = element.tail
        if text and stack and (parts or not text.isspace()):
            parts.append(text)
            if in_link or in_bold:
                size = len(text.strip())
                if in_link:
                    walk.link += size
                if in_bold:
                    walk.bold += size
        if len(lines) > MOST_LINES:
            walk.layout.cut = True
            break
    while stack:
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


def _holds_article(nav: Any) -> bool:
    """Whether a navigation element holds the page's story, because it was left open."""
    return next(nav.iter("h1"), None) is not None or sum(1 for _ in nav.iter("p")) > 4


def _meaning(name: str, value: str) -> int:
    """The flag that an attribute stands for."""
    if name == "role":
        return _ROLES.get(value, 0)
    if name == "style":
        return HIDDEN if "display" in value and _NO_DISPLAY.search(value) else 0
    return HIDDEN if name == "hidden" or value == "true" else 0


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
