"""State and fingerprints from lines: the same rows as they were, or a refusal that says which line is not the archive's."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.capture import Capture
from archive.exchange import Exchange, Refusal
from archive.reader import read_archive
from archive.writer import ArchiveWriter
from pipelines.attribute.registry import default_registry
from pipelines.clean import clean
from pipelines.deduplicate import Deduplicator, Document
from pipelines.export.told import UnsoundLines
from pipelines.outcome import Cleaned
from pipelines.restate import Restated, restate
from pipelines.sources.model import Sources
from pipelines.swap import MAKING, STATE, swap
from tests.e2e.command import scrapy, settings

HARBOUR = (
    "The harbour board of Kettleford voted on Tuesday to dredge the northern channel before the winter storms arrive.",
    "Engineers told the meeting that silt had raised the bed by two metres since the last survey nine years ago.",
    "Fishing crews welcomed the decision and asked for moorings while the work goes on near the old customs house.",
    "The work is to begin in the second week of October and will cost eleven million crowns, the treasurer said.",
)
FERRY = (
    "Night ferries to the outer islands will run until the end of March after a petition by residents and nurses.",
    "The operator had planned to stop them in November because of falling numbers of passengers and the price of fuel.",
    "A subsidy of the county closes the gap for one winter, after which the timetable is to be looked at again.",
    "Residents of Sandholm said that without the late boat shift workers would have had to sleep on the mainland.",
)


def page(title: str, paragraphs: tuple[str, ...], served: int) -> bytes:
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    return (
        f"<html lang=en><head><title>{title}</title><meta property=og:type content=article></head><body>"
        f"<article><h1>{title}</h1>{body}</article><footer>{served}</footer></body></html>"
    ).encode()


CONTENTS = b"<html><body><h1>Contents</h1><ul><li><a href=/a>Harbour</a></ul></body></html>"
ANSWERS: list[tuple[str, int, bytes]] = [
    ("http://post.example/robots.txt", 200, b"User-agent: *\nAllow: /\n"),
    ("http://post.example/a", 200, page("Board votes to dredge", HARBOUR, 1)),
    ("http://post.example/b", 200, page("Night ferries stay", FERRY, 2)),
    ("http://post.example/list", 200, CONTENTS),
    ("http://echo.example/x", 200, page("Channel to be dredged", HARBOUR, 3)),
    ("http://post.example/gone", 404, b"no"),
    ("http://post.example/b", 200, page("Night ferries stay", FERRY, 4)),
    ("http://post.example/list", 200, CONTENTS + b"<!-- 2 -->"),
    ("http://post.example/a", 200, page("Board votes to dredge", HARBOUR[:3], 5)),
    ("http://post.example/gone", 404, b"still no"),
    ("http://post.example/b", 503, b"busy"),
    ("http://post.example/b", 200, page("Night ferries stay", FERRY, 6)),
    ("http://post.example/old", 301, b""),
    ("http://post.example/list", 200, CONTENTS + b"<!-- 3 -->"),
    ("http://echo.example/y", 200, page("Late boats saved", (*FERRY[:3], HARBOUR[0]), 7)),
]


def write(folder: Path) -> None:
    at = datetime(2026, 3, 1, 6, tzinfo=UTC)
    with ArchiveWriter(folder, software="test", operator=None, settings={}, fsync=False) as writer:
        for number, (url, status, body) in enumerate(ANSWERS):
            more = b"Location: /a\r\n" if status == 301 else b""
            head = b"HTTP/1.1 %d X\r\nContent-Type: text/html\r\n%sContent-Length: %d\r\n\r\n"
            answer = head % (status, more, len(body)) + body
            writer.append(Exchange(url, at + timedelta(minutes=number), b"GET / HTTP/1.1\r\n\r\n", answer))
        for hours in (1, 2):
            writer.append(Refusal("http://post.example/private", "robots", None, at + timedelta(hours=hours)))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as every page of its archive gives it."""
    data = tmp_path_factory.mktemp("whole") / "data"
    write(data / "archive")
    done = scrapy("rebuild", "--yes", *settings({"WIRECOPY_DATA": str(data), "WIRECOPY_WORKERS": "1"}))
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture
def data(whole: Path, tmp_path: Path) -> Path:
    """The same, its state lost."""
    copy = Path(shutil.copytree(whole, tmp_path / "data"))
    (copy / "state.sqlite").unlink()
    return copy


async def _clean(capture: Capture) -> Cleaned:
    return clean(capture, Sources())


def made(data: Path, but: Callable[[Capture], bool] = lambda capture: False) -> Restated:
    """What `scrapy rebuild --state` does, put in place."""

    def captures() -> list[Capture]:
        found = [each for each in read_archive(data / "archive") if isinstance(each, Capture)]
        return [each for each in found if not but(each)]

    done = asyncio.run(restate(captures, data, _clean, default_registry()))
    swap(data, STATE if done.fingerprints else STATE[:1])
    return done


def rows(data: Path) -> dict[str, list[str]]:
    """Everything that state and fingerprints hold, but for the stamp of the last opening."""
    found = {}
    for name in ("state.sqlite", "fingerprints/documents.sqlite"):
        db = sqlite3.connect(data / name)
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            told = sorted(map(repr, db.execute(f"SELECT * FROM {table}")))
            found[f"{name} {table}"] = [each for each in told if "columns_stamp" not in each]
        db.close()
    return found


def lines(data: Path, name: str) -> list[bytes]:
    return (data / f"{name}.jsonl").read_bytes().splitlines(keepends=True)


def put(data: Path, name: str, all_lines: list[bytes]) -> None:
    (data / f"{name}.jsonl").write_bytes(b"".join(all_lines))


def test_the_archive_has_every_kind_of_capture_without_a_line(whole: Path) -> None:
    db = sqlite3.connect(whole / "state.sqlite")
    told = {row[0] for row in db.execute("SELECT outcome || ': ' || coalesce(reason, '') FROM captures")}
    db.close()
    assert {"article: ", "unchanged: same text", "failed: http 404", "refused: robots"} <= told
    assert [len(lines(whole, name)) for name in ("articles", "copies", "outcomes")] == [3, 2, 4]


@pytest.mark.parametrize("lost", [False, True])
def test_state_is_what_it_was(whole: Path, data: Path, lost: bool) -> None:
    if lost:
        shutil.rmtree(data / "fingerprints")
    done = made(data)
    assert rows(data) == rows(whole)
    assert (done.captures, done.lines, done.fingerprints, done.stopped) == (17, 9, lost, None)
    assert done.cleaned < done.captures
    assert not (data / MAKING).exists()


def test_fingerprints_of_other_articles_are_made_anew(whole: Path, data: Path) -> None:
    shutil.rmtree(data / "fingerprints")
    with Deduplicator(data / "fingerprints") as other:
        document = Document("urn:wirecopy:other", " ".join(FERRY), 2)
        other.admit(document, other.decide(document))
    assert made(data).fingerprints
    assert rows(data) == rows(whole)


def test_damaged_fingerprints_are_made_anew(whole: Path, data: Path) -> None:
    (data / "fingerprints" / "documents.sqlite").write_bytes(b"no database" * 1000)
    assert made(data).fingerprints
    assert rows(data) == rows(whole)


def test_a_torn_last_line_is_no_line(whole: Path, data: Path) -> None:
    with (data / "articles.jsonl").open("ab") as file:
        file.write(b'{"id":"urn:wirecopy:half')
    made(data)
    assert rows(data) == rows(whole)


def test_where_the_lines_end_the_next_crawl_goes_on(data: Path) -> None:
    """The last two lines were not written when the machine died; nothing that came later is guessed."""
    put(data, "copies", lines(data, "copies")[:-1])
    put(data, "outcomes", lines(data, "outcomes")[:-1])
    done = made(data)
    assert done.stopped is not None
    db = sqlite3.connect(data / "state.sqlite")
    position, file, offset = (
        db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()[0]
        for key in ("position", "archive_file", "archive_offset")
    )
    db.close()
    assert int(position) == 14, "the capture that has no line is the fifteenth"
    assert done.stopped.startswith(file)
    assert int(done.stopped.rpartition(" ")[2]) > int(offset)


def _edited(value: bytes) -> bytes:
    return json.dumps({**json.loads(value), "title": "Another"}, separators=(",", ":")).encode() + b"\n"


def _of_other_version(value: bytes) -> bytes:
    return value.replace(b'"wirecopy":"wirecopy/', b'"wirecopy":"wirecopy/0.0.', 1)


HARMS: dict[str, tuple[str, Callable[[list[bytes]], list[bytes]], str]] = {
    "first line gone": ("articles", lambda all_: all_[1:], "has no line"),
    "outcome gone": ("outcomes", lambda all_: all_[:1] + all_[2:], "has no line"),
    "copy gone": ("copies", lambda all_: [], "has no line"),
    "line edited": ("articles", lambda all_: [_edited(all_[0]), *all_[1:]], "not what is written"),
    "relation edited": (
        "copies",
        lambda all_: [all_[0].replace(b'"relation":"copy"', b'"relation":"first"', 1), *all_[1:]],
        "not what is written",
    ),
    "line doubled": (
        "articles",
        lambda all_: [all_[0], *all_],
        "has no line; next in turn: articles.jsonl line 2",
    ),
    "order swapped": ("articles", lambda all_: [all_[1], all_[0], *all_[2:]], "has no line"),
    "other version": ("outcomes", lambda all_: [*all_[:-1], _of_other_version(all_[-1])], "was written by"),
    "no JSON": ("outcomes", lambda all_: [b"{\n", *all_], "is no JSON"),
    "no id": ("outcomes", lambda all_: [b"{}\n", *all_], "has no id"),
    "unknown field": ("articles", lambda all_: [all_[0], b'{"x":1,' + all_[1][1:], *all_[2:]], "no article"),
    "other reason": (
        "outcomes",
        lambda all_: [each.replace(b'"http 404"', b'"http 410"') for each in all_],
        "tells otherwise",
    ),
}


@pytest.mark.parametrize("harm", HARMS)
def test_lines_that_are_not_the_archives_are_refused(data: Path, harm: str) -> None:
    name, change, says = HARMS[harm]
    put(data, name, change(lines(data, name)))
    before = {path.name: path.read_bytes() for path in data.glob("*.jsonl")}
    with pytest.raises(UnsoundLines, match=says):
        made(data)
    assert {path.name: path.read_bytes() for path in data.glob("*.jsonl")} == before
    assert not (data / "state.sqlite").exists()


def test_a_capture_that_is_gone_is_missed(data: Path) -> None:
    with pytest.raises(UnsoundLines, match="next in turn: copies"):
        made(data, but=lambda capture: capture.url.endswith("/x"))


def test_without_lines_the_pages_have_to_tell(data: Path) -> None:
    for path in data.glob("*.jsonl"):
        path.unlink()
    with pytest.raises(UnsoundLines, match="there are no lines"):
        made(data)


def test_a_file_that_was_put_there_by_hand_has_no_lines(data: Path) -> None:
    found = [each for each in read_archive(data / "archive") if isinstance(each, Capture)]
    foreign = [replace(each, ref=replace(each.ref, file="mine.warc.gz")) for each in found]
    with pytest.raises(UnsoundLines, match="by hand"):
        asyncio.run(restate(lambda: foreign, data, _clean, default_registry()))


def test_a_page_without_a_line_that_became_another_shows(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version was cut out of articles.jsonl by hand: the look into one of so many pages finds it."""
    monkeypatch.setattr("pipelines.restate.LOOKED_AT_WITHOUT", 1)
    put(data, "articles", lines(data, "articles")[:2])
    with pytest.raises(UnsoundLines, match="has no line"):
        made(data)
