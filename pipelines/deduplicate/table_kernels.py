"""The inner loops of the index: see kernels.py."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.deduplicate.arrays import U64, Bools, Ints

Codes = NDArray[np.uint32]
_S32, _S24, _S24_32 = np.uint64(32), np.uint64(24), np.uint32(24)
_NUMBER, _NOUGHT_32 = np.uint32((1 << 24) - 1), np.uint32(0)
_SLOTS, _NUMBERS = 31, 32


def _fetch(rows: Codes, keys: U64, scratch: Ints) -> None:
    """Read a word of each cache line that is looked at next: nothing depends on it, so the memory answers many at once."""
    buckets, seen = np.uint64(len(rows)), _NOUGHT_32
    for at in range(len(keys)):
        row = rows[np.int64((keys[at] >> _S32) * buckets >> _S32)]
        seen ^= row[0] ^ row[_SLOTS]
    scratch[0] = seen


def find(rows: Codes, keys: U64, most: int, index: Ints, numbers: Ints) -> int:
    """Fill `index` and `numbers` with the postings of the keys; return how many, or -1 where there is no room for them."""
    count, buckets = 0, np.uint64(len(rows))
    _fetch(rows, keys, index)
    for at in range(len(keys)):
        tag = np.uint32(keys[at] >> _S32)
        rest = np.uint32((keys[at] >> _S24) & np.uint64(255))
        bucket = np.int64((keys[at] >> _S32) * buckets >> _S32)
        while True:
            row = rows[bucket]
            equal = _NOUGHT_32  # counted without a branch, many at once: most buckets hold nothing that is asked for
            for slot in range(_SLOTS):
                equal += np.uint32(row[slot] == tag)
            if equal:
                for slot in range(row[_SLOTS]):
                    if row[slot] == tag and row[slot + _NUMBERS] >> _S24_32 == rest:
                        number = np.int64(row[slot + _NUMBERS] & _NUMBER) - 1
                        if 0 <= number < most:
                            if count == len(index):
                                return -1
                            index[count], numbers[count] = at, number
                            count += 1
            if row[_SLOTS] < _SLOTS:
                break
            bucket = (bucket + 1) % len(rows)
    return count


def earlier(index: Ints, numbers: Ints, positions: Ints, clusters: Ints, before: int, found: Ints) -> int:
    """Fill the rows of `found` with index, number and cluster of the postings whose documents stand before a position;
    return how many there are.
    """
    count = 0
    for at in range(len(index)):
        number = numbers[at]
        if 0 <= positions[number] < before:
            found[0, count], found[1, count], found[2, count] = index[at], number, clusters[number]
            count += 1
    return count


def fresh(asked: U64, posted: U64, index: Ints, cluster_of: Ints, own: int, cap: int, out: U64) -> int:
    """Fill `out` with what of `posted` stands in fewer than `cap` postings and in none of cluster `own`; return how many."""
    stories, count, place = np.zeros(len(asked), np.int64), 0, 0
    for hit in range(len(index)):
        stories[index[hit]] += cap if cluster_of[hit] == own else 1
    for at in range(len(posted)):
        while asked[place] < posted[at]:
            place += 1
        if stories[place] < cap:
            out[count] = posted[at]
            count += 1
    return count


def post(rows: Codes, keys: U64, number: int) -> None:
    """Put one posting of a document a key into the table."""
    values = np.empty(len(keys), np.uint32)
    for at in range(len(keys)):
        values[at] = np.uint32((keys[at] >> _S24) & np.uint64(255)) << _S24_32 | np.uint32(number + 1)
    place(rows, keys, values)


def place(rows: Codes, keys: U64, values: Codes) -> None:
    """Put one posting a key into the first bucket with room from its own on."""
    buckets = np.uint64(len(rows))
    for at in range(len(keys)):
        bucket = np.int64((keys[at] >> _S32) * buckets >> _S32)
        while rows[bucket, _SLOTS] == _SLOTS:
            bucket = (bucket + 1) % len(rows)
        slot = rows[bucket, _SLOTS]
        rows[bucket, slot] = np.uint32(keys[at] >> _S32)
        rows[bucket, slot + _NUMBERS] = values[at]
        rows[bucket, _SLOTS] = slot + 1


def printed(held: U64, stories: Ints, lines: U64, own: int, times: int, known: Bools) -> int:
    """Mark in `known` the lines that stand among the `held` of two stories other than `own`, or, where that is negative,
    `times` times at all; return how many are marked.
    """
    marked = 0
    for at in range(len(lines)):
        known[at], line = False, lines[at]
        one, several, total = -1, False, 0
        for start in range(0, len(held), 64):
            stop, equal = min(start + 64, len(held)), 0
            for place in range(start, stop):
                equal += held[place] == line
            if equal == 0:
                continue
            for place in range(start, stop):
                if held[place] == line:
                    total += 1
                    story = stories[place]
                    if story != own:
                        several = several or (one >= 0 and story != one)
                        one = story if one < 0 else one
        known[at] = several or (own < 0 and total >= times)
        marked += known[at]
    return marked


KERNELS = (_fetch, find, earlier, fresh, place, post, printed)
