from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from archive.lock import FolderLock
from tests.crawler.commands.here import run
from tests.e2e.command import Folder


def shown(data: Folder, capsys: pytest.CaptureFixture[str], names: str = "") -> list[dict[str, Any]]:
    assert run(f"clusters --json {names}", data.path) == 0
    stories: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return stories


def test_every_story_with_its_tellings(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    lines = {line["id"]: line for name in ("articles", "copies") for line in data.lines(name)}
    stories = shown(data, capsys)
    members = [member for story in stories for member in story["members"]]
    assert members
    for member in members:
        line = lines[member["id"]]
        assert (member["url"], member["title"]) == (line["url"], line["title"])
        assert (member["written"], member["written_cluster"]) == (
            line["syndication"]["relation"],
            line["syndication"]["cluster"],
        )


def test_one_story_by_address_and_by_cluster(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    copy = data.lines("copies")[0]
    by_address = shown(data, capsys, f"{copy['url']}?utm_source=x")
    assert copy["id"] in [member["id"] for member in by_address[0]["members"]]
    assert by_address[0] in shown(data, capsys, copy["syndication"]["cluster"])
    assert run(f"clusters {copy['url']}", data.path) == 0
    assert copy["url"] in capsys.readouterr().out


def test_beside_a_running_crawl(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    lock = FolderLock(data.path)
    try:
        assert shown(data, capsys)
    finally:
        lock.release()


def test_a_withheld_address_is_not_shown(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    url = data.lines("copies")[0]["url"]
    assert run(f"withhold {url} --reason test", data.path) == 0
    capsys.readouterr()
    assert url not in [member["url"] for story in shown(data, capsys) for member in story["members"]]
    assert run(f"clusters {url}", data.path) == 1


def test_what_is_in_no_story(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("clusters http://nowhere.example/", data.path) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "scrapy clusters: http://nowhere.example/ is in no story\n"


def test_a_folder_that_cannot_be_read(
    data: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("clusters", tmp_path / "none") == 2
    (data.path / "fingerprints" / "documents.sqlite").write_bytes(b"spoilt" * 100)
    for name in ("documents.sqlite-wal", "documents.sqlite-shm"):
        (data.path / "fingerprints" / name).unlink(missing_ok=True)
    assert run("clusters", data.path) == 2
    shutil.rmtree(data.path / "fingerprints")
    assert run("clusters", data.path) == 2
    assert len(capsys.readouterr().err.splitlines()) == 3
