"""Alignment of two tellings: which sentences one shares with the other, and what differs in the places that correspond."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import numpy as np

from pipelines.deduplicate import align_kernels, kernels
from pipelines.deduplicate.arrays import Bools, Ints
from pipelines.deduplicate.lexicon import DAY, MONTH, NAME, NUMBER, WORD
from pipelines.deduplicate.telling import QUOTED, Telling, plain_figure

LONG_RUN = 5
"""Words of an equal run that prove something by themselves; shorter ones count beside others in the same two sentences."""

_MAX_GAP, _MOST_STRANGE = 12, 3
_SAME_NAME = 0.55
_COLON = re.compile(r"[:\uff1a](?=\D)([^\n]{40,})")


@dataclass(frozen=True, slots=True)
class Difference:
    """Two words of one kind (number, name, day, month) that stand in corresponding places: `here` and `there` their indexes."""

    kind: int
    here: int
    there: int
    values: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Alignment:
    """How telling `a` lies on telling `b`: `there` gives for each word of `a` the word of `b` it equals, or -1; `run` the
    length of the equal run it stands in; `alone` says that most of what corresponds are single characters.
    """

    a: Telling
    b: Telling
    there: Ints
    run: Ints
    differences: tuple[Difference, ...]
    alone: bool

    @property
    def here(self) -> Bools:
        """Which words of `a` are found in `b`."""
        return self.there >= 0

    @property
    def run_back(self) -> Ints:
        """The length of the equal run each word of `b` stands in."""
        run = np.zeros(len(self.b.words), np.int64)
        found = self.there >= 0
        run[self.there[found]] = self.run[found]
        return run

    @property
    def covered(self) -> Bools:
        """Which words of `b` are found in `a`."""
        covered = np.zeros(len(self.b.words), np.bool_)
        covered[self.there[self.there >= 0]] = True
        return covered


def align(a: Telling, b: Telling) -> Alignment:
    """Return the alignment of two tellings, in time about linear in their words."""
    there, run = _mapped(a, b)
    alone = _alone(a, b, there)
    there = _kept(a, b, there, run, alone)
    a, b = _quoted_alike(a, b, there)
    return Alignment(a, b, there, run, tuple(_differences(a, b, there)), alone)


def _alone(a: Telling, b: Telling, there: Ints) -> bool:
    """Whether most of what corresponds are single characters: each proves less than a word."""
    if a.alone and b.alone:
        return True
    mapped = there >= 0
    return int(np.count_nonzero(a.singles & mapped)) * 2 > int(np.count_nonzero(mapped))


def _quoted_alike(a: Telling, b: Telling, there: Ints) -> tuple[Telling, Telling]:
    """What one of two texts quotes and the other has after a colon is quoted in both: "the statement reads: ..."

    Where it stands without a colon, a desk has made a narrative of it.
    """
    here = np.flatnonzero(there >= 0)
    goal = there[here]
    quoted, quoted_there = a.weight[here] == QUOTED, b.weight[goal] == QUOTED
    return _less(a, here[quoted_there & ~quoted]), _less(b, goal[quoted & ~quoted_there])


def _less(side: Telling, words: Ints) -> Telling:
    """A telling in which those of some words that stand after a colon weigh as quoted."""
    spoken = words[_after_colon(side)[words]] if len(words) else words
    if not len(spoken):
        return side
    weight = side.weight.copy()
    weight[spoken] = np.minimum(weight[spoken], QUOTED)
    return replace(side, weight=weight)


def _after_colon(side: Telling) -> Bools:
    """Which words stand after a colon of their line."""
    spoken = np.zeros(len(side.words), np.bool_)
    for match in _COLON.finditer(side.text):
        spoken[slice(*np.searchsorted(side.starts, match.span(1)))] = True
    return spoken


def _mapped(a: Telling, b: Telling) -> tuple[Ints, Ints]:
    """Equal runs around words that stand in `b` once: for each word of `a` its place in `b` and the length of its run."""
    there = np.full(len(a.words), -1, np.int64)
    length = np.zeros(len(a.words), np.int64)
    if not len(a.runs) or not len(b.anchors):
        return there, length
    if kernels.COMPILED:
        align_kernels.correspond(a.runs, a.sizes, b.anchors, b.places, a.words, b.words, there, length)
        return there, length
    place = np.searchsorted(b.anchors, a.runs)
    place[place == len(b.anchors)] = 0
    here = np.flatnonzero(b.anchors[place] == a.runs)
    if not len(here):
        return there, length
    goal = b.places[place[here]]
    breaks = np.flatnonzero((np.diff(here) != 1) | (np.diff(goal) != 1)) + 1
    first = np.concatenate((np.zeros(1, np.int64), breaks))
    last = np.concatenate((breaks, np.array([len(here)]))) - 1
    _extend(
        a,
        b,
        here[first].tolist(),
        (here[last] + a.sizes[here[last]]).tolist(),
        goal[first].tolist(),
        there,
        length,
    )
    return there, length


def _extend(
    a: Telling, b: Telling, starts: list[int], ends: list[int], goals: list[int], there: Ints, length: Ints
) -> None:
    mine, other = a.words.tolist(), b.words.tolist()
    done = 0
    for k, (i, end, j) in enumerate(zip(starts, ends, goals, strict=True)):
        shift = j - i
        start = max(i, done)
        while start > done and start + shift > 0 and mine[start - 1] == other[start + shift - 1]:
            start -= 1
        stop = starts[k + 1] if k + 1 < len(starts) else len(mine)
        while end < stop and end + shift < len(other) and mine[end] == other[end + shift]:
            end += 1
        if end > start:
            there[start:end] = np.arange(start + shift, end + shift)
            length[start:end] = end - start
            done = end


def _kept(a: Telling, b: Telling, there: Ints, length: Ints, alone: bool) -> Ints:
    """Drop short runs that stand alone: a stock phrase is no correspondence."""
    scale = 2 if alone else 1
    if kernels.COMPILED and len(a.words) and len(b.words):
        align_kernels.drop_stray(there, length, a.sentence, b.sentence, LONG_RUN * scale, 4 * scale)
        return there
    mapped = np.flatnonzero(there >= 0)
    if not len(mapped):
        return there
    pair = a.sentence[mapped] * b.sentences + b.sentence[there[mapped]]
    _, inverse, count = np.unique(pair, return_inverse=True, return_counts=True)
    sizes_a, sizes_b = np.bincount(a.sentence), np.bincount(b.sentence)
    smaller = np.minimum(sizes_a[a.sentence[mapped]], sizes_b[b.sentence[there[mapped]]])
    keep = (length[mapped] >= LONG_RUN * scale) | (
        (count[inverse] >= 4 * scale) & (count[inverse] * 5 >= smaller * 2)
    )
    result = there.copy()
    result[mapped[~keep]] = -1
    return result


def _differences(a: Telling, b: Telling, there: Ints) -> list[Difference]:
    if not (there >= 0).any():
        return []
    strange = not (a.cased and b.cased) and not (a.alone or b.alone)
    mine, theirs = (frozenset(side.words.tolist()) if strange else frozenset() for side in (a, b))
    found: list[Difference] = []
    for here, other in (_gaps_compiled if kernels.COMPILED else _gaps)(a, b, there, strange):
        found += _compared(a, b, here, other)
        if strange:
            found += _strange_words(a, b, here, other, mine, theirs)
    return found


def _gaps_compiled(a: Telling, b: Telling, there: Ints, strange: bool) -> list[tuple[range, range]]:
    """What stands between, before and after corresponding words of two sentences, where words that differ may stand."""
    rows = np.empty((3 * len(there), 4), np.int64)
    count = align_kernels.gaps(
        there,
        (a.sentence, b.sentence),
        (a.first, b.first),
        (a.kind, b.kind),
        (a.value, b.value),
        _MAX_GAP,
        _MOST_STRANGE if strange else 0,
        rows,
    )
    return [(range(i, end), range(j, stop)) for i, end, j, stop in rows[:count].tolist()]


def _gaps(a: Telling, b: Telling, there: Ints, strange: bool) -> list[tuple[range, range]]:
    mapped = np.flatnonzero(there >= 0)
    goal = there[mapped]
    gap_a, gap_b = np.diff(mapped) - 1, np.diff(goal) - 1
    same = (a.sentence[mapped[1:]] == a.sentence[mapped[:-1]]) & (
        b.sentence[goal[1:]] == b.sentence[goal[:-1]]
    )
    inner = np.flatnonzero(same & (gap_a > 0) & (gap_b > 0) & (gap_a <= _MAX_GAP) & (gap_b <= _MAX_GAP))
    between = [(range(mapped[k] + 1, mapped[k + 1]), range(goal[k] + 1, goal[k + 1])) for k in inner.tolist()]
    special_a, special_b = _special(a), _special(b)
    return [
        (here, other)
        for here, other in (*between, *_edges(a, b, mapped, goal))
        if strange
        or (special_a[here.stop] > special_a[here.start] and special_b[other.stop] > special_b[other.start])
    ]


def _special(side: Telling) -> list[int]:
    """How many words before each place are numbers, names, days or months."""
    return [0, *np.cumsum(side.kind != WORD).tolist()]


def _edges(a: Telling, b: Telling, mapped: Ints, goal: Ints) -> list[tuple[range, range]]:
    """What stands before the first and after the last corresponding word of two sentences that correspond."""
    sentence_a, sentence_b = a.sentence[mapped], b.sentence[goal]
    cut = np.flatnonzero((np.diff(sentence_a) != 0) | (np.diff(sentence_b) != 0)) + 1
    firsts = [0, *cut.tolist()]
    lasts = [*(cut - 1).tolist(), len(mapped) - 1]
    edges = []
    for f, last in zip(firsts, lasts, strict=True):
        head = (
            range(int(a.first[sentence_a[f]]), int(mapped[f])),
            range(int(b.first[sentence_b[f]]), int(goal[f])),
        )
        end_a = a.first[sentence_a[last] + 1] if sentence_a[last] + 1 < a.sentences else len(a.words)
        end_b = b.first[sentence_b[last] + 1] if sentence_b[last] + 1 < b.sentences else len(b.words)
        tail = range(int(mapped[last]) + 1, int(end_a)), range(int(goal[last]) + 1, int(end_b))
        edges += [(x, y) for x, y in (head, tail) if 0 < len(x) <= _MAX_GAP and 0 < len(y) <= _MAX_GAP]
    return edges


def _compared(a: Telling, b: Telling, here: range, other: range) -> list[Difference]:
    found = []
    for kind in (NUMBER, NAME, DAY, MONTH):
        mine = {int(a.value[i]): i for i in here if a.kind[i] == kind}
        theirs = {int(b.value[j]): j for j in other if b.kind[j] == kind}
        left = [(v, i) for v, i in mine.items() if v not in theirs]
        right = [(v, j) for v, j in theirs.items() if v not in mine]
        if kind == NUMBER:
            told = {v for v, _ in left if (b.value == np.uint64(v)).any()}
            told_there = {v for v, _ in right if (a.value == np.uint64(v)).any()}
            if told and told_there:
                left = [(v, i) for v, i in left if v not in told]
                right = [(v, j) for v, j in right if v not in told_there]
        if kind == NAME:
            left = [(v, i) for v, i in left if v not in b.names]
            right = [(v, j) for v, j in right if v not in a.names]
        for (v, i), (w, j) in zip(left, right, strict=False):
            if not (_one_name if kind == NAME else _one_figure)(a.spelled(i), b.spelled(j)):
                found.append(Difference(kind, i, j, (v, w)))
    return found


def _strange_words(
    a: Telling, b: Telling, here: range, other: range, mine: frozenset[int], theirs: frozenset[int]
) -> list[Difference]:
    """In a script without capitals a name is known by standing nowhere in the other text."""
    if len(here) > _MOST_STRANGE or len(other) > _MOST_STRANGE:
        return []
    left = [i for i in here if a.kind[i] == WORD and int(a.words[i]) not in theirs]
    right = [j for j in other if b.kind[j] == WORD and int(b.words[j]) not in mine]
    return [
        Difference(NAME, i, j, (int(a.words[i]), int(b.words[j])))
        for i, j in zip(left, right, strict=False)
        if not _one_name(a.spelled(i), b.spelled(j))
    ]


def _one_figure(x: str, y: str) -> bool:
    """Whether two figures are one in two styles: 3.2 thousand and 3,200, half past two as 02.30 and as 2:30."""
    shorter, longer = sorted((plain_figure(x), plain_figure(y)), key=len)
    clock = longer.isdecimal() and longer[:-2] == shorter and int(shorter) < 25 and int(longer[-2:]) < 60
    return shorter == longer or clock


def _one_name(x: str, y: str) -> bool:
    return SequenceMatcher(None, x, y, autojunk=False).ratio() >= _SAME_NAME
