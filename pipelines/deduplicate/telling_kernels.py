"""The inner loops that make a text ready for alignment: see kernels.py."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.deduplicate.arrays import U32, U64, Bools, Bytes, Ints

_NOUGHT_32, _ZERO, _TEN = np.uint32(0), np.uint32(48), np.uint32(10)


def entries(words: U64, keys: U64, slots: NDArray[np.int32], found: Ints) -> None:
    """Fill `found` with the place in `keys` of each word, -1 where it is none; `slots` is what `slotted` made of the keys."""
    last = np.uint64(len(slots) - 1)
    for at in range(len(words)):
        slot = np.int64(words[at] & last)
        while slots[slot] >= 0 and keys[slots[slot]] != words[at]:
            slot = np.int64((slot + 1) % len(slots))
        found[at] = slots[slot]


def slotted(keys: U64, slots: NDArray[np.int32]) -> None:
    """Fill `slots`, a power of two of them and more than there are keys, so that `entries` finds each key by its lowest bits."""
    last = np.uint64(len(slots) - 1)
    slots[:] = -1
    for at in range(len(keys)):
        slot = np.int64(keys[at] & last)
        while slots[slot] >= 0:
            slot = np.int64((slot + 1) % len(slots))
        slots[slot] = at


def word_ends(codes: U32, starts: Ints, ends: Ints) -> None:
    """Fill `ends` with the place after each word: where the next one starts, or a character that is of none stands."""
    for at in range(len(starts)):
        stop = starts[at + 1] if at + 1 < len(starts) else len(codes)
        end = starts[at] + 1
        while end < stop and codes[end] != _NOUGHT_32:
            end += 1
        ends[at] = end


def sentence_starts(
    points: U32, codes: U32, table: Bytes, bits: Bytes, starts: Ints, ends: Ints, short: Bools, opening: Bools
) -> None:
    """Fill `opening` with which words begin a sentence; `bits` are the classes LOWER, DOT, STRONG and NEWLINE of `table`,
    `short` says which words are abbreviations.
    """
    last = np.uint32(len(table) - 1)
    lower, dot, strong, newline = bits
    for at in range(len(starts)):
        if at == 0:
            opening[at] = True
            continue
        start, end, seen = starts[at], ends[at - 1], np.uint8(0)
        for place in range(end, start):
            seen |= table[min(points[place], last)]
        small = table[min(points[start], last)] & lower != 0
        before = end - starts[at - 1]
        full = seen & dot != 0 and start - end > 1 and not small
        if full:
            digit = codes[start] - _ZERO < _TEN and codes[start] >= _ZERO
            full = before > 3 if digit else before > 1 and not short[at - 1]
        opening[at] = seen & newline != 0 or (seen & strong != 0 and not small) or full


KERNELS = (entries, slotted, word_ends, sentence_starts)
