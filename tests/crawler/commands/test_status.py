"""`scrapy status`: a frontier with a past, told for a person and as facts."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from crawler.commands.status import status, table
from crawler.frontier.entry import ARTICLE, FEED, Answer, Found
from crawler.frontier.history import History, SourceHistory
from crawler.frontier.store import SqliteFrontier
from pipelines.sources.model import Source
from tests.crawler.commands.here import run

HOUR = 3600.0
NOW = 1_790_000_000.0


def frontier_with_a_past(path: Path, now: float) -> None:
    """`quick` finds an article an hour until an hour ago, `mute` until two days ago, `broken` answers 503 three times."""
    frontier = SqliteFrontier(path)
    for name, until in (("quick", now - HOUR), ("mute", now - 48 * HOUR)):
        feed = Found(f"http://{name}.example/feed", name, FEED, due=now - 60)
        frontier.add([feed], now - 100 * HOUR)
        for number in range(12):
            moment = until - (12 - number) * HOUR
            frontier.add([Found(f"http://{name}.example/{number}", name, ARTICLE, moment)], moment)
            (lease,) = frontier.claim("w", 1, moment, 600, sources=[name], since=moment)
            frontier.finish(lease, Answer(200, moment, None, digest="sha256:a"))
        (lease,) = frontier.claim("w", 1, now - 60, 600)
        frontier.finish(lease, Answer(200, now - 50, None))
    frontier.run_started("w", now - 2 * HOUR)
    frontier.add([Found("http://broken.example/feed", "broken", FEED, due=0)], now - 100 * HOUR)
    for number in range(3):
        (lease,) = frontier.claim("w", 1, now - 10 + number, 600)
        frontier.finish(lease, Answer(503, now - 9 + number, now - 10 + number, reason="http 503"))
    frontier.run_started("w", now - 20)
    frontier.close()


@pytest.fixture
def known(tmp_path: Path) -> dict[str, SourceHistory]:
    frontier_with_a_past(tmp_path / "frontier.sqlite", NOW)
    history = History(tmp_path / "frontier.sqlite")
    found = history.sources(NOW)
    history.close()
    return found


def test_health_says_who_is_silent_and_who_fails_and_why(known: dict[str, SourceHistory]) -> None:
    assert {name: each.health(NOW) for name, each in known.items()} == {
        "quick": "ok",
        "mute": "silent",
        "broken": "failing",
    }
    assert (known["broken"].failures, known["broken"].reason, known["broken"].succeeded) == (
        3,
        "http 503",
        None,
    )
    assert known["quick"].succeeded == NOW - 50
    assert known["quick"].usual_gap == HOUR


def test_new_articles_are_counted_since_the_last_run_and_in_a_day(known: dict[str, SourceHistory]) -> None:
    assert (known["quick"].last_run, known["quick"].last_day) == (1, 12)
    assert (known["mute"].last_run, known["mute"].last_day) == (0, 0)


def test_only_first_answers_with_a_page_count_as_new(tmp_path: Path) -> None:
    """Neither a page that was never there, nor one that is looked at again or was edited, nor one that waits in the queue."""
    frontier = SqliteFrontier(tmp_path / "frontier.sqlite")
    run = frontier.run_started("w", NOW - 10 * HOUR)
    pages = [Found(f"http://post.example/{name}", "post", ARTICLE) for name in ("old", "gone", "new")]
    pages.append(Found("http://post.example/queued", "post", ARTICLE, due=NOW))
    frontier.add([Found("http://post.example/feed", "post", FEED), pages[0]], NOW - 10 * HOUR)
    for lease in frontier.claim("w", 9, NOW - 10 * HOUR, 600):
        frontier.finish(lease, Answer(200, NOW - 10 * HOUR, NOW - HOUR, digest="sha256:1"))
    frontier.run_ended(run, NOW - 9 * HOUR)
    frontier.run_started("w", NOW - HOUR)
    frontier.add(pages, NOW - HOUR)
    for lease in frontier.claim("w", 9, NOW - HOUR, 600):
        gone = lease.url.endswith("gone")
        digest = None if gone else "sha256:2"
        frontier.finish(lease, Answer(404 if gone else 200, NOW - HOUR, None, digest=digest))
    frontier.run_started("w", NOW - 60)
    frontier.close()
    history = History(tmp_path / "frontier.sqlite")
    found = history.sources(NOW)["post"]
    history.close()
    assert (found.last_run, found.last_day) == (1, 2), "the old one was new ten hours ago"


def test_the_table_has_a_line_a_source(known: dict[str, SourceHistory]) -> None:
    sources = [Source(name, name, (f"{name}.example",)) for name in ("quick", "mute", "broken", "unborn")]
    lines = table([status(each, known.get(each.id), NOW) for each in sources]).splitlines()
    assert lines[0].split()[:2] == ["source", "health"]
    assert "3 times: http 503" in lines[3]
    assert lines[4].split()[:3] == ["unborn", "new", "never"]
    assert lines[-1] == "1 ok, 1 silent, 1 failing, 1 new"


def test_the_command_gives_facts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, sources = tmp_path / "data", tmp_path / "sources"
    data.mkdir()
    sources.mkdir()
    for name in ("quick", "mute", "broken"):
        text = f'id = "{name}"\nname = "{name}"\ndomains = ["{name}.example"]\nfeeds = ["http://{name}.example/feed"]\n'
        (sources / f"{name}.toml").write_text(text)
    frontier_with_a_past(data / "frontier.sqlite", time.time())
    assert run(f"status --json -s WIRECOPY_SOURCES={sources}", data) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(each["source"], each["health"]) for each in told] == [
        ("broken", "failing"),
        ("mute", "silent"),
        ("quick", "ok"),
    ]
    assert run(f"status nobody -s WIRECOPY_SOURCES={sources}", data) == 2
    assert "no source nobody" in capsys.readouterr().err


def test_without_a_frontier_it_says_what_makes_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("status", tmp_path) == 2
    assert "scrapy crawl news" in capsys.readouterr().err
