"""The page as a sequence of lines: one pass over the tags gives every block of visible text with where it stood."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from .breaks import ENDINGS, pieces_of
from .elements import (
    BLOCK,
    BODY,
    BOLD,
    BREAK,
    CLOSES_PARAGRAPH,
    END,
    GUIDING,
    HEADINGS,
    IMAGE,
    KINDS,
    LINK,
    OWN_FLAGS,
    PLAIN,
    RANKED,
    SCOPE,
    SCOPES,
    SIBLINGS,
    SKIP,
    UNBOLD,
    UNLINK,
)
from .layout import ARTICLE, CELL, FOOTER, HIDDEN, MAIN, NAV, Box, Layout, Line, Picture
from .markup import VOID, Element, Markup, is_closed, unescaped, value_of
from .meaning import AUTHOR, MARKED, inline_hints, link_kind, meaning_of
from .region import size

MOST_LINES = 20_000
"""Lines of a page that are read: the longest live blog has some 5,000."""

_PASSED = NAV | FOOTER
_DEEPEST = 256
"""Open blocks from which on another is only a break of the line."""
MOST_LINKS = 500
MOST_PICTURES = 500
_KEPT = HEADINGS | {"p", "tr", "blockquote"}
"""What a line stays, whatever it alone stands in."""


class _Walk:
    """State of one pass: the open blocks and the text of the line being read.

    A block becomes a box when something in it is kept: many hold nothing.
    """

    def __init__(self, markup: Markup) -> None:
        self.markup = markup
        self.layout = Layout()
        self.layout.boxes.append(Box(-1, "body", 0, 0, ""))
        self.stack = [0]
        """The numbers of the open boxes."""
        self.pending: list[tuple[str, str, int]] = []
        """(name, attributes, number of the tag) of the open blocks inside them that are no boxes yet."""
        self.tags = ["body"]
        """The names of all open blocks."""
        self.parts: list[str] = []
        self.marks: list[tuple[int, int, int]] = []
        """The counts of characters in links and in bold, and of links, up to every `<br>` of the line being read."""
        self.link = self.bold = self.links = 0
        self.in_link = self.in_bold = 0
        """How many blocks were open where the open link, the bold text, began; 0 outside."""
        self.passing = False
        """Whether the innermost box stands in navigation or a footer."""
        self.sunk = 0

    def run(self) -> Layout:
        """Read all tags."""
        parts, kinds, tags, pending = self.parts, KINDS, self.tags, self.pending
        numbered = enumerate(self.markup.tags)
        for at, (name, raw, text) in numbered:
            kind = kinds[name]
            if kind >= END:
                if parts:
                    self.flush()
                    if self.layout.cut:
                        break
                if kind == END:
                    if tags[-1] == name[1:] and not self.sunk:
                        tags.pop()
                        if pending:
                            pending.pop()
                        else:
                            self.close_box()
                        if self.in_link or self.in_bold:
                            self.leave()
                    else:
                        self.end(name[1:])
                elif (
                    kind == BLOCK
                    and not self.passing
                    and tags[-1] != "p"
                    and "role" not in raw
                    and raw[-1:] != "/"
                    and len(tags) < _DEEPEST
                ):
                    tags.append(name)
                    pending.append((name, raw, at))
                elif skip := self.open(kind, name, raw, at):
                    _pass_by(numbered, skip - at - 1)
                    continue
            elif kind:
                if kind == SKIP:
                    # The text behind its end is read with the tag that ends it.
                    _pass_by(numbered, (self.markup.end_of(at) or at + 1) - at - 1)
                    continue
                if kind > PLAIN or raw:
                    self.inline(kind, raw, at)
            # White space at the head of a line is none of it.
            if text and (parts or not text.isspace()):
                if "&" in text:
                    text = unescaped(text)
                parts.append(text)
                if self.in_link or self.in_bold:
                    self.count(text)
        if parts:
            self.flush()
        self.close_to(0)
        return self.layout

    def count(self, text: str) -> None:
        """Count text that stands in a link or is bold."""
        size = len(text.strip())
        if self.in_link:
            self.link += size
        if self.in_bold:
            self.bold += size

    def inline(self, kind: int, raw: str, at: int) -> None:
        """Count links and bold text, note breaks and pictures, and elements that say they name an author or tags."""
        if kind == UNLINK:
            self.in_link = 0
        elif kind == LINK:
            self.links += 1
            if not is_closed(raw):
                self.in_link = len(self.tags)
            self.read_link(raw, at)
        elif kind == PLAIN:
            if (hints := inline_hints(raw)) & MARKED:
                self.box()
                self.mark(hints, at)
        elif kind == BREAK:
            self.parts.append("\x00")
            self.marks.append((self.link, self.bold, self.links))
        elif kind == IMAGE:
            if len(self.layout.pictures) < MOST_PICTURES:
                self.layout.pictures.append(Picture(raw, len(self.layout.lines), self.box()))
        elif kind == BOLD:
            self.in_bold = self.in_bold or len(self.tags)
        elif kind == UNBOLD:
            self.in_bold = 0
        elif kind == BODY:
            self.set_body(raw)

    def set_body(self, raw: str) -> None:
        """Take what the body's own tag says."""
        names, flags, hints = meaning_of(raw)
        box = self.layout.boxes[0]
        box.flags |= flags & ~HIDDEN
        box.hints |= hints & ~AUTHOR
        box.key = box.key or names
        self.passing = bool(box.flags & _PASSED)

    def mark(self, hints: int, at: int) -> None:
        """Note an element that says it names an author or tags."""
        if hints & MARKED & ~AUTHOR:
            self.layout.marked.append((hints & ~AUTHOR, len(self.layout.lines), Element(self.markup, at)))
        if hints & AUTHOR:
            self.layout.authors.append(Element(self.markup, at))

    def flush(self) -> None:
        """End the line being read, if it has any text."""
        parts = self.parts
        text = parts[0] if len(parts) == 1 else "".join(parts)
        parts.clear()
        counts = (self.link, self.bold, self.links)
        if "\x00" in text:
            pieces = pieces_of(text, [*self.marks, counts])
            self.marks.clear()
        else:
            words = " ".join(text.split())
            pieces = [(words, *counts)] if words else []
        if pieces:
            number, lines = self.box(), self.layout.lines
            box = self.layout.boxes[number]
            for piece, link, bold, links in pieces:
                size = len(piece)
                link, bold = min(link, size), min(bold, size)
                lines.append(Line(piece, box.tag, number, box.flags, box.hints, link, bold, links, number))
            self.layout.cut = len(lines) > MOST_LINES
        self.link = self.bold = self.links = 0

    def open(self, kind: int, tag: str, raw: str, at: int) -> int:
        """Open a block; the number of its end where nothing in it is read, 0 elsewhere."""
        tags = self.tags
        if tags[-1] == "p" and tag in CLOSES_PARAGRAPH:
            self.close_to(len(tags) - 1)
        if kind == RANKED:
            self.end_siblings(tag)
        if len(tags) >= _DEEPEST:
            self.sunk += tag not in VOID
            return 0
        tags.append(tag)
        self.pending.append((tag, raw, at))
        if self.passing or kind == GUIDING or "role" in raw:
            flags = self.layout.boxes[self.box()].flags
            if flags & _PASSED and (end := self.passed(flags, at)):
                return end
        if (raw[-1:] == "/" and is_closed(raw)) or tag in VOID:
            self.close_to(len(tags) - 1)
        return 0

    def box(self) -> int:
        """The number of the innermost open block's box."""
        stack = self.stack
        if not self.pending:
            return stack[-1]
        boxes, count = self.layout.boxes, len(self.layout.lines)
        above = boxes[stack[-1]]
        for tag, raw, at in self.pending:
            flags, hints, names = above.flags, above.hints, ""
            if tag in OWN_FLAGS:
                flags |= OWN_FLAGS[tag]
            if raw:
                names, own, more = meaning_of(raw)
                flags |= own
                if more:
                    hints |= more & ~AUTHOR
                    if more & MARKED:
                        self.mark(more, at)
            above = Box(stack[-1], tag, flags, hints, names, count)
            stack.append(len(boxes))
            boxes.append(above)
        self.passing = above.flags & _PASSED != 0
        self.pending.clear()
        return stack[-1]

    def passed(self, flags: int, at: int) -> int:
        """The end of a block that holds nothing of the story (navigation, the page's footer); 0 where it is to be read."""
        if not (flags & NAV or flags & (FOOTER | ARTICLE | MAIN) == FOOTER):
            return 0
        end = self.markup.end_of(at)
        if end is None:
            return 0
        inside = self.markup.names[at:end]
        # A navigation element that was left open holds the page's story.
        if "h1" in inside or inside.count("p") > 4 or inside.count("/div") > inside.count("div"):
            return 0
        return end

    def end_siblings(self, tag: str) -> None:
        """End the open element that another one of its kind ends."""
        tags = self.tags
        if tag in HEADINGS:
            if tags[-1] in HEADINGS:
                self.close_to(len(tags) - 1)
            return
        if tag not in SIBLINGS:
            return
        ended, bounds = SIBLINGS[tag]
        for place in range(len(tags) - 1, 0, -1):
            if tags[place] in ended:
                self.close_to(place)
                return
            if tags[place] in bounds:
                return

    def end(self, tag: str) -> None:
        """End the innermost open element of a name with all in it, where it is in scope (WHATWG HTML, 13.2.4.2)."""
        tags = self.tags
        if self.sunk:
            self.sunk -= 1
        elif tags[-1] == tag:
            self.close_to(len(tags) - 1)
        elif tag in tags or tag in HEADINGS:
            names = HEADINGS if tag in HEADINGS else (tag,)
            bounds = SCOPES.get(tag, SCOPE)
            for place in range(len(tags) - 1, 0, -1):
                if tags[place] in names:
                    self.close_to(place)
                    return
                if tags[place] in bounds:
                    return

    def close_to(self, place: int) -> None:
        """Close the open blocks from a place on."""
        tags, pending = self.tags, self.pending
        while len(tags) > place:
            tags.pop()
            if pending:
                pending.pop()
            else:
                self.close_box()
        self.leave()

    def leave(self) -> None:
        """End the link and the bold text that began in a block which was closed."""
        if self.in_link > len(self.tags):
            self.in_link = 0
        if self.in_bold > len(self.tags):
            self.in_bold = 0

    def close_box(self) -> None:
        box = self.layout.boxes[self.stack.pop()]
        lines = self.layout.lines
        count = len(lines) - box.first
        if count > 1 and box.tag == "tr":
            self._join_cells(box)
            count = len(lines) - box.first
        box.last = box.first + count
        # A wrapper around one line is no container: the line belongs to what the wrapper stands in.
        if count == 1 and box.parent >= 0:
            line = lines[box.first]
            line.box = box.parent
            if box.tag in ("li", "td", "th") and line.tag not in _KEPT:
                line.tag = box.tag
        if self.passing and self.stack:
            self.passing = bool(self.layout.boxes[self.stack[-1]].flags & _PASSED)

    def _join_cells(self, box: Box) -> None:
        """One line of a table's row, unless a cell holds paragraphs: then the table is only the page's layout."""
        cells = self.layout.lines[box.first :]
        if len(cells) > 40 or any(len(cell.text) > 250 or cell.tag not in ("td", "th") for cell in cells):
            return
        # Two sentences in lines of their own in one cell are paragraphs.
        sentences = [cell.own for cell in cells if cell.text[-1] in ENDINGS and size(cell.text) > 60]
        if len(sentences) > len(set(sentences)):
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

    def read_link(self, raw: str, at: int) -> None:
        """Remember what a link's address says of its text: the name of an author, a topic."""
        if "itemprop" in raw and value_of(raw, "itemprop") == "author":
            self.layout.authors.append(Element(self.markup, at))
        leads_to = link_kind(raw)
        if leads_to is None or len(self.layout.author_links) + len(self.layout.tag_links) > MOST_LINKS:
            return
        name = self.markup.short_text(at, 200) or ""
        lines = len(self.layout.lines)
        if leads_to == "author":
            self.layout.author_links.append((lines, name))
        else:
            self.layout.tag_links.append((lines, name, self.layout.boxes[self.box()].flags))


def _pass_by(tags: Iterator[Any], count: int) -> None:
    """Leave out the next tags."""
    next(islice(tags, count, count), None)


def read_lines(markup: Markup) -> Layout:
    """The lines of a page."""
    return _Walk(markup).run()
