"""Boxes inside the article's region whose lines are not the story's: cards, lists of links, offers, boxes of other kinds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from .elements import HEADINGS
from .hints import AD, BIO, CAPTION_H, COMMENTS, CRUMBS, EMBED, PROMO, PULL, RELATED, SHARE, TAGS
from .layout import Layout, Line
from .noise import folded, is_post, lexicon

if TYPE_CHECKING:
    from .region import Region

STOPS = frozenset(".!?…:;。！？؟۔।”\"»'’)")
_TOLERATED = (
    (COMMENTS | BIO | EMBED, 1_000_000),
    (RELATED | PROMO, 600),
    (PULL | CAPTION_H, 400),
    (SHARE | AD | TAGS | CRUMBS, 150),
)
"""Hints of a box that is not the story, and from how much prose on its content is believed instead."""
_TOLERABLE = reduce(or_, (bits for bits, _ in _TOLERATED))


def strange_boxes(layout: Layout, region: Region, title_at: int | None, threads: set[int]) -> set[int]:
    """The boxes inside the region whose lines are not the story's: cards, lists of links, boxes of other kinds.

    What holds the core or the headline is none of them, whatever it looks like.
    """
    boxes = layout.boxes
    on_path = set()
    for here in (region.core, layout.lines[title_at].box if title_at is not None else -1):
        while here >= 0:
            on_path.add(here)
            here = boxes[here].parent
    on_path |= region.joined
    strange: set[int] = set()
    for number, box in enumerate(boxes):
        if box.last <= region.start or number in on_path:
            continue
        if box.first >= region.end:
            break  # boxes stand in the page's order
        if number in threads or box.parent in strange or _is_strange(layout, region, number):
            strange.add(number)
    return strange


def _is_strange(layout: Layout, region: Region, number: int) -> bool:
    box = layout.boxes[number]
    if box.flags & region.outside:
        return True
    # Text of a paragraph that was never closed stands before the boxes that fell into it; those are judged themselves.
    if box.first == box.last or (box.tag == "p" and box.last - box.first > 1):
        return False
    weight = region.sums[box.last] - region.sums[box.first]
    if box.last - box.first > 60 and weight > 0.4 * region.whole:
        return False
    count = box.last - box.first
    hints = box.hints & ~layout.boxes[box.parent].hints & ~region.common
    whole = region.whole
    if (
        hints & _TOLERABLE
        and weight < 0.4 * whole
        and any(hints & bits and weight < most for bits, most in _TOLERATED)
    ):
        return True
    if weight < 0.3 * whole and opens_strange(layout, region, range(box.first, box.last)):
        return True
    links = region.links[box.last] - region.links[box.first]
    chars = region.chars[box.last] - region.chars[box.first]
    if links > 0.6 * chars and (
        count > 1 or links > 0.85 * chars or layout.lines[box.first].text[-1] not in STOPS
    ):
        return True
    if weight >= 0.3 * whole or count >= 12 or box.tag in HEADINGS:
        return False
    first = layout.lines[box.first]
    if 1 < count < 5 and len(first.text) > 20 and first.link > 0.9 * len(first.text):
        return True
    if box.tag == "blockquote" and any(is_post(line.text) for line in layout.lines[box.last - 2 : box.last]):
        return True
    return region.headings[box.last] > region.headings[box.first]


def is_linked_heading(line: Line) -> bool:
    """Whether a line is a heading that is a link."""
    return line.tag in HEADINGS and line.link > 0.6 * len(line.text)


def opening_lines(layout: Layout, region: Region, first: int, last: int) -> list[int]:
    """The first lines of a range that are not set apart by an element of their own (an aside in front of the story's rest)."""
    return [n for n in range(first, last) if not layout.lines[n].flags & region.outside][:2]


def opens_strange(layout: Layout, region: Region, numbers: Sequence[int]) -> bool:
    """Whether a box begins like a card or an offer: "Read more" over a teaser, a wall over its price list."""
    for number in numbers[:2]:
        opening = region.openings.get(number)
        if opening is None:
            opening = region.openings[number] = _opening(layout.lines[number].text)
        if opening == _WALL or (opening == _CARD and len(numbers) > 1):
            return True
    return False


_PLAIN, _WALL, _CARD = range(3)


def _opening(text: str) -> int:
    """What a line opens."""
    if len(text) >= 160:
        return _PLAIN
    words, short = lexicon(), folded(text)
    if words["wall"].opens(short):
        return _WALL
    if words["end"].whole(short) or (len(short) < 60 and words["read_more"].opens(short)):
        return _CARD
    return _PLAIN
