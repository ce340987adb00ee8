from __future__ import annotations

import bisect
import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from archive.capture import RecordRef
from archive.cdxj import INDEX, JOURNAL, insertion_point, line_of, lookup, nearest, parse_line, timestamp
from archive.exchange import Refusal
from archive.indexing import COVERED, IndexWriter, catch_up, drop_lines, lines_of, rebuild
from archive.record import Record, parse_record, serialize
from archive.revisits import SQLiteRevisits
from archive.warcfile import archive_files
from archive.writer import ArchiveWriter
from tests.archive.exchanges import HOST, NOON, answer, exchange, page
from tests.archive.oracles import indexed_by_cdxj_indexer

REF = RecordRef("w-00000001-20260301120000.warc.gz", 345, 678, "urn:uuid:1")


def fill(folder: Path, numbers: range, **more: object) -> None:
    with ArchiveWriter(folder, software="s", operator=None, settings={}, **more) as archive:  # type: ignore[arg-type]
        for number in numbers:
            archive.append(exchange(number))
        archive.append(exchange(9000, b"junk", fault="no HTTP"))
        archive.append(Refusal(f"https://{HOST}/no", "robots", None, NOON))


def response(block: bytes, **fields: str) -> Record:
    named = {
        "WARC-Type": "response",
        "WARC-Target-URI": f"https://{HOST}/a",
        "WARC-Date": "2026-03-01T12:00:01.250000Z",
    }
    return Record("WARC/1.1", tuple({**named, **fields}.items()), block)


# Lines that cdxj-indexer 1.5 wrote for these records, put into an archive of their own.
RECORDED = [
    (
        answer(b"x", "Content-Type: text/html; charset=utf-8"),
        {"WARC-Payload-Digest": "sha256:AB"},
        {"mime": "text/html", "status": "200", "digest": "sha256:AB"},
    ),
    (answer(b"x", "content-type:\ttext/plain x"), {}, {"mime": "text/plain", "status": "200"}),
    (answer(b"x", "Content-Type: a/b", "Content-Type: c/d"), {}, {"mime": "a/b", "status": "200"}),
    (answer(b"x", "Content-Type:"), {}, {"mime": "", "status": "200"}),
    (answer(b"x", status="404"), {}, {"status": "404"}),
    (b"HTTP/1.1 200 OK\nContent-Type: a/b\n\nx", {}, {"mime": "a/b", "status": "200"}),
    (b"HTTP/1.1 200 OK\r\nContent-Type: a/\r\n b\r\n\r\n", {}, {"mime": "a/", "status": "200"}),
]


@pytest.mark.parametrize(("block", "fields", "said"), RECORDED)
def test_a_line_says_what_the_reference_says(
    block: bytes, fields: dict[str, str], said: dict[str, str]
) -> None:
    line = line_of(response(block, **fields), REF)
    assert line is not None
    key, stamp, rest = line.split(" ", 2)
    assert (key, stamp) == ("test,kettleford-courier)/a", "20260301120001")
    found = json.loads(rest)
    assert found.pop("digest").startswith("sha256:AB" if "WARC-Payload-Digest" in fields else "sha1:")
    assert found == {
        "url": f"https://{HOST}/a",
        **{name: value for name, value in said.items() if name != "digest"},
        "length": "678",
        "offset": "345",
        "filename": REF.file,
    }


def test_a_header_that_does_not_end_leaves_an_empty_body() -> None:
    line = line_of(response(b"HTTP/1.1 204 No Content\r\nContent-Type: a/b"), REF)
    assert line is not None
    assert json.loads(line.split(" ", 2)[2])["digest"] == "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"


def test_spaces_of_a_url_are_encoded() -> None:
    line = line_of(response(b"", **{"WARC-Target-URI": f"https://{HOST}/two words"}), REF)
    assert line is not None
    assert json.loads(line.split(" ", 2)[2])["url"] == f"https://{HOST}/two%20words"


def test_what_is_no_http_in_an_arc_file_has_no_type() -> None:
    fields = (
        ("WARC-Type", "resource"),
        ("WARC-Target-URI", "dns:kettleford.test"),
        ("WARC-Date", "2011-09-22T13:12:14Z"),
        ("Content-Type", "text/dns"),
    )
    for version, expected in (("ARC", None), ("WARC/1.0", "text/dns")):
        line = line_of(Record(version, fields, b"20110922131214"), REF)
        assert line is not None
        assert json.loads(line.split(" ", 2)[2]).get("mime") == expected


@pytest.mark.parametrize(
    "record",
    [
        response(b"", **{"WARC-Type": "request"}),
        response(b"", **{"WARC-Type": "warcinfo"}),
        response(b"a: b", **{"WARC-Type": "metadata", "Content-Type": "application/warc-fields"}),
        response(b"", **{"WARC-Target-URI": ""}),
        response(b"", **{"WARC-Date": "2026"}),
    ],
)
def test_records_without_a_line(record: Record) -> None:
    assert line_of(record, REF) is None


FIELDS = [
    b"Content-Type: a/b;c",
    b"content-type :x",
    b" folded",
    b"\tmore",
    b"no colon",
    b"CONTENT-TYPE:\xff\xe9",
    b"  ",
    b"X: \x85",
    b"Content-Type:",
]
HEADS = st.lists(st.sampled_from(FIELDS), max_size=5)


@given(
    HEADS, st.sampled_from([b"\r\n", b"\n"]), st.sampled_from([b" 200 OK", b" 404", b"  500 x", b" 200\tOK"])
)
def test_status_and_type_are_what_warcio_reads(head: list[bytes], end: bytes, status: bytes) -> None:
    block = end.join([b"HTTP/1.1" + status, *head, b"", b"body"])
    raw = serialize(response(block, **{"Content-Type": "application/http; msgtype=response"}))
    (theirs,) = ArchiveIterator(io.BytesIO(raw))
    line = line_of(parse_record(raw), REF)
    assert line is not None
    said = json.loads(line.split(" ", 2)[2])
    assert said.get("status") == theirs.http_headers.get_statuscode()
    mime = theirs.http_headers.get_header("Content-Type")
    assert (said.get("mime") is None) == (mime is None)
    if mime:
        assert said["mime"] == re.split(r"[;\s]", mime, maxsplit=1)[0].strip()


def test_the_index_kept_while_crawling_equals_the_one_made_anew(tmp_path: Path) -> None:
    revisits = SQLiteRevisits(tmp_path / "revisits.sqlite")
    fill(tmp_path, range(1, 60), max_bytes=9_000, revisits=revisits)
    kept = (tmp_path / INDEX).read_bytes()
    assert len(archive_files(tmp_path)) > 2
    assert kept == b"".join(line + b"\n" for line in sorted(lines_of(archive_files(tmp_path))))
    assert kept.count(b"\n") == 59
    assert rebuild(tmp_path) == len(archive_files(tmp_path))
    assert (tmp_path / INDEX).read_bytes() == kept
    assert not (tmp_path / JOURNAL).exists()


def test_equal_line_for_line_to_the_reference(tmp_path: Path) -> None:
    fill(tmp_path, range(1, 30), max_bytes=9_000)
    reference = indexed_by_cdxj_indexer(archive_files(tmp_path), tmp_path / "reference")
    assert (tmp_path / INDEX).read_bytes() == reference


def test_runs_are_merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, range(1, 40))
    kept = (tmp_path / INDEX).read_bytes()
    monkeypatch.setattr("archive.indexing._RUN", 7)
    monkeypatch.setattr("archive.indexing._COPY", 50)
    rebuild(tmp_path)
    assert (tmp_path / INDEX).read_bytes() == kept
    fill(tmp_path, range(1000, 1010))
    assert (tmp_path / INDEX).read_bytes() == b"".join(
        line + b"\n" for line in sorted(lines_of(archive_files(tmp_path)))
    )


@pytest.mark.parametrize(
    "damage", ["missing", "no cover", "stale", "foreign cover", "gone", "grown", "torn cover"]
)
def test_an_index_that_does_not_fit_is_made_anew(tmp_path: Path, damage: str) -> None:
    fill(tmp_path, range(1, 10))
    fill(tmp_path, range(10, 20))
    first, second = archive_files(tmp_path)
    index, cover = tmp_path / INDEX, tmp_path / COVERED
    match damage:
        case "missing":
            index.unlink()
        case "no cover":
            cover.unlink()
        case "stale":
            cover.write_text(json.dumps({first.name: first.stat().st_size}))
            lines = index.read_bytes().splitlines(keepends=True)
            index.write_bytes(b"".join(line for line in lines if first.name.encode() in line))
        case "foreign cover":
            cover.write_text(json.dumps({"elsewhere.warc.gz": 5}))
        case "gone":
            first.unlink()
        case "grown":
            first.write_bytes(first.read_bytes() + second.read_bytes())
        case "torn cover":
            cover.write_text('{"wire')
    catch_up(tmp_path)
    assert index.read_bytes() == b"".join(line + b"\n" for line in sorted(lines_of(archive_files(tmp_path))))
    before = index.stat().st_mtime_ns
    assert catch_up(tmp_path) == 0
    assert index.stat().st_mtime_ns == before


def test_an_empty_folder_needs_no_index(tmp_path: Path) -> None:
    assert catch_up(tmp_path) == 0
    assert lookup(tmp_path, f"https://{HOST}/") == []


def test_lookup_by_url_and_time_also_while_writing(tmp_path: Path) -> None:
    fill(tmp_path, range(1, 30))
    with ArchiveWriter(tmp_path, software="s", operator=None, settings={}) as archive:
        late = exchange(50, path="/story/7?page=7")
        capture = archive.append(late).result(20)
        entries = lookup(tmp_path, "http://kettleford-courier.test/story/7?page=7")
        assert [entry.time for entry in entries] == ["20260301120007", "20260301120050"]
        assert (entries[1].ref.offset, entries[1].ref.length) == (capture.ref.offset, capture.ref.length)
        assert (entries[1].status, entries[1].mime) == ("200", "text/html")
        with (tmp_path / JOURNAL).open("ab") as journal:
            journal.write(b"test,kettleford-courier)/story/7?page=7 2026 {torn")
        assert len(lookup(tmp_path, late.url)) == 2
    found = nearest(tmp_path, late.url, "20260301120020")
    assert found is not None
    assert found.time == "20260301120007"
    assert nearest(tmp_path, "https://elsewhere.test/", "2026") is None


def test_dropped_lines_are_gone(tmp_path: Path) -> None:
    fill(tmp_path, range(1, 5))
    (entry,) = lookup(tmp_path, exchange(2).url)
    drop_lines(tmp_path, {(entry.ref.file, entry.ref.offset)})
    assert lookup(tmp_path, exchange(2).url) == []
    assert len(lookup(tmp_path, exchange(3).url)) == 1
    drop_lines(tmp_path / "missing", set())


def test_an_index_that_cannot_be_written_says_so_and_the_archive_goes_on(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, software="s", operator=None, settings={}) as archive:
        (tmp_path / JOURNAL).mkdir()
        archive.append(exchange(1)).result(20)
        assert archive.index is not None
        assert archive.index.fault is not None
        assert "not kept up" in archive.index.fault
        archive.append(exchange(2)).result(20)
    (tmp_path / JOURNAL).rmdir()
    IndexWriter(tmp_path).close()
    assert len(lookup(tmp_path, exchange(2).url)) == 1


@pytest.mark.parametrize("line", ["", "x", "key 2026", "key 2026 [1]", 'key 2026 {"url": "x"}', " {}"])
def test_what_is_no_line_is_named(line: str) -> None:
    with pytest.raises(ValueError, match=r"CDXJ|Expecting"):
        parse_line(line)


@given(
    st.lists(st.binary(max_size=4).filter(lambda line: b"\n" not in line), max_size=20), st.binary(max_size=4)
)
def test_insertion_point_is_where_bisect_puts_it(lines: list[bytes], line: bytes) -> None:
    line = line.replace(b"\n", b"")
    lines.sort()
    data = b"".join(one + b"\n" for one in lines)
    place = bisect.bisect_left(lines, line)
    assert insertion_point(data, line) == sum(len(one) + 1 for one in lines[:place])


def test_timestamps() -> None:
    assert timestamp("2026-03-01T12:00:01.25Z") == "20260301120001"
    assert timestamp("2026-03") == "202603"


def test_pages_are_what_the_tests_think() -> None:
    assert page(1) == page(1) != page(2)
