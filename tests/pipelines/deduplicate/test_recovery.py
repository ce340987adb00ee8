"""A process that is killed while it admits documents: what was flushed is there, the rest is as if never admitted."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.deduplicate import Decision, Deduplicator
from pipelines.deduplicate import engine as engine_module
from pipelines.deduplicate.store import DocumentStore
from pipelines.deduplicate.table import PostingTable
from tests.pipelines.deduplicate.collection import hard_set, online

ROOT = Path(__file__).resolve().parents[3]
CHILD = """
import os, signal, sys
from pathlib import Path
from pipelines.deduplicate import Deduplicator
from tests.pipelines.deduplicate.collection import hard_set
deduplicator = Deduplicator(Path(sys.argv[1]))
for turn, row in enumerate(hard_set("english")):
    deduplicator.admit(row.doc, deduplicator.decide(row.doc))
    if turn == int(sys.argv[2]):
        deduplicator.flush()
    if turn == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
"""


def resumed(folder: Path) -> tuple[int, dict[str, Decision]]:
    """Admit what is missing; return how many documents were there, and all decisions."""
    with Deduplicator(folder) as deduplicator:
        there = len(deduplicator)
        for row in hard_set("english")[there:]:
            deduplicator.admit(row.doc, deduplicator.decide(row.doc))
        return there, {doc.id: decision for doc, decision in deduplicator.documents()}


@pytest.mark.parametrize(("flushed", "killed"), [(12, 20), (12, 12), (25, 40)])
def test_kill_while_admitting(tmp_path: Path, flushed: int, killed: int) -> None:
    command = [sys.executable, "-c", CHILD, str(tmp_path), str(flushed), str(killed)]
    child = subprocess.run(command, cwd=ROOT, timeout=120, check=False)
    assert child.returncode == -signal.SIGKILL
    there, decided = resumed(tmp_path)
    assert there == flushed + 1
    assert decided == online(row.doc for row in hard_set("english"))


def test_a_table_of_other_fingerprints_is_made_again(tmp_path: Path) -> None:
    with Deduplicator(tmp_path) as deduplicator:
        for row in hard_set("english")[:25]:
            deduplicator.admit(row.doc, deduplicator.decide(row.doc))
    table = PostingTable(tmp_path / "postings.bin")
    table.drop_after(-1)
    table.flush()
    store = DocumentStore(tmp_path / "documents.sqlite")
    store.remember(keys=engine_module.KEYS - 1)
    store.close()
    assert resumed(tmp_path) == (25, online(row.doc for row in hard_set("english")))


def test_a_lost_table_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "CHECKPOINT", 10)
    deduplicator = Deduplicator(tmp_path)
    for row in hard_set("english")[:25]:
        deduplicator.admit(row.doc, deduplicator.decide(row.doc))
    deduplicator.flush()
    table = PostingTable(tmp_path / "postings.bin")
    table.drop_after(19)
    table.flush()
    there, decided = resumed(tmp_path)
    assert there == 25
    assert decided == online(row.doc for row in hard_set("english"))


def test_a_table_that_is_gone_is_made_again(tmp_path: Path) -> None:
    with Deduplicator(tmp_path) as deduplicator:
        for row in hard_set("english")[:25]:
            deduplicator.admit(row.doc, deduplicator.decide(row.doc))
    (tmp_path / "postings.bin").unlink()
    assert resumed(tmp_path) == (25, online(row.doc for row in hard_set("english")))


def held(folder: Path) -> list[list[int]]:
    """What a process that opens the folder holds of each document."""
    store = DocumentStore(folder / "documents.sqlite", read_only=True)
    columns = [store.positions, store.clusters, store.sites, store.sizes]
    return [column[: store.count].tolist() for column in columns]


def test_what_is_held_of_documents_is_read_from_one_file(tmp_path: Path) -> None:
    with Deduplicator(tmp_path) as deduplicator:
        for row in hard_set("english")[:25]:
            deduplicator.admit(row.doc, deduplicator.decide(row.doc))
    from_file = held(tmp_path)
    (tmp_path / "documents.columns").unlink()
    assert held(tmp_path) == from_file


def test_a_file_that_is_older_than_the_store_counts_for_nothing(tmp_path: Path) -> None:
    with Deduplicator(tmp_path) as deduplicator:
        for row in hard_set("english")[:12]:
            deduplicator.admit(row.doc, deduplicator.decide(row.doc))
    older = (tmp_path / "documents.columns").read_bytes()
    test_kill_while_admitting(tmp_path, 25, 40)
    (tmp_path / "documents.columns").write_bytes(older)
    assert len(held(tmp_path)[0]) == len(hard_set("english"))
