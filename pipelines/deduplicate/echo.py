"""Sentences told in other words: which of one telling's sentences find their content in two neighbouring ones of the other."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from pipelines.deduplicate import echo_kernels, kernels
from pipelines.deduplicate.arrays import U64, Bools
from pipelines.deduplicate.characters import lower_table, small
from pipelines.deduplicate.lexicon import NAME, NUMBER
from pipelines.deduplicate.telling import QUOTED, Telling, figure_value

ECHOED = 0.6
"""Share of a sentence's stems that makes it the same sentence in other words."""

_STEM, _STEM_HANGUL, _SHORTEST = 5, 2, 4
_NARRATIVE = 0.9
_LEAST, _COMMON = 3, 24
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Echo:
    """How much of a text's narrative another tells in its own words: `share` of its stems (0 to 1), `stems` how many there
    are; `in_order` the share of its sentences that the other tells, at least by half, one after the other as they stand
    here; `here` and `there` the words of echoed sentences in both.
    """

    share: float
    stems: int
    in_order: float
    here: Bools
    there: Bools


@dataclass(frozen=True, slots=True)
class SameFacts:
    """The shares of a text's figures and names that stand in another too (0 to 1), and how many they are."""

    figures: float
    shared_figures: int
    names: float
    shared_names: int


def echo(a: Telling, b: Telling) -> Echo:
    """Return how much of the narrative of `a` is told in `b`, in time about linear in their words; quoted speech is none."""
    if kernels.COMPILED:
        return _echo_compiled(a, b)
    windows = _windows(_stems(b, QUOTED))
    mine = [
        {stem for stem in stems if len(windows.get(stem, ())) <= _COMMON} for stems in _stems(a, _NARRATIVE)
    ]
    here, there = np.zeros(len(a.words), np.bool_), np.zeros(len(b.words), np.bool_)
    whole = found = sentences = 0
    goals: list[int] = []
    for number, stems in enumerate(mine):
        if len(stems) < _LEAST:
            continue
        goal, count = _best(stems, windows)
        whole, found, sentences = whole + len(stems), found + count, sentences + 1
        if count >= _HALF * len(stems):
            goals.append(goal)
        if count >= ECHOED * len(stems):
            here |= a.sentence == number
            there |= (b.sentence == goal) | (b.sentence == goal + 1)
    return Echo(found / max(whole, 1), whole, _rising(goals) / max(sentences, 1), here, there)


def _echo_compiled(a: Telling, b: Telling) -> Echo:
    here, there = np.zeros(a.sentences, np.bool_), np.zeros(b.sentences, np.bool_)
    goals, limits = np.empty(a.sentences, np.int64), (_LEAST, _COMMON, _HALF, ECHOED)
    mine, other = _hashed_stems(a, _NARRATIVE), _hashed_stems(b, QUOTED)
    whole, found, sentences, told = echo_kernels.echoed(
        mine, a.sentence, other, b.sentence, limits, here, there, goals
    )
    rising = _rising(goals[:told].tolist())
    return Echo(found / max(whole, 1), whole, rising / max(sentences, 1), here[a.sentence], there[b.sentence])


def _hashed_stems(side: Telling, least: float) -> U64:
    """The same as `_stems`, by word and hashed; 0 for none."""
    hashed = np.empty(len(side.words), np.uint64)
    spans, sizes = (side.starts, side.ends), (_STEM, _STEM_HANGUL)
    echo_kernels.stems(
        side.points,
        lower_table(),
        spans,
        side.weight,
        side.kind,
        side.value,
        least,
        side.singles,
        sizes,
        hashed,
    )
    return hashed


def same_facts(a: Telling, b: Telling) -> SameFacts:
    """Return which of the figures and names of `a` stand in `b`."""
    figures, theirs = _numbers(a), _numbers(b)
    names, words = _beginnings(a, NAME), _beginnings(b)
    return SameFacts(
        figures=len(figures & theirs) / max(len(figures), 1),
        shared_figures=len(figures & theirs),
        names=len(names & words) / max(len(names), 1),
        shared_names=len(names & words),
    )


def openings_alike(a: Telling, b: Telling, ends: tuple[int, int]) -> float:
    """Return the share of stems, of the side that has fewer, that the sentences before a sentence of each text have in common."""
    mine, theirs = (
        set[str]().union(*_stems(side, 0.0)[:end]) for side, end in zip((a, b), ends, strict=True)
    )
    return len(mine & theirs) / max(min(len(mine), len(theirs)), 1)


def figures_may_be_same(a: Telling, b: Telling) -> bool:
    """Return quickly whether half of the figures of one text may stand in the other: most pairs of different stories do not."""
    mine, theirs = (set(side.value[side.kind == NUMBER].tolist()) for side in (a, b))
    return len(mine & theirs) * 2 >= min(len(mine), len(theirs))


def _stems(side: Telling, least: float) -> list[set[str]]:
    """For each sentence the beginnings of its longer words, its figures, pairs of characters where words have no spaces."""
    found: list[set[str]] = [set() for _ in range(side.sentences)]
    text = side.text
    spots = zip(
        side.starts.tolist(),
        side.ends.tolist(),
        side.sentence.tolist(),
        side.weight.tolist(),
        side.kind.tolist(),
        side.value.tolist(),
        side.singles.tolist(),
        strict=True,
    )
    for start, end, sentence, weight, kind, value, single in spots:
        if weight < least:
            continue
        if kind == NUMBER:
            found[sentence].add(str(value))
        elif single:
            found[sentence].add(text[start : start + 2])
        elif end - start >= _SHORTEST or "가" <= text[start] <= "힣":
            size = _STEM_HANGUL if "가" <= text[start] <= "힣" else _STEM
            found[sentence].add(small(text[start : min(end, start + size)]))
    return found


def _windows(stems: list[set[str]]) -> dict[str, list[int]]:
    """For each stem the pairs of neighbouring sentences it stands in; stems of many sentences tell nothing."""
    windows: dict[str, list[int]] = defaultdict(list)
    for number, sentence in enumerate(stems):
        for stem in sentence:
            held = windows[stem]
            held.extend(window for window in (number - 1, number) if not held or held[-1] < window)
    return windows


def _best(stems: set[str], windows: dict[str, list[int]]) -> tuple[int, int]:
    """The pair of sentences in which most of a sentence's stems stand, and how many."""
    counts: dict[int, int] = defaultdict(int)
    for stem in stems:
        for window in windows.get(stem, ()):
            counts[window] += 1
    if not counts:
        return -2, 0
    goal = max(counts, key=lambda window: (counts[window], -window))
    return goal, counts[goal]


def _rising(goals: list[int]) -> int:
    """How many of some places follow one another at most, the others left out."""
    ends: list[int] = []
    for goal in goals:
        at = bisect_right(ends, goal)
        ends[at : at + 1] = [goal]
    return len(ends)


def _numbers(side: Telling) -> frozenset[int]:
    return frozenset(figure_value(side, at) for at in np.flatnonzero(_told(side, NUMBER)).tolist())


def _beginnings(side: Telling, kind: int | None = None) -> frozenset[str] | frozenset[int]:
    """The words of one kind without what inflects them."""
    chosen = side.weight >= QUOTED if kind is None else _told(side, kind)
    if kernels.COMPILED:
        starts, ends = side.starts[chosen], side.ends[chosen]
        hashed = np.empty(len(starts), np.uint64)
        echo_kernels.beginnings(side.points, lower_table(), starts, ends, _STEM, hashed)
        return frozenset(hashed.tolist())
    places = np.flatnonzero(chosen).tolist()
    return frozenset(small(side.text[side.starts[at] : side.ends[at]][:_STEM]) for at in places)


def _told(side: Telling, kind: int) -> Bools:
    told: Bools = (side.kind == kind) & (side.weight >= QUOTED)
    return told
