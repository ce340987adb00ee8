"""Which of a text's word sequences stand for it in the index: few, and the same ones whatever was cut or added around them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from pipelines.deduplicate import kernels
from pipelines.deduplicate.arrays import U64, Bools, Ints
from pipelines.deduplicate.fold import Folded, mix

GRAM = 5
GRAM_ALONE = 8
"""Length in characters where scripts have no spaces: about as rare as five words."""

_DENSE, _MIDDLE = 30, 160
_POWERS = np.array([pow(0x9E3779B97F4A7C15, k, 1 << 64) for k in range(16)], np.uint64)
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 1 << 64))
_NOTHING = np.zeros(0, np.bool_)


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """`asked` are looked up; `posted` (a thinner choice from the same text) enter the index. Sorted, without repeats."""

    asked: U64
    posted: U64

    def with_keys(self, asked: U64, posted: U64) -> Fingerprints:
        """Return the same with further keys, sorted ones that are no runs of words."""
        return Fingerprints(_merged(self.asked, asked), _merged(self.posted, posted))


def grams(words: U64, size: int) -> U64:
    """Return a 64-bit hash of every run of `size` words, in order; none where the text is shorter."""
    count = len(words) - size + 1
    if count < 1:
        return np.zeros(0, np.uint64)
    total = words[:count] * _POWERS[0]
    for k in range(1, size):
        total += words[k : k + count] * _POWERS[k]
    return mix(total)


def local_grams(folded: Folded, words: U64, size: int, single: int) -> tuple[U64, Ints]:
    """Return the hash of the run of words that begins at each place, and its size: `size` words, or `single` where most of
    those are characters that are words. By the place, so that a text is read alike beside text in another script.
    """
    wide = _wide(folded, size) if folded.single else np.zeros(1, np.bool_)
    if wide.all() or not wide.any():
        size = single if wide.any() else size
        runs = grams(words, size)
        return runs, np.full(len(runs), size)
    runs, long = grams(words, size), grams(words, single)
    places = np.flatnonzero(wide[: len(long)])
    runs[places] = long[places]
    sizes = np.full(len(runs), size)
    sizes[places] = single
    return runs, sizes


def _wide(folded: Folded, size: int) -> Bools:
    """At which places most of the next `size` words are single characters."""
    count = max(len(folded.words) - size + 1, 0)
    before: Ints = np.concatenate((np.zeros(1, np.int64), np.cumsum(folded.singles, dtype=np.int64)))
    wide: Bools = (before[size : size + count] - before[:count]) * 2 > size
    return wide


def fingerprints(folded: Folded, dull: Bools | None = None) -> Fingerprints:
    """Return what to ask for and what to post; runs that touch a `dull` word (site boilerplate) are left out.

    Half of the runs of the lead are posted, a quarter of the body's first part and a thirty-second of the rest: a brief is
    cut from the top, and the index has to stay small. Because the choice depends on the hash alone and asking is denser
    than posting, what is posted from any place is asked for wherever it stands in the other text.
    """
    kernels.text_read()
    words, count = folded.words, max(len(folded.words) - GRAM + 1, 0)
    if folded.single:
        return _of_mixed(folded, dull, count)
    masks = _masks(2 * _DENSE, 2 * _MIDDLE, 7, count), _masks(_DENSE, _MIDDLE, 31, count)
    if kernels.COMPILED:
        asked, posted = np.empty(count, np.uint64), np.empty(count, np.uint64)
        sizes = kernels.choose(
            words, GRAM, _NOTHING if dull is None else dull, _POWERS[1], _INVERSE, *masks, asked, posted
        )
        return Fingerprints(asked=asked[: sizes[0]], posted=posted[: sizes[1]])
    runs = grams(words, GRAM)
    if dull is not None and len(runs) and dull.any():
        runs = runs[_clean(dull, GRAM, len(runs))]
    asked, posted = (_distinct(runs[(runs & mask[: len(runs)]) == 0]) for mask in masks)
    return Fingerprints(asked=asked, posted=posted)


def _of_mixed(folded: Folded, dull: Bools | None, count: int) -> Fingerprints:
    """The same where some words are single characters: one takes half the room of another word."""
    masks = _masks(4 * _DENSE, 4 * _MIDDLE, 7, 2 * count), _masks(2 * _DENSE, 2 * _MIDDLE, 31, 2 * count)
    if kernels.COMPILED:
        asked, posted = np.empty(count, np.uint64), np.empty(count, np.uint64)
        skipped = _NOTHING if dull is None else dull
        found = kernels.choose_local(
            folded.words, folded.singles, (GRAM, GRAM_ALONE), skipped, _POWERS, *masks, asked, posted
        )
        return Fingerprints(asked=asked[: found[0]], posted=posted[: found[1]])
    runs, sizes = local_grams(folded, folded.words, GRAM, GRAM_ALONE)
    clean = (sizes == GRAM_ALONE) == _wide(folded, GRAM)[: len(runs)]
    if dull is not None and dull.any():
        before: Ints = np.concatenate((np.zeros(1, np.int64), np.cumsum(dull, dtype=np.int64)))
        clean &= before[np.arange(len(runs)) + sizes] == before[: len(runs)]
    runs, room = runs[clean], np.where(sizes[clean] == GRAM_ALONE, 1, 2)
    at = np.cumsum(room) - room
    asked, posted = (_distinct(runs[(runs & mask[at]) == 0]) for mask in masks)
    return Fingerprints(asked=asked, posted=posted)


def _clean(dull: Bools, size: int, count: int) -> Bools:
    before: Ints = np.concatenate((np.zeros(1, np.int64), np.cumsum(dull, dtype=np.int64)))
    clean: Bools = before[size : size + count] == before[:count]
    return clean


def _distinct(values: U64) -> U64:
    chosen = np.sort(values)
    if len(chosen) < 2:
        return chosen
    distinct = np.ones(len(chosen), np.bool_)
    np.not_equal(chosen[1:], chosen[:-1], out=distinct[1:])
    return chosen if distinct.all() else chosen[distinct]


def _merged(some: U64, more: U64) -> U64:
    if not kernels.COMPILED:
        return _distinct(np.concatenate((some, more)))
    both = np.empty(len(some) + len(more), np.uint64)
    return both[: kernels.merge(some, more, both)]


def _masks(dense: int, middle: int, rest: int, count: int) -> U64:
    return _mask_table(dense, middle, rest, max(4096, 1 << count.bit_length()))[:count]


@cache
def _mask_table(dense: int, middle: int, rest: int, size: int) -> U64:
    """The bits that have to be 0, by place in the text: one run in two, one in four, then fewer."""
    masks = np.full(size, rest, np.uint64)
    masks[:middle] = 3
    masks[:dense] = 1
    return masks
