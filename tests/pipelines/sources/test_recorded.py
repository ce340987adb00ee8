from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.capture import Capture, RecordRef
from archive.exchange import Exchange, Refusal
from pipelines.sources.model import Rules, Source
from pipelines.sources.recorded import NotRecordedError, RecordedPage, page_at, page_of, pages_in, raw_at
from tests.pipelines.sources.archived import DAY, HTML, answer, archive_of

URL = "https://gull.example/news/pier"


def test_a_page_comes_without_its_content_encoding() -> None:
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    capture = Capture(
        RecordRef("a.warc.gz", 0, 1, "x"),
        "response",
        URL,
        "2024-05-06T08:00:00Z",
        gzip.compress(HTML),
        "sha256:x",
        status=200,
        headers=headers,
        content_type="text/html",
    )
    assert page_of(capture) == RecordedPage(URL, "text/html", datetime(2024, 5, 6, 8, tzinfo=UTC), HTML)


def test_the_last_page_of_an_address_is_taken_whatever_came_after_it(tmp_path: Path) -> None:
    archive = archive_of(
        tmp_path,
        answer(URL, b"<p>old</p>"),
        answer(URL, HTML, date=DAY.replace(hour=9)),
        answer(URL, b"", status=500, date=DAY.replace(hour=10)),
    )
    page = page_at(archive, URL.upper().replace("/NEWS/PIER", "/news/pier?utm_source=x"))
    assert (page.body, page.captured.hour) == (HTML, 9)


def test_redirects_are_followed(tmp_path: Path) -> None:
    archive = archive_of(
        tmp_path,
        answer("https://gull.example/p/1", b"", status=301, location="/news/pier"),
        answer(URL, HTML),
    )
    assert page_at(archive, "https://gull.example/p/1").url == URL


def test_a_loop_of_redirects_ends(tmp_path: Path) -> None:
    archive = archive_of(tmp_path, answer(URL, b"", status=302, location=URL))
    with pytest.raises(NotRecordedError, match="redirects"):
        page_at(archive, URL)


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (answer(URL, b"gone", status=404), "http 404"),
        (answer("https://gull.example/other", HTML), "no capture of"),
        (Refusal(url=URL, reason="robots.txt", via=None, date=DAY), "robots.txt"),
    ],
)
def test_what_stands_in_place_of_a_page_is_told(record: Exchange | Refusal, why: str, tmp_path: Path) -> None:
    with pytest.raises(NotRecordedError, match=why):
        page_at(archive_of(tmp_path, record), URL)


def test_pages_are_those_that_may_hold_an_article(tmp_path: Path) -> None:
    archive = archive_of(
        tmp_path,
        answer("https://gull.example/robots.txt", b"User-agent: *", kind="text/plain"),
        answer("https://gull.example/rss", b"<rss></rss>", kind="application/rss+xml"),
        answer(URL, HTML),
        answer("https://gull.example/x", b"", status=404),
    )
    assert [page.url for page in pages_in(archive)] == [URL]
    assert raw_at(archive, "https://gull.example/robots.txt") == b"User-agent: *"


def test_rules_are_those_of_the_day_of_capture() -> None:
    old = Rules(valid_until=datetime(2023, 12, 31, tzinfo=UTC).date(), title=("h2",))
    source = Source("gull", "Gull", ("gull.example",), rules=(old,))
    late = datetime(2023, 12, 31, 23, 59, tzinfo=UTC)
    assert RecordedPage(URL, None, late, HTML).rules_of(source) is old
    assert RecordedPage(URL, None, late.replace(year=2024), HTML).rules_of(source) is None
    assert RecordedPage(URL, None, late, HTML).rules_of(None) is None
