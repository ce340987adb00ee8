"""Fragments of a story that a later document shows to be one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.deduplicate import Decision, Deduplicator, Document
from pipelines.deduplicate.decide import Match, decide
from pipelines.deduplicate.store import DocumentStore
from pipelines.deduplicate.verdict import COPY, Verdict
from tests.pipelines.deduplicate.stories import OTHER, OWN, WIRE, document

MORE = """The port authority was founded ninety years ago and has never before shut a terminal in the middle of a harvest.
Its director told members of the regional assembly that repairs would cost about 31 million crowns and take seven months.
Farmers around the bay stored a record crop this summer, and the silos of the cooperative in Tavel are nearly full.
The assembly will vote in two weeks on a loan for the repairs, which the opposition wants to tie to an inquiry."""

WHOLE = f"{WIRE}\n{MORE}"
LINES = WHOLE.split("\n")
TOP = "\n".join(LINES[:7])
ENDING = "\n".join([*LINES[5:], *OTHER.split("\n")[1:3]])
"""What the ending has of the top is not enough for a copy; the whole text has most of both."""

FILLER = """The museum of clocks in Ostrava Bay reopens on Saturday with a hall for the tower movements it was left by a monk.
Visitors may wind one of them by hand, which takes eleven minutes and, the keeper says, the patience of a fisherman.
Tickets are sold at the bakery next door, because the till of the museum has been out of order since the flood."""

FRAGMENTS = (document("top", TOP, 1), document("ending", ENDING, 2))


def told(deduplicator: Deduplicator, *docs: Document) -> list[Decision]:
    decisions = []
    for doc in docs:
        decisions.append(deduplicator.decide(doc))
        deduplicator.admit(doc, decisions[-1])
    return decisions


def test_the_whole_text_makes_one_story_of_its_fragments() -> None:
    first, second, whole, again = told(
        Deduplicator(None), *FRAGMENTS, document("whole", WHOLE, 3), document("again", ENDING, 4)
    )
    assert (first.cluster, second.cluster) == ("top", "ending"), "what is to be joined was apart"
    assert (whole.relation, whole.cluster) == ("copy", "top")
    assert {(link.to, link.relation) for link in whole.links} == {("top", "copy"), ("ending", "copy")}
    # Whatever fragment a later copy is nearest to: there is one cluster now.
    assert (again.relation, again.cluster, again.links[0].to) == ("copy", "top", "ending")


def test_the_fragment_with_more_tellings_gives_the_cluster() -> None:
    *_, whole = told(Deduplicator(None), *FRAGMENTS, document("twin", ENDING, 3), document("whole", WHOLE, 4))
    assert (whole.relation, whole.cluster) == ("copy", "ending")


def test_an_outlet_of_either_fragment_tells_it_again() -> None:
    *_, whole = told(Deduplicator(None), *FRAGMENTS, document("whole", WHOLE, 3, site="ending.example"))
    assert (whole.relation, whole.cluster) == ("same_outlet", "top")


def test_fragments_are_one_story_though_each_has_more_beside_it() -> None:
    top = "\n".join([*LINES[:5], *OTHER.split("\n")])
    ending = "\n".join([*LINES[3:], *OWN.split("\n"), *FILLER.split("\n")])
    first, second, whole, again = told(
        Deduplicator(None),
        document("top", top, 1),
        document("ending", ending, 2),
        document("whole", WHOLE, 3),
        document("again", ending, 4),
    )
    assert (first.cluster, second.cluster) == ("top", "ending"), "what is to be joined was apart"
    assert {link.relation for link in whole.links} == {"copy"}
    assert whole.cluster == again.cluster


@pytest.mark.parametrize(
    ("back", "words", "same"),
    [(0.3, 40, (1,)), (0.1, 40, ()), (0.3, 15, ())],
    ids=["enough", "part", "words"],
)
def test_little_of_a_telling_makes_no_story_of_two(back: float, words: int, same: tuple[int, ...]) -> None:
    def match(cluster: int, back: float, words: int) -> Match:
        return Match(cluster, cluster, Verdict(COPY, 0.8, back, 0.9, 0xFFFF, 0xFFFF, (), words))

    assert decide([match(0, 0.5, 90), match(1, back, words)]).same == same


def test_a_round_up_makes_no_story_of_two() -> None:
    *_, both, wire, other = told(
        Deduplicator(None),
        document("a", WIRE, 1),
        document("b", OTHER, 2),
        document("r", f"{WIRE}\n{OTHER}", 3),
        document("c", WIRE, 4),
        document("d", OTHER, 5),
    )
    assert both.relation == "partial"
    assert (wire.cluster, other.cluster) == ("a", "b")


def test_two_cuts_of_a_short_wire_that_both_open_as_it_does_are_one_story() -> None:
    lead, second, third = WIRE.split("\n")[:3]
    retold = lead.replace("said on Tuesday it would close", "is to close")
    cuts = document("cut", f"{lead}\n{third}", 1), document("other", f"{retold}\n{second} {LINES[4]}", 2)
    *_, wire = told(Deduplicator(None), *cuts, document("wire", f"{lead}\n{third}\n{second} {LINES[4]}", 3))
    assert (wire.relation, wire.cluster) == ("copy", "cut")
    assert {link.to for link in wire.links} == {"cut", "other"}


@pytest.mark.parametrize("cut", [2, 3])
def test_a_union_is_undone_with_the_document_that_brought_it(tmp_path: Path, cut: int) -> None:
    docs = (*FRAGMENTS, document("whole", WHOLE, 3), document("again", ENDING, 4))
    with Deduplicator(tmp_path) as deduplicator:
        expected = told(deduplicator, *docs)
        deduplicator.forget_after(cut)
        alone = deduplicator.decide(document("other", ENDING, 5))
        assert alone.cluster == ("ending" if cut == 2 else "top")
        assert told(deduplicator, *docs) == expected


def test_a_reopened_folder_knows_its_unions(tmp_path: Path) -> None:
    docs = (*FRAGMENTS, document("whole", WHOLE, 3), document("again", ENDING, 4), document("o", OTHER, 5))
    expected = told(Deduplicator(None), *docs)
    found = []
    for doc in docs:
        with Deduplicator(tmp_path) as part:
            found += told(part, doc)
    assert found == expected
    (tmp_path / "postings.bin").unlink()
    with Deduplicator(tmp_path) as remade:
        assert remade.decide(document("z", ENDING, 9)).cluster == "top"


def test_the_remade_table_holds_the_same_postings(tmp_path: Path) -> None:
    docs = (*FRAGMENTS, document("whole", WHOLE, 3), document("again", ENDING, 4), document("more", MORE, 5))
    with Deduplicator(tmp_path) as deduplicator:
        told(deduplicator, *docs)
    before = (tmp_path / "postings.bin").read_bytes()
    (tmp_path / "postings.bin").unlink()
    Deduplicator(tmp_path).close()
    assert (tmp_path / "postings.bin").read_bytes() == before


def test_uniting_what_is_one_story_is_nothing() -> None:
    store = DocumentStore(None)
    for doc in FRAGMENTS:
        store.add(doc, 10, None, False, None, None)
    assert store.unite(1, [1, 0])
    assert store.members(0) == [0, 1]
    assert store.members(1) == []
    assert store.unite(1, [0, 0]) == []
