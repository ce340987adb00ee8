from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipelines.changes import EXAMPLES, compare, shortened


def line(number: int, **fields: Any) -> dict[str, Any]:
    return {"id": f"urn:{number}", "url": f"http://outlet.test/{number}", "title": "T", "tags": [], **fields}


def folder(path: Path, **files: list[dict[str, Any]]) -> Path:
    path.mkdir()
    for name, lines in files.items():
        (path / f"{name}.jsonl").write_text("".join(json.dumps(each) + "\n" for each in lines))
    return path


def test_equal_sets(tmp_path: Path) -> None:
    lines = [line(1), line(2)]
    changes = compare(
        folder(tmp_path / "a", articles=lines), folder(tmp_path / "b", articles=list(reversed(lines)))
    )
    assert changes.none
    assert changes.before == changes.after == {"articles": 2, "copies": 0, "outcomes": 0}


def test_fields_are_counted_with_a_few_examples(tmp_path: Path) -> None:
    old = [line(n, syndication={"relation": "first", "cluster": "c"}) for n in range(5)]
    new = [line(n, title="U", syndication={"relation": "copy", "cluster": "c"}) for n in range(5)]
    changes = compare(folder(tmp_path / "a", articles=old), folder(tmp_path / "b", articles=new))
    assert changes.changed == 5
    assert list(changes.fields) == ["syndication.relation", "title"]
    title = changes.fields["title"]
    assert (title.count, len(title.examples)) == (5, EXAMPLES)
    assert (title.examples[0].url, title.examples[0].old, title.examples[0].new) == (
        "http://outlet.test/0",
        '"T"',
        '"U"',
    )


def test_a_field_that_is_new_or_gone(tmp_path: Path) -> None:
    changes = compare(
        folder(tmp_path / "a", articles=[line(1, was=1)]), folder(tmp_path / "b", articles=[line(1, now=2)])
    )
    assert sorted(changes.fields) == ["now", "was"]


def test_lines_come_go_and_become_others(tmp_path: Path) -> None:
    refused = {"outcome": "refused", "reason": "withheld"}
    failed = {"outcome": "failed", "reason": "http 500"}
    old = folder(tmp_path / "a", articles=[line(1), line(2), line(3)], outcomes=[line(4, **failed)])
    new = folder(
        tmp_path / "b",
        articles=[line(1), line(4)],
        copies=[line(2)],
        outcomes=[line(5, **refused)],
    )
    changes = compare(old, new)
    assert [(each.url[-1], each.old) for each in changes.removed.examples] == [("3", "article")]
    assert [(each.url[-1], each.new) for each in changes.added.examples] == [("5", "refused: withheld")]
    assert [(each.url[-1], each.old, each.new) for each in changes.became.examples] == [
        ("4", "failed: http 500", "article"),
        ("2", "article", "copy"),
    ]
    assert not changes.none


def test_damaged_lines_do_not_stop_it(tmp_path: Path) -> None:
    old = folder(tmp_path / "a", articles=[line(1)])
    with (old / "articles.jsonl").open("ab") as file:
        file.write(b'\xff{"half\n[1]\n')
    assert compare(old, folder(tmp_path / "b", articles=[line(1)])).none


def test_values_are_cut_to_where_they_begin_to_differ() -> None:
    old, new = shortened("a" * 200 + "x" + "b" * 200, "a" * 200 + "y" + "b" * 200)
    assert old == "…" + "a" * 20 + "x" + "b" * 39 + "…"
    assert new == old.replace("x", "y")
    assert shortened(None, "short") == ("null", '"short"')
    assert shortened("same", "same and more") == ('"same"', '"same and more"')
