"""What pywb is given: the index without what is withheld, the WARC files where they lie, a list of pages that is only text."""

from __future__ import annotations

import stat
from html.parser import HTMLParser
from pathlib import Path

import pytest

from archive.cdxj import INDEX, parse_line
from archive.indexing import COVERED
from archive.wacz import Page
from archive.writer import ArchiveWriter
from crawler.browse.wayback import LISTED, find_wayback, prepare
from tests.archive.exchanges import exchange

DATE = "2026-03-01T12:00:01.250000Z"


def fill(folder: Path, count: int = 5) -> None:
    with ArchiveWriter(folder, software="s", operator=None, settings={}) as archive:
        for number in range(count):
            archive.append(exchange(number))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    fill(tmp_path / "archive")
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.mark.parametrize("stale", [False, True])
def test_the_index_has_every_capture_but_the_withheld(home: Path, stale: bool) -> None:
    archive = home.parent / "archive"
    kept = (archive / INDEX).read_bytes().splitlines()
    if stale:
        (archive / COVERED).unlink()
    hidden = exchange(3).url
    assert prepare(home, archive, [], {hidden}, title="t") == 4
    lines = (home / "index.cdxj").read_bytes().splitlines()
    assert lines == [line for line in kept if parse_line(line.decode()).url != hidden]
    assert len(lines) == 4


def test_no_warc_file_is_copied(home: Path) -> None:
    archive = home.parent / "archive"
    prepare(home, archive, [], (), title="t")
    assert (home / "archive").resolve() == archive.resolve()
    assert not list(home.glob("*.warc.gz"))
    assert "archive_paths: archive/" in (home / "config.yaml").read_text()


class _Links(HTMLParser):
    """The links, and the text, of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.text = ""
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if tag == "a" and name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_hostile_title_is_text_and_no_template(home: Path) -> None:
    hostile = "{{ 7 * 7 }} {% include 'x' %} {# #} <script>alert(1)</script> \" ' & \ud800 \u2028"
    page = Page('http://kettleford.test/a?x={{y}}&b="><script>', DATE, hostile)
    prepare(home, home.parent / "archive", [page], (), title=hostile)
    written = (home / "templates" / "search.html").read_bytes().decode()
    body = written.partition("<table")[2].partition("{% endblock %}")[0]
    assert body.count("{{") == 1, "only the link's own prefix is a template"
    read = _Links()
    read.feed(body)
    assert "script" not in read.tags
    assert read.links == ["{{ wb_prefix }}20260301120001/" + page.url]
    assert hostile.replace("\ud800", "\ufffd") in read.text
    assert "2026-03-01 12:00:01" in read.text


def test_the_latest_pages_are_listed_and_no_withheld_one(home: Path) -> None:
    pages = [
        Page(f"http://kettleford.test/{n}", f"2026-03-01T12:{n // 60:02}:{n % 60:02}Z") for n in range(2200)
    ]
    prepare(home, home.parent / "archive", iter(pages), {pages[-1].url}, title="t")
    read = _Links()
    read.feed((home / "templates" / "search.html").read_text())
    assert f"The latest {LISTED:,} of 2,199 articles" in read.text
    assert len(read.links) == LISTED
    assert read.links[0].endswith(pages[-2].url)


def test_pywb_is_found_in_the_folder_that_is_named(tmp_path: Path) -> None:
    assert find_wayback(tmp_path) is None
    program = tmp_path / "wayback"
    program.write_text("#!/bin/sh\n")
    assert find_wayback(tmp_path) is None, "not a program yet"
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    assert find_wayback(tmp_path) == str(program)
