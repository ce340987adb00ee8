"""What one telling kept of another, what it left out and what it added, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.deduplicate.align import align
from pipelines.deduplicate.arrays import Bools
from pipelines.deduplicate.document import Document
from pipelines.deduplicate.fold import fold
from pipelines.deduplicate.telling import Telling, telling

_FOUND = 0.3
"""Share of a sentence's words that must be found elsewhere for it to count as kept, perhaps reworded."""

_OPENING = "\"'“”‘’«»„([{¿¡-–—•"


@dataclass(frozen=True, slots=True)
class Change:
    """`kept` is the share of the older text found in the newer, `taken` the share of the newer found in the older; `added`
    and `cut` are sentences as printed.
    """

    kept: float
    taken: float
    added: tuple[str, ...]
    cut: tuple[str, ...]


def change(older: Document, newer: Document) -> Change:
    """Return what became of a text in another telling of it."""
    alignment = align(telling(fold(newer.text)), telling(fold(older.text)))
    taken, kept = alignment.here, alignment.covered
    return Change(_share(kept), _share(taken), _sentences(alignment.a, taken), _sentences(alignment.b, kept))


def _share(found: Bools) -> float:
    return round(float(found.mean()), 4) if len(found) else 0.0


def _sentences(told: Telling, found: Bools) -> tuple[str, ...]:
    """The sentences of which hardly a word was found."""
    if not len(found):
        return ()
    share = np.bincount(told.sentence, found) / np.bincount(told.sentence)
    return tuple(_printed(told, number) for number in np.flatnonzero(share < _FOUND).tolist())


def _printed(told: Telling, number: int) -> str:
    start = _opened(told.text, int(told.starts[told.first[number]]))
    end = len(told.text)
    if number + 1 < told.sentences:
        end = _opened(told.text, int(told.starts[told.first[number + 1]]))
    return " ".join(told.text[start:end].split())


def _opened(text: str, start: int) -> int:
    """Where a sentence begins whose first word begins at `start`: before the quotation mark or bracket."""
    while start > 0 and text[start - 1] in _OPENING:
        start -= 1
    return start
