"""The subtitle: the lead set apart between the headline and the text, told from the first paragraph."""

from __future__ import annotations

from collections import Counter

from pipelines.attribute import is_credit_line
from pipelines.normalise.dates import date_spans

from .body import Body, set_margins, trim_head
from .figures import Figures
from .hints import BYLINE, CAPTION_H, CREDIT, DATE, INTRO, PROMO, RELATED, SHARE, SUBTITLE, TAGS
from .layout import ASIDE, FOOTER, FORM, ITEM, NAV, Layout, Line
from .noise import folded, is_furniture, letters, lexicon
from .readers import asks_reader, tells_of_itself
from .region import HEADINGS, Region, size
from .title import Title

_OTHER = BYLINE | CAPTION_H | CREDIT | DATE | PROMO | RELATED | SHARE | TAGS


def alike(one: str, other: str | None) -> bool:
    """Whether one text is the other, perhaps cut short."""
    a, b = letters(one), letters(other or "")
    if len(a) < 15 or len(b) < 15:
        return False
    short, long = sorted((a, b), key=len)
    return long.startswith(short[: max(15, int(0.9 * len(short)))]) and len(short) > 0.4 * len(long)


def take_lead(
    layout: Layout, region: Region, body: Body, descriptions: list[str], title_at: int | None = None
) -> tuple[str | None, str | None]:
    """The subtitle and how it was found; a lead that was read as the first paragraph is taken out of the body."""
    if body.lead:
        return body.lead, "before dateline"
    if len(body.numbers) > 2 and (method := _set_apart(layout, region, body, descriptions)):
        number = body.numbers.pop(0)
        trim_head(body, layout, region.weights)
        del body.blocks[: len(body.blocks) - len(body.numbers)]
        # Byline and date often stand between the lead and the text.
        set_margins(body, layout, title_at)
        return layout.lines[number].text, method
    return None, None


def _set_apart(layout: Layout, region: Region, body: Body, descriptions: list[str]) -> str | None:
    first = body.numbers[0]
    line = layout.lines[first]
    if not 30 < size(line.text) < 700 or line.flags & ITEM:
        return None
    box = layout.boxes[region.core]
    described = any(alike(line.text, text) for text in descriptions)
    key = layout.boxes[line.own].key
    keys = Counter(layout.boxes[layout.lines[n].own].key for n in body.numbers[1:] if region.weights[n])
    modal, times = keys.most_common(1)[0] if keys else ("", 0)
    other = key != modal and times > 1 and keys[key] == 0
    if not box.first <= first < box.last and (other or described or line.hints & SUBTITLE):
        following = body.numbers[1]
        return "own box" if box.first <= following < box.last else None
    if line.hints & SUBTITLE & ~box.hints and other:
        return "class"
    if line.hints & INTRO & ~box.hints and described and other:
        return "class"
    if other and described:
        return "description"
    return None


def find_subtitle(
    layout: Layout, body: Body, figures: Figures, descriptions: list[str], title: Title
) -> tuple[str | None, str | None]:
    """The subtitle among the lines above the body, and how it was found."""
    best: tuple[float, int] | None = None
    for number in body.head:
        if letters(layout.lines[number].text) in title.forms:
            continue
        worth = _worth(layout, number, figures, descriptions)
        if title.at is not None and number == title.at + 1:
            worth += 1.0 if len(layout.lines[number].text.split()) > 5 else 0.5
        if worth > 0 and (best is None or worth > best[0]):
            best = worth, number
    if best is None:
        return None, None
    return layout.lines[best[1]].text, "class" if layout.lines[best[1]].hints & SUBTITLE else "place"


def _worth(layout: Layout, number: int, figures: Figures, descriptions: list[str]) -> float:
    line = layout.lines[number]
    text = line.text
    if (
        number in figures.captions
        or line.flags & (NAV | ASIDE | FOOTER | FORM | ITEM)
        or line.link > 0.3 * len(text)
    ):
        return -1
    described = any(alike(text, known) for known in descriptions)
    if not 25 < size(text) < 900 or (
        line.hints & _OTHER and not line.hints & (SUBTITLE | INTRO) and not described
    ):
        return -1
    short = folded(text)
    words = lexicon()
    if (
        is_furniture(text, short)
        or is_credit_line(text, "head")
        or (words["byline"].opens(short) and size(text) < 90)
        or (words["meta_line"].opens(short) and size(text) < 90)
    ):
        return -1
    if asks_reader(text, short, apart=True) or tells_of_itself(text, short):
        return -1
    if words["end"].whole(short) or words["read_more"].opens(short) or _is_dated(text):
        return -1
    return _points(line, described)


def _is_dated(text: str) -> bool:
    """Whether a line is a date with a name or a few words beside it."""
    if len(text) > 90 or not any(c.isdecimal() for c in text):
        return False
    spans = date_spans(text)
    rest = text
    for start, end in reversed(spans):
        rest = f"{rest[:start]} {rest[end:]}"
    return bool(spans) and sum(word[0].isalpha() for word in rest.split()) < 5


def _points(line: Line, described: bool) -> float:
    worth = 0.0
    if line.hints & (SUBTITLE | INTRO):
        worth += 2
    if described:
        worth += 2
    if line.tag in HEADINGS and line.tag != "h1":
        worth += 0.7
    if line.text[-1] in ".!?…。":
        worth += 0.5
    if size(line.text) > 60:
        worth += 0.6
    return worth - 0.9
