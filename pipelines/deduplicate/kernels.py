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


def _mix(value: np.uint64) -> np.uint64:
    value = (value ^ (value >> _S30)) * _M1
    value = (value ^ (value >> _S27)) * _M2
    return value ^ (value >> _S31)


def clean(points: Codes, table: Codes, out: Codes, codes: Codes) -> int:
    """Fill `out` and `codes` with what is left of a text; return how much, or -1 where it has to be composed first."""
    last = len(table) - 1
    count = 0
    for at in range(len(points)):
        code = table[min(points[at], last)]
        if code == _COMPOSE:
            return -1
        if code == _DROP:
            continue
        if code == _JOINER:
            code = np.uint32(0)
            if 0 < at < len(points) - 1:
                before, after = table[min(points[at - 1], last)], table[min(points[at + 1], last)]
                if 48 <= before <= 57 and 48 <= after <= 57:
                    continue
        out[count], codes[count] = points[at], code
        count += 1
    return count


def hash_words(codes: Codes, words: U64, starts: Ints) -> tuple[int, int]:
    """Fill `words` and `starts`; return how many words there are, and how many of them are single characters."""
    count, alone, kind = 0, 0, 0
    power, total = np.uint64(1), np.uint64(0)
    for at in range(len(codes)):
        code = codes[at]
        before = kind
        kind = 0 if code == 0 else 3 if code >= _ALONE else 2 if 48 <= code <= 57 else 1
        if before and (kind != before or kind == 3):
            words[count - 1] = _mix(total)
        if kind:
            if kind != before or kind == 3:
                starts[count] = at
                count += 1
                power, total = np.uint64(1), np.uint64(0)
            total += np.uint64(code & _LETTER) * power
            power *= _BASE
            alone += kind == 3
    if kind:
        words[count - 1] = _mix(total)
    return count, alone


def _distinct(values: U64) -> int:
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
    powers: U64,
    asked_masks: U64,
    posted_masks: U64,
    asked: U64,
    posted: U64,
) -> tuple[int, int]:
    """Fill `asked` and `posted` with the chosen runs of words that touch no dull one; return how many of each."""
    place, n_asked, n_posted = 0, 0, 0
    for at in range(len(words) - size + 1):
        touched = False
        if len(dull):
            for k in range(size):
                touched = touched or dull[at + k]
        if touched:
            continue
        total = np.uint64(0)
        for k in range(size):
            total += words[at + k] * powers[k]
        total = _mix(total)
        if total & asked_masks[place] == 0:
            asked[n_asked] = total
            n_asked += 1
        if total & posted_masks[place] == 0:
            posted[n_posted] = total
            n_posted += 1
        place += 1
    return _distinct(asked[:n_asked]), _distinct(posted[:n_posted])


def hash_lines(points: Codes, words: U64, starts: Ints, lines: U64, first: Ints) -> int:
    """Fill `lines` with a hash of each line that has words and `first` with its first word; return how many there are."""
    count, at = 0, 0
    for word in range(len(words)):
        fresh = word == 0
        while at < starts[word]:
            fresh = fresh or points[at] == 10
            at += 1
        if fresh:
            lines[count], first[count] = np.uint64(0), word
            count += 1
        lines[count - 1] += words[word]
    for line in range(count):
        lines[line] = _mix(lines[line])
    return count


def find(rows: Codes, keys: U64, most: int, index: Ints, numbers: Ints) -> int:
    """Fill `index` and `numbers` with the postings of the keys; return how many, or -1 where there is no room for them."""
    count, buckets = 0, np.uint64(len(rows))
    for at in range(len(keys)):
        tag = np.uint32(keys[at] >> _S32)
        rest = np.uint32((keys[at] >> _S24) & np.uint64(255))
        bucket = np.int64((keys[at] >> _S32) * buckets >> _S32)
        while True:
            row = rows[bucket]
            for slot in range(row[_SLOTS]):
                if row[slot] == tag and row[slot + _NUMBERS] >> np.uint32(24) == rest:
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


_KERNELS = (_mix, clean, hash_words, _distinct, choose, hash_lines, find, place)
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
