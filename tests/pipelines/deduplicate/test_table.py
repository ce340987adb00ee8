from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.deduplicate.arrays import U64
from pipelines.deduplicate.table import MAX_NUMBER, PostingTable


def found(table: PostingTable, keys: list[int]) -> Counter[tuple[int, int]]:
    keys = sorted(keys)
    index, number = table.find(np.array(keys, np.uint64))
    return Counter((keys[i], n) for i, n in zip(index.tolist(), number.tolist(), strict=True))


def spread(*values: int) -> U64:
    return np.sort(np.array(values, np.uint64) * np.uint64(0x9E3779B97F4A7C15))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(1, 60), unique=True, max_size=20), max_size=12))
def test_every_posting_is_found_and_nothing_else(documents: list[list[int]]) -> None:
    table = PostingTable(None)
    expected: Counter[tuple[int, int]] = Counter()
    for number, values in enumerate(documents):
        table.post(spread(*values), number)
        expected.update((int(key), number) for key in spread(*values))
    assert found(table, spread(*range(1, 70)).tolist()) == expected


def test_growth_loses_nothing(tmp_path: Path) -> None:
    table = PostingTable(tmp_path / "postings.bin")
    before = table.size
    for number in range(400):
        table.post(spread(*range(number * 100, number * 100 + 100)), number)
    assert table.size > before
    assert len(table) == 40_000
    expected = Counter({(int(key), at // 100): 1 for at in range(40_000) for key in spread(at)})
    assert found(table, spread(*range(40_000)).tolist()) == expected


def test_postings_of_one_bucket_overflow_into_the_next() -> None:
    table = PostingTable(None)
    same_bucket = np.array([(1 << 24) * k for k in range(1, 41)], np.uint64)
    table.post(same_bucket, 7)
    assert len(table.find(same_bucket)[0]) == 40


def test_a_reopened_table_holds_what_was_posted(tmp_path: Path) -> None:
    table = PostingTable(tmp_path / "postings.bin")
    table.post(spread(1, 2, 3), 5)
    table.flush()
    again = PostingTable(tmp_path / "postings.bin")
    assert len(again) == 3
    assert found(again, spread(1, 2, 3, 4).tolist()) == Counter({(int(key), 5): 1 for key in spread(1, 2, 3)})


def test_dropped_postings_are_gone_and_the_rest_stays_reachable() -> None:
    table = PostingTable(None)
    keys = np.array([(1 << 24) * k for k in range(1, 31)], np.uint64)
    for number, key in enumerate(keys):
        table.post(np.array([key]), number)
    table.drop_after(9)
    assert sorted(table.find(keys)[1].tolist()) == list(range(10))
    table.post(keys[20:], 10)
    assert sorted(table.find(keys)[1].tolist()) == [*range(10), *[10] * 10]


def test_a_full_number_space_is_refused() -> None:
    with pytest.raises(OverflowError, match="split the archive"):
        PostingTable(None).post(spread(1), MAX_NUMBER)
