from __future__ import annotations

import json
import sqlite3
from typing import Any

import pytest

from crawler.frontier.entry import ARTICLE, Answer, Found
from crawler.frontier.store import SqliteFrontier
from tests.crawler.commands.here import run
from tests.e2e.command import Folder


def told(data: Folder, url: str, capsys: pytest.CaptureFixture[str], code: int = 0) -> dict[str, Any]:
    assert run(f"why {url} --json", data.path) == code
    facts: dict[str, Any] = json.loads(capsys.readouterr().out)
    return facts


def test_an_article_with_its_versions_and_reasons(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    line = data.lines("copies")[0]
    facts = told(data, line["url"], capsys)
    (capture,) = facts["captures"]
    assert (capture["id"], capture["outcome"], capture["status"]) == (line["id"], "article", 200)
    assert capture["fetched"] == line["capture"]["fetched"]
    assert (capture["file"], capture["offset"]) == (line["capture"]["file"], line["capture"]["offset"])
    (version,) = facts["versions"]
    assert version["relation"] == line["syndication"]["relation"]
    assert version["origin"] == line["syndication"]["origin"]
    assert version["file"] == "copies.jsonl"


def test_in_words(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    line = data.lines("copies")[0]
    assert run(f"why {line['url']}", data.path) == 0
    out = capsys.readouterr().out
    first, capture, version, *_ = out.splitlines()
    assert first == line["url"]
    assert capture.split() == [
        line["capture"]["fetched"],
        "http",
        "200",
        "article",
        f"[{line['capture']['file']}@{line['capture']['offset']}]",
    ]
    assert line["title"] in version
    assert "origin: " in out


def test_a_failure_is_told_with_its_reason(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    for line in data.lines("outcomes"):
        facts = told(data, line["url"], capsys)
        assert (line["outcome"], line["reason"], line["detail"]) in [
            (each["outcome"], each["reason"], each["detail"]) for each in facts["captures"]
        ]


def test_another_spelling_of_the_address(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    url = data.lines("copies")[0]["url"]
    assert told(data, f"{url}?utm_source=x#top", capsys)["url"] == url


def test_an_address_that_was_never_met(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    url = data.lines("copies")[0]["url"]
    facts = told(data, url.replace("article", "artikle"), capsys, 1)
    assert facts["captures"] == []
    assert url in facts["nearest"]
    assert run("why http://elsewhere.test/", data.path) == 1
    assert capsys.readouterr().err == "scrapy why: http://elsewhere.test/ was never met\n"


def test_where_it_stands_in_the_frontier(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    frontier = SqliteFrontier(data.path / "frontier.sqlite")
    url, other = "http://outlet.test/a", "http://outlet.test/b"
    frontier.add([Found(url, "outlet", ARTICLE, due=1.0, via="http://outlet.test/feed")], now=1.0)
    frontier.add([Found(other, "outlet", ARTICLE, due=5.0)], now=1.0)
    (lease,) = frontier.claim("w", 1, 2.0, 60.0)
    frontier.finish(lease, Answer(status=404, fetched=1_750_000_000.0, due=1_750_003_600.0))
    frontier.close()
    stands = told(data, url, capsys)["frontier"]
    assert (stands["status"], stands["fetched"], stands["due"]) == (
        404,
        "2025-06-15T15:06:40Z",
        "2025-06-15T16:06:40Z",
    )
    assert (stands["source"], stands["via"], stands["fetches"]) == ("outlet", "http://outlet.test/feed", 1)
    assert run(f"why {other}", data.path) == 0
    assert "not fetched yet, due 1970-01-01T00:00:05Z" in capsys.readouterr().out
    assert told(data, "http://outlet.test/c", capsys, 1)["nearest"] == [other, url]


def test_a_frontier_that_cannot_be_read(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    (data.path / "frontier.sqlite").write_bytes(b"no database" * 100)
    assert run("why http://outlet.test/", data.path) == 2
    assert "frontier.sqlite" in capsys.readouterr().err


def test_beside_a_running_crawl(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    db = sqlite3.connect(data.path / "state.sqlite", isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    db.execute("DELETE FROM captures")
    assert told(data, data.lines("copies")[0]["url"], capsys)["captures"]
    db.execute("ROLLBACK")
    db.close()


@pytest.mark.parametrize("line", ["why", "why a b", "why http://a.test/"])
def test_what_cannot_be_told(line: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert run(line, tmp_path_factory.mktemp("empty")) == 2


def test_an_address_as_one_types_it(data: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    url = data.lines("articles")[0]["url"]
    assert told(data, url.removeprefix("http://"), capsys)["url"] == url
    assert run("why elsewhere.test/page", data.path) == 1
    assert "why: elsewhere.test/page was never met" in capsys.readouterr().err
