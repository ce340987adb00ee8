"""A Retry-After longer than a crawl: the host is left alone until then, by the next crawls too (A16)."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.e2e.command import Folder
from tests.e2e.newsroom import crawl_news, write_source
from tests.server.fixture import Server

PAGES = 40
STORY = "<html><head><title>Ferry</title></head><body><article><h1>Ferry</h1>{}</article></body></html>"
PAUSE = [["Retry-After", "7200"]]


def site(host: str, robots: dict[str, Any], page: dict[str, Any]) -> list[dict[str, Any]]:
    links = "".join(
        f"<item><title>a</title><link>{html.escape(f'http://{host}:{{port}}/{n}')}</link></item>"
        for n in range(PAGES)
    )
    feed = f'<rss version="2.0"><channel><title>f</title>{links}</channel></rss>'
    listed: list[dict[str, Any]] = [
        {"host": host, "path": "/feed", "text": feed, "headers": [["Content-Type", "application/rss+xml"]]},
        {"host": host, "path": "/robots.txt", **robots},
    ]
    return listed + [{"host": host, "path": f"/{n}", **page} for n in range(PAGES)]


def test_a_long_pause_ends_the_crawl_of_that_host_and_holds_for_the_next(
    tmp_path: Path, serve: Callable[..., Server]
) -> None:
    """One host pauses at its articles, one at robots.txt; a third is crawled as ever. Nobody waits, nothing counts as failed."""
    sound, none = (
        {"text": STORY.format("<p>The ferry runs again from Monday, the harbour says.</p>" * 4)},
        {"status": 404},
    )
    busy: dict[str, Any] = {"text": "busy", "status": 503, "headers": PAUSE}
    server = serve(
        [
            *site("busy.test", none, busy),
            *site("shy.test", {"text": "slow down", "status": 429, "headers": PAUSE}, sound),
            *site("free.test", none, sound),
        ],
        1,
    )
    hosts = ("busy.test", "shy.test", "free.test")
    for host in hosts:
        write_source(tmp_path / "sources", host.partition(".")[0], host, f"http://{host}:{server.port}/feed")
    options = {"WIRECOPY_HOSTS": ",".join(f"{host}=127.0.0.1" for host in hosts)}
    data = Folder(tmp_path / "data")
    first = crawl_news(data.path, tmp_path / "sources", options=options, timeout=100)
    assert first.returncode == 0, first.stderr
    asked = Counter(entry["host"] for entry in server.audit()["log"])
    assert asked["shy.test"] == 1, "its robots.txt"
    assert asked["busy.test"] <= 2 + 8, "what was under way when it said so"
    assert asked["free.test"] == 2 + PAGES
    second = crawl_news(data.path, tmp_path / "sources", options=options, timeout=100)
    assert second.returncode == 0, second.stderr
    again = Counter(entry["host"] for entry in server.audit()["log"]) - asked
    assert set(again) == {"free.test"}, "the others asked for two hours"
    assert not [
        line for line in data.lines("outcomes") if line["outcome"] == "failed" and line["status"] is None
    ]
