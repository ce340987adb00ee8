"""Where on the page the article stands: the container that holds its paragraphs, and the branches that belong to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from itertools import accumulate, pairwise
from operator import or_

from .built import built
from .elements import HEADINGS as HEADINGS
from .hints import AD, BIO, BODY, CAPTION_H, COMMENTS, CRUMBS, EMBED, PROMO, PULL, RELATED, SHARE, TAGS, WALL
from .layout import ARTICLE, ASIDE, CAPTION, FIGURE, FOOTER, FORM, HIDDEN, MAIN, NAV, Layout, Line
from .noise import folded, lexicon
from .strange import STOPS, is_linked_heading, opening_lines, opens_strange, strange_boxes

OUTSIDE = NAV | ASIDE | FOOTER | FIGURE | CAPTION | FORM | HIDDEN
"""Flags of a line that is no part of a story, unless most of the page's prose bears them."""
STRANGE = RELATED | PROMO | COMMENTS | SHARE | AD | BIO | CRUMBS | TAGS

_kernel = built("text_kernel")
_DATE = re.compile(r"\d{1,2}[./ ]\S{1,10}[./ ]\d{2,4}|\d{4}-\d\d|\d:\d\d")
_WIDE = re.compile("[\u0e00-\u0e7f\u2e80-\u9fff\uac00-\ud7af]")
_LISTS = frozenset({"ul", "ol", "dl"})
_CARD = 5
"""Lines from which on a box is more than one teaser."""
_LEVELS = 7


def size(text: str) -> int:
    """The length of a text in Latin letters: scripts that write a word in one or two signs count more."""
    return len(text) if text.isascii() else _wide_size(text)


@lru_cache(maxsize=1024)
def _wide_size(text: str) -> int:
    return len(text) + 2 * (len(_WIDE.findall(text)) if _kernel is None else int(_kernel.wide(text)))


def prose(line: Line) -> int:
    """How much running text a line is: its length where it is a sentence with few links, else 0."""
    length = len(line.text)
    if length < 20:
        return 0
    if length < 900:
        length = size(line.text)
    if length < 50 or line.tag in HEADINGS or line.link > (0.4 if length < 120 else 0.6) * len(line.text):
        return 0
    if line.text[-1] in STOPS:
        return min(length, 900)
    return min(length, 900) // 2 if length > 120 else 0


@dataclass(slots=True)
class Region:
    """The lines that may be the body: `core` is the best box, `lines` their numbers in order, `weights` every line's prose."""

    core: int = 0
    lines: list[int] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    outside: int = OUTSIDE
    start: int = 0
    end: int = 0
    joined: set[int] = field(default_factory=set)
    signatures: set[tuple[str, str, str]] = field(default_factory=set)
    """How the core's paragraphs are marked up: tag, own class, class of the box."""
    sums: list[int] = field(default_factory=list)
    """`sums[n]` is the prose before line n."""
    chars: list[int] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    """As `sums`: all characters, those in links, headings that are links."""
    openings: dict[int, int] = field(default_factory=dict)
    """What lines that were looked at open: a wall, a card."""
    common: int = 0
    """Hints that most of the prose bears, which say nothing."""
    whole: int = 0
    """The prose between `start` and `end`."""
    plain: bool = False
    """Whether it is of a plain text, which has no markup."""


def first_prose(region: Region) -> int:
    """The number of the region's first line of running text; where it starts if there is none."""
    return next((n for n in region.lines if region.weights[n]), region.start)


def find_region(layout: Layout, title_at: int | None) -> Region:
    """The region of a page; without any prose its `lines` are empty. `title_at` is the number of the headline's line."""
    raw = [prose(line) for line in layout.lines]
    outside = _mask(layout, raw)
    weights = [0 if line.flags & outside else weight for line, weight in zip(layout.lines, raw, strict=True)]
    if not any(weights):
        return Region(weights=weights, outside=outside)
    _favour_own_article(layout, weights, title_at)
    threads = _threads(layout, weights, title_at)
    core = _best_box(layout, weights, title_at)
    region = Region(core, weights=weights, outside=outside)
    box = layout.boxes[core]
    if title_at is not None and (next_at := _next_headline(layout, title_at, box.last)) is not None:
        weights[next_at:] = [0] * (len(weights) - next_at)
    region.start, region.end = box.first, box.last
    accepted = [(box.first, box.last)]
    accepted += _joined(layout, region, title_at)
    accepted.sort()
    accepted += _headings_between(layout, accepted)
    accepted.sort()
    region.start, region.end = accepted[0][0], accepted[-1][1]
    region.sums = [0, *accumulate(weights)]
    region.whole = region.sums[region.end] - region.sums[region.start]
    region.chars = [0, *accumulate([len(line.text) for line in layout.lines])]
    region.links = [0, *accumulate([line.link for line in layout.lines])]
    headings = [line.tag in HEADINGS and is_linked_heading(line) for line in layout.lines]
    region.headings = [0, *accumulate(headings)]
    region.common = _common_hints(layout, region)
    strange = strange_boxes(layout, region, title_at, threads)
    for first, last in accepted:
        region.lines += [number for number in range(first, last) if layout.lines[number].own not in strange]
    return region


def _next_headline(layout: Layout, title_at: int, after: int) -> int | None:
    """The headline of the next story on a page that appends stories: marked up like the first one, with names or a date below."""
    boxes, title = layout.boxes, layout.lines[title_at]
    if title.tag not in ("h1", "h2") or after <= title_at:
        return None
    mark = (title.tag, boxes[title.own].key, boxes[title.box].key)
    for number in range(after, len(layout.lines)):
        line = layout.lines[number]
        if (line.tag, boxes[line.own].key, boxes[line.box].key) != mark or line.text == title.text:
            continue
        below = layout.lines[number + 1 : number + 4]
        if any(
            _DATE.search(x.text) or lexicon()["byline"].opens(folded(x.text))
            for x in below
            if len(x.text) < 120
        ):
            return number
    return None


def _common_hints(layout: Layout, region: Region) -> int:
    """The hints that most of a region's prose bears: names that say nothing of it ("related" on every paragraph)."""
    lines, weights = layout.lines, region.weights
    inside = [n for n in range(region.start, region.end) if weights[n] and lines[n].hints]
    every = reduce(or_, (lines[n].hints for n in inside), 0)
    found = 0
    while every:
        bit = every & -every
        every ^= bit
        if sum(weights[n] for n in inside if lines[n].hints & bit) > 0.6 * region.whole:
            found |= bit
    return found


def _headings_between(layout: Layout, accepted: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sub-headlines that stand in a box of their own just above an accepted range."""
    found = []
    for (_, end), (start, _) in pairwise(accepted):
        for number in range(max(end, start - 4), start):
            line = layout.lines[number]
            bold = line.bold > 0.9 * len(line.text) and 3 < len(line.text) < 80 and line.text[-1] not in ":|"
            if (
                (line.tag in HEADINGS or bold)
                and line.link < 0.5 * len(line.text)
                and not line.flags & OUTSIDE
            ):
                found.append((number, number + 1))
    return found


def _mask(layout: Layout, raw: list[int]) -> int:
    """`OUTSIDE` without the flags that most of the prose bears: a page inside one form, an article inside an aside."""
    by_flags: dict[int, int] = {}
    for line, weight in zip(layout.lines, raw, strict=True):
        if weight and line.flags & OUTSIDE:
            by_flags[line.flags] = by_flags.get(line.flags, 0) + weight
    mask, total = OUTSIDE, sum(raw)
    for flag in (FORM, HIDDEN, ASIDE, FOOTER, FIGURE, NAV):
        if sum(weight for flags, weight in by_flags.items() if flags & flag) > 0.7 * total:
            mask &= ~flag
    return mask


def _favour_own_article(layout: Layout, weights: list[int], title_at: int | None) -> None:
    """Leave out the other articles of a page that appends them (endless scroll): the headline's own article holds the story."""
    if title_at is None:
        return
    here = layout.lines[title_at].own
    while here >= 0 and layout.boxes[here].tag != "article":
        here = layout.boxes[here].parent
    if here < 0:
        return
    box = layout.boxes[here]
    inside = sum(weights[box.first : box.last])
    if inside > 300 and inside > 0.15 * sum(weights):
        for number in range(len(weights)):
            if not box.first <= number < box.last:
                weights[number] = 0


def _threads(layout: Layout, weights: list[int], title_at: int | None) -> set[int]:
    """The boxes of readers' comments, told by their buttons ("Reply"), and their prose put to nothing."""
    reply = lexicon()["reply"].whole
    buttons = [
        n
        for n, line in enumerate(layout.lines)
        if len(line.text) < 20 and (title_at is None or n > title_at) and reply(folded(line.text))
    ]
    if len(buttons) < 2:
        return set()
    found = set()
    for number in buttons:
        box = layout.boxes[layout.lines[number].box]
        if box.last - box.first < 40 and not (title_at is not None and box.first <= title_at < box.last):
            found.add(layout.lines[number].box)
            weights[box.first : box.last] = [0] * (box.last - box.first)
    return found


def _best_box(layout: Layout, weights: list[int], title_at: int | None) -> int:
    """The box whose own paragraphs, and half of its children's, are the most prose."""
    boxes = layout.boxes
    score: dict[int, float] = {}
    behind = title_at is not None and sum(weights[title_at:]) > 400
    for number in [n for n, weight in enumerate(weights) if weight]:
        line, worth = layout.lines[number], float(weights[number])
        if line.hints & STRANGE:
            worth *= 0.25
        if behind and title_at is not None and number < title_at:
            worth *= 0.1
        here, share = line.box, 1.0
        if boxes[here].tag in _LISTS and boxes[here].parent >= 0:
            here = boxes[here].parent  # points and the paragraphs around them are one text
        for _ in range(3):
            score[here] = score.get(here, 0.0) + worth * share
            here = boxes[here].parent
            share *= 0.55
            if here < 0:
                break
    for number in score:
        box = boxes[number]
        score[number] *= (1.15 if box.flags & (ARTICLE | MAIN) else 1.0) * (1.25 if box.hints & BODY else 1.0)
    return max(sorted(score), key=score.__getitem__, default=0)


def _joined(layout: Layout, region: Region, title_at: int | None) -> list[tuple[int, int]]:
    """Ranges of lines beside the core that continue it: its siblings, and the siblings of what it stands in, nearest first."""
    boxes = layout.boxes
    found: list[tuple[int, int]] = []
    inner = region.core
    tags = _tags(layout, region, boxes[inner].first, boxes[inner].last)
    region.signatures = _signatures(layout, region, boxes[inner].first, boxes[inner].last)
    for _ in range(_LEVELS):
        outer = boxes[inner].parent
        if outer < 0:
            break
        branches = _branches(layout, outer, inner)
        before = [branch for branch in reversed(branches) if branch[1] <= region.start]
        after = [branch for branch in branches if branch[0] >= region.end]
        for branch in (*before, *after):
            if title_at is None or not branch[1] <= title_at < region.start:
                found += _accepted(layout, region, branch, inner, tags)
        inner = outer
    return found


def _accepted(
    layout: Layout, region: Region, branch: tuple[int, int, int], inner: int, tags: set[str], depth: int = 0
) -> list[tuple[int, int]]:
    """The range of a branch that continues the core, or those of its own branches that do."""
    first, last, box = branch
    if not sum(region.weights[first:last]):
        return []
    if _continues(layout, region, first, last, box, inner, tags):
        region.start, region.end = min(region.start, first), max(region.end, last)
        if box >= 0:
            region.joined.add(box)
        return [(first, last)]
    if box < 0 or depth > _LEVELS or layout.boxes[box].flags & region.outside:
        return []
    if last - first < _CARD and _is_led_by_link(layout, first):
        return []
    strange = layout.boxes[box].hints & ~layout.boxes[layout.boxes[box].parent].hints & STRANGE
    if strange or opens_strange(layout, region, opening_lines(layout, region, first, last)):
        return []
    parts = _branches(layout, box, -1)
    if last <= region.start:
        parts.reverse()
    return [found for part in parts for found in _accepted(layout, region, part, inner, tags, depth + 1)]


def _branches(layout: Layout, outer: int, inner: int) -> list[tuple[int, int, int]]:
    """The parts of a box beside one of its children: (first line, last line, box or -1 for lines of the outer box itself)."""
    boxes, lines = layout.boxes, layout.lines
    skip = range(boxes[inner].first, boxes[inner].last) if inner >= 0 else range(0)
    parts: list[tuple[int, int, int]] = []
    number = boxes[outer].first
    while number < boxes[outer].last:
        if number in skip:
            number = skip.stop
            continue
        top = lines[number].box
        while top != outer and boxes[top].parent != outer and boxes[top].parent >= 0:
            top = boxes[top].parent
        if top == outer:
            parts.append((number, number + 1, -1))
            number += 1
        else:
            last = max(boxes[top].last, number + 1)
            parts.append((number, last, top))
            number = last
    return parts


def _tags(layout: Layout, region: Region, first: int, last: int) -> set[str]:
    return {layout.lines[n].tag for n in range(first, last) if region.weights[n]}


def _signatures(layout: Layout, region: Region, first: int, last: int) -> set[tuple[str, str, str]]:
    """The markup of the paragraphs in a range, where class names tell them from other paragraphs."""
    boxes = layout.boxes
    paragraphs = (x for x, w in zip(layout.lines[first:last], region.weights[first:last], strict=True) if w)
    marks = {(x.tag, boxes[x.own].key, boxes[x.box].key) for x in paragraphs}
    return {mark for mark in marks if mark[1] or mark[2]}


def _continues(
    layout: Layout, region: Region, first: int, last: int, box: int, inner: int, tags: set[str]
) -> bool:
    lines, boxes = layout.lines, layout.boxes
    weight = sum(region.weights[first:last])
    if not weight or lines[first].flags & region.outside:
        return False
    chars = sum(len(lines[n].text) for n in range(first, last))
    links = sum(lines[n].link for n in range(first, last))
    if links > 0.25 * chars or weight < 0.5 * chars:
        return False
    same = box >= 0 and bool(boxes[box].key) and boxes[box].key in (boxes[inner].key, boxes[region.core].key)
    same = same or bool(_signatures(layout, region, first, last) & region.signatures)
    hints = boxes[box].hints & ~boxes[inner].hints if box >= 0 else 0
    if hints & (STRANGE | WALL | EMBED | PULL | CAPTION_H):
        return False
    if not _tags(layout, region, first, last) & tags:
        return False
    if opens_strange(layout, region, opening_lines(layout, region, first, last)):
        return False
    if any(lines[n].tag in HEADINGS and lines[n].link > 0.5 * len(lines[n].text) for n in range(first, last)):
        return False
    if not same and _is_led_by_link(layout, first):
        return False
    between = range(region.end, first) if first >= region.end else range(last, region.start)
    if not same and first >= region.end and any(_names_topics(lines[n]) for n in between):
        return False
    gap = sum(len(lines[n].text) for n in between if not region.weights[n] and not lines[n].flags & FIGURE)
    return same or gap < (600 if weight > 400 else 200)


def _is_led_by_link(layout: Layout, first: int) -> bool:
    """Whether a stretch begins with a line that is mostly a link: a teaser."""
    return layout.lines[first].link > 0.5 * len(layout.lines[first].text)


def _names_topics(line: Line) -> bool:
    """Whether a line is one of tags, with which an article ends."""
    return bool(line.hints & TAGS) or (len(line.text) < 400 and lexicon()["tags"].opens(folded(line.text)))
