"""The body: which lines of the region are the story, in order, and what stood directly above and below it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from pipelines.attribute import is_credit_line
from pipelines.items import Block

from .hints import (
    BIO,
    BYLINE,
    CAPTION_H,
    COMMENTS,
    CREDIT,
    DATE,
    EMBED,
    PROMO,
    RELATED,
    SHARE,
    TAGS,
    WALL,
)
from .lines import ITEM, QUOTE, Layout, Line
from .noise import ends_sentence, folded, has_letters, is_furniture, letters, lexicon
from .region import HEADINGS, Region, size

_DATELINE = re.compile(r"^(?:[A-ZÀ-Ž][\w .,'/-]{1,50})?\([A-Z][\w .&/-]{1,30}\)\s?(?:--|[-–—:])")


@dataclass(slots=True)
class Body:
    """The story's blocks, the numbers of its first and last line, and the lines just above (`head`) and below (`tail`) it."""

    blocks: list[Block] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    tail: list[int] = field(default_factory=list)
    lead: str | None = None
    walled: bool = False
    """Whether a line in it says that the rest is for subscribers."""
    dropped: dict[int, str] = field(default_factory=dict)
    """The lines of the region that were left out, and why."""


_OWN_HINTS = SHARE | DATE | BYLINE | CREDIT | CAPTION_H | TAGS | PROMO | RELATED | EMBED | BIO


@dataclass(slots=True)
class _State:
    layout: Layout
    region: Region
    titles: frozenset[str]
    captions: Collection[int]
    repeated: frozenset[str]
    shortest: int
    longest: int
    seen: set[str] = field(default_factory=set)
    kept: list[int] = field(default_factory=list)
    dropped: dict[int, str] = field(default_factory=dict)
    ended: bool = False
    body: Body = field(default_factory=Body)


def read_body(
    layout: Layout,
    region: Region,
    titles: frozenset[str],
    title_at: int | None,
    captions: Collection[int] = (),
) -> Body:
    """The body of a region. `titles` are the headline's forms as `letters`; lines equal to one are not the story."""
    state = _State(layout, region, titles, captions, _repeated(layout, region), *_lengths(titles))
    for number in region.lines:
        if title_at is not None and number <= title_at and region.start < title_at < region.end:
            continue
        _take(state, number)
        if state.ended:
            break
    _trim_head(state)
    _trim_tail(state)
    body = state.body
    body.numbers = state.kept
    _set_margins(state, title_at)
    body.blocks = [Block(_kind(layout.lines[n]), layout.lines[n].text) for n in state.kept]
    return body


def _take(state: _State, number: int) -> None:
    """Keep a line, or leave it out for what it is; a heading of the comments ends the walk."""
    reason = _refusal(state, number)
    if reason is None:
        state.kept.append(number)
    else:
        state.dropped[number] = reason


def _refusal(state: _State, number: int) -> str | None:
    """Why a line is not the story; None where it is."""
    line = state.layout.lines[number]
    text, words = line.text, lexicon()
    short = folded(text) if len(text) < 600 else ""
    if short and len(text) < 80 and state.kept and _ends_here(state, number, short):
        return "end"
    if state.shortest <= len(text) <= state.longest and letters(text) in state.titles:
        return "title"
    if number in state.captions:
        return "caption"
    if text in state.repeated or (len(text) > 40 and line.tag != "tr" and text in state.seen):
        return "repeated"
    state.seen.add(text)
    if short and len(text) < 300 and words["wall"].opens(short):
        state.body.walled = True
        return "wall"
    if short and len(text) < 400 and words["staff"].opens(short):
        return "staff"
    if (short and is_furniture(text, short)) or (not short and not has_letters(text)):
        return "furniture"
    if (short and _is_label(line, short)) or (len(state.kept) < 3 and _is_byline(line, short)):
        return "label"
    if short and _leads_elsewhere(line, short):
        return "read more"
    if (
        not state.region.weights[number]
        and len(text) < 160
        and is_credit_line(text, "tail" if state.kept else "head")
    ):
        return "credit"
    if (
        len(text) < 200
        and not state.region.weights[number]
        and line.hints & _OWN_HINTS & ~state.layout.boxes[state.region.core].hints
    ):
        return "hint"
    return None


def _lengths(titles: frozenset[str]) -> tuple[int, int]:
    """The shortest and longest line that may print a headline."""
    return (min(map(len, titles)), 2 * max(map(len, titles)) + 20) if titles else (1, 0)


def _repeated(layout: Layout, region: Region) -> frozenset[str]:
    """Short lines that stand three times or more among the region's lines: labels of inserted boxes."""
    counts = Counter(
        layout.lines[n].text for n in region.lines if not region.weights[n] and len(layout.lines[n].text) < 80
    )
    return frozenset(text for text, count in counts.items() if count > 2)


def _ends_here(state: _State, number: int, short: str) -> bool:
    """Whether a short line heads what follows the story; the rest is left out unless the story goes on in its own box."""
    words = lexicon()
    line = state.layout.lines[number]
    about = (
        words["about"].opens(short)
        and (line.tag in HEADINGS or line.bold > 0.9 * len(line.text))
        and short[-1] not in "?!"
    )
    if not (
        about
        or words["end"].whole(short)
        or (words["end"].opens(short) and (line.tag in HEADINGS or len(short) < 40))
    ):
        return False
    rest = [n for n in state.region.lines if n > number]
    ahead = sum(state.region.weights[n] for n in rest)
    done = sum(state.region.weights[n] for n in state.kept)
    if about:
        state.ended = ahead < 0.4 * done
        return state.ended
    if (
        words["comments"].whole(short)
        or words["comments"].opens(short)
        or line.hints & COMMENTS
        or ahead < 0.5 * done
    ):
        if (
            not any(state.layout.lines[n].box == state.region.core and state.region.weights[n] for n in rest)
            or ahead < 0.15 * done
        ) or words["comments"].whole(short):
            state.ended = True
    return True


def _is_label(line: Line, short: str) -> bool:
    """Whether a short line is a label with its value: a date, a byline, tags."""
    if len(short) > 120 or (ends_sentence(short) and len(short) > 60):
        return False
    words = lexicon()
    return (
        (words["meta_line"].opens(short)
        and any(c.isdigit() for c in short))
        or (words["tags"].opens(short)
        and line.link > 0)
    )


def _is_byline(line: Line, short: str) -> bool:
    """Whether a short line near the head of the text names its author."""
    return (
        0 < len(short) < 90
        and lexicon()["byline"].opens(short)
        and not ends_sentence(short)
        and (":" in short[:20] or short[:3] in ("by ", "von") or line.link > 0)
    )


def _leads_elsewhere(line: Line, short: str) -> bool:
    """Whether a line only leads to another story: an opener of the lexicon with a link, or nothing but one link."""
    text = line.text
    opener = lexicon()["read_more"].opens(short)
    if opener and (line.link > 0.3 * len(text) or (len(text) < 160 and line.link == 0 and ":" in text[:30])):
        return True
    if line.link < 0.85 * len(text):
        return False
    if line.links == 1 and size(text) > 25 and not (line.flags & ITEM or ends_sentence(text)):
        return True
    return (line.tag in HEADINGS and size(text) > 25) or len(text) < 25


def _trim_head(state: _State) -> None:
    """Drop what stands before the first sentence: bylines, dates, sub-headings and lists of points."""
    lines, weights = state.layout.lines, state.region.weights
    drop_heads(state.kept, state.layout, weights, state.dropped)
    points = 0
    while points < len(state.kept) and lines[state.kept[points]].flags & ITEM:
        points += 1
    if points > 1 and sum(1 for n in state.kept[points:] if weights[n]) > 2:
        for number in state.kept[:points]:
            state.dropped[number] = "head"
        del state.kept[:points]
        drop_heads(state.kept, state.layout, weights, state.dropped)
    if len(state.kept) > 2:
        first, second = lines[state.kept[0]], lines[state.kept[1]]
        if _DATELINE.search(second.text) and not _DATELINE.search(first.text):
            state.body.lead = first.text
            state.kept.pop(0)


def drop_heads(kept: list[int], layout: Layout, weights: list[int], dropped: dict[int, str]) -> None:
    """Take from the front of a body what is no sentence while sentences follow."""
    while kept:
        line = layout.lines[kept[0]]
        sentence = ends_sentence(line.text) and size(line.text) > 25 and line.tag not in HEADINGS
        if weights[kept[0]] or sentence or not any(weights[n] for n in kept[1:4]):
            break
        dropped[kept.pop(0)] = "head"


def _trim_tail(state: _State) -> None:
    """Drop what stands after the last sentence: headings without text, names, tags, codes."""
    lines, weights = state.layout.lines, state.region.weights
    while len(state.kept) > 1:
        number = state.kept[-1]
        line = lines[number]
        if (
            weights[number]
            or (ends_sentence(line.text) and line.tag not in HEADINGS and size(line.text) > 20)
            or (line.flags & ITEM
            and line.link == 0)
        ):
            break
        state.dropped[state.kept.pop()] = "tail"


def _set_margins(state: _State, title_at: int | None) -> None:
    body, lines = state.body, state.layout.lines
    if not state.kept:
        return
    first, last = state.kept[0], state.kept[-1]
    above = title_at if title_at is not None and title_at < first else max(-1, first - 25)
    body.head = [n for n in range(above + 1, first) if len(lines[n].text) < 400][-40:]
    below = [n for n in range(last + 1, min(len(lines), last + 15)) if len(lines[n].text) < 200]
    body.tail = sorted({n for n in state.dropped if n > last} | set(below))
    body.dropped = state.dropped


def _kind(line: Line) -> str:
    if line.tag in HEADINGS:
        return "heading"
    if line.flags & QUOTE:
        return "quote"
    if line.flags & ITEM:
        return "list"
    if line.bold > 0.9 * len(line.text) and len(line.text) < 120 and not ends_sentence(line.text):
        return "heading"
    return "text"


_ = WALL
