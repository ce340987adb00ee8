from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.export.jsonl import JsonlDamaged, JsonlFile, dump_line

_TEXT = st.text(alphabet=st.characters(blacklist_categories=()), max_size=40)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(_VALUES)
def test_any_value_is_one_line_for_any_parser(value: Any) -> None:
    line = dump_line({"value": value})
    text = line.decode("utf-8", "strict")
    assert len(text.splitlines()) == 1
    assert text.endswith("\n")

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    json.loads(text, parse_constant=refuse)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (float("nan"), None),
        (float("inf"), None),
        ("a\u2028b\u2029c\u0085d", "a\u2028b\u2029c\u0085d"),
        ("lone \ud800 surrogate", "lone ? surrogate"),
        (10**30, hex(10**30)),
        ("\x00 NUL", "\x00 NUL"),
    ],
)
def test_what_breaks_other_writers(value: Any, expected: Any) -> None:
    assert json.loads(dump_line({"v": value}))["v"] == expected


def test_what_was_not_committed_is_cut_on_open(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    file = JsonlFile(path, 0)
    file.append({"n": 1})
    committed = file.size
    file.append({"n": 2})
    os.write(file._fd, b'{"n": 3, "to')
    file.close()
    again = JsonlFile(path, committed)
    again.append({"n": 4})
    again.close()
    assert [json.loads(line)["n"] for line in path.read_text().splitlines()] == [1, 4]


def test_a_file_shorter_than_committed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"{}\n")
    with pytest.raises(JsonlDamaged, match=r"a\.jsonl: 3 bytes, but 10 were committed"):
        JsonlFile(path, 10)
