"""The inner loops of alignment: see kernels.py."""

from __future__ import annotations

import numpy as np

from pipelines.deduplicate.arrays import U64, Ints
from pipelines.deduplicate.telling_kernels import entries, slotted


def correspond(
    runs: U64, span: int, anchors: U64, places: Ints, mine: U64, other: U64, there: Ints, length: Ints
) -> None:
    """Fill `there` with the place in `other` of each word of `mine` that stands in an equal run around an anchor, and `length`
    with the length of that run; `runs` are hashes of `span` words of `mine`, `anchors` those of `other` that stand in it once.
    """
    room = 64
    while room < 3 * len(anchors):
        room *= 2
    slots, goal = np.empty(room, np.int32), np.empty(len(runs), np.int64)
    slotted(anchors, slots)
    entries(runs, anchors, slots, goal)
    for at in range(len(runs)):
        goal[at] = places[goal[at]] if goal[at] >= 0 else -1
    at, done = 0, 0
    while at < len(runs):
        if goal[at] < 0:
            at += 1
            continue
        last = at
        while last + 1 < len(runs) and goal[last + 1] == goal[last] + 1:
            last += 1
        after = last + 1
        while after < len(runs) and goal[after] < 0:
            after += 1
        shift, start, end = goal[at] - at, max(at, done), last + span
        while start > done and start + shift > 0 and mine[start - 1] == other[start + shift - 1]:
            start -= 1
        stop = after if after < len(runs) else len(mine)
        while end < stop and end + shift < len(other) and mine[end] == other[end + shift]:
            end += 1
        for word in range(start, end):
            there[word], length[word] = word + shift, end - start
        done = max(done, end) if end > start else done
        at = after


def drop_stray(there: Ints, length: Ints, sentence_a: Ints, sentence_b: Ints, long: int, few: int) -> None:
    """Set to -1 what stands in runs shorter than `long`, unless at least `few` words and two fifths of the smaller of the two
    sentences correspond.
    """
    count, sentences = 0, sentence_b[-1] + 1
    size_a, size_b = np.zeros(sentence_a[-1] + 1, np.int64), np.zeros(sentences, np.int64)
    for sentence in sentence_a:
        size_a[sentence] += 1
    for sentence in sentence_b:
        size_b[sentence] += 1
    pairs = np.empty(len(there), np.int64)
    for at in range(len(there)):
        if there[at] >= 0:
            pairs[count] = sentence_a[at] * sentences + sentence_b[there[at]]
            count += 1
    pairs = np.sort(pairs[:count])
    for at in range(len(there)):
        if there[at] < 0 or length[at] >= long:
            continue
        a, b = sentence_a[at], sentence_b[there[at]]
        pair = a * sentences + b
        shared = np.searchsorted(pairs, pair + 1) - np.searchsorted(pairs, pair)
        if shared < few or shared * 5 < min(size_a[a], size_b[b]) * 2:
            there[at] = -1


KERNELS = (correspond, drop_stray)
