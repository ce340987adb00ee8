from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from archive.answer import MIN_REVISIT
from archive.capture import Capture
from archive.exchange import Exchange
from archive.reader import read_archive
from archive.record import Record
from archive.refill import refill
from archive.revisits import Original, SQLiteRevisits
from archive.warcfile import archive_files
from archive.writer import ArchiveWriter
from tests.archive.exchanges import answer, captures, chunked, exchange, page, records

BODY = page(1, 900)
SAME = answer(BODY, "Content-Type: text/html")


def crawl(folder: Path, *entries: Exchange, revisits: bool = True) -> list[Capture]:
    live: list[Capture] = []
    index = SQLiteRevisits(folder / "revisits.sqlite") if revisits else None
    with ArchiveWriter(
        folder, software="s", operator=None, settings={}, revisits=index, on_durable=live.extend
    ) as archive:
        for entry in entries:
            archive.append(entry)
    return live


def of_type(folder: Path, kind: str) -> list[Record]:
    return [record for path in archive_files(folder) for record in records(path) if record.type == kind]


def conditional(number: int, response: bytes, path: str) -> Exchange:
    entry = exchange(number, response, path=path)
    entry.request = entry.request[:-2] + b'If-None-Match: "1"\r\n\r\n'
    return entry


def test_an_equal_payload_becomes_a_revisit_across_urls_files_and_crawls(tmp_path: Path) -> None:
    first = crawl(tmp_path, exchange(1, SAME))
    second = crawl(tmp_path, exchange(2, answer(BODY, "X-Served-By: other")), exchange(3, SAME))
    (original,) = of_type(tmp_path, "response")
    one, two = of_type(tmp_path, "revisit")
    assert one.block == b"HTTP/1.1 200 OK\r\nX-Served-By: other\r\nContent-Length: %d\r\n\r\n" % len(BODY)
    for revisit in (one, two):
        assert (
            revisit.get("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
        )
        assert revisit.get("WARC-Refers-To") == f"<{original.id}>"
        assert revisit.get("WARC-Refers-To-Target-URI") == original.url
        assert revisit.get("WARC-Refers-To-Date") == original.date
        assert revisit.get("WARC-Payload-Digest") == original.get("WARC-Payload-Digest")
    assert [capture.payload for capture in second] == [BODY, BODY]
    assert [capture.revisit for capture in second] == ["identical-payload"] * 2
    assert captures(tmp_path) == [*first, *second]
    assert [found for found in read_archive(tmp_path) if isinstance(found, Capture)] == [*first, *second]
    assert len(of_type(tmp_path, "request")) == 3


def test_chunk_borders_do_not_matter_but_chunking_does(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    entries = [exchange(size, head + chunked(BODY, size)) for size in (100, 333)]
    live = crawl(tmp_path, *entries, exchange(500, SAME), exchange(501, SAME))
    assert [capture.record_type for capture in live] == ["response", "revisit", "response", "revisit"]
    assert {capture.payload for capture in live} == {BODY}


def test_not_modified_names_the_capture_that_holds(tmp_path: Path) -> None:
    path = "/story/1"
    not_modified = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
    live = crawl(
        tmp_path,
        exchange(1, answer(b"short"), path=path),
        conditional(2, not_modified, path),
        conditional(3, not_modified, "/never/seen"),
        exchange(4, not_modified, path=path),
    )
    assert [capture.revisit for capture in live] == [None, "server-not-modified", None, None]
    assert [capture.status for capture in live] == [200, 304, 304, 304]
    (revisit,) = of_type(tmp_path, "revisit")
    assert revisit.block == not_modified
    assert revisit.get("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert revisit.get("WARC-Refers-To") == f"<{of_type(tmp_path, 'response')[0].id}>"
    assert captures(tmp_path) == live
    assert [found for found in read_archive(tmp_path) if isinstance(found, Capture)] == live


def test_not_modified_after_a_revisit_names_the_record_that_holds_the_bytes(tmp_path: Path) -> None:
    crawl(
        tmp_path,
        exchange(1, SAME, path="/a"),
        exchange(2, SAME, path="/b"),
        conditional(3, b"HTTP/1.1 304 Not Modified\r\n\r\n", "/b"),
    )
    (original,) = of_type(tmp_path, "response")
    assert [record.get("WARC-Refers-To") for record in of_type(tmp_path, "revisit")] == [
        f"<{original.id}>"
    ] * 2


@pytest.mark.parametrize(
    "entry",
    [
        exchange(2, SAME, truncated="disconnect"),
        exchange(2, SAME, fault="reset after the body"),
        exchange(2, answer(BODY, status="404 Not Found")),
        exchange(2, SAME + b"surplus"),
        exchange(2, answer(BODY + b"cut")[:-3]),
    ],
)
def test_doubtful_answers_are_kept_in_full_and_never_referred_to(tmp_path: Path, entry: Exchange) -> None:
    live = crawl(tmp_path, entry, exchange(3, SAME), entry)
    assert [capture.record_type for capture in live] == ["response"] * 3


def test_small_payloads_and_a_missing_index_give_full_records(tmp_path: Path) -> None:
    small = answer(b"x" * (MIN_REVISIT - 1))
    assert [c.record_type for c in crawl(tmp_path, exchange(1, small), exchange(2, small))] == [
        "response"
    ] * 2
    plain = crawl(tmp_path, exchange(3, SAME), exchange(4, SAME), revisits=False)
    assert [capture.record_type for capture in plain] == ["response"] * 2


def test_an_answer_that_began_before_its_original_is_kept_in_full(tmp_path: Path) -> None:
    early = exchange(2, SAME)
    early.started -= timedelta(hours=1)
    assert [capture.record_type for capture in crawl(tmp_path, exchange(1, SAME), early)] == ["response"] * 2


def test_only_committed_originals_are_remembered(tmp_path: Path) -> None:
    original = Original("urn:uuid:1", "http://a.test/", "2026-03-01T12:00:00.000000Z", "sha256:A")
    with_rollback = SQLiteRevisits(tmp_path / "r.sqlite")
    with_rollback.remember("http://a.test/", original, "sha256:A")
    assert with_rollback.same_payload("sha256:A") == with_rollback.newest("http://a.test/") == original
    with_rollback.rollback()
    assert with_rollback.same_payload("sha256:A") is None
    with_rollback.remember("http://a.test/", original, None)
    with_rollback.commit()
    with_rollback.remember("http://a.test/", original, "sha256:A")
    with_rollback.close()
    again = SQLiteRevisits(tmp_path / "r.sqlite")
    assert again.newest("http://a.test/") == original
    assert again.same_payload("sha256:A") is None
    again.forget(original.record_id)
    again.commit()
    assert again.newest("http://a.test/") is None
    again.close()


def test_a_broken_index_costs_revisits_and_no_captures(tmp_path: Path) -> None:
    index = SQLiteRevisits(tmp_path / "revisits.sqlite")
    index._base.execute("DROP TABLE originals")
    with ArchiveWriter(tmp_path, software="s", operator=None, settings={}, revisits=index) as archive:
        kept = [archive.append(exchange(number, SAME)).result(20) for number in (1, 2)]
    assert [capture.record_type for capture in kept] == ["response"] * 2
    assert index.fault is not None
    assert "gave up" in index.fault


def test_a_file_that_is_no_database_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "r.sqlite").write_bytes(b"not a database, and long enough to be looked at" * 50)
    with pytest.raises(sqlite3.Error):
        SQLiteRevisits(tmp_path / "r.sqlite")


def dump(path: Path) -> dict[str, list[tuple[str, ...]]]:
    with closing(sqlite3.connect(path)) as base:
        return {
            table: sorted(base.execute(f"SELECT * FROM {table}"))
            for table in ("originals", "payloads", "newest")
        }


def test_the_index_made_anew_is_the_one_kept_while_writing(tmp_path: Path) -> None:
    path = "/story/1"
    crawl(
        tmp_path,
        exchange(1, SAME, path=path),
        exchange(2, SAME, path="/copy"),
        conditional(3, b"HTTP/1.1 304 Not Modified\r\n\r\n", "/copy"),
        exchange(4, answer(b"small")),
        exchange(5, answer(page(2, 900), status="404 Not Found")),
        exchange(6, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(page(3, 900), 99)),
        exchange(7, answer(page(4, 900)), truncated="time"),
        exchange(8, answer(page(5, 900), "Content-Type: text/html"), path=path),
        exchange(9, b"junk", fault="no HTTP"),
    )
    anew = SQLiteRevisits(tmp_path / "anew.sqlite")
    assert refill(tmp_path, anew) == 4
    anew.close()
    assert dump(tmp_path / "anew.sqlite") == dump(tmp_path / "revisits.sqlite")
