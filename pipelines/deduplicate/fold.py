"""Text folded to arrays: code points become word hashes, so that two spellings of one text give the same tokens."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipelines.deduplicate import kernels
from pipelines.deduplicate.arrays import U64, Bools, Ints

MAX_CHARS = 60_000
"""What lies beyond is not compared: bounds the time of one huge page; a tenth of it is a very long article."""

_LIMIT = 0x30000
_ALONE = 0x80000000
_DROP, _JOINER, _COMPOSE = 1, 2, 3
_JOINERS = frozenset(".,'’٬٫\u00a0\u202f\u2009")
_BASE = 0x5851F42D4C957F2D
_M1, _M2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_LARGE_BLOCKS = ((0x3400, 0x9FFF, _ALONE), (0xAC00, 0xD7A3, 0), (0x20000, 0x2FFFF, _ALONE))
"""Ideographs and Hangul syllables: all of a block are words or letters as they are."""

_SMALL = np.concatenate(
    (np.arange(0x3400), np.arange(0xA000, 0xAC00), np.arange(0xD7A4, 0xD800), np.arange(0xF900, 0x20000))
)
_ARABIC = {
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ٱ": "ا",
    "ى": "ي",
    "ی": "ي",
    "ې": "ي",
    "ک": "ك",
    "ۀ": "ه",
    "ة": "ه",
    "ہ": "ه",
    "ھ": "ه",
}


@dataclass(frozen=True, slots=True)
class Folded:
    """One text as words: `words` their hashes, `starts` their offsets in `text` (composed, marks taken out).

    `points` holds the code point of every character of `text`, `codes` the folded one (0 between words); `single` counts the
    words that are one character because their script has no spaces; `lines` holds a hash of each line that has words,
    `line_starts` the index of its first word.
    """

    points: NDArray[np.uint32]
    codes: NDArray[np.uint32]
    words: U64
    starts: Ints
    single: int
    lines: U64
    line_starts: Ints

    @property
    def alone(self) -> bool:
        """Whether most words are single characters."""
        return self.single * 2 > len(self.words)

    @property
    def singles(self) -> Bools:
        """Which words are single characters because their script has no spaces."""
        if not self.single:
            return np.zeros(len(self.words), np.bool_)
        return self.codes[self.starts] >= np.uint32(_ALONE)

    @property
    def text(self) -> str:
        """The text that the offsets are of."""
        return self.points.tobytes().decode("utf-32-le", "surrogatepass")


def mix(values: U64) -> U64:
    """Return the values well stirred (splitmix64 finaliser, Steele et al. 2014): any of their bits can be used as a hash."""
    values = values ^ (values >> np.uint64(30))
    values *= _M1
    values ^= values >> np.uint64(27)
    values *= _M2
    values ^= values >> np.uint64(31)
    return values


def fold(text: str) -> Folded:
    """Return the words of a text, at most the first `MAX_CHARS` characters: case, accents, digits of any script, invisible
    marks, thousands separators and composition make no difference; characters are words where the script has no spaces.
    """
    text = text[:MAX_CHARS]
    return (_fold_compiled(text) if kernels.COMPILED else None) or _fold_numpy(text)


def _fold_compiled(text: str) -> Folded | None:
    """The same by compiled loops; None for the rare text that has to be composed first."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    room = len(points)
    kept, codes = np.empty(room, np.uint32), np.empty(room, np.uint32)
    words, lines = np.empty(room, np.uint64), np.empty(room, np.uint64)
    starts, first = np.empty(room, np.int64), np.empty(room, np.int64)
    size, count, alone, n = kernels.read(points, _tables(), kept, codes, words, starts, lines, first)
    if size < 0:
        return None
    # What is held is copied out of arrays that have room for every character to be a word.
    small = words[:count].copy(), starts[:count].copy(), int(alone), lines[:n].copy(), first[:n].copy()
    return Folded(kept[:size], codes[:size], *small)


def _fold_numpy(text: str) -> Folded:
    points, codes = _cleaned(text)
    starts = _word_starts(codes)
    if not len(starts):
        return Folded(points, codes, np.zeros(0, np.uint64), starts, 0, np.zeros(0, np.uint64), starts)
    forward, back = _powers(len(codes))
    letters = (codes & np.uint32(0x7FFFFFFF)).astype(np.uint64)
    words = mix(np.add.reduceat(letters * forward[: len(codes)], starts) * back[starts])
    single = int(np.count_nonzero(codes >= _ALONE)) if codes.max() >= _ALONE else 0
    first = _line_starts(points, starts)
    return Folded(points, codes, words, starts, single, mix(np.add.reduceat(words, first)), first)


def fold_words(words: list[str]) -> U64:
    """Return the hash of each word as `fold` would give it; a word of several tokens counts as its first."""
    return np.array([fold(word).words[0] for word in words], np.uint64)


def _cleaned(text: str) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    codes = _tables().take(points, mode="clip")
    special = np.flatnonzero(codes - np.uint32(1) < _COMPOSE)
    if not len(special):
        return points, codes
    kind = codes[special]
    if (kind == _COMPOSE).any():
        composed = unicodedata.normalize("NFC", text)
        if composed != text:
            return _cleaned(composed)
    codes[special[kind == _JOINER]] = 0
    drop = kind == _DROP
    digits = codes[special - 1] - np.uint32(48) < 10
    if digits.any():
        after = codes.take(special + 1, mode="clip") - np.uint32(48) < 10
        drop |= digits & after & (kind == _JOINER) & (special > 0)
    if drop.any():
        keep = np.ones(len(codes), np.bool_)
        keep[special[drop]] = False
        points, codes = points[keep], codes[keep]
    return points, codes


def _word_starts(codes: NDArray[np.uint32]) -> Ints:
    """Where words begin: after a character that is of no word, between letters and digits, at every ideograph."""
    kind = (codes != 0).view(np.uint8) + (codes - np.uint32(48) < 10)
    start = kind != 0
    if len(codes) and codes.max() >= _ALONE:
        alone = codes >= _ALONE
        start[1:] &= (kind[1:] != kind[:-1]) | alone[1:] | alone[:-1]
    else:
        start[1:] &= kind[1:] != kind[:-1]
    return np.flatnonzero(start)


def _line_starts(points: NDArray[np.uint32], starts: Ints) -> Ints:
    """The first word of each line that has words."""
    after = np.searchsorted(starts, np.flatnonzero(points == 10))
    first = np.concatenate((np.zeros(1, np.int64), after))
    used = first < len(starts)
    used[:-1] &= first[1:] != first[:-1]
    return first[used]


class _Powers:
    """Powers of the hash base and of its inverse, grown on demand: a word's hash must not depend on where it stands."""

    def __init__(self) -> None:
        self.forward = self.back = np.zeros(0, np.uint64)

    def upto(self, size: int) -> tuple[U64, U64]:
        if size > len(self.forward):
            room = max(2 * size, 8192)
            self.forward = np.cumprod(np.full(room, _BASE, np.uint64), dtype=np.uint64)
            self.back = np.cumprod(np.full(room, pow(_BASE, -1, 1 << 64), np.uint64), dtype=np.uint64)
        return self.forward, self.back


@cache
def _grown() -> _Powers:
    return _Powers()


def _powers(size: int) -> tuple[U64, U64]:
    return _grown().upto(size)


@cache
def _tables() -> NDArray[np.uint32]:
    table = np.zeros(_LIMIT, np.uint32)
    for first, last, mark in _LARGE_BLOCKS:
        table[first : last + 1] = np.arange(first, last + 1) | mark
    table[_SMALL] = [_folded_point(chr(point)) for point in _SMALL.tolist()]
    for char in sorted(_JOINERS):
        table[ord(char)] = _JOINER
    table[[*range(0x1100, 0x1200), 0x3099, 0x309A]] = _COMPOSE
    table[-1] = 0
    return table


def _folded_point(char: str) -> int:
    point = ord(char)
    if point < 128:
        return ord(char.lower()) if char.isalnum() else 0
    if _written_without_spaces(point):
        return (point | _ALONE) if unicodedata.category(char)[0] in "LMN" else 0
    category = unicodedata.category(char)
    if category in ("Mn", "Me"):
        return _DROP if point < 0x0700 or 0xFE00 <= point <= 0xFE2F else point
    if category == "Cf" or point == 0x0640:
        return _DROP
    if category == "Mc":
        return point
    if category == "Nd":
        return 48 + unicodedata.decimal(char)
    return _folded_letter(char) if char.isalnum() else 0


def _folded_letter(char: str) -> int:
    char = _ARABIC.get(char, char).lower()[0]
    base = (
        unicodedata.normalize("NFKD", char)[0] if ord(char) < 0x0590 or 0x1E00 <= ord(char) < 0x2000 else char
    )
    return ord(base) if base.isalnum() else ord(char)


def _written_without_spaces(point: int) -> bool:
    return (
        0x0E00 <= point <= 0x0EFF
        or 0x1000 <= point <= 0x109F
        or 0x1780 <= point <= 0x17FF
        or 0x3005 <= point <= 0x3007
        or 0x3040 <= point <= 0x30FF
        or 0x3400 <= point <= 0x9FFF
        or 0xF900 <= point <= 0xFAFF
        or 0x20000 <= point <= 0x2FFFF
    )
