"""Characters that shape a text: capitals, ends of sentences and lines, quotation marks; by table, not by pattern."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

UPPER, LOWER, DOT, STRONG, NEWLINE = 1, 2, 4, 8, 16
STOPS = frozenset(".!?…。！？؟।॥．")

_LIMIT = 0x30000
_CLOSERS = {
    "“": "”“",
    "„": "“”",
    "«": "»",
    "»": "«",
    '"': '"',
    "「": "」",
    "『": "』",
    "‘": "’",
    "'": "'",
    "”": "”",
    "‚": "‘’",
}
_DASHES = frozenset("—–")
_MARKS = _DASHES | frozenset("".join(_CLOSERS) + "".join(_CLOSERS.values()) + "\n")
_SINGLE = frozenset("‘’'")


def char_classes(points: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Return the classes of code points, as bits."""
    found: NDArray[np.uint8] = class_table().take(points, mode="clip")
    return found


def class_table() -> NDArray[np.uint8]:
    """Return the classes by code point; its last entry stands for all that lie beyond."""
    return _tables()[0]


def lower_table() -> NDArray[np.uint32]:
    """Return the small letter of each code point: one, whatever stands beside it."""
    return _tables()[2]


def small(text: str) -> str:
    """Return a text in the same small letters."""
    return text.lower().replace("ς", "σ")


def quoted_spans(text: str, points: NDArray[np.uint32]) -> list[tuple[int, int]]:
    """Return the stretches in quotation marks of any style, by offsets; a quotation ends with its line at the latest."""
    spans: list[tuple[int, int]] = []
    opened, closers = -1, ""
    for at in np.flatnonzero(_tables()[1].take(points, mode="clip")).tolist():
        mark = text[at]
        if opened >= 0:
            if mark == "\n" or (mark in closers and not _apostrophe(text, at)):
                spans.append((opened, at))
                opened = -1
        elif mark in _DASHES:
            if (at == 0 or text[at - 1] == "\n") and text[at + 1 : at + 2] == " ":
                opened, closers = at, ""
        elif mark in _CLOSERS and not (mark in _SINGLE and at and text[at - 1].isalnum()):
            opened, closers = at, _CLOSERS[mark]
    if opened >= 0:
        spans.append((opened, len(text)))
    return spans


def _apostrophe(text: str, at: int) -> bool:
    return text[at] in _SINGLE and at + 1 < len(text) and text[at + 1].isalnum()


@cache
def _tables() -> tuple[NDArray[np.uint8], NDArray[np.bool_], NDArray[np.uint32]]:
    classes, lower = np.zeros(_LIMIT, np.uint8), np.arange(_LIMIT, dtype=np.uint32)
    for point in (*range(0x3400), *range(0xA000, 0xAC00), *range(0xFB00, 0x20000)):
        char = chr(point)
        classes[point] = UPPER * char.isupper() | LOWER * char.islower()
        letter = small(char)
        lower[point] = ord(letter) if len(letter) == 1 else point
    for stop in sorted(STOPS):
        classes[ord(stop)] |= DOT if stop == "." else STRONG
    classes[10] |= NEWLINE
    marks = np.zeros(_LIMIT, np.bool_)
    for mark in sorted(_MARKS):
        marks[ord(mark)] = True
    return classes, marks, lower
