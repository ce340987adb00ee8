"""The compiled loops and numpy must agree to the bit: an index written with one is read with the other."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.deduplicate import kernels
from pipelines.deduplicate.align import Alignment, align
from pipelines.deduplicate.boilerplate import WINDOW, SiteLines
from pipelines.deduplicate.echo import echo, same_facts
from pipelines.deduplicate.facts import figure_keys
from pipelines.deduplicate.fingerprint import fingerprints
from pipelines.deduplicate.fold import fold
from pipelines.deduplicate.shares import Shares
from pipelines.deduplicate.table import PostingTable
from pipelines.deduplicate.telling import Telling, telling
from tests.pipelines.deduplicate.collection import hard_set, names, online

pytest.importorskip("numba")


@pytest.fixture(autouse=True, scope="module")
def compiled() -> Iterator[None]:
    kernels.compile_all()
    assert kernels.COMPILED
    yield
    kernels.COMPILED = False


TEXTS = st.text(
    st.characters(codec="utf-8") | st.sampled_from("1234567890.,' \n\u0301\u200bé潮ก한एー"), max_size=300
)


def read(text: str, dull: bool) -> list[list[int]]:
    """All that is computed of a text before it is looked up or compared."""
    folded = fold(text)
    told = telling(folded)
    marked = np.arange(len(folded.words)) % 11 == 3 if dull else None
    prints = fingerprints(folded, marked)
    arrays = (
        folded.points,
        folded.codes,
        folded.words,
        folded.starts,
        prints.asked,
        prints.posted,
        folded.lines,
        folded.line_starts,
        *figure_keys(folded, 20_000.5),
        *(
            getattr(told, field.name)
            for field in fields(told)
            if field.name not in ("alone", "cased", "names", "text")
        ),
    )
    return [array.tolist() for array in arrays] + [[int(folded.alone)]]


@settings(deadline=None, max_examples=150)
@given(TEXTS, st.booleans())
def test_any_text_is_read_alike(text: str, dull: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        compiled = read(text, dull)
        patch.setattr(kernels, "COMPILED", False)
        assert read(text, dull) == compiled


def test_stories_are_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [row.doc.text for name in names() for row in hard_set(name)]
    compiled = [read(text, False) for text in texts]
    monkeypatch.setattr(kernels, "COMPILED", False)
    assert [read(text, False) for text in texts] == compiled


def known(documents: list[tuple[list[int], int]], lines: list[int], own: int | None) -> list[bool]:
    """Which lines a site is known for after documents with these lines and clusters."""
    site = SiteLines()
    for each, cluster in documents:
        site.add(np.array(sorted(set(each)), np.uint64), cluster)
    found = site.known(np.array(lines, np.uint64), own)
    return [False] * len(lines) if found is None else found.tolist()


LINES = st.lists(st.integers(0, 30), max_size=12)


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.tuples(LINES, st.integers(0, 4)), max_size=2 * WINDOW), LINES, st.none() | st.integers(0, 4)
)
def test_the_lines_of_a_site_are_known_alike(
    documents: list[tuple[list[int], int]], lines: list[int], own: int | None
) -> None:
    recent = documents[-WINDOW:]
    expected = []
    for line in lines:
        stories = [cluster for each, cluster in recent if line in each]
        several = len({*stories} - {own}) >= 2
        expected.append(several or (own is None and len(stories) >= 4))
    with pytest.MonkeyPatch.context() as patch:
        assert known(documents, lines, own) == expected
        patch.setattr(kernels, "COMPILED", False)
        assert known(documents, lines, own) == expected


def test_alignments_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def aligned() -> list[object]:
        docs = [row.doc for name in names() for row in hard_set(name)][::3]
        told = [telling(fold(doc.text)) for doc in docs]
        found = [align(a, b) for a, b in [*pairwise(told), *pairwise(told[::2])]]
        return [
            [
                each.there.tolist(),
                each.run.tolist(),
                each.differences,
                shares_of(each),
                told_of(each.a, each.b),
            ]
            for each in found
        ]

    compiled = aligned()
    monkeypatch.setattr(kernels, "COMPILED", False)
    assert aligned() == compiled


def shares_of(alignment: Alignment) -> list[object]:
    found = [getattr(Shares.of(alignment), field.name) for field in fields(Shares)]
    return [each.tolist() if isinstance(each, np.ndarray) else each for each in found]


def told_of(a: Telling, b: Telling) -> list[object]:
    found = echo(a, b)
    return [
        found.share,
        found.stems,
        found.in_order,
        found.here.tolist(),
        found.there.tolist(),
        same_facts(a, b),
    ]


def test_decisions_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    docs = [row.doc for row in hard_set("english")]
    compiled = online(docs)
    monkeypatch.setattr(kernels, "COMPILED", False)
    assert online(docs) == compiled


@pytest.mark.parametrize("compiled_first", [True, False])
def test_a_table_of_one_is_read_by_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiled_first: bool
) -> None:
    monkeypatch.setattr(kernels, "COMPILED", compiled_first)
    keys = np.sort(np.arange(1, 20_001, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    table = PostingTable(tmp_path / "postings.bin")
    for number in range(100):
        table.post(keys[number::100], number)
    table.drop_after(79)
    table.flush()
    expected = sorted(zip(*(array.tolist() for array in table.find(keys)), strict=True))
    monkeypatch.setattr(kernels, "COMPILED", not compiled_first)
    again = PostingTable(tmp_path / "postings.bin")
    assert sorted(zip(*(array.tolist() for array in again.find(keys)), strict=True)) == expected
    assert [number for _, number in expected] == [at % 100 for at in range(20_000) if at % 100 < 80]


def test_more_postings_than_expected_are_all_found() -> None:
    table = PostingTable(None)
    keys = np.sort(np.arange(1, 1001, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    for number in range(9):
        table.post(keys, number)
    assert len(table.find(keys)[0]) == 9000


def test_a_process_compiles_only_when_there_are_many_texts() -> None:
    code = """
import sys
from pipelines.deduplicate import kernels
from pipelines.deduplicate.echo import echo, same_facts
from pipelines.deduplicate.facts import figure_keys
from pipelines.deduplicate.fingerprint import fingerprints
from pipelines.deduplicate.fold import fold
kernels.WORTH_IT = 3
text = fold("one two three four five six seven")
found = [fingerprints(text).asked.tolist() for _ in range(2)]
assert "numba" not in sys.modules and not kernels.COMPILED
found += [fingerprints(fold("one two three four five six seven")).asked.tolist() for _ in range(2)]
assert kernels.COMPILED and found == found[:1] * 4
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
