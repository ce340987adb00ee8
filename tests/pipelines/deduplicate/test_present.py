from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from pipelines.deduplicate import Deduplicator, Document, present, view
from pipelines.deduplicate.changes import change
from pipelines.deduplicate.present import Story, ViewFailed, present_stories
from pipelines.deduplicate.story_text import in_words
from tests.pipelines.deduplicate.stories import OTHER, OWN, WIRE, document


def stored(folder: Path, *docs: Document) -> None:
    with Deduplicator(folder) as deduplicator:
        for doc in docs:
            deduplicator.admit(doc, deduplicator.decide(doc))


def at(doc_id: str, text: str, position: int, clock: str, **fields: object) -> Document:
    url = f"https://{doc_id}.example/story"
    return document(doc_id, text, position, published=f"2025-03-01T{clock}:00+00:00", url=url, **fields)


A = at("a", WIRE, 1, "08:00", agencies=("afp",))
B = at("b", f"{WIRE}\n{OWN}", 2, "08:10")
AFP = at("c", WIRE, 3, "08:30", own_agency="afp", title="Cracks close grain terminal")


def relations(story: Story) -> list[tuple[str, str, str]]:
    return [(member.id, member.relation, member.written) for member in story.members]


def test_three_steps_of_a_wire(tmp_path: Path) -> None:
    stored(tmp_path, A)
    (alone,) = present_stories(tmp_path, only=["a"])
    assert relations(alone) == [("a", "first", "first")]
    assert (alone.origin.kind, alone.origin.id, alone.origin.article) == ("agency", "afp", None)
    stored(tmp_path, B)
    (two,) = present_stories(tmp_path)
    assert relations(two) == [("a", "first", "first"), ("b", "copy", "copy")]
    stored(tmp_path, AFP)
    (story,) = present_stories(tmp_path)
    # The agency's page stands in front now; the lines of the carriers say what they said.
    assert relations(story) == [("c", "origin", "origin"), ("a", "copy", "first"), ("b", "copy", "copy")]
    assert (story.origin.id, story.origin.article) == ("afp", "c")
    assert [member.minutes for member in story.members] == [0, -30, -20]
    assert [member.credit for member in story.members] == ["own", "named", "hidden"]
    assert {member.written_cluster for member in story.members} == {"a"}


def test_what_each_kept_added_and_cut(tmp_path: Path) -> None:
    cut = "\n".join(WIRE.split("\n")[:2] + OWN.split("\n")[:1])
    stored(tmp_path, AFP, at("d", cut, 4, "09:00"))
    (story,) = present_stories(tmp_path)
    member = story.members[1]
    assert member.added == (OWN.split("\n")[0],)
    assert member.cut == tuple(WIRE.split("\n")[2:])
    assert 0.4 < member.kept < 0.6
    assert 0.2 < member.own < 0.5
    told = "\n".join(in_words(story, sentences=True))
    assert "30 min later" in told
    assert f"      + {member.added[0]}" in told
    assert f"      - {member.cut[0]}" in told


def test_sentences_are_printed_with_their_quotation_marks() -> None:
    older = document("a", WIRE, 1)
    newer = document("b", f"{WIRE}\n“We were never asked about it at all,” the mayor of Selmar said.", 2)
    assert change(older, newer).added == ("“We were never asked about it at all,” the mayor of Selmar said.",)
    assert change(older, document("e", "", 3)).kept == 0.0


def test_a_story_is_found_by_any_of_its_names(tmp_path: Path) -> None:
    later = at("b2", f"{WIRE}\n{OWN}\nThe port will reopen.", 4, "10:00", story="b", site="b.example")
    stored(tmp_path, A, B, AFP, later, at("x", OTHER, 5, "11:00"))
    for name in ("a", "b", "b2", "c", "https://a.example/story"):
        (story,) = present_stories(tmp_path, only=[name])
        assert len(story.members) == 3, name
        assert story.has([name])
    assert story.members[2].later == ("b2",)
    assert [each.members[0].id for each in present_stories(tmp_path, only=["x"])] == ["x"]
    assert present_stories(tmp_path, only=["nobody"]) == []


def test_who_reuses_parts_stands_beside(tmp_path: Path) -> None:
    piece = OTHER + "\n" + "\n".join(WIRE.split("\n")[1:3]) + "\n" + OWN
    stored(tmp_path, A, at("b", WIRE, 2, "08:10"), at("p", piece, 3, "12:00"))
    (story,) = present_stories(tmp_path)
    assert [member.id for member in story.members] == ["a", "b"]
    assert [reuse.id for reuse in story.reused_by] == ["p"]
    assert any("reuses parts" in line for line in in_words(story))


def test_a_withheld_address_takes_no_part(tmp_path: Path) -> None:
    stored(tmp_path, A, B, AFP)
    (story,) = present_stories(tmp_path, hidden=lambda url: "//c." in url)
    assert [member.id for member in story.members] == ["a", "b"]
    assert story.origin.article is None


def test_times_without_a_zone_give_no_minutes(tmp_path: Path) -> None:
    stored(tmp_path, A, document("l", WIRE, 2, published="2025-03-01T09:00:00"))
    (story,) = present_stories(tmp_path)
    assert story.members[1].minutes is None


def test_credits_that_differ_lower_the_confidence(tmp_path: Path) -> None:
    stored(
        tmp_path,
        A,
        at("b", WIRE, 2, "09:00", agencies=("afp",)),
        at("t", WIRE, 3, "09:30", agencies=("tass",)),
    )
    (story,) = present_stories(tmp_path)
    assert (story.origin.id, story.origin.article) == ("afp", None)
    assert story.origin.confidence < 0.85
    assert [member.credit for member in story.members] == ["named", "named", "other"]


def test_beside_a_writer_one_moment_is_seen_and_none_of_its_files_written(tmp_path: Path) -> None:
    with Deduplicator(tmp_path) as deduplicator:
        for doc in (A, B):
            deduplicator.admit(doc, deduplicator.decide(doc))
        deduplicator.flush()
        deduplicator.admit(AFP, deduplicator.decide(AFP))
        (story,) = present_stories(tmp_path)
        assert [member.id for member in story.members] == ["a", "b"]
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.stem != "view"}
    present_stories(tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in before} == before


def test_what_was_compared_is_kept_until_something_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(tmp_path, A, B)
    two = present_stories(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(present, "final_decisions", None)
        patch.setattr(view, "change", None)
        assert present_stories(tmp_path) == two
        assert present_stories(tmp_path, only=["b"]) == two
    stored(tmp_path, AFP)
    assert [member.id for member in present_stories(tmp_path)[0].members] == ["c", "a", "b"]
    with Deduplicator(tmp_path) as deduplicator:
        deduplicator.forget_after(2)
    assert present_stories(tmp_path) == two


@pytest.mark.parametrize("content", [b"no database" * 100, b""])
def test_a_spoilt_view_is_made_anew(tmp_path: Path, content: bytes) -> None:
    stored(tmp_path, A, B)
    two = present_stories(tmp_path)
    for path in tmp_path.glob("view.sqlite*"):
        path.write_bytes(content)
    assert present_stories(tmp_path) == two
    assert present_stories(tmp_path) == two


def test_a_folder_that_cannot_be_written_is_shown_all_the_same(tmp_path: Path) -> None:
    stored(tmp_path, A, B)
    (tmp_path / "view.sqlite").mkdir()
    assert len(present_stories(tmp_path)[0].members) == 2


@pytest.mark.parametrize("content", [None, b"no database"])
def test_a_store_that_cannot_be_read_is_told(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "documents.sqlite").write_bytes(content * 100)
    with pytest.raises(ViewFailed, match=r"documents\.sqlite"):
        present_stories(tmp_path)


def test_a_folder_of_an_earlier_version_can_be_read(tmp_path: Path) -> None:
    stored(tmp_path / "old", A, B)
    shutil.copytree(tmp_path / "old", tmp_path / "new")
    with sqlite3.connect(tmp_path / "new" / "documents.sqlite") as database:
        database.execute("drop table unions")
    assert present_stories(tmp_path / "new") == present_stories(tmp_path / "old")
