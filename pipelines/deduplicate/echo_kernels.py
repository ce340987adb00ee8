"""The inner loops that find what is told in other words: see kernels.py."""

from __future__ import annotations

import numpy as np

from pipelines.deduplicate.arrays import U32, U64, Bools, Bytes, Floats, Ints

_NUMBER, _SHORTEST, _HANGUL, _LAST_HANGUL = np.uint8(1), 4, np.uint32(0xAC00), np.uint32(0xD7A3)
_BASE, _START, _FIGURE = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0x51ED270B35AE3F21),
    np.uint64(0xD6E8FEB86659FD93),
)
_ONE, _S29 = np.uint64(1), np.uint64(29)


def beginnings(points: U32, lower: U32, starts: Ints, ends: Ints, most: int, out: U64) -> None:
    """Fill `out` with a hash of the first `most` characters of each word, in small letters; never 0."""
    last = np.uint32(len(lower) - 1)
    for at in range(len(starts)):
        total = _START
        for place in range(starts[at], min(ends[at], starts[at] + most)):
            point = points[place]
            total = (total ^ np.uint64(lower[point] if point <= last else point)) * _BASE
            total ^= total >> _S29
        out[at] = total | _ONE


def stems(
    points: U32,
    lower: U32,
    spans: tuple[Ints, Ints],
    weight: Floats,
    kind: Bytes,
    value: U64,
    least: float,
    singles: Bools,
    sizes: tuple[int, int],
    out: U64,
) -> None:
    """Fill `out` with a hash of what stands for each word in `echo`, 0 for none: see there."""
    starts, ends = spans
    beginnings(points, lower, starts, ends, sizes[0], out)
    for at in range(len(starts)):
        start = starts[at]
        hangul = _HANGUL <= points[start] <= _LAST_HANGUL
        if weight[at] < least:
            out[at] = 0
        elif kind[at] == _NUMBER:
            out[at] = (value[at] ^ (value[at] >> _S29)) * _FIGURE | _ONE
        elif singles[at] or hangul:
            total, end = _START, start + sizes[1]
            for place in range(start, min(end, len(points)) if singles[at] else min(end, ends[at])):
                total = (total ^ np.uint64(points[place])) * _BASE
                total ^= total >> _S29
            out[at] = total | _ONE
        elif ends[at] - start < _SHORTEST:
            out[at] = 0


def _number(stem: np.uint64, slots: U64, ids: Ints, count: int) -> int:
    """The number of a stem, `count` for a new one, which is entered."""
    slot = np.int64((stem >> _S29) % np.uint64(len(slots)))
    while slots[slot] != 0 and slots[slot] != stem:
        slot = np.int64((slot + 1) % len(slots))
    if slots[slot] == 0:
        slots[slot], ids[slot] = stem, count
    return int(ids[slot])


def _likeliest(held: Ints, first: Ints, window: Ints, following: Ints, hits: Ints) -> tuple[int, int]:
    """The window that most of the held stems stand in, the first of equals, and how many; `hits` is all 0 before and after."""
    best, most = -2, 0
    for stem in held:
        node = first[stem]
        while node >= 0:
            goal = window[node]
            hits[goal + 1] += 1
            if hits[goal + 1] > most or (hits[goal + 1] == most and goal < best):
                best, most = goal, hits[goal + 1]
            node = following[node]
    for stem in held:
        node = first[stem]
        while node >= 0:
            hits[window[node] + 1] = 0
            node = following[node]
    return best, most


def echoed(
    mine: U64,
    sentence_a: Ints,
    other: U64,
    sentence_b: Ints,
    limits: tuple[int, int, float, float],
    here: Bools,
    there: Bools,
    goals: Ints,
) -> tuple[int, int, int, int]:
    """Mark in `here` and `there` the sentences of two texts that tell the same by their stems, and fill `goals` with where in
    the other text the sentences are told by half; return how many stems there are and are found, how many sentences and goals.
    """
    fewest, common, half, whole = limits
    slots = np.zeros(2 * (len(mine) + len(other)) + 16, np.uint64)
    ids = np.zeros(len(slots), np.int64)
    room = len(mine) + len(other) + 1
    windows, first, last = np.zeros(room, np.int64), np.full(room, -1, np.int64), np.full(room, -2, np.int64)
    window, following = np.empty(2 * len(other), np.int64), np.empty(2 * len(other), np.int64)
    count = nodes = 0
    for at in range(len(other)):
        if other[at] == 0:
            continue
        stem = _number(other[at], slots, ids, count)
        count = max(count, stem + 1)
        for goal in range(sentence_b[at] - 1, sentence_b[at] + 1):
            if last[stem] < goal:
                window[nodes], following[nodes], first[stem] = goal, first[stem], nodes
                last[stem] = goal
                nodes += 1
                windows[stem] += 1
    seen, held = np.full(room, -1, np.int64), np.empty(room, np.int64)
    hits = np.zeros((sentence_b[-1] if len(sentence_b) else 0) + 3, np.int64)
    total = found = sentences = told = begin = 0
    for at in range(len(mine)):
        number = sentence_a[at]
        if at == 0 or sentence_a[at - 1] != number:
            begin = 0
        if mine[at] != 0:
            stem = _number(mine[at], slots, ids, count)
            count = max(count, stem + 1)
            if seen[stem] != number and windows[stem] <= common:
                seen[stem], held[begin] = number, stem
                begin += 1
        if (at + 1 < len(mine) and sentence_a[at + 1] == number) or begin < fewest:
            continue
        best, most = _likeliest(held[:begin], first, window, following, hits)
        total, found, sentences = total + begin, found + most, sentences + 1
        if most >= half * begin:
            goals[told] = best
            told += 1
        if most >= whole * begin:
            here[number] = True
            for goal in range(max(best, 0), min(best + 2, len(there))):
                there[goal] = True
    return total, found, sentences, told


KERNELS = (beginnings, stems, _number, _likeliest, echoed)
