"""Which lines of the region are the story: every line that is refused is refused for a named reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from functools import cached_property
from itertools import accumulate

from pipelines.attribute import is_credit_line
from pipelines.normalise.dates import date_spans

from .hints import BIO, BYLINE, CAPTION_H, COMMENTS, CREDIT, DATE, EMBED, PROMO, RELATED, SHARE, TAGS
from .layout import ITEM, QUOTE, Layout, Line
from .noise import ends_sentence, folded, has_letters, is_furniture, letters, lexicon
from .readers import asks_reader, is_note, speaks_to_reader
from .region import HEADINGS, Region, size

_OWN_HINTS = SHARE | DATE | BYLINE | CREDIT | CAPTION_H | TAGS | PROMO | RELATED | EMBED | BIO
_ARROWS = (">>", "» ", "→", "►", "▶", "☞", "+++")
_DECIMAL = re.compile(r"\d")
_COUNTED = re.compile(r"\(\d+\)$")
_QUOTING = frozenset('«“„"»‹「『')
_UNQUOTING = frozenset('»”“"«›」』')
"""What a line that is nothing but a quote begins and ends with."""
_LABEL, _HEADLINE, _TITLE = 32, 16, 160
_SHORT = 600
"""Longer lines are paragraphs, whatever words they begin with."""


class Sieve:
    """Takes the lines of a region one after the other; `kept` are the story's, `dropped` the others with their reason.

    `ended` is set where the story ends; `walled` where a line says that the rest is for subscribers.
    """

    def __init__(
        self, layout: Layout, region: Region, titles: frozenset[str], captions: Collection[int]
    ) -> None:
        self.layout, self.region = layout, region
        self.kept: list[int] = []
        self.dropped: dict[int, str] = {}
        self.ended = self.walled = False
        self._titles, self._captions = titles, captions
        self._lengths = (min(map(len, titles)), 2 * max(map(len, titles)) + 20) if titles else (1, 0)
        self._labels = _labels(layout, region)
        self._seen: set[str] = set()
        self._core_hints = layout.boxes[region.core].hints
        self._ahead = dict(
            zip(
                reversed(region.lines),
                accumulate(region.weights[n] for n in reversed(region.lines)),
                strict=True,
            )
        )
        self._done = 0

    @cached_property
    def for_reader(self) -> bool:
        """Whether the text itself speaks to its reader (advice, an interview, a contest), so that doing so tells nothing."""
        texts = (self.layout.lines[n].text for n in self.region.lines if self.region.weights[n])
        return speaks_to_reader(text for text in texts if len(text) < _SHORT)

    def take(self, number: int) -> None:
        """Keep a line, or note why not."""
        line = self.layout.lines[number]
        short = folded(line.text) if len(line.text) < _SHORT else ""
        reason = self._refusal(number, line, short)
        if reason is not None:
            self.dropped[number] = reason
            return
        self.kept.append(number)
        self._done += self.region.weights[number]

    def _refusal(self, number: int, line: Line, short: str) -> str | None:
        text = line.text
        if short and len(text) < 80 and self.kept and self._ends(number, line, short):
            return "end"
        if self._lengths[0] <= len(text) <= self._lengths[1] and letters(text) in self._titles:
            return "title"
        if number in self._captions:
            return "caption"
        if (line.flags & QUOTE or _is_bare_quote(line)) and self._is_pulled(number, text):
            return "pull quote"
        if self._is_repeated(line, number):
            return "repeated"
        if not short:
            return None if has_letters(text) else "furniture"
        return self._wording(line, short) or self._standing(number, line)

    def _wording(self, line: Line, short: str) -> str | None:
        """What a line is by its words."""
        words, length = lexicon(), len(line.text)
        if length < 300 and words["wall"].opens(short):
            self.walled = True
            return "wall"
        if length < 400 and words["staff"].opens(short.lstrip("(")):
            return "staff"
        if is_furniture(line.text, short):
            return "furniture"
        if is_note(line.text, short) or (asks_reader(line.text, short) and not self.for_reader):
            return "address"
        if is_label(line, short) or (len(self.kept) < 3 and is_byline(line, short)):
            return "label"
        return "read more" if leads_elsewhere(line, short) else None

    def _standing(self, number: int, line: Line) -> str | None:
        """What a line that is no sentence is by its place and class."""
        if self.region.weights[number]:
            return None
        if len(line.text) < 160 and is_credit_line(line.text, "tail" if self.kept else "head"):
            return "credit"
        return "hint" if len(line.text) < 200 and line.hints & _OWN_HINTS & ~self._core_hints else None

    def _is_pulled(self, number: int, text: str) -> bool:
        """Whether a quote set apart stands in one of the story's own paragraphs."""
        form = letters(text)
        if not 20 < len(form) < 300:
            return False
        lines, weights = self.layout.lines, self.region.weights
        least = len(form) if lines[number].flags & QUOTE else len(text)
        return any(
            weights[n] and n != number and len(lines[n].text) > least and form in letters(lines[n].text)
            for n in self.region.lines
        )

    def _is_repeated(self, line: Line, number: int) -> bool:
        if line.tag == "tr":
            return False
        if line.text in self._labels:
            return True
        if len(line.text) > 60 or not self.region.weights[number]:
            known = (
                line.text in self._seen
                and len(line.text) > 40
                and not (ends_sentence(line.text) and len(line.text) < 60)
            )
            self._seen.add(line.text)
            return known
        return False

    def _ends(self, number: int, line: Line, short: str) -> bool:
        """Whether a short line heads what follows the story; the story is over unless it goes on in its own box."""
        words = lexicon()
        heading = line.tag in HEADINGS or line.bold > 0.9 * len(line.text)
        ahead = self._ahead.get(number, 0)
        if (
            words["about"].opens(short)
            and (heading or line.text.isupper() or len(short) < 30)
            and short[-1] not in "?!"
        ):
            self.ended = ahead < 0.4 * self._done
            return self.ended
        bare = short.strip("0123456789 ():")
        counted = (line.tag in HEADINGS or bare != short) and words["comments"].whole(bare)
        counted = counted or (_COUNTED.search(short) is not None and words["talk"].whole(bare))
        if (
            not counted
            and not words["end"].whole(short)
            and not (words["end"].opens(short) and (line.tag in HEADINGS or len(short) < 40))
        ):
            return False
        talk = (
            counted
            or words["comments"].whole(short)
            or words["comments"].opens(short)
            or bool(line.hints & COMMENTS)
        )
        if talk or ahead < 0.5 * self._done:
            self.ended = talk or ahead < 0.15 * self._done or not self._goes_on(number)
        return True

    def _goes_on(self, number: int) -> bool:
        """Whether the core box itself holds prose after a line."""
        lines, weights = self.layout.lines, self.region.weights
        return any(n > number and weights[n] and lines[n].box == self.region.core for n in self.region.lines)


def _labels(layout: Layout, region: Region) -> frozenset[str]:
    """Short lines that stand three times or more among the region's lines: labels of inserted boxes."""
    lines = [layout.lines[n] for n in region.lines if not region.weights[n]]
    counts = Counter(
        x.text for x in lines if len(x.text) < 80 and x.tag != "tr" and not ends_sentence(x.text)
    )
    return frozenset(text for text, count in counts.items() if count > 2)


def _is_bare_quote(line: Line) -> bool:
    """Whether a line is nothing but a quote, and not marked up as a sub-headline."""
    text = line.text
    heading = line.tag in HEADINGS or line.bold > 0.5 * len(text)
    return text[0] in _QUOTING and text[-1] in _UNQUOTING and not heading


def is_label(line: Line, short: str) -> bool:
    """Whether a short line is a label with its value: a date, an id, tags."""
    if len(short) > 120 or (ends_sentence(short) and len(short) > 60):
        return False
    words = lexicon()
    if len(short) < 100 and line.tag not in ("h2", "h3") and _is_dates(line.text):
        return True
    return (words["meta_line"].opens(short) and any(c.isdigit() for c in short)) or (
        line.link > 0 and words["tags"].opens(short)
    )


def _is_dates(text: str) -> bool:
    """Whether a line is a date or two, and a few words that tell them apart."""
    if len(_DECIMAL.findall(text)) < 4 or not (spans := date_spans(text)):
        return False
    rest = len(text) - sum(end - start for start, end in spans)
    return rest < 26 and len(spans) < 4 and rest < 0.5 * len(text)


def is_byline(line: Line, short: str) -> bool:
    """Whether a short line near the head of the text names its author."""
    if not 0 < len(short) < 90 or ends_sentence(short) or not lexicon()["byline"].opens(short):
        return False
    return ":" in short[:20] or short.startswith(("by ", "von ")) or line.link > 0


def leads_elsewhere(line: Line, short: str) -> bool:
    """Whether a line only leads to another story: an opener of the lexicon with a link, or nothing but one link."""
    text = line.text
    if line.link and text.startswith(_ARROWS):
        return True
    if lexicon()["read_more"].opens(short) and (
        line.link > 0.3 * len(text) or (len(text) < 160 and not line.link and ":" in text[:30])
    ):
        return True
    if len(text) < _TITLE and _leads(text):
        return True
    if line.links == 1 and not line.flags & ITEM and _labels_link(line):
        return True
    if line.link < 0.85 * len(text):
        return False
    if line.links == 1 and size(text) > 25 and not (line.flags & ITEM or ends_sentence(text)):
        return True
    return (line.tag in HEADINGS and size(text) > 25) or len(text) < 25


def _leads(text: str) -> bool:
    """Whether a label before a colon says that a headline follows: "From the archives: When the ice closed the sound"."""
    label, mark, rest = text.partition(":")
    if not mark:
        label, mark, rest = text.partition(" | ")
    if not (mark and rest.strip()) or len(label) > _LABEL or ends_sentence(text):
        return False
    words, short = lexicon(), folded(label)
    return words["end"].whole(short) or words["leads"].within(short)


def _labels_link(line: Line) -> bool:
    """Whether a line is a few words and a colon before one link: "On this subject: another headline"."""
    label, colon, rest = line.text.partition(":")
    return (
        bool(colon)
        and len(label) < _LABEL
        and size(rest) > _HEADLINE
        and line.link > 0.95 * len(rest.strip())
    )
