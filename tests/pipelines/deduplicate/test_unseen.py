"""Copies, look-alikes and translations of the sets written without sight of the detector."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from itertools import combinations

import pytest

from pipelines.deduplicate import Decision
from tests.pipelines.deduplicate.collection import final, online
from tests.pipelines.deduplicate.unseen import Unseen, unseen

Decide = Callable[[Unseen], Mapping[str, Decision]]

NOT_FOUND = {("u2-dal1", "u2-dal2")}
"""Every sentence reworded, and hardly a figure in digits."""

OF_THE_MOMENT = {("u4-cocoaa", "u4-cocoab"), ("u4-cocoab", "u4-cocoac"), ("u4-cocoab", "u4-cocoae")}
"""A later version that has what a brief left out, while nothing tells yet that the wire is no page of two stories."""

JOINED = {("u2-zug1", "u2-mix1"), ("u2-zug2", "u2-mix1")}
"""A page of several stories of which the collection knows one."""


def by_time(found: Unseen) -> Mapping[str, Decision]:
    return online(sorted(found.docs, key=lambda doc: (doc.published or "", doc.id)))


def final_of(found: Unseen) -> Mapping[str, Decision]:
    return final(found.docs)


def wrong(
    found: Unseen, decided: Mapping[str, Decision]
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The pairs merged though apart, and apart though one story."""
    merged, missed = set(), set()
    for a, b in combinations(found.story, 2):
        same, together = found.story[a] == found.story[b], decided[a].cluster == decided[b].cluster
        if together and not same:
            merged.add((a, b))
        elif same and not together:
            missed.add((a, b))
    return merged, missed


def linked(decided: Mapping[str, Decision], left: str, right: str, *relations: str) -> bool:
    a, b = decided[left], decided[right]
    there = {decided[link.to].cluster for link in a.links if link.relation in relations}
    back = {decided[link.to].cluster for link in b.links if link.relation in relations}
    return a.cluster != b.cluster and (b.cluster in there or a.cluster in back)


@pytest.mark.parametrize("decide", [final_of, by_time], ids=["final", "online"])
def test_copies_are_found_and_look_alikes_stay_apart(decide: Decide) -> None:
    found = unseen("first", "second", "third", "fourth", "independent", "newsrooms")
    decided = decide(found)
    merged, missed = wrong(found, decided)
    assert merged <= JOINED
    assert missed <= (NOT_FOUND if decide is final_of else NOT_FOUND | OF_THE_MOMENT)
    partial = [
        pair for pair in found.pairs if pair.label == "partial" and (pair.right, pair.left) not in JOINED
    ]
    assert [pair for pair in partial if not linked(decided, pair.left, pair.right, "partial", "copy")] == []


def test_the_order_plays_no_part() -> None:
    found = unseen("second", "translated")
    expected = final(found.docs)
    random.Random(1).shuffle(found.docs)
    assert final(found.docs) == expected


@pytest.mark.parametrize("decide", [final_of, by_time], ids=["final", "online"])
def test_translations_are_linked_and_never_merged(decide: Decide) -> None:
    found = unseen("translated", "translated_later", "first", "second", "third", "independent")
    decided = decide(found)
    true = {frozenset((pair.left, pair.right)) for pair in found.pairs if pair.label == "translation"}
    said = {
        frozenset((id_, link.to))
        for id_, each in decided.items()
        for link in each.links
        if link.relation == "translation"
    }
    assert said == true
    assert all(len({decided[id_].cluster for id_ in pair}) == 2 for pair in true)
    assert sum(each.relation == "translation" for each in decided.values()) == len(true)


def test_replay_says_the_same() -> None:
    found = unseen("translated")
    assert by_time(found) == by_time(found)
