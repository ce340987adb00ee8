"""Where a page prints who wrote its story and when: the lines around the text, also where rules cut the text out of the page."""

from __future__ import annotations

from dataclasses import dataclass

from .body import Body, margins
from .layout import Layout
from .noise import letters
from .page import Page

_OPENING = 60
"""Characters by which a paragraph is found again."""


@dataclass(frozen=True, slots=True)
class Margins:
    """The lines of a page by number: headline, those between it and the text, those after it, first and last of the text."""

    layout: Layout
    title_at: int | None
    head: list[int]
    tail: list[int]
    first: int
    last: int


def margins_of(page: Page, body: Body) -> Margins:
    """The margins of a body on its page; on those of a body that rules selected, the whole page is looked at."""
    first, last = (body.numbers[0], body.numbers[-1]) if body.numbers else (0, 0)
    if page.whole is None or page.method != "rules" or not body.blocks:
        return Margins(page.layout, page.title.at, body.head, body.tail, first, last)
    layout = page.whole[0]
    first = _find(layout, body.blocks[0].text, 0)
    last = _find(layout, body.blocks[-1].text, first)
    above = [n for n in range(first) if letters(layout.lines[n].text) in page.title.forms]
    title_at = next((n for n in above if layout.lines[n].tag == "h1"), above[-1] if above else None)
    head, tail = margins(layout, title_at, first, last)
    return Margins(layout, title_at, head, tail, first, last)


def _find(layout: Layout, text: str, start: int) -> int:
    """The first line from `start` on that begins like a text; `start` where none does."""
    opening = text[:_OPENING]
    lines = range(start, len(layout.lines))
    return next((n for n in lines if layout.lines[n].text.startswith(opening)), start)
