"""A text made ready for alignment: sentences, what is quoted, which words are numbers, names and days."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipelines.deduplicate import kernels, telling_kernels
from pipelines.deduplicate.arrays import U32, U64, Bools, Ints
from pipelines.deduplicate.characters import (
    DOT,
    LOWER,
    NEWLINE,
    STOPS,
    STRONG,
    UPPER,
    char_classes,
    class_table,
    quoted_spans,
)
from pipelines.deduplicate.fingerprint import local_grams
from pipelines.deduplicate.fold import Folded, fold_words
from pipelines.deduplicate.lexicon import (
    ABBREVIATION,
    APPEALING,
    COURTESY,
    FIRST_PERSON,
    NAME,
    NUMBER,
    WORD,
    entries,
    places,
)

QUOTED, SPOKEN, CROSSHEAD, APPEAL = 0.15, 0.3, 0.5, 0.0
"""Weight of a word in quotation marks, in a line that speaks in the first person, in a line about the site itself."""

_ANCHOR, _ANCHOR_ALONE = 3, 5
_DATELINE = re.compile(
    r"\W*(?:[^\n.!?]|\.(?! [A-Z][a-z])){0,70}?"
    r"(?:[(\[/][^()\[\]/\n]{2,40}[)\]/][ .]*(?:[-–—:=|]+|(?=[^\W\d_]))"
    r"|(?<=[A-Z]{3})[ ,.:]*[-–—:|]+|(?<=[^\W\d_]{3}) [-–—]{1,2})\s*(?=\S)"
)
"""Place, date and agency at the head of a text: each carrier has its own."""

_ENDINGS = np.array([LOWER, DOT, STRONG, NEWLINE], np.uint8)
_THOUSAND = "천"
_SHORT_LINE, _EDGE_LINES = 12, 2
_POST = re.compile(r"@\w{2,}|#\w{2,}|pic\.twitter|https?://t\.co")
_IN_POSTS = ("@", "#", "pic.twitter", "://t.co")


@dataclass(frozen=True, slots=True)
class Telling:
    """One text word by word: `words` hashes (number words as digits), `sentence` its number, `weight` what it proves,
    `kind` as in the lexicon, `value` what is compared; `anchors` are the sorted hashes of its short runs that stand in it
    once, `places` where, and `sizes` how many words each of `runs` has; `singles` are words of one character, for the script
    has no spaces, `alone` says that most are; `cased` says that names can be known by their capitals.
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
    sizes: Ints
    singles: Bools
    alone: bool
    cased: bool
    names: frozenset[int]
    text: str
    starts: Ints
    ends: Ints

    @property
    def total(self) -> float:
        """What the whole text weighs."""
        return float(self.weight.sum())

    @property
    def points(self) -> U32:
        """The code points of the text."""
        return np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), np.uint32)

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
    kind, value, words, mark = word_kinds(folded)
    opening = _sentence_starts(folded, ends, (mark & ABBREVIATION) != 0)
    first = np.flatnonzero(opening)
    sentence = np.cumsum(opening) - 1 if len(words) else starts
    _join_figures(folded, ends, kind, value, words)
    weight = _weights(folded, text, sentence, mark)
    opening[np.flatnonzero(weight != APPEAL)[:1]] = True
    kind[upper & ~opening & (kind == WORD) & ((mark & COURTESY) == 0)] = NAME
    runs, sizes = local_grams(folded, words, _ANCHOR, _ANCHOR_ALONE)
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
        sizes,
        folded.singles,
        folded.alone,
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
        thousand = "" if joined else _thousand(folded, ends, at)
        digits += thousand
        plain = digits.lstrip("0") or "0"
        if kind[at] == NUMBER and (joined or thousand or plain != digits):
            value[at] = words[at] = fold_words([plain])[0]
            kind[at + 1 : at + 1 + joined] = WORD
            kind[at + 2 : at + 2 + (thousand > "000")] = WORD


def _thousand(folded: Folded, ends: Ints, at: int) -> str:
    """What a Korean agency leaves of a figure behind the word for thousand: "550" of 1천550, "000" of 9천; else nothing."""
    starts, text, end = folded.starts, folded.text, int(ends[at])
    if text[end : end + 1] != _THOUSAND:
        return ""
    rest = (
        text[end + 1 : int(ends[at + 2])] if at + 2 < len(starts) and int(starts[at + 2]) == end + 1 else ""
    )
    return rest.zfill(3) if not rest or (rest.isdecimal() and len(rest) <= 3) else ""


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


def _ends(folded: Folded) -> Ints:
    if kernels.COMPILED:
        ends = np.empty(len(folded.starts), np.int64)
        telling_kernels.word_ends(folded.codes, folded.starts, ends)
        return ends
    inside = np.concatenate((folded.codes != 0, np.zeros(1, np.bool_)))
    gaps = np.flatnonzero(~inside)
    stop: Ints = gaps[np.searchsorted(gaps, folded.starts)]
    if len(stop) > 1:
        stop[:-1] = np.minimum(stop[:-1], folded.starts[1:])
    return stop


def _sentence_starts(folded: Folded, ends: Ints, short: Bools) -> Bools:
    """Which words begin a sentence; `short` are abbreviations, whose full stop ends none."""
    starts = folded.starts
    opening = np.ones(len(starts), np.bool_)
    if len(starts) < 2:
        return opening
    if kernels.COMPILED:
        table = class_table()
        telling_kernels.sentence_starts(
            folded.points, folded.codes, table, _ENDINGS, starts, ends, short, opening
        )
        return opening
    classes = char_classes(folded.points)
    after = classes[starts[1:]]
    newline, strong, dot = (_within(classes, flag, ends[:-1], starts[1:]) for flag in (NEWLINE, STRONG, DOT))
    small, digit = (after & LOWER) != 0, folded.codes[starts[1:]] - 48 < 10
    long_gap, before = starts[1:] - ends[:-1] > 1, (ends - starts)[:-1]
    full_stop = dot & long_gap & ~small & np.where(digit, before > 3, (before > 1) & ~short[:-1])
    opening[1:] = newline | (strong & ~small) | full_stop
    return opening


def _within(classes: NDArray[np.uint8], flag: int, ends: Ints, starts: Ints) -> Bools:
    """Whether a character of a class stands in each gap between two words."""
    count = np.zeros(len(classes) + 1, np.int32)
    np.cumsum((classes & flag) != 0, out=count[1:])
    found: Bools = count[starts] > count[ends]
    return found


def word_kinds(folded: Folded) -> tuple[NDArray[np.uint8], U64, U64, NDArray[np.uint8]]:
    """Return the kind of each word (names apart), the value it is compared by, its hash with number words as digits, and the
    lexicon's marks.
    """
    known, place = entries(), places(folded.words)
    kind = known.kinds[place]
    value = np.where(kind == WORD, folded.words, known.values[place])
    words = np.where(kind == NUMBER, value, folded.words)
    kind[folded.codes[folded.starts] - 48 < 10] = NUMBER
    return kind, value, words, known.marks[place]


def _single(runs: U64) -> tuple[U64, Ints]:
    order = np.argsort(runs)
    sorted_runs = runs[order]
    if not len(runs):
        return sorted_runs, order
    same = sorted_runs[1:] == sorted_runs[:-1]
    alone = np.ones(len(runs), np.bool_)
    alone[1:] &= ~same
    alone[:-1] &= ~same
    return sorted_runs[alone], order[alone]


def _weigh_short_lines(folded: Folded, text: str, weight: NDArray[np.float64]) -> None:
    """Bylines, crossheads and the dateline are the carrier's own: they prove nothing either way."""
    bounds = [*folded.line_starts.tolist(), len(weight)]
    edges = []
    for turn, (begin, end) in enumerate(pairwise(bounds)):
        if end - begin <= _SHORT_LINE and not _stopped(text, int(folded.starts[end - 1])):
            if turn < _EDGE_LINES or turn >= len(bounds) - 1 - _EDGE_LINES:
                edges.append(slice(begin, end))
            weight[begin:end] = CROSSHEAD
    if int(np.count_nonzero(weight < 1)) * 3 > len(weight):
        weight[:] = 1.0
    for edge in edges:
        weight[edge] = APPEAL
    first = int(folded.starts[0])
    match = _DATELINE.match(text, first)
    if match and match.end() - first < 110:
        weight[: int(np.searchsorted(folded.starts, match.end()))] = APPEAL


def _stopped(text: str, last: int) -> bool:
    """Whether the line in which a word is the last ends as sentences do."""
    after = text[last : last + 60].partition("\n")[0].rstrip("\"”»’')] ")
    return bool(after) and after[-1] in STOPS


def _weights(folded: Folded, text: str, sentence: Ints, mark: NDArray[np.uint8]) -> NDArray[np.float64]:
    weight = np.ones(len(folded.words))
    if not len(weight):
        return weight
    _weigh_short_lines(folded, text, weight)
    for marked, less in ((FIRST_PERSON, SPOKEN), (APPEALING, APPEAL)):
        hit = (mark & marked) != 0
        if hit.any():
            flag = np.zeros(int(sentence[-1]) + 1, np.bool_)
            flag[sentence[hit]] = True
            weight[flag[sentence]] = less
    if any(sign in text for sign in _IN_POSTS):
        _weigh_posts(folded, text, weight)
    spans = quoted_spans(text, folded.points)
    for first, last in np.searchsorted(folded.starts, np.array(spans).reshape(-1, 2)).tolist():
        if last - first > 3:
            weight[first:last] = np.minimum(weight[first:last], QUOTED)
    return weight


def _weigh_posts(folded: Folded, text: str, weight: NDArray[np.float64]) -> None:
    """Lines of posts are quoted from elsewhere."""
    bounds = [*folded.line_starts.tolist(), len(weight)]
    for match in _POST.finditer(text):
        word = min(int(np.searchsorted(folded.starts, match.start())), len(weight) - 1)
        line = bisect_right(bounds, word)
        weight[bounds[line - 1] : bounds[line]] = QUOTED
