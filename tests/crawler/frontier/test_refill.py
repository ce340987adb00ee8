"""A frontier made anew from the archive: what lists named waits, what was answered knows what it was told."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.errors import ArchiveNotFound
from archive.exchange import Exchange
from archive.writer import ArchiveWriter
from crawler.frontier.entry import ARTICLE, FEED
from crawler.frontier.refill import MAKING, is_usable, refill
from crawler.frontier.store import SqliteFrontier
from pipelines.sources.load import load_sources
from pipelines.sources.model import Sources

HOST = "http://post.example"
BEGAN = datetime(2026, 3, 1, 6, tzinfo=UTC)
FEED_BODY = (
    b'<rss version="2.0"><channel><title>p</title>'
    + b"".join(b"<item><title>n</title><link>http://post.example/%d</link></item>" % n for n in range(4))
    + b"<item><title>n</title><link>http://other.example/1</link></item></channel></rss>"
)


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "post.toml").write_text(
        'id = "post"\nname = "Post"\ndomains = ["post.example"]\nfeeds = ["http://post.example/feed"]\nlanguage = "en"\n'
    )
    return load_sources([folder])


def http(status: str, body: bytes, *fields: bytes) -> bytes:
    head = b"".join(field + b"\r\n" for field in (*fields, b"Content-Length: %d" % len(body)))
    return b"HTTP/1.1 " + status.encode() + b"\r\n" + head + b"\r\n" + body


def write(folder: Path, answers: list[tuple[str, bytes]]) -> None:
    with ArchiveWriter(
        folder, software="tests", operator=None, settings={}, fsync=False, index=False
    ) as writer:
        for number, (path, answer) in enumerate(answers):
            request = f"GET {path} HTTP/1.1\r\nHost: post.example\r\n\r\n".encode()
            writer.append(Exchange(HOST + path, BEGAN + timedelta(seconds=number), request, answer))


def rows(path: Path) -> dict[str, dict[str, Any]]:
    db = sqlite3.connect(path)
    db.row_factory = sqlite3.Row
    found = {row["url"]: dict(row) for row in db.execute("SELECT * FROM urls")}
    db.close()
    return found


def test_every_kind_of_answer_leaves_what_the_spider_left(tmp_path: Path, sources: Sources) -> None:
    page = http("200 OK", b"<p>The ferry runs.</p>", b'ETag: "v1"', b"Content-Type: text/html")
    write(
        tmp_path / "archive",
        [
            ("/robots.txt", http("404 Not Found", b"")),
            (
                "/feed",
                http("200 OK", FEED_BODY, b"Content-Type: application/rss+xml", b"Last-Modified: yesterday"),
            ),
            ("/0", page),
            ("/1", http("301 Moved", b"", b"Location: /moved")),
            ("/moved", page),
            ("/2", http("503 Busy", b"", b"Retry-After: 120")),
            ("/0", http("304 Not Modified", b"")),
            ("/elsewhere", page),
        ],
    )
    done = refill(tmp_path / "archive", tmp_path / "frontier.sqlite", sources, 3600.0)
    assert (done.captures, done.left_out, done.answered, done.queued) == (8, 2, 4, 2)
    found = rows(tmp_path / "frontier.sqlite")
    assert set(found) == {HOST + path for path in ("/feed", "/0", "/1", "/2", "/3", "/moved")}
    at = BEGAN.timestamp()
    feed, first, busy = found[HOST + "/feed"], found[HOST + "/0"], found[HOST + "/2"]
    assert (feed["kind"], feed["last_modified"], feed["fetched"]) == (FEED, "yesterday", at + 1)
    assert (first["kind"], first["via"], first["etag"]) == (ARTICLE, HOST + "/feed", '"v1"')
    assert (first["fetches"], first["unchanged"], first["status"]) == (2, 1, 304)
    assert first["due"] == at + 6 + 2 * 3600
    assert (busy["attempts"], busy["due"], busy["reason"], busy["fetches"]) == (1, at + 125, "http 503", 0)
    assert (found[HOST + "/moved"]["via"], found[HOST + "/moved"]["status"]) == (HOST + "/1", 200)
    assert (found[HOST + "/3"]["fetched"], found[HOST + "/3"]["due"]) == (None, at + 1)


def test_the_old_one_gives_way_only_to_a_whole_one(tmp_path: Path, sources: Sources) -> None:
    path = tmp_path / "frontier.sqlite"
    path.write_bytes(b"no database" * 1000)
    (tmp_path / MAKING).write_bytes(b"left over")
    assert not is_usable(path)
    with pytest.raises(ArchiveNotFound):
        refill(tmp_path / "nowhere", path, sources, 3600.0)
    assert path.read_bytes().startswith(b"no database")
    write(tmp_path / "archive", [("/feed", http("200 OK", FEED_BODY))])
    refill(tmp_path / "archive", path, sources, 3600.0)
    assert is_usable(path)
    frontier = SqliteFrontier(path)
    assert len(frontier.claim("w", 10, now=BEGAN.timestamp() + 1, seconds=60)) == 4
    frontier.close()
    assert not (tmp_path / MAKING).exists()
    shutil.rmtree(tmp_path / "archive")


def test_an_unfinished_list_goes_on_where_the_old_frontier_can_be_read(
    tmp_path: Path, sources: Sources
) -> None:
    write(tmp_path / "archive", [("/feed", http("200 OK", FEED_BODY))])
    path = tmp_path / "frontier.sqlite"
    assert refill(tmp_path / "archive", path, sources, 3600.0).lists is None
    frontier = SqliteFrontier(path)
    frontier.list_started("/lists/a.txt", ("one.warc.gz", 17))
    frontier.close()
    assert refill(tmp_path / "archive", path, sources, 3600.0).lists == 1
    frontier = SqliteFrontier(path)
    assert frontier.list_started("/lists/a.txt", ("two.warc.gz", 4)) == ("one.warc.gz", 17)
    frontier.close()
    path.write_bytes(b"no database" * 900)
    assert refill(tmp_path / "archive", path, sources, 3600.0).lists is None
