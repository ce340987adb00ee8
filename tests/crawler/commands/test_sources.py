from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.crawler.commands.here import run

DEMO = "-s WIRECOPY_SOURCES=crawler/demo/sources"


@pytest.fixture(autouse=True)
def in_the_clone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).resolve().parents[3])


def test_the_list_has_a_line_for_each_and_columns_that_hold_in_any_script(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(f"sources {DEMO}") == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert said.err == ""
    assert lines[0].split() == ["id", "name", "kind", "language", "found", "by", "rules", "verified"]
    assert [line.split()[0] for line in lines[1:-1]] == sorted(line.split()[0] for line in lines[1:-1])
    assert "rnworld" in said.out
    assert lines[-1] == "9 sources, 4 languages, 9 verified"


def test_chosen_sources_as_json_hold_every_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(f"sources rnworld --json {DEMO}") == 0
    (source,) = json.loads(capsys.readouterr().out)
    assert source["id"] == "rnworld"
    assert source["rules"][0]["valid_from"] == "2024-01-01"
    assert source["sitemaps"] == ["http://www.rnworld.example:8642/newssitemap.xml"]


def test_an_unknown_id_is_answered_with_a_near_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(f"sources rnwrld {DEMO}") == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", 'scrapy sources: no source "rnwrld". Did you mean "rnworld"?\n')


def test_check_finds_the_projects_own_sources_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sources --check") == 0
    assert capsys.readouterr().out.strip().endswith("source files, no faults")


@pytest.mark.parametrize("as_json", [False, True])
def test_faults_are_told_and_the_exit_code_is_2(
    tmp_path: Path, as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.toml").write_text('id = "a"\nname = "A"\ndomains = ["a.example"]\nfeedz = []\n')
    assert run(f"sources --check -s WIRECOPY_SOURCES={tmp_path}" + " --json" * as_json) == 2
    told = capsys.readouterr().out
    if as_json:
        assert [fault["line"] for fault in json.loads(told)["faults"]] == [1, 4]
    else:
        assert f'{tmp_path}/a.toml:4: unknown key "feedz". Did you mean "feeds"?' in told.splitlines()
