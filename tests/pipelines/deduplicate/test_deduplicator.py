from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.deduplicate import Decision, Deduplicator, Document, kernels
from pipelines.deduplicate.engine import Engine
from pipelines.deduplicate.evidence import Prepared
from pipelines.deduplicate.verdict import COPY, NONE, PARTIAL, SEGMENTS, Verdict
from tests.pipelines.deduplicate.collection import hard_set
from tests.pipelines.deduplicate.stories import JAPANESE, OTHER, OWN, WIRE, document


@pytest.fixture
def deduplicator() -> Deduplicator:
    return Deduplicator(None)


def told(deduplicator: Deduplicator, *docs: Document) -> list[Decision]:
    decisions = []
    for doc in docs:
        decisions.append(deduplicator.decide(doc))
        deduplicator.admit(doc, decisions[-1])
    return decisions


def test_carrier_then_carrier_then_the_agencys_own_page(deduplicator: Deduplicator) -> None:
    first, copy, origin = told(
        deduplicator,
        document("a", WIRE, 1, agencies=("afp",)),
        document("b", WIRE, 2),
        document("c", WIRE, 3, agencies=("afp",), own_agency="afp"),
    )
    assert (first.relation, first.cluster, first.links) == ("first", "a", [])
    assert (first.origin.kind, first.origin.id, first.origin.article) == ("agency", "afp", None)
    assert (copy.relation, copy.cluster, copy.links[0].to) == ("copy", "a", "a")
    assert (copy.origin.kind, copy.origin.id) == ("agency", "afp")
    assert copy.links[0].overlap > 0.95
    assert (origin.relation, origin.cluster) == ("origin", "a")
    assert (origin.origin.kind, origin.origin.article) == ("own", "c")


def test_a_copy_after_the_agencys_own_page_names_that_page(deduplicator: Deduplicator) -> None:
    _, copy = told(
        deduplicator, document("c", WIRE, 1, own_agency="afp"), document("d", WIRE, 2, agencies=("afp",))
    )
    assert (copy.relation, copy.origin.kind, copy.origin.id, copy.origin.article) == (
        "copy",
        "agency",
        "afp",
        "c",
    )


def test_another_agencys_page_is_no_origin_of_it(deduplicator: Deduplicator) -> None:
    *_, page = told(
        deduplicator, document("a", WIRE, 1, agencies=("afp",)), document("b", WIRE, 2, own_agency="tass")
    )
    assert page.relation == "copy"


def test_without_any_credit_the_earliest_telling_is_only_a_guess(deduplicator: Deduplicator) -> None:
    _, copy = told(deduplicator, document("a", WIRE, 1), document("b", WIRE, 2))
    assert (copy.origin.kind, copy.origin.article) == ("outlet", "a")
    assert copy.origin.confidence < 0.5


def test_the_same_outlets_second_address(deduplicator: Deduplicator) -> None:
    _, again = told(deduplicator, document("a", WIRE, 1, site="x"), document("b", WIRE, 2, site="x"))
    assert (again.relation, again.cluster, again.links[0].relation) == ("same_outlet", "a", "same_outlet")


def test_two_sentences_in_another_piece_are_partial(deduplicator: Deduplicator) -> None:
    quoted = "\n".join(WIRE.split("\n")[1:3])
    _, piece = told(
        deduplicator, document("a", WIRE, 1), document("b", f"{OTHER}\n{quoted}\n{OWN}", 2, title="The week")
    )
    assert (piece.relation, piece.cluster) == ("partial", "b")
    assert [(link.to, link.relation) for link in piece.links] == [("a", "partial")]


def test_one_sentence_in_another_piece_is_nothing(deduplicator: Deduplicator) -> None:
    _, piece = told(
        deduplicator, document("a", WIRE, 1), document("b", f"{OTHER}\n{WIRE.splitlines()[1]}\n{OWN}", 2)
    )
    assert (piece.relation, piece.links) == ("first", [])


def test_a_round_up_links_to_both_and_bridges_nothing(deduplicator: Deduplicator) -> None:
    *_, both, wire, other = told(
        deduplicator,
        document("a", WIRE, 1),
        document("b", OTHER, 2),
        document("r", f"{WIRE}\n{OTHER}", 3),
        document("c", WIRE, 4),
        document("d", OTHER, 5),
    )
    assert (both.relation, both.cluster) == ("partial", "r")
    assert {link.to for link in both.links} == {"a", "b"}
    assert (wire.cluster, other.cluster) == ("a", "b")


def test_a_round_up_that_came_first_bridges_nothing(deduplicator: Deduplicator) -> None:
    _, wire, other, again = told(
        deduplicator,
        document("r", f"{WIRE}\n{OTHER}", 1),
        document("a", WIRE, 2),
        document("b", OTHER, 3),
        document("c", OTHER, 4),
    )
    assert wire.cluster != other.cluster
    assert again.cluster == other.cluster


def test_own_reporting_that_two_share_is_not_the_wire(deduplicator: Deduplicator) -> None:
    _, mixed, own = told(
        deduplicator, document("a", WIRE, 1), document("b", f"{WIRE}\n{OWN}", 2), document("c", OWN, 3)
    )
    assert mixed.cluster == "a"
    assert own.cluster == "c"


def test_a_later_version_keeps_what_was_decided_and_is_found_by_its_new_text(
    deduplicator: Deduplicator,
) -> None:
    told(deduplicator, document("a", WIRE, 1), document("b", WIRE, 2))
    later = document("b2", f"{OWN}\n{OTHER}", 3, story="b", site="b.example")
    (version,) = told(deduplicator, later)
    assert (version.relation, version.cluster, version.links[0].to) == ("copy", "a", "a")
    (copy,) = told(deduplicator, document("c", f"{OWN}\n{OTHER}", 4))
    assert (copy.cluster, copy.links[0].to) == ("a", "b2")


def test_only_earlier_documents_count(deduplicator: Deduplicator) -> None:
    told(deduplicator, document("late", WIRE, 9))
    assert deduplicator.decide(document("early", WIRE, 3)).relation == "first"
    assert deduplicator.decide(document("later", WIRE, 10)).relation == "copy"


def test_deciding_remembers_nothing(deduplicator: Deduplicator) -> None:
    assert deduplicator.decide(document("a", WIRE, 1)).relation == "first"
    assert deduplicator.decide(document("b", WIRE, 2)).relation == "first"


def test_admitting_twice_changes_nothing(deduplicator: Deduplicator) -> None:
    doc = document("a", WIRE, 1)
    decision = deduplicator.decide(doc)
    deduplicator.admit(doc, decision)
    deduplicator.admit(doc, decision)
    assert len(deduplicator) == 1
    assert deduplicator.decide(doc) == decision


def test_what_another_document_changed_in_between_is_seen(deduplicator: Deduplicator) -> None:
    a, b = document("a", WIRE, 1), document("b", WIRE, 2)
    first, alone = deduplicator.decide(a), deduplicator.decide(b)
    deduplicator.admit(a, first)
    deduplicator.admit(b, alone)
    assert deduplicator.decide(document("c", WIRE, 3)).cluster == "a"


def test_a_reopened_folder_decides_the_same(tmp_path: Path) -> None:
    docs = [row.doc for row in hard_set("english")]
    with Deduplicator(tmp_path / "whole") as whole:
        expected = told(whole, *docs)
    found = []
    for at in range(0, len(docs), 7):
        with Deduplicator(tmp_path / "parts") as part:
            found += told(part, *docs[at : at + 7])
    assert found == expected


@pytest.mark.parametrize("cut", [0, 5, 17])
def test_what_is_forgotten_was_never_admitted(tmp_path: Path, cut: int) -> None:
    docs = [row.doc for row in hard_set("english")][:25]
    with Deduplicator(tmp_path) as deduplicator:
        expected = told(deduplicator, *docs)
        deduplicator.forget_after(cut)
        assert told(deduplicator, *docs) == expected
        assert [doc.id for doc, _ in deduplicator.documents()] == [doc.id for doc in docs]


def test_forgetting_nothing_is_allowed(deduplicator: Deduplicator) -> None:
    told(deduplicator, document("a", WIRE, 1))
    deduplicator.forget_after(1)
    assert deduplicator.decide(document("b", WIRE, 2)).cluster == "a"


@pytest.mark.parametrize(("found", "relation"), [(PARTIAL, "copy"), (NONE, "first")])
def test_where_a_part_is_found_further_members_are_asked(
    deduplicator: Deduplicator, monkeypatch: pytest.MonkeyPatch, found: str, relation: str
) -> None:
    beside = [*OTHER.split("\n"), OWN.split("\n")[0]]
    told(deduplicator, *(document(f"m{n}", f"{WIRE}\n{line}", n + 1) for n, line in enumerate(beside)))
    asked: list[int] = []
    whole = (1 << SEGMENTS) - 1

    def verdict(engine: Engine, mine: Prepared, number: int) -> Verdict:
        asked.append(number)
        says = COPY if len(asked) == 4 else found
        share = 0.5 if says == COPY else 0.1
        return Verdict(says, share, share, 0.5, whole, whole, ())

    monkeypatch.setattr(Engine, "verdict", verdict)
    assert deduplicator.decide(document("new", "\n".join(beside), 9)).relation == relation
    assert len(asked) == len(set(asked)) == (4 if found == PARTIAL else 2)


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("turn", [1, -1])
def test_a_wire_is_found_beside_more_text_in_another_script(
    monkeypatch: pytest.MonkeyPatch, turn: int, compiled: bool
) -> None:
    monkeypatch.setattr(kernels, "COMPILED", False)
    if compiled:
        pytest.importorskip("numba")
        kernels.compile_all()
    japanese, translated = JAPANESE.splitlines(), f"{OWN}\n{OTHER}\n{WIRE}"
    both = [f"{JAPANESE}\n{translated}", f"{translated}\n" + "\n".join(japanese)]
    for mixed in both:
        docs = [document("wire", JAPANESE, 1), document("mixed", mixed, 1)][::turn]
        _, second = told(Deduplicator(None), docs[0], replace(docs[1], position=2))
        assert (second.relation, second.links[0].relation) == ("copy", "copy")
