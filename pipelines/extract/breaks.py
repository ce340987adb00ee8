"""Where `<br>` parts a block of text into paragraphs, and where it only breaks a line; the text of one element."""

from __future__ import annotations

import re

from .elements import END, KINDS
from .markup import Element

_INDENT = "\u3000"
"""The space that opens a paragraph in Chinese and Japanese."""
_DATED = re.compile(r"\d{4}|\d:\d\d")
ENDINGS = frozenset('.!?…。！？"”»؟۔।')
"""Marks that close a sentence."""


def _parts(pieces: list[str], piece: str) -> bool:
    """Whether a single break parts a piece from those before it: a sentence has ended, or a date stands in a line of its own."""
    last = pieces[-1]
    if len(last) > 60 and last[-1] in ENDINGS:
        return True
    if last[-1] in ",-;–" or len(pieces) > 2:
        return False
    stamped = (
        len(piece) < 60 and piece[-1] not in ENDINGS and len(last) < 200 and _DATED.search(piece) is not None
    )
    return stamped or (len(pieces) == 1 and len(last) < 50 and _DATED.search(last) is not None)


def pieces_of(text: str, marks: list[tuple[int, int, int]]) -> list[tuple[str, int, int, int]]:
    """The paragraphs of a line with `<br>`: two breaks, or one after the end of a sentence, begin a new one.

    `marks` are the counts of characters in links and in bold, and of links, up to every break; each paragraph gets its own.
    """
    pieces: list[str] = []
    ends: list[tuple[int, int, int]] = []
    gap = 2
    for raw, mark in zip(text.split("\x00"), marks, strict=True):
        piece = " ".join(raw.split())
        if piece:
            if gap >= 2 or not pieces or raw.lstrip("\n\r\t ")[:1] == _INDENT or _parts(pieces, piece):
                pieces.append(piece)
                ends.append(mark)
            else:
                pieces[-1] += " " + piece
                ends[-1] = mark
            gap = 1
        else:
            gap += 1
    starts = [(0, 0, 0), *ends]
    return [
        (piece, end[0] - start[0], end[1] - start[1], end[2] - start[2])
        for piece, start, end in zip(pieces, starts, ends, strict=False)
    ]


def apart(element: Element, most: int) -> str | None:
    """The text of an element up to a length, with a bar where one block in it ends and another begins."""
    parts: list[str] = []
    for count, (name, text) in enumerate(element.pieces(401)):
        if count and KINDS[name] >= END:
            parts.append("|")
        parts.append(text)
        if len(parts) > 400:
            return None
    if "|" not in parts:
        return element.short_text(most)
    text = " | ".join(part for raw in "".join(parts).split("|") if (part := " ".join(raw.split())))
    return text if len(text) <= most else None
