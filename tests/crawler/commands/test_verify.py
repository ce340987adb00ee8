from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive.lock import FolderLock
from archive.warcfile import archive_files
from tests.archive.made import arc_line
from tests.crawler.commands.here import run
from tests.e2e.command import Folder


def edit(data: Folder, name: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the first line of a file and commit its new size."""
    lines = data.lines(name)
    change(lines[0])
    rewrite(data, name, lines)


def rewrite(data: Folder, name: str, lines: list[dict[str, Any]]) -> None:
    path = data.path / f"{name}.jsonl"
    path.write_bytes(b"".join(json.dumps(line).encode() + b"\n" for line in lines))
    sql(data, "UPDATE meta SET value = ? WHERE key = ?", str(path.stat().st_size), f"size:{name}")


def sql(data: Folder, statement: str, *values: str) -> None:
    db = sqlite3.connect(data.path / "state.sqlite")
    with db:
        db.execute(statement, values)
    db.close()


def faults(data: Folder, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    code = run(f"verify {data.path} --json")
    facts = json.loads(capsys.readouterr().out)
    assert code == (1 if facts["faults"] else 0)
    found: list[dict[str, Any]] = facts["faults"]
    return found


def test_a_sound_folder_is_told_in_one_line(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    before = data.bytes()
    assert run("verify", data.path) == 0
    out, err = capsys.readouterr()
    lines = sum(len(data.lines(name)) for name in ("articles", "copies", "outcomes"))
    assert out.startswith(f"{data.path}: ")
    assert out.endswith(f" captures, {lines} lines: no faults\n")
    assert err == ""
    assert data.bytes() == before


def test_a_bare_folder_of_warc_files(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(f"verify {data.archive}") == 0
    assert capsys.readouterr().out == f"{data.archive}: no faults\n"


def test_a_flipped_bit_in_the_archive(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    (path,) = archive_files(data.archive)
    raw = bytearray(path.read_bytes())
    raw[data.lines("articles")[0]["capture"]["offset"] + 100] ^= 0xFF
    path.write_bytes(raw)
    assert {"structure", "fixity", "state", "pointer"} <= {fault["kind"] for fault in faults(data, capsys)}


def _without_title(line: dict[str, Any]) -> None:
    del line["title"]


def _another_address(line: dict[str, Any]) -> None:
    line["url"] += "?x"


def _another_place(line: dict[str, Any]) -> None:
    line["capture"]["offset"] += 1


def _another_record(line: dict[str, Any]) -> None:
    line["capture"]["record_id"] = "urn:uuid:0"


def _another_digest(line: dict[str, Any]) -> None:
    line["capture"]["payload_digest"] = "sha256:AAAA"


@pytest.mark.parametrize(
    ("change", "kind", "says"),
    [
        (_without_title, "line", "line has no title"),
        (_another_address, "pointer", "is not the id of its address, time and digest"),
        (_another_digest, "pointer", "is not the id of its address, time and digest"),
        (_another_place, "pointer", "no capture begins at"),
        (_another_record, "pointer", "has another length or record id"),
    ],
)
def test_a_line_that_is_not_its_captures(
    data: Folder,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[dict[str, Any]], None],
    kind: str,
    says: str,
) -> None:
    edit(data, "articles", change)
    found = faults(data, capsys)
    assert [fault["kind"] for fault in found if fault["file"] == "articles.jsonl"] == [kind]
    assert says in found[0]["message"]


def test_two_lines_that_changed_places_of_their_records(
    data: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = data.lines("copies")
    lines[0]["capture"]["offset"], lines[1]["capture"]["offset"] = (
        lines[1]["capture"]["offset"],
        lines[0]["capture"]["offset"],
    )
    rewrite(data, "copies", lines)
    assert [fault["message"].partition(" is ")[2][:15] for fault in faults(data, capsys)] == [
        "another capture"
    ] * 2


def test_a_line_twice_and_a_line_too_few(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    lines = data.lines("copies")
    rewrite(data, "copies", [*lines[1:], lines[1]])
    said = [fault["message"] for fault in faults(data, capsys)]
    assert [message.rpartition(" has ")[2] for message in said] == ["a line already", "no line"]
    assert lines[0]["id"] in said[1]


def test_what_the_state_does_not_know_or_knows_otherwise(
    data: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    (article, *_), (outcome, *_) = data.lines("articles"), data.lines("outcomes")
    sql(data, "DELETE FROM captures WHERE id = ?", article["id"])
    sql(data, "UPDATE captures SET reason = 'whim' WHERE id = ?", outcome["id"])
    said = [(fault["file"], fault["message"]) for fault in faults(data, capsys)]
    assert ("articles.jsonl", f"state.sqlite does not know {article['id']}") in said
    assert ("outcomes.jsonl", f"state.sqlite has it as {outcome['outcome']} whim") in said
    assert (article["capture"]["file"], f"{article['url']} has no outcome in state.sqlite") in said
    assert len(said) == 3


def test_an_outcome_of_nothing(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    sql(
        data,
        "INSERT INTO captures VALUES ('urn:wirecopy:x', 999, 'http://a.test/', 'f', 7, 'unchanged', NULL, NULL)",
    )
    (fault,) = faults(data, capsys)
    assert fault["message"] == "urn:wirecopy:x (http://a.test/): no such capture at f@7"


def test_files_that_were_cut_or_grew(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    os.truncate(data.path / "copies.jsonl", 10)
    with (data.path / "outcomes.jsonl").open("ab") as file:
        file.write(b'{"half')
    kinds = {(fault["file"], fault["kind"]) for fault in faults(data, capsys)}
    assert {("copies.jsonl", "state"), ("copies.jsonl", "line"), ("outcomes.jsonl", "unfinished")} <= kinds


@pytest.mark.parametrize("how", ["missing", "corrupt"])
def test_a_state_that_cannot_be_read(data: Folder, capsys: pytest.CaptureFixture[str], how: str) -> None:
    path = data.path / "state.sqlite"
    if how == "corrupt":
        path.write_bytes(b"no database" * 1000)
    else:
        path.unlink()
    (fault,) = faults(data, capsys)
    assert (fault["file"], fault["kind"]) == ("state.sqlite", "state")
    assert "scrapy rebuild --state" in fault["message"]


def test_what_is_unfinished_is_no_fault_while_a_crawl_runs(
    data: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    (path,) = archive_files(data.archive)
    path.rename(path.with_name(path.name + ".open"))
    for name in ("index.cdxj", "index.files", "fixity.sha256"):
        (data.archive / name).unlink()
    with (data.path / "articles.jsonl").open("ab") as file:
        file.write(b'{"half')
    assert {fault["kind"] for fault in faults(data, capsys)} == {"unfinished"}
    with FolderLock(data.path):
        assert faults(data, capsys) == []


def test_captures_that_wait_are_unfinished(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    last = max(line["capture"]["offset"] for line in data.lines("copies"))
    sql(data, "DELETE FROM captures WHERE offset >= ?", str(last))
    sql(data, "UPDATE meta SET value = ? WHERE key = 'archive_offset'", str(last - 1))
    waiting = [fault for fault in faults(data, capsys) if fault["kind"] == "unfinished"]
    assert waiting
    assert all(fault["message"].endswith("is not processed yet: the next crawl does it") for fault in waiting)


def test_a_replay_is_compared_with_the_archive_that_is_named(
    data: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = data.archive.rename(tmp_path / "elsewhere")
    assert run("verify", data.path) == 0
    assert "no line was compared with its capture" in capsys.readouterr().out
    assert run(f"verify {data.path} --archive {elsewhere}") == 0
    assert " 0 captures" not in capsys.readouterr().out


@pytest.mark.parametrize("line", ["verify {}/nowhere", "verify {} {}", "verify {} --jsn", "verify {}"])
def test_what_cannot_be_checked(line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(line.replace("{}", str(tmp_path))) == 2
    assert capsys.readouterr().out == ""


def test_an_archive_of_any_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>old</p>"
    (tmp_path / "old.arc").write_bytes(arc_line("http://old.example/", "text/html", body))
    assert run(f"verify {tmp_path / 'old.arc'}") == 0
    assert run(f"verify {tmp_path}") == 0
    (tmp_path / "cut.warc").write_bytes(b"WARC/1.0\r\n")
    assert run(f"verify {tmp_path}") == 1
    assert "cut.warc@0: structure: damaged" in capsys.readouterr().out


def test_a_file_that_is_no_archive(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(f"verify {data.path / 'articles.jsonl'}") == 2
    assert "not an archive" in capsys.readouterr().err
    (finished,) = data.archive.glob("*.warc.gz")
    assert run(f"verify {finished}") == 0


def test_a_folder_into_which_nothing_was_crawled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "archive").mkdir()
    assert run(f"verify {tmp_path}") == 2
    assert "nothing was crawled into it" in capsys.readouterr().err
