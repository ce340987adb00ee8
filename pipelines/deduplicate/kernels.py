"""The inner loops of folding and fingerprints; with those of index and alignment they are compiled by numba once that pays.
Until then, and where there is no numba, numpy does the same.

Each kernel gives exactly what its numpy twin gives (tests/pipelines/deduplicate/test_kernels.py): an index written with one
can be read with the other.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.deduplicate import align_kernels, echo_kernels, table_kernels, telling_kernels
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
_S30, _S27, _S31 = np.uint64(30), np.uint64(27), np.uint64(31)
_NOUGHT, _ONE = np.uint64(0), np.uint64(1)
_NOUGHT_32, _NEWLINE = np.uint32(0), np.uint32(10)


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


def choose_local(
    words: U64,
    singles: Bools,
    sizes: tuple[int, int],
    dull: Bools,
    powers: U64,
    asked_masks: U64,
    posted_masks: U64,
    asked: U64,
    posted: U64,
) -> tuple[int, int]:
    """The same where some words are `singles`: runs of the first size, or of the second where most of those are singles, which
    take half the room.
    """
    place, count, near = 0, 0, 0
    for at in range(sizes[0] - 1):
        near += at < len(words) and singles[at]
    for at in range(len(words) - sizes[0] + 1):
        near += singles[at + sizes[0] - 1]
        wide = 2 * near > sizes[0]
        near -= singles[at]
        end, touched = at + (sizes[1] if wide else sizes[0]), False
        if end > len(words):
            continue
        total = _NOUGHT
        for k in range(at, end):
            total += words[k] * powers[k - at]
            touched = touched or (len(dull) > 0 and dull[k])
        if touched:
            continue
        value = _mix(total)
        if value & asked_masks[place] == 0:
            asked[count] = value | np.uint64(value & posted_masks[place] == 0)
            count += 1
        place += 1 if wide else 2
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


def figure_keys(
    codes: Codes,
    starts: Ints,
    words: U64,
    day: np.uint64,
    step: np.uint64,
    least: int,
    asked: U64,
    posted: U64,
) -> tuple[int, int]:
    """Fill `posted` with the sorted keys of as many figures as have room there, long ones first, moved by `day`, and `asked`
    with those and the same moved by `step` less; return how many of each, none where there are fewer than `least` figures.
    """
    long, short = np.empty(len(words), np.uint64), np.empty(len(words), np.uint64)
    n_long, n_short = figures(codes, starts, words, long, short)
    if n_long + n_short < least:
        return 0, 0
    count = min(n_long + n_short, len(posted))
    for at in range(count):
        figure = (long[at] if at < n_long else short[at - n_long]) + day
        posted[at] = _mix(figure) & ~_ONE
        asked[at], asked[count + at] = posted[at], _mix(figure - step) & ~_ONE
    posted[:count].sort()
    asked[: 2 * count].sort()
    return 2 * count, count


def merge(some: U64, more: U64, out: U64) -> int:
    """Fill `out` with what stands in either of two sorted arrays, sorted and without repeats; return how many there are."""
    one, other, count = 0, 0, 0
    while one < len(some) or other < len(more):
        if other == len(more) or (one < len(some) and some[one] <= more[other]):
            value = some[one]
            one += 1
        else:
            value = more[other]
            other += 1
        if count == 0 or out[count - 1] != value:
            out[count] = value
            count += 1
    return count


_KERNELS = (_mix, read, distinct, _parted, choose, choose_local, figures, figure_keys, merge)
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
    modules = (table_kernels, align_kernels, telling_kernels, echo_kernels)
    kernels = (*_KERNELS, *(kernel for module in modules for kernel in module.KERNELS))
    compiled = {kernel.__name__: _compiled(numba, kernel) for kernel in kernels}
    # A kernel finds those it calls by their names in its module.
    for names in (globals(), *map(vars, modules)):
        names.update({name: compiled[name] for name in names.keys() & compiled.keys()})
    COMPILED = True


def _compiled(numba: Any, kernel: Any) -> Any:
    try:
        return numba.njit(cache=True, nogil=True)(kernel)
    except RuntimeError:
        # Neither this folder nor the user's cache can be written: compiled anew by each process.
        return numba.njit(nogil=True)(kernel)
