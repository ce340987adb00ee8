from __future__ import annotations

import gzip
import io
import json
import sqlite3
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from archive.cdxj import INDEX
from archive.fixity import MANIFEST, manifest
from archive.lock import FolderLock
from archive.record import serialize
from crawler.commands.rebuild import ask, cut_short, take_in
from pipelines.state_view import is_sound
from pipelines.swap import MAKING, REBUILT
from tests.archive.made import response
from tests.crawler.commands.here import run
from tests.e2e.command import Folder, crawl_urls, scrapy, settings
from tests.server.fixture import Server


def rebuild(data: Path, *options: str) -> CompletedProcess[str]:
    quick = {"WIRECOPY_DATA": str(data), "WIRECOPY_PROGRESS": "0", "WIRECOPY_WORKERS": "1"}
    return scrapy("rebuild", *options, *settings(quick))


def edit_first(data: Folder, name: str, old: bytes, new: bytes) -> None:
    """Change bytes of a file without changing its size."""
    assert len(old) == len(new)
    path = data.path / f"{name}.jsonl"
    path.write_bytes(path.read_bytes().replace(old, new, 1))


def test_what_would_change_is_told_and_then_changed(data: Folder) -> None:
    right = data.bytes()
    edit_first(data, "articles", b"Night ferries", b"Night berries")
    edited = data.bytes()
    done = rebuild(data.path)
    assert (done.returncode, data.bytes()) == (0, edited), done.stderr
    assert "lines with other fields: 1\ntitle: 1 changed\n" in done.stdout
    assert '"Night berries stay' in done.stdout
    assert '-> "Night ferries stay' in done.stdout
    assert done.stdout.endswith("nothing was changed; --yes puts the new files in place\n")
    (data.path / "state.sqlite").write_bytes(b"no database" * 100)
    index = data.archive / INDEX
    kept = index.read_bytes()
    index.write_bytes(kept.replace(b"200", b"404"))
    done = rebuild(data.path, "--state", "--yes", "--json")
    facts = json.loads(done.stdout)
    assert (facts["changed"], facts["fields"]["title"]["count"], facts["swapped"]) == (1, 1, True)
    assert data.bytes() == right
    assert index.read_bytes() == kept
    assert not (data.path / MAKING).exists()
    assert not (data.path / REBUILT).exists()
    assert run("verify", data.path) == 0


def test_a_file_of_another_hand_is_looked_at_before_it_is_entered(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(f"{'0' * 64}  gone.warc.gz  7\n")
    whole = b"".join(gzip.compress(serialize(response(number)), mtime=0) for number in range(3))
    middle = len(whole) // 2
    (tmp_path / "a.warc.gz").write_bytes(whole)
    (tmp_path / "b.warc.gz").write_bytes(whole[:middle] + bytes(9) + whole[middle + 9 :])
    (tmp_path / "c.warc.gz").write_bytes(b"no archive")
    sound, damaged, other = take_in(tmp_path)
    assert (sound.file, sound.faults) == ("a.warc.gz", 0)
    assert (damaged.file, other.file) == ("b.warc.gz", "c.warc.gz")
    assert damaged.faults
    assert "b.warc.gz@" in str(damaged)
    assert "as it is, damaged (1 fault, listed by `scrapy verify`): c.warc.gz" in str(other)
    assert {"a.warc.gz", "b.warc.gz", "c.warc.gz"} < set(manifest(tmp_path))


def test_the_next_crawl_goes_on_as_if_nothing_had_been(data: Folder, server: Server) -> None:
    right = data.bytes()
    db = sqlite3.connect(data.path / "state.sqlite")
    consumed = db.execute("SELECT value FROM meta WHERE key LIKE 'archive_%' ORDER BY key").fetchall()
    db.close()
    for path in (*data.path.glob("*.jsonl"), *data.path.glob("state.sqlite*")):
        path.unlink()
    done = rebuild(data.path, "--state", "--yes")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("made from the archive: articles ")
    assert data.bytes() == right
    db = sqlite3.connect(data.path / "state.sqlite")
    assert db.execute("SELECT value FROM meta WHERE key LIKE 'archive_%' ORDER BY key").fetchall() == consumed
    db.close()
    done = crawl_urls([server.url("/article/0"), server.url("/article/99")], data.path)
    assert done.returncode == 0, done.stderr
    assert "had been processed before" not in done.stderr
    added = {name: data.bytes()[name].removeprefix(right[name]).count(b"\n") for name in right}
    assert sum(added.values()) == 1, "the page that was there is unchanged, the new one has its line"
    assert run("verify", data.path) == 0


def test_a_state_is_sound_when_every_page_of_it_can_be_read(data: Folder) -> None:
    path = data.path / "state.sqlite"
    assert is_sound(path)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 2000] = b"x" * 2000
    path.write_bytes(raw)
    assert not is_sound(path)
    path.write_bytes(b"no database" * 100)
    assert not is_sound(path)
    path.unlink()
    assert not is_sound(path)


def test_where_the_lines_are_sound_nobody_is_asked(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    right = data.bytes()
    for path in data.path.glob("state.sqlite*"):
        path.unlink()
    assert run("rebuild --state -s WIRECOPY_WORKERS=1", data.path) == 0
    told = capsys.readouterr()
    assert "state.sqlite made from 12 captures and their" in told.out
    assert data.bytes() == right
    assert is_sound(data.path / "state.sqlite")
    assert run("verify", data.path) == 0


def test_a_sound_state_is_left_alone(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    before = data.bytes()
    assert run("rebuild --state --yes", data.path) == 0
    assert capsys.readouterr().out == "state.sqlite is sound: nothing to do\n"
    assert data.bytes() == before


def test_while_a_crawl_runs_the_folder_is_locked(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    with FolderLock(data.path):
        assert run("rebuild --yes", data.path) == 75
    assert "is in use by" in capsys.readouterr().err


def test_without_an_archive(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rebuild", tmp_path) == 2
    (tmp_path / "archive").mkdir()
    assert run("rebuild", tmp_path) == 2
    assert "no archive in folder" in capsys.readouterr().err


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stdin", "agreed"),
    [
        (Terminal("y\n"), True),
        (Terminal("Yes\n"), True),
        (Terminal("\n"), False),
        (Terminal(""), False),
        (io.StringIO("y\n"), False),
    ],
)
def test_only_a_person_at_a_terminal_is_asked(
    monkeypatch: pytest.MonkeyPatch, stdin: io.StringIO, agreed: bool
) -> None:
    monkeypatch.setattr("sys.stdin", stdin)
    assert ask() is agreed


@pytest.mark.parametrize(
    ("stats", "why"),
    [
        ({}, "it could not start"),
        ({"start_time": 0, "finish_reason": "finished"}, None),
        ({"start_time": 0, "finish_reason": "shutdown"}, "shutdown"),
        ({"start_time": 0, "finish_reason": "finished", "wirecopy/stopped": "disk full"}, "disk full"),
        (
            {"start_time": 0, "finish_reason": "finished", "spider_exceptions/OSError": 1},
            "the spider broke off",
        ),
    ],
)
def test_only_a_replay_that_came_to_its_end_counts(stats: dict[str, object], why: str | None) -> None:
    assert cut_short(stats) == why


def test_a_file_of_another_archive_is_named_and_then_taken_in(
    data: Folder, server: Server, tmp_path: Path
) -> None:
    """Its name stands before those that were settled already: no crawl reads it, so that it has to say so."""
    other = Folder(tmp_path / "other")
    assert crawl_urls([server.url("/article/6")], other.path).returncode == 0
    (given,) = other.archive.glob("*.warc.gz")
    put = data.archive / "added.warc.gz"
    put.write_bytes(given.read_bytes())
    done = crawl_urls([server.url("/article/0")], data.path)
    assert f"by another hand or damaged: {put.name};" in done.stderr
    assert rebuild(data.path, "--yes").returncode == 0
    assert server.url("/article/6") in [line["url"] for line in data.lines("articles")]
    assert "MANIFEST" not in crawl_urls([server.url("/article/0")], data.path).stderr
    assert run("verify", data.path) == 0


def test_a_file_put_behind_the_archive_moves_no_mark(data: Folder, server: Server, tmp_path: Path) -> None:
    """What is written next stands before it: a kill would leave that unsettled if the mark were at its end."""
    other = Folder(tmp_path / "other")
    assert crawl_urls([server.url("/article/6")], other.path).returncode == 0
    (given,) = other.archive.glob("*.warc.gz")
    (data.archive / "zz.warc.gz").write_bytes(given.read_bytes())

    def mark() -> str:
        db = sqlite3.connect(data.path / "state.sqlite")
        (name,) = db.execute("SELECT value FROM meta WHERE key = 'archive_file'").fetchone()
        db.close()
        return str(name)

    before = mark()
    assert rebuild(data.path, "--yes").returncode == 0
    assert server.url("/article/6") in [line["url"] for line in data.lines("articles")]
    assert mark() == before
    assert run("verify", data.path) == 0
