from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DEMO = ("-s", "WIRECOPY_SOURCES=crawler/demo/sources")


def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", "sources", *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
    )


def test_the_list_has_a_line_for_each_and_columns_that_hold_in_any_script() -> None:
    run = scrapy(*DEMO)
    lines = run.stdout.splitlines()
    assert (run.returncode, run.stderr) == (0, "")
    assert lines[0].split() == ["id", "name", "kind", "language", "found", "by", "rules", "verified"]
    assert [line.split()[0] for line in lines[1:-1]] == sorted(line.split()[0] for line in lines[1:-1])
    assert "rnworld" in run.stdout
    assert lines[-1] == "9 sources, 4 languages, 9 verified"


def test_chosen_sources_as_json_hold_every_key() -> None:
    run = scrapy("rnworld", "--json", *DEMO)
    (source,) = json.loads(run.stdout)
    assert source["id"] == "rnworld"
    assert source["rules"][0]["valid_from"] == "2024-01-01"
    assert source["sitemaps"] == ["http://www.rnworld.example:8642/newssitemap.xml"]


def test_an_unknown_id_is_answered_with_a_near_one() -> None:
    run = scrapy("rnwrld", *DEMO)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == 'scrapy sources: no source "rnwrld". Did you mean "rnworld"?\n'


def test_check_finds_the_projects_own_sources_sound() -> None:
    run = scrapy("--check")
    assert run.returncode == 0
    assert run.stdout.strip().endswith("source files, no faults")


@pytest.mark.parametrize("as_json", [False, True])
def test_faults_are_told_and_the_exit_code_is_2(tmp_path: Path, as_json: bool) -> None:
    (tmp_path / "a.toml").write_text('id = "a"\nname = "A"\ndomains = ["a.example"]\nfeedz = []\n')
    run = scrapy("--check", "-s", f"WIRECOPY_SOURCES={tmp_path}", *(["--json"] if as_json else []))
    assert run.returncode == 2
    if as_json:
        faults = json.loads(run.stdout)["faults"]
        assert [fault["line"] for fault in faults] == [1, 4]
    else:
        assert f'{tmp_path}/a.toml:4: unknown key "feedz". Did you mean "feeds"?' in run.stdout.splitlines()


def test_help_has_examples() -> None:
    run = scrapy("--help")
    assert run.returncode == 0
    assert "examples:\n  scrapy sources  " in run.stdout
