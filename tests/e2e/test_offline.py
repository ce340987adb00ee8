"""WIRECOPY_OFFLINE: an archive answers a crawl's own requests, and changed rules of discovery can be tried on it."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.exchange import Exchange
from archive.writer import ArchiveWriter
from crawler.network.shelf import Shelf
from tests.e2e.command import ONE, Folder, settings
from tests.e2e.newsroom import write_source
from tests.server.pages import PARAGRAPHS, article

SITE = "http://outlet.invalid"
"""A name that no resolver knows: what asked the network would fail."""
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def answer(body: str, kind: str = "text/html", status: str = "200 OK") -> bytes:
    raw = body.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {len(raw)}\r\n\r\n"
    return head.encode() + raw


def feed(*numbers: int) -> bytes:
    items = "".join(f"<item><title>{n}</title><link>{SITE}/article/{n}</link></item>" for n in numbers)
    return answer(
        f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>', "application/rss+xml"
    )


def story(number: int, ending: str = "") -> bytes:
    paragraphs = (
        *PARAGRAPHS[:-1],
        f"Ferry number {number} leaves at {number} in the morning. {ending}".strip(),
    )
    return answer(article(number, SITE, paragraphs))


@pytest.fixture
def archived(tmp_path: Path) -> Path:
    """Two crawls: article 1 was edited in between, 2 came later, 3 stands in no feed, 4 was never fetched."""
    said = [
        ("/robots.txt", answer("User-agent: *\nDisallow: /private\n", "text/plain")),
        ("/feed", feed(1, 4)),
        ("/article/1", story(1)),
        ("/robots.txt", answer("", "text/plain")),
        ("/feed", feed(1, 2)),
        ("/article/1", story(1, "The council has since changed its mind about all of it.")),
        ("/article/2", story(2)),
        ("/article/3", story(3)),
    ]
    folder = tmp_path / "archive"
    with ArchiveWriter(folder, software="s", operator=None, settings={}) as writer:
        for second, (path, response) in enumerate(said):
            request = f"GET {path} HTTP/1.1\r\nHost: outlet.invalid\r\n\r\n".encode()
            writer.append(Exchange(SITE + path, NOON + timedelta(seconds=second), request, response))
    write_source(tmp_path / "sources", "outlet", "outlet.invalid", f"{SITE}/feed")
    return folder


def offline(archived: Path, data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    sources = str(archived.parent / "sources")
    options = {"WIRECOPY_DATA": str(data), "WIRECOPY_SOURCES": sources, "WIRECOPY_WORKERS": "1"}
    environment = {**os.environ, "WIRECOPY_OFFLINE": str(archived)}
    return ONE.run(["crawl", "news", *settings(options), *arguments], environment, timeout=120)


def test_what_a_crawl_finds_in_an_archive(archived: Path, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in archived.iterdir()}
    data = Folder(tmp_path / "trial")
    done = offline(archived, data.path)
    assert done.returncode == 0, done.stderr
    first, *told = done.stdout.splitlines()
    assert first == (
        f"offline: 6 requests answered from {archived}: 4 addresses found, 1 missed, 1 archived and not asked for"
    )
    assert told == [
        f"found\t{SITE}/article/1",
        f"found\t{SITE}/article/2",
        f"found\t{SITE}/feed",
        f"found\t{SITE}/robots.txt",
        f"missed\t{SITE}/article/4",
        f"not asked for\t{SITE}/article/3",
    ]
    versions = sorted(
        (line["url"], line["version"]) for line in data.lines("articles") + data.lines("copies")
    )
    assert versions == [(f"{SITE}/article/1", 1), (f"{SITE}/article/1", 2), (f"{SITE}/article/2", 1)]
    assert {path.name: path.read_bytes() for path in archived.iterdir()} == before
    assert not data.archive.exists()
    assert not (data.path / "frontier.sqlite").exists(), "the frontier of a trial is in memory"


def test_changed_rules_find_other_pages(archived: Path, tmp_path: Path) -> None:
    write_source(tmp_path / "sources", "outlet", "outlet.invalid", f"{SITE}/feed", r"/article/[3-9]$")
    done = offline(archived, tmp_path / "trial")
    assert done.returncode == 0, done.stderr
    told = done.stdout.splitlines()
    assert f"missed\t{SITE}/article/4" in told
    assert f"not asked for\t{SITE}/article/1" in told


def test_an_archive_that_is_not_there_is_refused_before_anything_starts(
    archived: Path, tmp_path: Path
) -> None:
    done = offline(archived.parent / "nowhere", tmp_path / "trial")
    assert done.returncode == 2
    assert done.stderr.startswith("scrapy crawl: no archive at ")
    assert not (tmp_path / "trial").exists()


def test_another_handler_is_refused(archived: Path, tmp_path: Path) -> None:
    handlers = '{"http": "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"}'
    done = offline(archived, tmp_path / "trial", "-s", f"DOWNLOAD_HANDLERS={handlers}")
    assert done.returncode == 1
    assert "must be crawler.network.offline.OfflineHandler" in done.stderr


def test_the_kth_time_gives_the_kth_capture(archived: Path) -> None:
    shelf = Shelf(archived)
    url = f"{SITE}/article/1"
    first, second, third = (shelf.take(url) for _ in range(3))
    assert first is not None
    assert second is not None
    assert (first.date < second.date, third) == (True, None)
    assert (shelf.misses[url], shelf.answered) == (1, 2)
    assert shelf.take(f"{SITE}/feed") is not None
    assert shelf.take(f"{SITE}/robots.txt") is not None
    assert shelf.to_be_asked_again() == [f"{SITE}/feed"]
