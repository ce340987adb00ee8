"""Which earlier documents are worth a comparison: those that share rare fingerprints."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.deduplicate import kernels, table_kernels
from pipelines.deduplicate.arrays import U64, Bools, Ints
from pipelines.deduplicate.table import PostingTable

CAP = 32
"""Stories a fingerprint may stand for; what stands in more is a stock phrase: neither posted again nor counted."""

MAX_CLUSTERS = 6
PER_CLUSTER, MORE = 2, 4
"""Documents of a story that are compared first, and those further ones where nothing but a part was found in the first."""

_LEAST_SHARED, _LEAST_WEIGHT = 2, 0.6


@dataclass(frozen=True, slots=True)
class Hits:
    """Postings found: for each the index of the asked fingerprint, the document and its cluster."""

    index: Ints
    number: Ints
    cluster: Ints


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cluster, its documents that are compared first, and those for when only a part is found in these."""

    cluster: int
    first: list[int]
    more: list[int]


def find_hits(table: PostingTable, asked: U64, positions: Ints, clusters: Ints, before: int) -> Hits:
    """Return the postings of documents that stand before a position."""
    index, number = table.find(asked)
    if kernels.COMPILED:
        found = np.empty((3, len(index)), np.int64)
        found = found[:, : table_kernels.earlier(index, number, positions, clusters, before, found)]
        return Hits(found[0], found[1], found[2])
    earlier = (positions[number] >= 0) & (positions[number] < before)
    index, number = index[earlier], number[earlier]
    return Hits(index, number, clusters[number])


def ranked(hits: Hits, asked: int, sizes: Ints, but: int | None = None) -> list[Candidate]:
    """Return clusters and their documents to compare with, the most promising first.

    A shared fingerprint weighs the less the more stories it stands in; the cluster `but` is left out.
    """
    if not len(hits.index):
        return []
    frequency = np.bincount(hits.index, minlength=asked)
    weight = np.where(frequency < CAP, 1.0 / np.maximum(frequency, 1), 0.0)[hits.index]
    cluster, of_cluster = np.unique(hits.cluster, return_inverse=True)
    score = np.bincount(of_cluster, weight)
    counted = weight > 0
    shared = np.bincount(of_cluster[counted], minlength=len(cluster))
    least = _LEAST_SHARED if asked > 8 else 1
    good = np.flatnonzero(
        (shared >= least) & (score >= _LEAST_WEIGHT) & (cluster != (-1 if but is None else but))
    )
    best = good[np.lexsort((cluster[good], -score[good]))][:MAX_CLUSTERS]
    return [
        Candidate(int(cluster[k]), *_documents(hits, weight, of_cluster == k, sizes)) for k in best.tolist()
    ]


def _documents(
    hits: Hits, weight: NDArray[np.float64], chosen: Bools, sizes: Ints
) -> tuple[list[int], list[int]]:
    """The documents of one cluster that share most and the one that shares most for its length; those that come next."""
    number, of_number = np.unique(hits.number[chosen], return_inverse=True)
    score = np.bincount(of_number, weight[chosen])
    best = np.lexsort((number, -score)).tolist()
    dense = np.lexsort((number, -score / np.sqrt(sizes[number] + 40.0)))[:1].tolist()
    first = list(dict.fromkeys([*best[:PER_CLUSTER], *dense]))
    more = [each for each in best[PER_CLUSTER : PER_CLUSTER + MORE] if each not in first]
    return number[first].tolist(), number[more].tolist()


def new_to_cluster(hits: Hits, asked: U64, posted: U64, cluster: int) -> U64:
    """Return which of the fingerprints to post: one posting a story, none for stock phrases."""
    if not len(hits.index):
        return posted
    if kernels.COMPILED:
        fresh = np.empty(len(posted), np.uint64)
        return fresh[: table_kernels.fresh(asked, posted, hits.index, hits.cluster, cluster, CAP, fresh)]
    frequency = np.bincount(hits.index, minlength=len(asked))
    there = np.zeros(len(asked), np.bool_)
    there[hits.index[hits.cluster == cluster]] = True
    place = np.searchsorted(asked, posted)
    return posted[~there[place] & (frequency[place] < CAP)]
