"""A text made ready for alignment: sentences, what is quoted, which words are numbers, names and days."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.deduplicate.fingerprint import grams
from pipelines.deduplicate.fold import U64, Bools, Folded, Ints
from pipelines.deduplicate.lexicon import NAME, NUMBER, WORD, among, appeals, courtesies, first_persons, kinds

QUOTED, SPOKEN, APPEAL = 0.15, 0.3, 0.0
"""Weight of a word in quotation marks, in a line that speaks in the first person, in a line about the site itself."""

_ANCHOR, _ANCHOR_ALONE = 3, 5
_QUOTES = re.compile(
    r"“[^”“\n]*[”\n]?|„[^“”\n]*[“”\n]?|«[^»\n]*[»\n]?|»[^«\n]*[«\n]?|\"[^\"\n]*[\"\n]?|「[^」\n]*[」\n]?|『[^』\n]*[』\n]?"
    r"|”[^”\n]*”|‘(?:[^’\n]|’(?=\w))*[’\n]?|(?<!\w)'(?:[^'\n]|'(?=\w))+'(?!\w)|^[—–-] [^\n]*",
    re.MULTILINE,
)
_STOPS = frozenset(".!?…。！？؟।॥．")
_SHORT = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "st",
        "gov",
        "sen",
        "rep",
        "gen",
        "col",
        "lt",
        "no",
        "vs",
        "jr",
        "sr",
        "prof",
        "inc",
        "corp",
        "co",
        "ltd",
        "bzw",
        "ca",
        "z",
        "u",
        "s",
        "nr",
        "art",
        "г",
        "т",
        "им",
        "ул",
    ]
)
_DATELINE = re.compile(
    r"\W*(?:[^\n.!?]|\.(?! [A-Z][a-z])){0,70}?"
    r"(?:[(\[/][^()\[\]/\n]{2,40}[)\]/][ .]*(?:[-–—:=|]+|(?=[^\W\d_]))"
    r"|(?<=[A-Z]{3})[ ,.:]*[-–—:|]+|(?<=[^\W\d_]{3}) [-–—]{1,2})\s*(?=\S)"
)
"""Place, date and agency at the head of a text: each carrier has its own."""

_SHORT_LINE = 12
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
    upper = np.fromiter((text[at].isupper() for at in starts.tolist()), np.bool_, len(starts))
    opening = _sentence_starts(folded, ends, upper)
    sentence = np.cumsum(opening) - 1 if len(words) else starts
    kind, value, words = _kinds(folded, upper & ~opening)
    span = _ANCHOR_ALONE if folded.alone else _ANCHOR
    runs = grams(words, span)
    anchors, places = _single(runs)
    cased = int(upper.sum()) * 50 > len(words)
    weight = _weights(folded, sentence)
    kind[weight == APPEAL] = WORD
    names = frozenset(words[kind == NAME].tolist())
    return Telling(
        words,
        sentence,
        np.flatnonzero(opening),
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


def line_numbers(folded: Folded) -> Ints:
    """Return for each word the number of the line it stands in."""
    breaks = np.fromiter((match.start() for match in re.finditer("\n", folded.text)), np.int64)
    return np.searchsorted(breaks, folded.starts)


def _ends(folded: Folded) -> Ints:
    inside = np.concatenate((folded.codes != 0, np.zeros(1, np.bool_)))
    gaps = np.flatnonzero(~inside)
    stop: Ints = gaps[np.searchsorted(gaps, folded.starts)]
    if len(stop) > 1:
        stop[:-1] = np.minimum(stop[:-1], folded.starts[1:])
    return stop


def _sentence_starts(folded: Folded, ends: Ints, upper: Bools) -> Bools:
    text, starts = folded.text, folded.starts
    opening = np.zeros(len(starts), np.bool_)
    if not len(starts):
        return opening
    opening[0] = True
    gaps = zip(ends[:-1].tolist(), starts[1:].tolist(), strict=True)
    for at, (a, b) in enumerate(gaps, 1):
        if b == a or (b == a + 1 and text[a] == " "):
            continue
        gap = text[a:b]
        if "\n" in gap:
            opening[at] = True
        elif not _STOPS.isdisjoint(gap):
            opening[at] = _ends_sentence(gap, text[starts[at - 1] : a], text[b])
    return opening


def _ends_sentence(gap: str, before: str, after: str) -> bool:
    if gap[0] in "。！？।॥．" or any(stop in gap for stop in "!?…。！？؟।"):
        return not after.islower()
    if len(gap) < 2 or after.islower() or after.isdigit():
        return len(gap) > 1 and after.isdigit() and len(before) > 3
    return len(before) > 1 and before.lower() not in _SHORT


def _kinds(folded: Folded, capital: Bools) -> tuple[NDArray[np.uint8], U64, U64]:
    words = folded.words.copy()
    keys, known_kinds, values = kinds()
    place = np.searchsorted(keys, words)
    place[place == len(keys)] = 0
    known = keys[place] == words
    kind = np.where(known, known_kinds[place], np.uint8(0))
    value = np.where(known, values[place], words)
    number = known & (kind == NUMBER)
    words[number] = values[place[number]]
    initial = folded.codes[folded.starts]
    kind[(initial >= 48) & (initial <= 57)] = NUMBER
    name = capital & ~known & (kind == 0) & ~among(words, courtesies())
    kind[name] = NAME
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


def _weigh_short_lines(folded: Folded, lines: Ints, weight: NDArray[np.float64]) -> None:
    """Bylines, crossheads and the dateline are the carrier's own: they prove nothing either way."""
    size = np.bincount(lines)[lines]
    ends = np.flatnonzero(np.append(lines[1:] != lines[:-1], True))
    stops = folded.text + "\n"
    for last in ends.tolist():
        if size[last] <= _SHORT_LINE:
            after = stops[int(folded.starts[last]) :].partition("\n")[0].rstrip("\"”»’')] ")
            if not after or after[-1] not in _STOPS:
                weight[lines == lines[last]] = APPEAL
    first = folded.starts[0] if len(folded.starts) else 0
    match = _DATELINE.match(folded.text, int(first))
    if match and match.end() - first < 110:
        weight[: int(np.searchsorted(folded.starts, match.end()))] = APPEAL


def _weights(folded: Folded, sentence: Ints) -> NDArray[np.float64]:
    weight = np.ones(len(folded.words))
    if not len(weight):
        return weight
    lines = line_numbers(folded)
    _weigh_short_lines(folded, lines, weight)
    for marked, less in ((first_persons(), SPOKEN), (appeals(), APPEAL)):
        hit = among(folded.words, marked)
        weight[np.isin(sentence, sentence[hit])] = less
    for match in _POST.finditer(folded.text):
        line = lines[min(int(np.searchsorted(folded.starts, match.start())), len(lines) - 1)]
        weight[lines == line] = QUOTED
    for match in _QUOTES.finditer(folded.text):
        first, last = np.searchsorted(folded.starts, (match.start(), match.end()))
        if last - first > 3:
            weight[first:last] = np.minimum(weight[first:last], QUOTED)
    return weight
