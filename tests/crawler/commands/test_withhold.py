from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from archive.lock import FolderLock
from archive.reader import read_at
from archive.warcfile import archive_files
from archive.withhold import withheld
from tests.crawler.commands.here import run
from tests.e2e.command import Folder, crawl_urls, replay, scrapy, settings
from tests.server.fixture import Server

ONE = {"WIRECOPY_WORKERS": "1"}


def urls(data: Folder) -> set[str]:
    return {line["url"] for name in ("articles", "copies") for line in data.lines(name)}


def test_hidden_from_every_replay_and_crawl(
    data: Folder, server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = data.lines("copies")[0]["url"]
    assert run(f"withhold {url}?utm_source=letter --reason 'request of 3 May'", data.path) == 0
    out = capsys.readouterr().out
    assert "hidden: wirecopy-" in out
    assert "1 line of articles.jsonl and copies.jsonl still tells it: `scrapy rebuild --yes`" in out
    (date,) = withheld(data.archive).values()
    assert run("verify", data.path) == 0

    again = Folder(tmp_path / "again")
    assert replay(data.archive, again.path, options=ONE).returncode == 0
    assert urls(again) == urls(data) - {url}
    (line,) = [each for each in again.lines("outcomes") if each["url"] == url]
    assert (line["outcome"], line["reason"]) == ("refused", "withheld")
    assert line["detail"] == f"on request of {date}"

    server.reset()
    assert crawl_urls([url, server.url("/article/77")], data.path, options=ONE).returncode == 0
    assert server.hits("/article/77") == 1
    assert server.hits(url.partition(str(server.port))[2]) == 0
    capsys.readouterr()
    assert run(f"why {url}", data.path) == 0
    out = capsys.readouterr().out
    assert f"withheld on request of {date}: neither fetched nor exported" in out
    assert "refused: withheld" in out
    assert run("verify", data.path) == 0


def test_erased_for_good_and_gone_after_a_rebuild(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    line = data.lines("articles")[0]
    place = line["capture"]
    assert run(f"withhold {line['url']} --reason 'court order 7' --erase --json", data.path) == 0
    facts = json.loads(capsys.readouterr().out)
    assert [(each["file"], each["offset"]) for each in facts["captures"]] == [
        (place["file"], place["offset"])
    ]
    assert place["record_id"] in facts["erased"]
    for path in archive_files(data.archive):
        assert line["title"].encode() not in gzip.decompress(path.read_bytes())
    assert getattr(read_at(data.archive / place["file"], place["offset"]), "reason", "") == "withheld"
    assert run("verify", data.path) == 0
    capsys.readouterr()
    assert run(f"why {line['url']}", data.path) == 0
    assert "erased" in capsys.readouterr().out

    quick = {"WIRECOPY_DATA": str(data.path), "WIRECOPY_PROGRESS": "0", **ONE}
    done = scrapy("rebuild", "--yes", *settings(quick))
    assert done.returncode == 0, done.stderr
    assert f"{line['url']}: article" in done.stdout
    assert line["url"] not in urls(data)
    assert run("verify", data.path) == 0


def test_twice_and_in_advance(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    url = "http://outlet.test/not-yet"
    assert run(f"withhold {url} --reason r", data.path) == 0
    assert "the archive holds no capture of it; it will not be fetched" in capsys.readouterr().out
    assert run(f"withhold {url} --reason r --erase", data.path) == 0
    assert list(withheld(data.archive)) == [url]
    assert run("verify", data.path) == 0


def test_while_a_crawl_runs_the_folder_is_locked(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(path.name for path in data.archive.iterdir())
    with FolderLock(data.path):
        assert run("withhold http://outlet.test/ --reason r", data.path) == 75
    assert "is in use by process" in capsys.readouterr().err
    assert sorted(path.name for path in data.archive.iterdir()) == before


@pytest.mark.parametrize(
    "line",
    [
        "withhold http://a.test/",
        "withhold http://a.test/ --reason ' '",
        "withhold a.test --reason r",
        "withhold --reason r",
    ],
)
def test_what_is_refused(line: str, data: Folder) -> None:
    assert run(line, data.path) == 2
    assert withheld(data.archive) == {}


def test_a_folder_without_an_archive(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("withhold http://a.test/ --reason r", tmp_path) == 2
    assert list(tmp_path.iterdir()) == []


def test_the_same_request_again(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    url = data.lines("articles")[0]["url"]
    assert run(f"withhold {url} --erase --reason r", data.path) == 0
    assert "withheld before" not in capsys.readouterr().out
    assert run(f"withhold {url} --erase --reason r", data.path) == 0
    out = capsys.readouterr().out
    assert "it was withheld before (20" in out
    assert "is the address right" not in out
