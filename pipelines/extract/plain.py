"""Plain text (`text/plain`, WET conversions, text dumps) as lines: what the text itself tells of headline, body and chrome."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from urllib.parse import unquote, urlsplit

from pipelines.attribute import is_credit_line
from pipelines.attribute.photo import parse_caption

from .layout import Box, Layout, Line
from .noise import folded, is_furniture, letters, lexicon
from .readers import appeals, asks_reader
from .region import Region, prose, size

_STOPS = ".!?…。！？؟۔।:;,"
_WORD = re.compile(r"[^\W\d_]{3,}")
_ICONS = re.compile(r"\bicon\b|icon ", re.I)

_MOST_LINES = 20_000
_SHORT, _END = 40, 150
"""What a short line, and one of furniture or over comments, takes off a stretch of text, in letters."""
NEAR = 12
"""Lines above a text among which its headline stands."""
_UNDER = 0.35
_RUN = 3
"""Short lines in a row that are no sub-headline."""
_MUCH_MORE = 2.0
_ANNOUNCED = 2.0
"""What all words of the page's title in a line add to its worth."""
_REPEATED = 1.5
"""What a line that is all of the page's title adds, and one that is a part of it by its length."""
_ALIKE = 0.6
_CARD_AFTER, _TEASER = 6, 280
"""Lines of a text that may have a card behind it; letters of a teaser, at most."""
_HEADLINE, _LONG_HEADLINE, _ANOTHER = 25, 45, 60
"""Letters of a headline; of one over a last teaser beside sub-headlines; of one that is no sub-headline itself."""
_TITLE = 12
"""Letters of a page's title, at least."""


def read_plain(text: str) -> Layout:
    """The lines of a text; a line after a blank one begins a new paragraph, and `own` numbers the groups between blank lines."""
    layout = Layout(boxes=[Box(-1, "body", 0, 0, "")])
    group, blank = 0, True
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:_MOST_LINES]:
        words = " ".join(raw.split())
        if not words:
            blank = True
            continue
        if blank:
            group += 1
            layout.boxes.append(Box(0, "p", 0, 0, "", len(layout.lines)))
        blank = False
        layout.lines.append(Line(words, "p", 0, 0, 0, own=group))
        layout.boxes[group].last = len(layout.lines)
    layout.boxes[0].last = len(layout.lines)
    return layout


def find_plain_title(
    layout: Layout, url: str | None, above: int | None = None, *, announced: bool = False
) -> int | None:
    """The number of the headline's line: it repeats, the address names its words, and text follows; None where none is.

    `above` is the first line of a text near above which it must stand. With `announced` the first line is read as the page's
    title, as in WET records, and only a line that repeats it or a part of it is taken.
    """
    lines = layout.lines
    slug, window = _slug(url), _window(layout) if announced else ""
    if announced and not window:
        return None
    seen: dict[str, int] = {}
    for line in lines:
        form = letters(line.text)
        seen[form] = seen.get(form, 0) + 1
    best: tuple[float, int] | None = None
    ahead = _prose_after(layout)
    for number, line in enumerate(lines):
        if above is not None and not above - NEAR <= number < above:
            continue
        if not 12 < size(line.text) < 250 or ahead[number] < 0.4 * ahead[0]:
            continue
        if line.text[-1] in ".,;:…" and not _is_announced(line.text, window):
            continue
        short = folded(line.text)
        if is_furniture(line.text, short) or asks_reader(line.text, short, apart=True):
            continue
        if lexicon()["read_more"].opens(short) and ":" in short[:40]:
            continue
        if lexicon()["byline"].opens(short) or _ICONS.findall(short)[4:]:
            continue
        if parse_caption(line.text)[1] is not None:
            continue
        worth = _worth(layout, number, slug, seen[letters(line.text)])
        worth += _ANNOUNCED * _shared(line.text, window)
        if number and _is_announced(line.text, window):
            worth += _REPEATED * len(line.text) / len(window)
        if best is None or worth > best[0] + (_UNDER if _stands_under(layout, *best[1:], number) else 1e-9):
            best = worth, number
    if announced and best and not (best[1] and _repeats(lines[best[1]].text, window)):
        return None
    return best[1] if best and best[0] > 0.5 else None


def _window(layout: Layout) -> str:
    """The first line, with which a WET record gives the page's `<title>`; empty where it is too short to be one."""
    first = layout.lines[0].text if layout.lines else ""
    return first if len(_stems(first)) > 2 or size(first) > _TITLE else ""


def _is_announced(text: str, window: str) -> bool:
    """Whether a line is the page's title or a part of it."""
    form = letters(text)
    return len(form) >= _TITLE and form in letters(window)


def _repeats(text: str, window: str) -> bool:
    """Whether a line is the page's title, a part of it, or says most of it in the same words."""
    return _is_announced(text, window) or _shared(text, window) > _ALIKE


def _shared(text: str, window: str) -> float:
    """How much of a line or of the page's title stands in the other."""
    one, other = _stems(text), _stems(window)
    return len(one & other) / max(3, min(len(one), len(other))) if one and other else 0.0


def _stems(text: str) -> set[str]:
    return {word.casefold()[:6] for word in _WORD.findall(text)}


def _stands_under(layout: Layout, headline: int, number: int) -> bool:
    """Whether a line stands right under another or in its text: it is nearer to the text, but the other is the headline."""
    return number == headline + 1 or any(prose(line) for line in layout.lines[headline + 1 : number])


def _worth(layout: Layout, number: int, slug: set[str], times: int) -> float:
    lines = layout.lines
    text = lines[number].text
    words = _stems(text)
    worth = 3.0 * len(words & slug) / max(3, min(len(words), len(slug))) if slug else 0.0
    worth += 0.8 if 1 < times < 5 else 0.0
    alone = layout.boxes[lines[number].own]
    if alone.last - alone.first == 1:
        worth += 0.8
    following = [n for n in range(number + 1, min(len(lines), number + 7)) if prose(lines[n])]
    worth += 0.6 if following else 0.0
    if following and len(following) > 1:
        worth += 0.3
    return worth + 0.4 * (len(words) > 3) - (0.5 if text[-1] == "!" else 0.0)


def _slug(url: str | None) -> set[str]:
    try:
        path = unquote(urlsplit(url or "").path)
    except ValueError:
        return set()
    last = max(path.split("/"), key=lambda part: part.count("-") + part.count("_"), default="")
    return _stems(last.replace("_", " "))


def _prose_after(layout: Layout) -> list[int]:
    total, found = 0, []
    for line in reversed(layout.lines):
        total += prose(line)
        found.append(total)
    return found[::-1] or [0]


def plain_region(layout: Layout, title_at: int | None) -> Region:
    """The lines from the headline to where the story ends: a line of tags, an appeal, a card, a run of short lines.

    Where the page's longest stretch of running text is another (the headline is another story's, cards stand inside), that one.
    """
    weights = [prose(line) for line in layout.lines]
    region = Region(core=0, weights=weights, plain=True)
    start = title_at + 1 if title_at is not None else _first_prose(weights)
    end = _end(layout, weights, start)
    numbers = list(range(start, end))
    stretch = _longest_stretch(layout, weights)
    if sum(weights[n] for n in stretch) > _MUCH_MORE * sum(weights[start:end]):
        numbers = stretch
    region.lines = _without_another_headline(layout, weights, numbers)
    region.start, region.end = (numbers[0], numbers[-1] + 1) if numbers else (start, end)
    return region


def _longest_stretch(layout: Layout, weights: list[int]) -> list[int]:
    """The lines of the stretch with the most running text, without runs of short lines inside it (cards, menus).

    The contiguous lines of the largest sum, where paragraphs add and short lines and furniture subtract (Kadane's algorithm).
    """
    best = (0, 0, 0)
    total = start = 0
    for number, line in enumerate(layout.lines):
        total += _worth_of(line, weights[number])
        if total <= 0:
            total, start = 0, number + 1
        elif total > best[0]:
            best = total, start, number + 1
    numbers: list[int] = []
    for filled, run in groupby(range(best[1], best[2]), key=lambda n: weights[n] > 0):
        part = list(run)
        if filled or len(part) < _RUN:
            numbers += part
    return numbers


def _worth_of(line: Line, weight: int) -> int:
    short = folded(line.text) if len(line.text) < 600 else ""
    words = lexicon()
    if short and (words["comments"].whole(short) or words["tags"].opens(short)):
        return -_END
    if not weight:
        return -_SHORT
    noise = short and (is_furniture(line.text, short) or words["consent"].within(short) or appeals(short))
    return -_END if noise else min(weight, 300)


def _first_prose(weights: list[int]) -> int:
    return next((n for n, weight in enumerate(weights) if weight), len(weights))


def _end(layout: Layout, weights: list[int], start: int) -> int:
    lines = layout.lines
    tags, read_more = lexicon()["tags"], lexicon()["read_more"]
    begun = short_run = 0
    for number in range(start, len(lines)):
        text = lines[number].text
        short = folded(text)
        if weights[number]:
            if begun > 1 and appeals(short) and not _goes_on(layout, weights, start, number):
                return number
            begun += 1
            short_run = 0
            continue
        if begun and tags.opens(short):
            return number
        if begun > 3 and is_credit_line(text, "tail") and sum(1 for weight in weights[number:] if weight) < 3:
            return (
                min(len(lines), number + 3)
                if all(not w for w in weights[number : number + 3])
                else number + 1
            )
        if (
            begun
            and not is_credit_line(text, "tail")
            and text[-1] not in _STOPS + "\"”»'"
            and not (is_furniture(text, short) or read_more.opens(short))
        ):
            short_run += 1
            if short_run > 2:
                return number - 2
    return len(lines)


def _goes_on(layout: Layout, weights: list[int], start: int, number: int) -> bool:
    """Whether the story goes on behind an appeal: with two of the next three lines, or with more text than stands before."""
    if sum(weights[number:]) > sum(weights[start:number]):
        return True
    texts = [layout.lines[n].text for n in range(number + 1, min(number + 4, len(weights))) if weights[n]]
    told = [text for text in texts if not appeals(short := folded(text)) and not is_furniture(text, short)]
    return len(told) > 1


def ends_in_card(layout: Layout, weights: list[int], numbers: Sequence[int]) -> bool:
    """Whether a text ends in a card of another story: its headline, which no sub-headline is like, over one teaser."""
    heads = _headlines(layout, weights, numbers)
    if len(numbers) < _CARD_AFTER or not heads or heads[-1] != numbers[-2]:
        return False
    if not 0 < weights[numbers[-1]] < _TEASER:
        return False
    return len(heads) == 1 or size(layout.lines[heads[-1]].text) > _LONG_HEADLINE


def _headlines(layout: Layout, weights: list[int], numbers: Sequence[int]) -> list[int]:
    """The lines behind the first paragraph that look like headlines."""
    first = next((at for at, n in enumerate(numbers) if weights[n]), len(numbers))
    return [n for n in numbers[first:] if not weights[n] and _is_headline(layout.lines[n].text)]


def _is_headline(text: str) -> bool:
    """Whether a line is some words without a stop that are no credit and no part of the page."""
    return (
        size(text) > _HEADLINE
        and len(text.split()) > 3
        and text[-1] not in _STOPS + "\"”»')"
        and not is_credit_line(text, "tail")
        and not is_furniture(text, folded(text))
    )


def _without_another_headline(layout: Layout, weights: list[int], numbers: list[int]) -> list[int]:
    """The lines without one headline between paragraphs: sub-headlines are shorter, or come more than once."""
    heads = _headlines(layout, weights, numbers)
    if len(heads) != 1 or size(layout.lines[heads[0]].text) <= _ANOTHER:
        return numbers
    at = numbers.index(heads[0])
    if (
        sum(1 for n in numbers[at:] if weights[n]) > 1
        and weights[numbers[at - 1]]
        and weights[numbers[at + 1]]
    ):
        return [n for n in numbers if n != heads[0]]
    return numbers
