"""Lines that a site prints under many stories: they tell nothing about whose text a page is."""

from __future__ import annotations

from collections import deque

import numpy as np

from pipelines.deduplicate import kernels, table_kernels
from pipelines.deduplicate.arrays import U64, Bools, Ints
from pipelines.deduplicate.fold import Folded

WINDOW = 40
"""Earlier documents of a site that are looked at."""

_CLUSTERS, _TIMES = 2, 4
_FEW = 1 << 22
"""Comparisons of two lines that are made one by one; more are sorted first."""


class SiteLines:
    """The lines of the last documents of one site, with the stories they stood in."""

    def __init__(self) -> None:
        self._lines, self._stories = np.empty(256, np.uint64), np.empty(256, np.int64)
        self._first = self._last = 0
        self._sizes: deque[int] = deque()

    def add(self, lines: U64, cluster: int) -> None:
        """Count the lines of the next document of the site, without repeats."""
        if len(self._sizes) == WINDOW:
            self._first += self._sizes.popleft()
        self._sizes.append(len(lines))
        end = self._last + len(lines)
        if end > len(self._lines):
            self._make_room(len(lines))
            end = self._last + len(lines)
        self._lines[self._last : end] = lines
        self._stories[self._last : end] = cluster
        self._last = end

    def known(self, lines: U64, own: int | None = None) -> Bools | None:
        """Return which lines stood in two stories, the document's `own` not counted, or in so many documents that no story
        explains them; None where none did.
        """
        held, stories = self._lines[self._first : self._last], self._stories[self._first : self._last]
        if kernels.COMPILED and len(lines) * len(held) < _FEW:
            known = np.empty(len(lines), np.bool_)
            found = table_kernels.printed(held, stories, lines, -1 if own is None else own, _TIMES, known)
            return known if found else None
        return _known(held, stories, lines, own)

    def _make_room(self, more: int) -> None:
        """Move what still counts to the front of arrays of which at least half is free then."""
        kept = slice(self._first, self._last)
        size = self._last - self._first
        room = max(256, 2 * (size + more))
        lines, stories = np.empty(room, np.uint64), np.empty(room, np.int64)
        lines[:size], stories[:size] = self._lines[kept], self._stories[kept]
        self._lines, self._stories, self._first, self._last = lines, stories, 0, size


def _known(held: U64, stories: Ints, lines: U64, own: int | None) -> Bools | None:
    order = np.argsort(held, kind="stable")
    held, stories = held[order], stories[order]
    start, stop = np.searchsorted(held, lines), np.searchsorted(held, lines, side="right")
    known = np.zeros(len(lines), np.bool_)
    for at in np.flatnonzero(stop - start >= _CLUSTERS).tolist():
        found = stories[start[at] : stop[at]]
        several = len({*found.tolist()} - {own}) >= _CLUSTERS
        known[at] = several or (own is None and len(found) >= _TIMES)
    return known if known.any() else None


def distinct_lines(folded: Folded) -> U64:
    """Return the hashes of a text's lines, sorted and without repeats."""
    lines = folded.lines.copy()
    return lines[: kernels.distinct(lines)] if kernels.COMPILED else np.unique(lines)


def dull_words(lines: U64, starts: Ints, words: int, site: SiteLines, own: int | None = None) -> Bools | None:
    """Return which of a text's words stand in lines the site is known for; None where there are none.

    `lines` and `starts` as in Folded, `own` as in SiteLines.known.
    """
    known = site.known(lines, own)
    return None if known is None else np.repeat(known, np.diff(np.append(starts, words)))
