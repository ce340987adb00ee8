"""What a text keeps in any language and any wording: its figures, and its names by their consonants."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipelines.deduplicate import kernels
from pipelines.deduplicate.arrays import U64
from pipelines.deduplicate.fold import Folded, mix

MOST_KEYS, LEAST_KEYS = 8, 2
"""Figures of a text that enter the index at most, and at least: fewer find nothing."""

_DAY, _EVEN = 0x9E3779B97F4A7C15, 0xFFFFFFFFFFFFFFFE
_ALL = (1 << 64) - 1
_NONE = np.zeros(0, np.uint64)


def figure_keys(folded: Folded, day: float | None) -> tuple[U64, U64]:
    """Return sorted index keys of a text's figures, to ask for and to post: each figure of the text's day, asked for of the
    day before too.

    Figures of two digits and more count, years do not; none without a day (days since 1970) or with fewer than
    `LEAST_KEYS` figures.
    """
    if day is None or not len(folded.starts):
        return _NONE, _NONE
    if kernels.COMPILED:
        asked, keys = np.empty(2 * MOST_KEYS, np.uint64), np.empty(MOST_KEYS, np.uint64)
        shift, step = np.uint64((int(day) + 1) * _DAY & _ALL), np.uint64(_DAY)
        n_asked, n_posted = kernels.figure_keys(
            folded.codes, folded.starts, folded.words, shift, step, LEAST_KEYS, asked, keys
        )
        return asked[:n_asked], keys[:n_posted]
    long, short = _figures(folded)
    if len(long) + len(short) < LEAST_KEYS:
        return _NONE, _NONE
    chosen = [*long[:MOST_KEYS].tolist(), *short[:MOST_KEYS].tolist()][:MOST_KEYS]
    posted = [(figure + (int(day) + 1) * _DAY) & _ALL for figure in chosen]
    before = [(figure - _DAY) & _ALL for figure in posted]
    keys = mix(np.array(posted + before, np.uint64)) & np.uint64(_EVEN)
    return np.sort(keys), np.sort(keys[: len(posted)])


def _figures(folded: Folded) -> tuple[U64, U64]:
    """The sorted hashes of different figures of three digits and more, and of two."""
    codes, starts, words = folded.codes, folded.starts, folded.words
    at = np.flatnonzero(codes[starts] - np.uint32(48) < 10)
    sizes = np.array([_size(codes, start) for start in starts[at].tolist()], np.int64)
    return np.unique(words[at[sizes > 2]]), np.unique(words[at[sizes == 2]])


def _size(codes: NDArray[np.uint32], start: int) -> int:
    """How many digits begin at a place, up to five; none for a year."""
    digits = [code - 48 for code in codes[start : start + 5].tolist()]
    size = next((k for k, digit in enumerate(digits) if not 0 <= digit < 10), len(digits))
    return 0 if size == 4 and 10 * digits[0] + digits[1] in (19, 20) else size


_CLASSES = {
    "B": "bpбпبپ",
    "F": "fфف",
    "T": "tdтдتطدضθτδ",
    "K": "kgqcкгكکگقغκγ",
    "S": "szсзسصزذظثσζς",
    "C": "шжчщцجچشژ",
    "M": "mмمμ",
    "N": "nнنν",
    "L": "lлلλ",
    "R": "rрرρ",
    "X": "hхحخهχ",
}
_DIGRAPHS = (("sch", "C"), ("tsch", "C"), ("tch", "C"), ("sh", "C"), ("ch", "C"), ("zh", "C"), ("ts", "C"), ("kh", "X"),
             ("gh", "K"), ("ph", "F"), ("th", "T"), ("ck", "K"), ("дж", "C"), ("j", "C"))  # fmt: skip


@cache
def _letters() -> dict[int, str | None]:
    return {ord(char): name for name, chars in _CLASSES.items() for char in chars}


@cache
def skeleton(word: str) -> str:
    """Return the consonants of a word as classes that transliteration keeps; vowels, and what it takes for vowels, are out."""
    word = word.lower()
    for written, name in _DIGRAPHS:
        word = word.replace(written, name)
    kept = "".join(char if "A" <= char <= "Z" else _letters().get(ord(char)) or "" for char in word)
    return "".join(char for at, char in enumerate(kept) if not at or kept[at - 1] != char)
