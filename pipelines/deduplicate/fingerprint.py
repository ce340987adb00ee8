"""Which of a text's word sequences stand for it in the index: few, and the same ones whatever was cut or added around them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.deduplicate.fold import U64, Bools, Folded, Ints, mix

GRAM = 5
GRAM_ALONE = 8
"""Length in characters where scripts have no spaces: about as rare as five words."""

_DENSE, _MIDDLE = 30, 160
_POWERS = [np.uint64(pow(0x9E3779B97F4A7C15, k, 1 << 64)) for k in range(16)]


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """`asked` are looked up; `posted` (a thinner choice from the same text) enter the index. Sorted, without repeats."""

    asked: U64
    posted: U64


def grams(words: U64, size: int) -> U64:
    """Return a 64-bit hash of every run of `size` words, in order; none where the text is shorter."""
    count = len(words) - size + 1
    if count < 1:
        return np.zeros(0, np.uint64)
    total = words[:count] * _POWERS[0]
    for k in range(1, size):
        total += words[k : k + count] * _POWERS[k]
    return mix(total)


def fingerprints(folded: Folded, dull: Bools | None = None) -> Fingerprints:
    """Return what to ask for and what to post; runs that touch a `dull` word (site boilerplate) are left out.

    Half of the runs of the lead are posted, a quarter of the body's first part and a thirty-second of the rest: a brief is
    cut from the top, and the index has to stay small. Because the choice depends on the hash alone and asking is denser
    than posting, what is posted from any place is asked for wherever it stands in the other text.
    """
    size = GRAM_ALONE if folded.alone else GRAM
    words, dense, middle = folded.words, _DENSE, _MIDDLE
    if folded.alone:
        dense, middle = 2 * dense, 2 * middle
    all_grams = grams(words, size)
    if dull is not None and len(all_grams) and dull.any():
        clean = _clean(dull, size, len(all_grams))
        all_grams = all_grams[clean]
    return Fingerprints(asked=_chosen(all_grams, middle, 1 << 30), posted=_chosen(all_grams, dense, middle))


def _clean(dull: Bools, size: int, count: int) -> Bools:
    before: Ints = np.concatenate((np.zeros(1, np.int64), np.cumsum(dull, dtype=np.int64)))
    clean: Bools = before[size : size + count] == before[:count]
    return clean


def _chosen(values: U64, dense: int, middle: int) -> U64:
    keep = (values & np.uint64(3)) == 0
    if middle < len(values):
        keep[middle:] &= (values[middle:] & np.uint64(31)) == 0
    keep[:dense] |= (values[:dense] & np.uint64(1)) == 0
    chosen = np.sort(values[keep])
    if len(chosen) < 2:
        return chosen
    distinct = np.ones(len(chosen), np.bool_)
    distinct[1:] = chosen[1:] != chosen[:-1]
    return chosen[distinct]
