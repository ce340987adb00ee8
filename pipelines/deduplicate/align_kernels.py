"""The inner loops of alignment: see kernels.py."""

from __future__ import annotations

import numpy as np

from pipelines.deduplicate.arrays import U64, Bools, Bytes, Floats, Ints
from pipelines.deduplicate.telling_kernels import entries, slotted


def correspond(
    runs: U64, sizes: Ints, anchors: U64, places: Ints, mine: U64, other: U64, there: Ints, length: Ints
) -> None:
    """Fill `there` with the place in `other` of each word of `mine` that stands in an equal run around an anchor, and `length`
    with the length of that run; `runs` are hashes of `sizes` words of `mine`, `anchors` those of `other` that stand in it once.
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
        shift, start, end = goal[at] - at, max(at, done), last + sizes[last]
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


def _both_differ(
    kind_a: Bytes, value_a: U64, kind_b: Bytes, value_b: U64, here: tuple[int, int], other: tuple[int, int]
) -> bool:
    """Whether each of two stretches has a word of one kind (plain words apart) that the other has not."""
    for kind in range(1, 5):
        left = right = False
        for i in range(here[0], here[1]):
            if kind_a[i] == kind and not left:
                left = True
                for j in range(other[0], other[1]):
                    if kind_b[j] == kind and value_b[j] == value_a[i]:
                        left = False
                        break
        if not left:
            continue
        for j in range(other[0], other[1]):
            if kind_b[j] == kind and not right:
                right = True
                for i in range(here[0], here[1]):
                    if kind_a[i] == kind and value_a[i] == value_b[j]:
                        right = False
                        break
        if right:
            return True
    return False


def gaps(
    there: Ints,
    sentences: tuple[Ints, Ints],
    firsts: tuple[Ints, Ints],
    kinds: tuple[Bytes, Bytes],
    values: tuple[U64, U64],
    most: int,
    least: int,
    found: Ints,
) -> int:
    """Fill `found` with rows of four, beginning and end of stretches in both texts between corresponding words of two
    sentences, then those before the first and after the last; return how many. Of at most `most` words each; both have a word
    of a kind that the other has not, or both are of at most `least` words.
    """
    count = 0
    (sentence_a, sentence_b), (first_a, first_b) = sentences, firsts
    (kind_a, kind_b), (value_a, value_b) = kinds, values
    for turn in range(2):
        before = -1
        for at in range(len(there) + 1):
            if at < len(there) and there[at] < 0:
                continue
            joined = at < len(there) and before >= 0 and sentence_a[at] == sentence_a[before]
            joined = joined and sentence_b[there[at]] == sentence_b[there[before]]
            for edge in range(2):
                if turn == 0 and (edge or not joined):
                    continue
                if turn == 1 and (joined or (before < 0 if edge == 0 else at == len(there))):
                    continue
                if turn == 0:
                    here, other = (before + 1, at), (there[before] + 1, there[at])
                elif edge == 0:
                    a, b = sentence_a[before] + 1, sentence_b[there[before]] + 1
                    end_a = first_a[a] if a < len(first_a) else len(sentence_a)
                    end_b = first_b[b] if b < len(first_b) else len(sentence_b)
                    here, other = (before + 1, end_a), (there[before] + 1, end_b)
                else:
                    here = (first_a[sentence_a[at]], at)
                    other = (first_b[sentence_b[there[at]]], there[at])
                size_a, size_b = here[1] - here[0], other[1] - other[0]
                if not (0 < size_a <= most and 0 < size_b <= most):
                    continue
                short = size_a <= least and size_b <= least
                if short or _both_differ(kind_a, value_a, kind_b, value_b, here, other):
                    found[count, 0], found[count, 1], found[count, 2], found[count, 3] = *here, *other
                    count += 1
            before = at
    return count


def explained(
    sentence: Ints,
    weight: Floats,
    found: Bools,
    run: Ints,
    words: int,
    limits: Floats,
    full: Bools,
    proof: Floats,
) -> None:
    """Fill `full` with which words stand in sentences found for the most part or are found themselves, `proof` with what each
    proves: see `shares`; `run` is counted in units of `words`, `limits` are the constants there.
    """
    long_run, stock, most, nearly_all, edited = limits
    sentences = sentence[-1] + 1
    size, hits = np.zeros(sentences, np.int64), np.zeros(sentences, np.int64)
    for at in range(len(sentence)):
        size[sentence[at]] += 1
        hits[sentence[at]] += found[at]
    for at in range(len(sentence)):
        share = hits[sentence[at]] / size[sentence[at]]
        full[at] = found[at] or share >= most
        strength = 0.0
        if found[at]:
            strength = min(max((run[at] / words - 1) / long_run, stock), 1.0)
        if share >= nearly_all:
            strength = 1.0
        elif share >= most:
            strength = max(strength, edited)
        proof[at] = strength * weight[at]


def various(words: U64, found: Bools, least: int) -> bool:
    """Whether at least so many different words are found."""
    seen, count = np.empty(least, np.uint64), 0
    for at in range(len(words)):
        if not found[at]:
            continue
        known = False
        for k in range(count):
            known = known or seen[k] == words[at]
        if not known:
            seen[count] = words[at]
            count += 1
            if count == least:
                return True
    return False


KERNELS = (correspond, drop_stray, _both_differ, gaps, explained, various)
