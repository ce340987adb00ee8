"""The inner loops of folding, fingerprints and index, compiled by numba once that pays; until then, and where there is no
numba, numpy does the same.

Each kernel gives exactly what its numpy twin gives (tests/pipelines/deduplicate/test_kernels.py): an index written with one
can be read with the other.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.deduplicate.arrays import U64, Bools, Ints

COMPILED = False
"""Whether the kernels are compiled; if not, they must not be called: they would be slower than numpy."""

WORTH_IT = 2_000
"""Texts after which a process compiles: before, loading numba (seconds on the first run of a clone) costs more than it saves."""

Codes = NDArray[np.uint32]
_ALONE = np.uint32(0x80000000)
_LETTER = np.uint32(0x7FFFFFFF)
_DROP, _JOINER, _COMPOSE = np.uint32(1), np.uint32(2), np.uint32(3)
_BASE = np.uint64(0x5851F42D4C957F2D)
_M1, _M2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S32, _S24 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(32), np.uint64(24)
_NUMBER = np.uint32((1 << 24) - 1)
_SLOTS, _NUMBERS = 31, 32
_NOUGHT, _ONE = np.uint64(0), np.uint64(1)
_NOUGHT_32, _NEWLINE, _S24_32 = np.uint32(0), np.uint32(10), np.uint32(24)


def _mix(value: np.uint64) -> np.uint64:
    value = (value ^ (value >> _S30)) * _M1
    value = (value ^ (value >> _S27)) * _M2
    return value ^ (value >> _S31)


def read(
    points: Codes, table: Codes, kept: Codes, codes: Codes, words: U64, starts: Ints, lines: U64, first: Ints
) -> tuple[int, int, int, int]:
    """Fill `kept` and `codes` with what is left of a text, `words` and `starts` with its words, `lines` with a hash of each
    line that has words and `first` with its first word; return how many characters, words, words of a single character and
    lines there are; characters are -1 where the text has to be composed first.
    """
    last = np.uint32(len(table) - 1)
    count, word, line, alone, kind = 0, 0, 0, 0, 0
    power, total, sum_of_line = _ONE, _NOUGHT, _NOUGHT
    fresh = True
    for at in range(len(points)):
        point = points[at]
        code = table[min(point, last)]
        if _NOUGHT_32 < code <= _COMPOSE:
            if code == _COMPOSE:
                return -1, 0, 0, 0
            if code == _DROP:
                continue
            code = _NOUGHT_32
            if 0 < at < len(points) - 1:
                before, after = table[min(points[at - 1], last)], table[min(points[at + 1], last)]
                if 48 <= before <= 57 and 48 <= after <= 57:
                    continue
        kept[count], codes[count] = point, code
        was = kind
        kind = 0 if code == 0 else 3 if code >= _ALONE else 2 if 48 <= code <= 57 else 1
        if was and (kind != was or kind == 3):
            total = _mix(total)
            words[word - 1] = total
            sum_of_line += total
        if kind:
            if kind != was or kind == 3:
                if fresh:
                    if line:
                        lines[line - 1] = _mix(sum_of_line)
                    sum_of_line, fresh = _NOUGHT, False
                    first[line] = word
                    line += 1
                starts[word] = count
                word += 1
                power, total = _ONE, _NOUGHT
            total += np.uint64(code & _LETTER) * power
            power *= _BASE
            alone += kind == 3
        elif point == _NEWLINE:
            fresh = True
        count += 1
    if kind:
        total = _mix(total)
        words[word - 1] = total
        sum_of_line += total
    if line:
        lines[line - 1] = _mix(sum_of_line)
    return count, word, alone, line


def distinct(values: U64) -> int:
    """Sort in place and draw repeats together; return how many are left."""
    values.sort()
    count = 0
    for value in values:
        if count == 0 or values[count - 1] != value:
            values[count] = value
            count += 1
    return count


def choose(
    words: U64,
    size: int,
    dull: Bools,
    base: np.uint64,
    inverse: np.uint64,
    asked_masks: U64,
    posted_masks: U64,
    asked: U64,
    posted: U64,
) -> tuple[int, int]:
    """Fill `asked` and `posted` with the chosen runs of words that touch no dull one; return how many of each.

    All masks have their lowest bit set, so that the lowest bit of what is asked is free to say that it is posted too.
    """
    place, count, touched = 0, 0, -1
    total, power = _NOUGHT, _ONE
    for k in range(min(size, len(words))):
        total += words[k] * power
        power *= base
    power *= inverse
    if len(dull):
        for k in range(min(size - 1, len(words))):
            touched = k if dull[k] else touched
    for at in range(len(words) - size + 1):
        if at:
            total = (total - words[at - 1]) * inverse + words[at + size - 1] * power
        if len(dull) and dull[at + size - 1]:
            touched = at + size - 1
        if touched >= at:
            continue
        value = _mix(total)
        if value & asked_masks[place] == 0:
            asked[count] = value | np.uint64(value & posted_masks[place] == 0)
            count += 1
        place += 1
    return _parted(asked, count, posted)


def _parted(asked: U64, count: int, posted: U64) -> tuple[int, int]:
    """Sort what was chosen and part it by its lowest bit, without repeats."""
    asked[:count].sort()
    n_asked, n_posted = 0, 0
    for at in range(count):
        value = asked[at] & ~_ONE
        if asked[at] & _ONE and (n_posted == 0 or posted[n_posted - 1] != value):
            posted[n_posted] = value
            n_posted += 1
        if n_asked == 0 or asked[n_asked - 1] != value:
            asked[n_asked] = value
            n_asked += 1
    return n_asked, n_posted


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


def correspond(
    runs: U64, span: int, anchors: U64, places: Ints, mine: U64, other: U64, there: Ints, length: Ints
) -> None:
    """Fill `there` with the place in `other` of each word of `mine` that stands in an equal run around an anchor, and `length`
    with the length of that run; `runs` are hashes of `span` words of `mine`, `anchors` those of `other` that stand in it once.
    """
    goal = np.searchsorted(anchors, runs)
    for at in range(len(runs)):
        found = goal[at] < len(anchors) and anchors[goal[at]] == runs[at]
        goal[at] = places[goal[at]] if found else -1
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


def figures(codes: Codes, starts: Ints, words: U64, long: U64, short: U64) -> tuple[int, int]:
    """Fill `long` with the sorted hashes of different figures of three digits and more, years aside, and `short` with those of
    two digits; return how many of each.
    """
    n_long, n_short = 0, 0
    for at in range(len(starts)):
        start, size = starts[at], 0
        while size < 5 and start + size < len(codes) and 48 <= codes[start + size] <= 57:
            size += 1
        if size > 2:
            century = 10 * np.int64(codes[start]) + np.int64(codes[start + 1]) - 528
            if size != 4 or (century != 19 and century != 20):
                long[n_long] = words[at]
                n_long += 1
        elif size == 2:
            short[n_short] = words[at]
            n_short += 1
    return distinct(long[:n_long]), distinct(short[:n_short])


_KERNELS = (
    *(_mix, read, distinct, _parted, choose, _fetch, find, earlier, fresh, place, post, printed),
    *(correspond, drop_stray, figures),
)
_texts = 0


def text_read() -> None:
    """Count a text, and compile when it is known that there are many."""
    global _texts
    _texts += 1
    if _texts == WORTH_IT:
        compile_all()


def compile_all() -> None:
    """Compile every kernel on its next use; nothing changes where numba is not installed."""
    global COMPILED
    if COMPILED:
        return
    try:
        import numba
    except ImportError:
        return
    # A kernel finds those it calls by their names in this module.
    globals().update({kernel.__name__: _compiled(numba, kernel) for kernel in _KERNELS})
    COMPILED = True


def _compiled(numba: Any, kernel: Any) -> Any:
    try:
        return numba.njit(cache=True, nogil=True)(kernel)
    except RuntimeError:
        # Neither this folder nor the user's cache can be written: compiled anew by each process.
        return numba.njit(nogil=True)(kernel)
