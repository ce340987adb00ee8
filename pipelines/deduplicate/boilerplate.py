"""Lines that a site prints under many stories: they tell nothing about whose text a page is."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from pipelines.deduplicate import kernels
from pipelines.deduplicate.arrays import U64, Bools, Ints
from pipelines.deduplicate.fold import Folded, mix

WINDOW = 40
"""Earlier documents of a site that are looked at."""

_CLUSTERS, _TIMES = 2, 4


@dataclass(slots=True)
class SiteLines:
    """The lines of the last documents of one site, counted by the stories they stood in."""

    recent: deque[tuple[int, list[int]]] = field(default_factory=deque)
    seen: dict[int, list[int]] = field(default_factory=dict)

    def add(self, lines: list[int], cluster: int) -> None:
        """Count the lines of the next document of the site."""
        self.recent.append((cluster, lines))
        for line in lines:
            stories = self.seen.get(line)
            if stories is None:
                self.seen[line] = [cluster]
            else:
                stories.append(cluster)
        if len(self.recent) > WINDOW:
            self._drop(*self.recent.popleft())

    def known(self, line: int, own: int | None = None) -> bool:
        """Return whether a line stood in two stories, the document's `own` not counted, or in so many documents that no
        story explains it.
        """
        stories = self.seen.get(line)
        if stories is None:
            return False
        if own is None:
            return len(set(stories)) >= _CLUSTERS or len(stories) >= _TIMES
        return len(set(stories) - {own}) >= _CLUSTERS

    def _drop(self, cluster: int, lines: list[int]) -> None:
        for line in lines:
            stories = self.seen[line]
            stories.remove(cluster)
            if not stories:
                del self.seen[line]


def line_hashes(folded: Folded) -> tuple[U64, Ints]:
    """Return a hash of each line that has words, and the index of the first word of each."""
    if not len(folded.words):
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    if kernels.COMPILED:
        lines, first = np.empty(len(folded.words), np.uint64), np.empty(len(folded.words), np.int64)
        count = kernels.hash_lines(folded.points, folded.words, folded.starts, lines, first)
        return lines[:count], first[:count]
    after = np.searchsorted(folded.starts, np.flatnonzero(folded.points == 10))
    starts = np.concatenate((np.zeros(1, np.int64), after))
    used = starts < len(folded.words)
    used[:-1] &= starts[1:] != starts[:-1]
    starts = starts[used]
    return mix(np.add.reduceat(folded.words, starts)), starts


def dull_words(lines: U64, starts: Ints, words: int, site: SiteLines, own: int | None = None) -> Bools | None:
    """Return which of a text's words stand in lines the site is known for; None where there are none.

    `lines` and `starts` as from line_hashes, `own` as in SiteLines.known.
    """
    seen = site.seen
    known = [line in seen and site.known(line, own) for line in lines.tolist()]
    if True not in known:
        return None
    return np.repeat(np.array(known), np.diff(np.append(starts, words)))
