from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from pipelines.deduplicate import Decision
from tests.pipelines.deduplicate.collection import (
    Labelled,
    compared,
    family,
    final,
    hard_set,
    names,
    online,
    second_half,
)


def merged(rows: list[Labelled], decided: Mapping[str, Decision], *, same: bool) -> list[tuple[str, str]]:
    """The pairs on which clusters and truth disagree: merged though apart, or (`same`) apart though one story."""
    return [
        (a.doc.id, b.doc.id)
        for a, b in compared(rows)
        if (a.story == b.story) is same
        and (decided[a.doc.id].cluster == decided[b.doc.id].cluster) is not same
    ]


def test_the_set_is_large_enough_to_guard() -> None:
    pairs = sum(family(a) == family(b) for name in names() for a, b in compared(hard_set(name)))
    assert pairs + len(second_half()[1]) >= 200
    languages = {row.doc.language for name in names() for row in hard_set(name)}
    assert len(languages) >= 10


@pytest.mark.parametrize("name", names())
def test_final_clusters_are_the_stories(name: str) -> None:
    rows = hard_set(name)
    decided = final([row.doc for row in rows])
    assert merged(rows, decided, same=False) == []
    assert merged(rows, decided, same=True) == []


@pytest.mark.parametrize("name", names())
def test_decisions_of_the_moment_merge_no_look_alikes(name: str) -> None:
    rows = hard_set(name)
    decided = online([row.doc for row in rows])
    joining = {row.doc.id for row in rows if len(row.links) > 1}
    wrong = [pair for pair in merged(rows, decided, same=False) if joining.isdisjoint(pair)]
    assert wrong == []
    assert merged(rows, decided, same=True) == []


@pytest.mark.parametrize("name", names())
def test_reuse_is_linked_without_merging(name: str) -> None:
    rows = hard_set(name)
    story = {row.doc.id: row.story for row in rows}
    decided = final([row.doc for row in rows])
    for row in rows:
        found = {story[link.to] for link in decided[row.doc.id].links}
        assert {story[goal] for goal in row.links} <= found, row.doc.id


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("seed", [1, 2])
def test_final_decisions_do_not_depend_on_the_order(name: str, seed: int) -> None:
    docs = [row.doc for row in hard_set(name)]
    expected = final(docs)
    random.Random(seed).shuffle(docs)
    assert final(docs) == expected


def test_the_same_input_gives_the_same_decisions() -> None:
    docs = [row.doc for row in hard_set("english")]
    assert online(docs) == online(docs)


def related(decided: Mapping[str, Decision], left: str, right: str) -> str:
    """What two documents are to each other by the decisions: copy, partial (one is linked to the other's story) or apart."""
    a, b = decided[left], decided[right]
    if a.cluster == b.cluster:
        return "copy"
    linked = {decided[link.to].cluster for link in a.links} & {b.cluster}
    linked |= {decided[link.to].cluster for link in b.links} & {a.cluster}
    return "partial" if linked else "apart"


def test_the_second_half_by_pairs() -> None:
    docs, pairs = second_half()
    decided = final(docs)
    found = {pair: related(decided, pair.left, pair.right) for pair in pairs}
    assert [pair for pair in pairs if pair.label != "copy" and found[pair] == "copy"] == []
    assert [pair for pair in pairs if pair.label == "copy" and found[pair] != "copy"] == []
    assert [pair for pair in pairs if pair.label == "partial" and found[pair] != "partial"] == []


def test_the_second_half_at_the_moment() -> None:
    docs, pairs = second_half()
    decided = online(docs)
    found = {pair: related(decided, pair.left, pair.right) for pair in pairs}
    assert [pair for pair in pairs if pair.label == "apart" and found[pair] == "copy"] == []
    assert [pair for pair in pairs if pair.label == "copy" and found[pair] != "copy"] == []


@pytest.mark.parametrize("seed", [1, 2])
def test_the_second_half_does_not_depend_on_the_order(seed: int) -> None:
    docs, _ = second_half()
    expected = final(docs)
    random.Random(seed).shuffle(docs)
    assert final(docs) == expected
