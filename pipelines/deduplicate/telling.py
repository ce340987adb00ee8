"""A text made ready for alignment: sentences, what is quoted, which words are numbers, names and days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipelines.deduplicate.arrays import U64, Bools, Ints
from pipelines.deduplicate.characters import (
    DOT,
    LOWER,
    NEWLINE,
    STOPS,
    STRONG,
    UPPER,
    char_classes,
    quoted_spans,
)
from pipelines.deduplicate.fingerprint import grams
from pipelines.deduplicate.fold import Folded, fold_words
from pipelines.deduplicate.lexicon import NAME, NUMBER, WORD, among, appeals, courtesies, first_persons, kinds

QUOTED, SPOKEN, CROSSHEAD, APPEAL = 0.15, 0.3, 0.5, 0.0
"""Weight of a word in quotation marks, in a line that speaks in the first person, in a line about the site itself."""

_ANCHOR, _ANCHOR_ALONE = 3, 5
_SHORT = """mr mrs ms dr st gov sen rep gen col lt no vs jr sr prof inc corp co ltd bzw ca nr art
ул jan feb aug sept oct nov dec"""
_DATELINE = re.compile(
    r"\W*(?:[^\n.!?]|\.(?! [A-Z][a-z])){0,70}?"
    r"(?:[(\[/][^()\[\]/\n]{2,40}[)\]/][ .]*(?:[-–—:=|]+|(?=[^\W\d_]))"
    r"|(?<=[A-Z]{3})[ ,.:]*[-–—:|]+|(?<=[^\W\d_]{3}) [-–—]{1,2})\s*(?=\S)"
)
"""Place, date and agency at the head of a text: each carrier has its own."""

_SHORT_LINE, _EDGE_LINES = 12, 2
_POST = re.compile(r"@\w{2,}|#\w{2,}|pic\.twitter|https?://t\.co")


@dataclass(frozen=True, slots=True)
class Telling:
    """One text word by word: `words` hashes (number words as digits), `sentence` its number, `weight` what it proves,
    `kind` as in the lexicon, `value` what is compared; `anchors` are the sorted hashes of its short runs that stand in it
    once, `places` where; `cased` says that names can be known by their capitals.
    """

    words: U64
    sentence: Ints
    first: Ints
    weight: NDArray[np.float64]
    kind: NDArray[np.uint8]
    value: U64
    runs: U64
    anchors: U64
    places: Ints
    span: int
    cased: bool
    names: frozenset[int]
    text: str
    starts: Ints
    ends: Ints

    @property
    def total(self) -> float:
        """What the whole text weighs."""
        return float(self.weight.sum())

    def spelled(self, at: int) -> str:
        """Return the word at a place as its text prints it, in small letters."""
        return self.text[self.starts[at] : self.ends[at]].lower()

    @property
    def sentences(self) -> int:
        """How many sentences it has."""
        return len(self.first)


def telling(folded: Folded) -> Telling:
    """Return a folded text ready for `align`."""
    words, starts, text = folded.words, folded.starts, folded.text
    ends = _ends(folded)
    upper = (char_classes(folded.points[starts]) & UPPER) != 0
    opening = _sentence_starts(folded, ends)
    first = np.flatnonzero(opening)
    sentence = np.cumsum(opening) - 1 if len(words) else starts
    kind, value, words = word_kinds(folded)
    _join_figures(folded, ends, kind, value, words)
    weight = _weights(folded, text, sentence)
    opening[np.flatnonzero(weight != APPEAL)[:1]] = True
    kind[upper & ~opening & (kind == WORD) & ~among(words, courtesies())] = NAME
    span = _ANCHOR_ALONE if folded.alone else _ANCHOR
    runs = grams(words, span)
    anchors, places = _single(runs)
    cased = int(upper.sum()) * 50 > len(words)
    kind[weight == APPEAL] = WORD
    names = frozenset(words[kind == NAME].tolist())
    return Telling(
        words,
        sentence,
        first,
        weight,
        kind,
        value,
        runs,
        anchors,
        places,
        span,
        cased,
        names,
        text,
        starts,
        ends,
    )


def _join_figures(folded: Folded, ends: Ints, kind: NDArray[np.uint8], value: U64, words: U64) -> None:
    """One figure for "2 915" and "2915", for "02" and "2": houses differ in how they print them."""
    codes, starts = folded.codes, folded.starts
    numbers = np.flatnonzero(codes[starts] - 48 < 10)
    for at, following in pairwise([*numbers.tolist(), -1]):
        start, end = int(starts[at]), int(ends[at])
        digits = _digits(codes, start, end)
        joined = following == at + 1 and int(starts[following]) == end + 1 and end - start <= 3
        if joined and kind[at] == NUMBER:
            rest = _digits(codes, int(starts[following]), int(ends[following]))
            joined = len(rest) == 3 and folded.points[end] == 32
            digits += rest if joined else ""
        plain = digits.lstrip("0") or "0"
        if kind[at] == NUMBER and (joined or plain != digits):
            value[at] = words[at] = fold_words([plain])[0]
            kind[at + 1 : at + 1 + joined] = WORD


def _digits(codes: NDArray[np.uint32], start: int, end: int) -> str:
    return "".join(map(chr, codes[start:end].tolist()))


def plain_figure(spelled: str) -> str:
    """Return a figure as printed in plain digits without leading zeros, nor closing ones from a hundred on where two digits
    are left, so that 3.2 thousand is 3,200; other words as they are.
    """
    if not spelled.isdecimal():
        return spelled
    digits = "".join(str(int(digit)) for digit in spelled).lstrip("0") or "0"
    short = digits.rstrip("0")
    return short if digits.endswith("00") and len(short) > 1 else digits


def figure_value(side: Telling, at: int) -> int:
    """Return what a figure is compared by, one in all styles of `plain_figure`."""
    spelled = side.spelled(at)
    following = side.spelled(at + 1) if at + 1 < len(side.words) else ""
    if len(spelled) < 4 and len(following) == 3 and following.isdecimal() and side.kind[at + 1] == WORD:
        spelled += following
    plain = plain_figure(spelled)
    return int(side.value[at]) if plain == spelled else int(fold_words([plain])[0])


def line_numbers(folded: Folded) -> Ints:
    """Return for each word the number of the line it stands in."""
    return np.searchsorted(np.flatnonzero(folded.points == 10), folded.starts)


def _ends(folded: Folded) -> Ints:
    inside = np.concatenate((folded.codes != 0, np.zeros(1, np.bool_)))
    gaps = np.flatnonzero(~inside)
    stop: Ints = gaps[np.searchsorted(gaps, folded.starts)]
    if len(stop) > 1:
        stop[:-1] = np.minimum(stop[:-1], folded.starts[1:])
    return stop


def _sentence_starts(folded: Folded, ends: Ints) -> Bools:
    starts = folded.starts
    opening = np.ones(len(starts), np.bool_)
    if len(starts) < 2:
        return opening
    classes = char_classes(folded.points)
    after = classes[starts[1:]]
    newline, strong, dot = (_within(classes, flag, ends[:-1], starts[1:]) for flag in (NEWLINE, STRONG, DOT))
    small, digit = (after & LOWER) != 0, folded.codes[starts[1:]] - 48 < 10
    long_gap, before = starts[1:] - ends[:-1] > 1, (ends - starts)[:-1]
    full_stop = (
        dot
        & long_gap
        & ~small
        & np.where(digit, before > 3, (before > 1) & ~among(folded.words[:-1], _short_words()))
    )
    opening[1:] = newline | (strong & ~small) | full_stop
    return opening


def _within(classes: NDArray[np.uint8], flag: int, ends: Ints, starts: Ints) -> Bools:
    """Whether a character of a class stands in each gap between two words."""
    count = np.zeros(len(classes) + 1, np.int32)
    np.cumsum((classes & flag) != 0, out=count[1:])
    found: Bools = count[starts] > count[ends]
    return found


@cache
def _short_words() -> U64:
    return np.unique(fold_words(_SHORT.split()))


def word_kinds(folded: Folded) -> tuple[NDArray[np.uint8], U64, U64]:
    """Return the kind of each word (names apart), the value it is compared by, and its hash with number words as digits."""
    words = folded.words.copy()
    keys, known_kinds, values = kinds()
    place = np.searchsorted(keys, words)
    place[place == len(keys)] = 0
    known = keys[place] == words
    kind = np.where(known, known_kinds[place], np.uint8(WORD))
    value = np.where(known, values[place], words)
    number = kind == NUMBER
    words[number] = value[number]
    kind[folded.codes[folded.starts] - 48 < 10] = NUMBER
    return kind, value, words


def _single(runs: U64) -> tuple[U64, Ints]:
    order = np.argsort(runs, kind="stable")
    sorted_runs = runs[order]
    if not len(runs):
        return sorted_runs, order
    same = sorted_runs[1:] == sorted_runs[:-1]
    alone = np.ones(len(runs), np.bool_)
    alone[1:] &= ~same
    alone[:-1] &= ~same
    return sorted_runs[alone], order[alone]


def _weigh_short_lines(folded: Folded, text: str, lines: Ints, weight: NDArray[np.float64]) -> None:
    """Bylines, crossheads and the dateline are the carrier's own: they prove nothing either way."""
    size = np.bincount(lines)[lines]
    ends = np.flatnonzero(np.append(lines[1:] != lines[:-1], True))
    short = np.zeros(len(lines), np.bool_)
    begin = 0
    for turn, last in enumerate(ends.tolist()):
        line, begin = slice(begin, last + 1), last + 1
        if size[last] <= _SHORT_LINE and not _stopped(text, int(folded.starts[last])):
            edge = turn < _EDGE_LINES or turn >= len(ends) - _EDGE_LINES
            short[line] = edge
            weight[line] = CROSSHEAD
    if int(np.count_nonzero(weight < 1)) * 3 > len(weight):
        weight[:] = 1.0
    weight[short] = APPEAL
    first = folded.starts[0] if len(folded.starts) else 0
    match = _DATELINE.match(text, int(first))
    if match and match.end() - first < 110:
        weight[: int(np.searchsorted(folded.starts, match.end()))] = APPEAL


def _stopped(text: str, last: int) -> bool:
    """Whether the line in which a word is the last ends as sentences do."""
    after = text[last : last + 60].partition("\n")[0].rstrip("\"”»’')] ")
    return bool(after) and after[-1] in STOPS


def _weights(folded: Folded, text: str, sentence: Ints) -> NDArray[np.float64]:
    weight = np.ones(len(folded.words))
    if not len(weight):
        return weight
    lines = line_numbers(folded)
    _weigh_short_lines(folded, text, lines, weight)
    for marked, less in ((first_persons(), SPOKEN), (appeals(), APPEAL)):
        hit = among(folded.words, marked)
        if hit.any():
            flag = np.zeros(int(sentence[-1]) + 1, np.bool_)
            flag[sentence[hit]] = True
            weight[flag[sentence]] = less
    for match in _POST.finditer(text):
        line = lines[min(int(np.searchsorted(folded.starts, match.start())), len(lines) - 1)]
        weight[slice(*np.searchsorted(lines, (line, line + 1)))] = QUOTED
    spans = quoted_spans(text, folded.points)
    for first, last in np.searchsorted(folded.starts, np.array(spans).reshape(-1, 2)).tolist():
        if last - first > 3:
            weight[first:last] = np.minimum(weight[first:last], QUOTED)
    return weight
