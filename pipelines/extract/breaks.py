"""Where `<br>` parts a block of text into paragraphs, and where it only breaks a line."""

from __future__ import annotations

import re

_DATED = re.compile(r"\d{4}|\d:\d\d")
_ENDINGS = frozenset('.!?…。！？"”»؟۔।')


def _is_label(pieces: list[str]) -> bool:
    """Whether the first piece of a line is one of its own: it has a date, and is too short for a text that was broken by hand."""
    return (
        len(pieces) == 1
        and len(pieces[0]) < 50
        and _DATED.search(pieces[0]) is not None
        and pieces[0][-1] not in ",-;–"
    )


def pieces_of(text: str) -> list[str]:
    """The paragraphs of a line with `<br>`: two breaks, or one after the end of a sentence, begin a new one."""
    pieces: list[str] = []
    gap = 2
    for raw in text.split("\x00"):
        piece = " ".join(raw.split())
        if piece:
            if (
                gap >= 2
                or not pieces
                or (len(pieces[-1]) > 60 and pieces[-1][-1] in _ENDINGS)
                or _is_label(pieces)
            ):
                pieces.append(piece)
            else:
                pieces[-1] += " " + piece
            gap = 1
        else:
            gap += 1
    return pieces
