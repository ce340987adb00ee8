from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.e2e.command import scrapy
from tests.pipelines.deduplicate.stories import OTHER, WIRE


def deduplicate(*arguments: str) -> subprocess.CompletedProcess[str]:
    return scrapy("deduplicate", *arguments)


def collection(folder: Path) -> Path:
    path = folder / "in.jsonl"
    rows = [{"id": "a", "text": WIRE}, {"id": "b", "text": OTHER}, {"id": "c", "text": WIRE}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_to_standard_output(tmp_path: Path) -> None:
    done = deduplicate(str(collection(tmp_path)))
    assert (done.returncode, done.stderr) == (0, "")
    assert [json.loads(line)["cluster"] for line in done.stdout.splitlines()] == ["a", "b", "a"]


def test_into_a_file_that_appears_when_it_is_whole(tmp_path: Path) -> None:
    goal = tmp_path / "out.jsonl"
    done = deduplicate(str(collection(tmp_path)), "-o", str(goal), "--online")
    assert (done.returncode, done.stdout) == (0, "")
    assert [json.loads(line)["relation"] for line in goal.read_text().splitlines()] == [
        "first",
        "first",
        "copy",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_bad_input_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "a"}\n', encoding="utf-8")
    for argument, why in (
        (str(path), "line 1: `text` is missing or no text"),
        (str(tmp_path / "none"), "No such file"),
        ("", f"there is no folder {tmp_path / 'no'}; make it first"),
    ):
        goal = tmp_path / ("out.jsonl" if argument else "no/out.jsonl")
        done = deduplicate(argument or str(path), "-o", str(goal))
        assert done.returncode == 2
        assert why in done.stderr
        assert done.stderr.count("\n") == 1
        assert not (tmp_path / "out.jsonl").exists()
    assert deduplicate().returncode == 2
    assert "unknown option --force" in deduplicate(str(path), "--force").stderr
