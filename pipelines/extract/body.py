"""The body: the story's lines in order, freed at both ends of what is none, and what stood directly above and below it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from pipelines.items import Block

from .layout import CELL, FOOTER, ITEM, NAV, QUOTE, Layout, Line
from .noise import ends_sentence, folded, lexicon
from .plain import ends_in_card
from .readers import appeals, asks_reader, is_talk, tells_of_itself
from .region import HEADINGS, Region, size
from .sieve import Sieve

_DATELINE = re.compile(r"(?:[A-ZÀ-Ž][\w .,'/-]{1,50})?\([A-Z][\w .&/-]{1,30}\)\s?(?:--|[-–—:])")
_PLACE = re.compile(r"[^\W\d_][\w .,'/()-]{1,50}\s?(?:--|[-–—:])")
"""A dateline that stands outside its paragraph."""
_GLUED = re.compile(r"[.!?…”\"»]\s{0,2}[-–—(]?\s?(?:©\s?)?[^\s.][^.]{0,30}$")
"""A credit behind the last sentence, in the same line: "... vorgezogen. © AFP"."""
_STAMP = re.compile(
    r"(?=\S{0,4}\d)[\d./-]{4,10},?\s\d{1,2}[:.]\d\d(?::\d\d)?(?:\s(?:uhr|мск|h))?\s[|–-]?\s?(?=[^\W\d_]{2})"
    r"|\d{1,2}\.?\s[^\W\d_]{3,12}\.?\s(?:19|20)\d\d(?:\s?г\.)?,?\s(?:[^\W\d_]{1,3}\s)?\d{1,2}[:.]\d\d(?:\s(?:uhr|мск|h))?\s[|–-]?\s?(?=[^\W\d_]{2})",
    re.I,
)
"""A date with a time in front of the first sentence."""
_SIGNATURE = re.compile(r"[_=~—–-]{5,}\s?")
_HEADING = re.compile(r"head|tit[lru]|cross|zwischen|tussenkop", re.I)
_LONGEST_TAIL = 6
_LONGEST_HEADING = 80
_LONGEST_APPEAL = 800
_LONGEST_STRAY = 60
_PRESENTED = 3
"""Lines at the end that may present people and the outlet."""
_LEAST = 2
"""Paragraphs that are left of a text."""
_MOST_FACTS = 12
"""Lines of a box of facts; longer ones are a part of the story."""
_ABOVE = 40
_BELOW = 15


@dataclass(slots=True)
class Body:
    """The story's blocks, the numbers of their lines, and of the lines just above (`head`) and below (`tail`) it."""

    blocks: list[Block] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    tail: list[int] = field(default_factory=list)
    lead: str | None = None
    """A standfirst above the dateline."""
    walled: bool = False
    """Whether a line in it says that the rest is for subscribers."""
    stamp: str | None = None
    """A date with a time that was glued to the first sentence."""
    dropped: dict[int, str] = field(default_factory=dict)
    """The lines of the region that were left out, and why."""


def read_body(
    layout: Layout,
    region: Region,
    titles: frozenset[str],
    title_at: int | None,
    captions: Collection[int] = (),
) -> Body:
    """The body of a region. `titles` are the headline's forms as `letters`; lines equal to one are not the story."""
    sieve = Sieve(layout, region, titles, captions)
    inside = title_at is not None and region.start < title_at < region.end
    for number in region.lines:
        if not (inside and title_at is not None and number <= title_at):
            sieve.take(number)
        if sieve.ended:
            break
    walled = sieve.walled or _is_walled(layout, region)
    body = Body(numbers=sieve.kept, walled=walled, dropped=sieve.dropped)
    _drop_labels(body, layout, region.weights)
    _drop_facts(body, layout, region)
    _drop_lone_labels(body, layout, region.weights)
    _drop_strays(body, layout, region)
    trim_head(body, layout, region.weights)
    _trim_tail(body, layout, region.weights)
    _trim_talk(body, layout, region, apart=not sieve.for_reader)
    set_margins(body, layout, title_at)
    body.blocks = [Block(_kind(layout.lines[n]), layout.lines[n].text) for n in body.numbers]
    _cut_stamp(body)
    _take_place(body, layout)
    return body


def _drop_labels(body: Body, layout: Layout, weights: list[int]) -> None:
    """Drop a heading in a box whose sentences were all refused: the name of a newsletter over its offer."""
    kept = set(body.numbers)
    for number in [n for n in body.numbers if layout.lines[n].tag in HEADINGS]:
        box = layout.boxes[layout.lines[number].box]
        others = [n for n in range(box.first, box.last) if n != number]
        if len(others) < 12 and any(weights[n] for n in others) and not kept.intersection(others):
            body.dropped[number] = "label"
            body.numbers.remove(number)


def _drop_facts(body: Body, layout: Layout, region: Region) -> None:
    """Drop a small box apart from the story's own whose first line says that it holds facts, figures or a profile."""
    core, words = layout.boxes[region.core], lexicon()["facts"]
    for number in body.numbers[1:]:
        line = layout.lines[number]
        if len(line.text) > 40 or not words.whole(folded(line.text)):
            continue
        box = layout.boxes[line.box]
        if (
            box.first == number
            and 1 < box.last - number < _MOST_FACTS
            and not box.first <= core.first < box.last
        ):
            body.dropped.update(dict.fromkeys(range(number, box.last), "facts"))
    body.numbers = [n for n in body.numbers if body.dropped.get(n) != "facts"]


def _drop_lone_labels(body: Body, layout: Layout, weights: list[int]) -> None:
    """Drop a bold line or one with a colon over nothing but links that were left out: "More news:"."""
    kept = set(body.numbers)
    for number in body.numbers[1:]:
        line = layout.lines[number]
        if weights[number] or len(line.text) > 60 or line.link or ends_sentence(line.text):
            continue
        if line.text[-1] not in ":：" and (line.bold < 0.9 * len(line.text) or line.tag in HEADINGS):
            continue
        below = [layout.lines[n] for n in range(number + 1, min(number + 3, len(layout.lines)))]
        if below and number + 1 not in kept and all(x.link > 0.85 * len(x.text) for x in below[:1]):
            body.dropped[number] = "label"
    body.numbers = [n for n in body.numbers if n not in body.dropped]


def _drop_strays(body: Body, layout: Layout, region: Region) -> None:
    """Drop a few words that stand alone between two paragraphs and are marked up like nothing else in the story.

    Sub-headlines are headings, called so, bold, or come more than once.
    """
    marks = {number: _markup_of(layout, number) for number in body.numbers}
    times = Counter(marks.values())
    for above, number, below in zip(body.numbers, body.numbers[1:], body.numbers[2:], strict=False):
        line = layout.lines[number]
        if (
            not region.weights[number]
            and size(line.text) <= _LONGEST_STRAY
            and not (ends_sentence(line.text) or line.text[-1] in ":：")
            and line.tag not in HEADINGS
            and line.tag != "p"
            and not _HEADING.search(marks[number][1])
            and not line.flags & (ITEM | QUOTE | CELL)
            and line.bold < 0.9 * len(line.text)
            and times[marks[number]] == 1
            and all(region.weights[n] and marks[n] in region.signatures for n in (above, below))
        ):
            body.dropped[number] = "stray"
    body.numbers = [n for n in body.numbers if body.dropped.get(n) != "stray"]


def _markup_of(layout: Layout, number: int) -> tuple[str, str, str]:
    line = layout.lines[number]
    return line.tag, layout.boxes[line.own].key, layout.boxes[line.box].key


def _is_walled(layout: Layout, region: Region) -> bool:
    """Whether a line among or just after the region's says that the rest is for subscribers."""
    opens = lexicon()["wall"].opens
    near = layout.lines[region.start : region.end + 6]
    return any(len(x.text) < 300 and not x.flags & (NAV | FOOTER) and opens(folded(x.text)) for x in near)


def trim_head(body: Body, layout: Layout, weights: list[int]) -> None:
    """Drop what stands before the first sentence: bylines, dates, sub-headings and lists of points."""
    _drop_heads(body, layout, weights)
    points = 0
    while points < len(body.numbers) and layout.lines[body.numbers[points]].flags & ITEM:
        points += 1
    if points > 1 and sum(1 for n in body.numbers[points:] if weights[n]) > 2:
        body.dropped.update(dict.fromkeys(body.numbers[:points], "head"))
        del body.numbers[:points]
        _drop_heads(body, layout, weights)
    if len(body.numbers) > 2:
        first, second = (layout.lines[n].text for n in body.numbers[:2])
        if _DATELINE.match(second) and not _DATELINE.match(first):
            body.lead = first
            del body.numbers[0]


def _drop_heads(body: Body, layout: Layout, weights: list[int]) -> None:
    """Take from the front of a body what is no sentence while sentences follow."""
    cut = 0
    numbers = body.numbers
    while cut < len(numbers):
        line = layout.lines[numbers[cut]]
        length = size(line.text)
        sentence = line.tag not in HEADINGS and ((ends_sentence(line.text) and length > 25) or length > 180)
        # What stands over a list of points at the head is judged by what follows the points.
        ahead = numbers[cut + 1 : cut + 4]
        listed = ahead and layout.lines[ahead[0]].flags & ~line.flags & ITEM
        if listed and line.tag in HEADINGS and sum(1 for n in numbers if weights[n]) > 2:
            ahead = [n for n in numbers[cut + 1 : cut + 12] if not layout.lines[n].flags & ITEM][:1]
        if weights[numbers[cut]] or sentence or not any(weights[n] for n in ahead):
            break
        if _is_first_of_headings(layout, numbers, cut, weights):
            break
        body.dropped[numbers[cut]] = "head"
        cut += 1
    del numbers[:cut]


def _is_first_of_headings(layout: Layout, numbers: list[int], at: int, weights: list[int]) -> bool:
    """Whether a heading over the first paragraph is one of the story's sub-headlines: two more are marked up like it."""
    line = layout.lines[numbers[at]]
    if line.tag not in HEADINGS or len(line.text) > _LONGEST_HEADING or not weights[numbers[at + 1]]:
        return False
    key, parent = layout.boxes[line.own].key, layout.boxes[line.box].key
    like = [x for x in (layout.lines[n] for n in numbers[at + 1 :]) if x.tag == line.tag]
    return sum(layout.boxes[x.own].key == key and layout.boxes[x.box].key == parent for x in like) > 1


def _trim_tail(body: Body, layout: Layout, weights: list[int]) -> None:
    """Drop what stands after the last sentence: appeals, headings without text, names, tags, codes; no long enumeration."""
    numbers = body.numbers
    for at in range(max(3, len(numbers) - 4), len(numbers)):
        if appeals(folded(layout.lines[numbers[at]].text[:_LONGEST_APPEAL])):
            body.dropped.update(dict.fromkeys(numbers[at:], "appeal"))
            del numbers[at:]
            break
    for at in range(max(1, len(numbers) - 3), len(numbers)):
        if _SIGNATURE.match(layout.lines[numbers[at]].text):
            body.dropped.update(dict.fromkeys(numbers[at:], "signature"))
            del numbers[at:]
            break
    _trim_open(body, layout, weights)


def _trim_open(body: Body, layout: Layout, weights: list[int]) -> None:
    """Drop the lines after the last that a text may end with."""
    numbers = body.numbers
    end = len(numbers)
    while end > 1 and not _closes(layout.lines[numbers[end - 1]], weights[numbers[end - 1]]):
        end -= 1
    if len(numbers) - end <= _LONGEST_TAIL:
        body.dropped.update(dict.fromkeys(numbers[end:], "tail"))
        del numbers[end:]


def _trim_talk(body: Body, layout: Layout, region: Region, *, apart: bool) -> None:
    """Drop what the page says to its readers or of the article itself at both ends of the text, and the card of another story.

    With `apart` less is asked of its words than in the text's middle.
    """
    numbers = body.numbers
    while len(numbers) > _LEAST and apart:
        text = layout.lines[numbers[0]].text
        if not (asks_reader(text, folded(text), apart=True) or tells_of_itself(text, folded(text))):
            break
        body.dropped[numbers.pop(0)] = "address"
    for _ in range(_LONGEST_TAIL):
        if len(numbers) <= _LEAST:
            break
        if region.plain and ends_in_card(layout, region.weights, numbers):
            body.dropped.update(dict.fromkeys(numbers[-2:], "card"))
            del numbers[-2:]
        else:
            # The outlet's name may stand in the writer's presentation above its own.
            own = numbers[: -_PRESENTED if len(numbers) > 2 * _PRESENTED else -1]
            story = folded(" ".join(layout.lines[n].text for n in own if region.weights[n]))
            if not is_talk(layout.lines[numbers[-1]].text, story, apart=apart):
                break
            body.dropped[numbers.pop()] = "address"
        _trim_open(body, layout, region.weights)


def _closes(line: Line, weight: int) -> bool:
    """Whether a text may end with a line: a sentence, a point of a list."""
    whole = ends_sentence(line.text) or (len(line.text) > 60 and _GLUED.search(line.text) is not None)
    sentence = whole and line.tag not in HEADINGS and size(line.text) > 20
    return bool(weight) or sentence or (bool(line.flags & ITEM) and not line.link)


def _cut_stamp(body: Body) -> None:
    """Take a date with a time off the head of the text, where the page glues it to the first sentence."""
    if body.blocks and (stamp := _STAMP.match(body.blocks[0].text)):
        body.stamp = stamp[0].strip()
        body.blocks[0].text = body.blocks[0].text[stamp.end() :]


def _take_place(body: Body, layout: Layout) -> None:
    """Put a dateline that stood outside its paragraph back in front of it."""
    if not body.blocks:
        return
    before = body.numbers[0] - 1
    if body.dropped.get(before) == "head" and _PLACE.fullmatch(layout.lines[before].text):
        body.blocks[0].text = f"{layout.lines[before].text} {body.blocks[0].text}"


def set_margins(body: Body, layout: Layout, title_at: int | None) -> None:
    """Note the lines just above and below the body, as it is now."""
    if not body.numbers:
        return
    first, last = body.numbers[0], body.numbers[-1]
    body.head, below = margins(layout, title_at, first, last)
    body.tail = sorted({n for n in body.dropped if n > last} | set(below))


def margins(layout: Layout, title_at: int | None, first: int, last: int) -> tuple[list[int], list[int]]:
    """The short lines between the headline and the first line of a text, and those after its last."""
    lines = layout.lines
    above = title_at if title_at is not None and title_at < first else max(-1, first - 25)
    head = [n for n in range(above + 1, first) if len(lines[n].text) < 400][-_ABOVE:]
    return head, [n for n in range(last + 1, min(len(lines), last + _BELOW)) if len(lines[n].text) < 200]


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
