from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import lz4.frame
import pytest
from backports import zstd

from archive.capture import Capture, Unread
from archive.errors import ArchiveEmpty, ArchiveNotFound
from archive.exchange import Exchange, Refusal
from archive.reader import Archive, read_archive, read_at, read_records
from archive.record import Record, serialize
from archive.writer import ArchiveWriter
from tests.archive.made import URL, arc_line, date, members, response, warc

RECORDS = [warc("warcinfo", 90, b"software: made up\r\n", content_type="application/warc-fields")] + [
    record
    for number in range(5)
    for record in (
        warc("request", 50 + number, b"GET / HTTP/1.1\r\n\r\n"),
        response(number, b"<p>%d</p>" % number * 300),
    )
]
BODIES = [b"<p>%d</p>" % number * 300 for number in range(5)]


def plain(records: list[Record]) -> bytes:
    return b"".join(map(serialize, records))


def zstd_frames(records: list[Record]) -> bytes:
    return b"".join(zstd.compress(serialize(record)) for record in records)


def zstd_with_dictionary(records: list[Record], *, packed: bool = False) -> bytes:
    dictionary = zstd.train_dict([serialize(record) for record in records] * 20, 2048)
    frame = zstd.compress(dictionary.dict_content) if packed else dictionary.dict_content
    frames = (zstd.compress(serialize(record), zstd_dict=dictionary) for record in records)
    return b"\x5d\x2a\x4d\x18" + len(frame).to_bytes(4, "little") + frame + b"".join(frames)


WRAPPINGS: dict[str, Callable[[list[Record]], bytes]] = {
    "plain": plain,
    "gzip": lambda records: b"".join(members(records)),
    "gzip-whole": lambda records: gzip.compress(plain(records), mtime=0),
    "gzip-pairs": lambda records: b"".join(
        gzip.compress(plain(records[at : at + 2]), mtime=0) for at in range(0, 11, 2)
    ),
    "zstd": zstd_frames,
    "zstd-whole": lambda records: zstd.compress(plain(records)),
    "zstd-dictionary": zstd_with_dictionary,
    "zstd-packed-dictionary": lambda records: zstd_with_dictionary(records, packed=True),
    "lz4": lambda records: b"".join(lz4.frame.compress(serialize(record)) for record in records),
    "lz4-skippable": lambda records: (
        b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc" + lz4.frame.compress(plain(records))
    ),
}


@pytest.fixture(params=sorted(WRAPPINGS))
def wrapped(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    # The name says nothing: what a file is shows in its bytes.
    path = tmp_path / "made.bin"
    path.write_bytes(WRAPPINGS[request.param](RECORDS))
    return path


def test_every_record_is_read_whatever_wraps_it(wrapped: Path) -> None:
    records = [located.record for located in read_records(wrapped)]
    assert records == RECORDS


def test_captures_come_in_order_and_other_records_are_named(wrapped: Path) -> None:
    found = list(read_archive(wrapped))
    assert [one.payload for one in found if isinstance(one, Capture)] == BODIES
    assert [(one.reason, one.record_type) for one in found if isinstance(one, Unread)] == [
        ("record type", "warcinfo"),
        *[("record type", "request")] * 5,
    ]


def test_every_ref_is_unique_in_order_and_leads_back(wrapped: Path) -> None:
    found = list(read_archive(wrapped))
    offsets = [one.ref.offset for one in found]
    assert offsets == sorted(set(offsets))
    assert {one.ref.file for one in found} == {"made.bin"}
    assert [read_at(wrapped, one.ref.offset) for one in found] == found


def test_start_passes_over_all_that_lies_before(wrapped: Path) -> None:
    found = list(read_archive(wrapped))
    for index, one in enumerate(found):
        assert list(read_archive(wrapped, start=("made.bin", one.ref.offset))) == found[index:]
    assert list(read_archive(wrapped, start=("made.bin", found[-1].ref.offset + 1))) == []
    assert list(read_archive(wrapped, start=("nade.bin", 0))) == []


@pytest.mark.parametrize("wrapping", ["gzip", "zstd", "lz4"])
def test_a_member_s_length_spans_exactly_its_bytes(tmp_path: Path, wrapping: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(WRAPPINGS[wrapping](RECORDS))
    data = path.read_bytes()
    refs = [located.ref for located in read_records(path)]
    assert [ref.offset + ref.length for ref in refs] == [ref.offset for ref in refs[1:]] + [len(data)]


def test_the_length_of_a_plain_record_ends_with_its_block_as_in_cdxj(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(plain(RECORDS))
    refs = [located.ref for located in read_records(path)]
    assert [ref.length + 4 for ref in refs] == [len(serialize(record)) for record in RECORDS]


ARC_1 = arc_line(
    "filedesc://made.arc",
    "text/plain",
    b"1 0 Made\nURL IP-address Archive-date Content-type Archive-length\n",
)
ARC_2 = arc_line("filedesc://made.arc", "text/plain 200 - - 0 made.arc", b"2 0 Made\n")
HTTP = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>old</p>"


@pytest.mark.parametrize(
    ("head", "kind"), [(ARC_1, "text/html"), (ARC_2, "text/html 200 Q2X - 17 made.arc"), (b"", "text/html")]
)
@pytest.mark.parametrize("per_record", [True, False])
def test_arc_of_both_versions_is_read(tmp_path: Path, head: bytes, kind: str, per_record: bool) -> None:
    page = arc_line("http://old.example/a b?c=d e", kind, HTTP)
    name = arc_line(
        "dns:old.example", "text/dns" + kind[9:], b"old.example. 60 IN A 127.0.0.1", when="20040229"
    )
    parts = [part for part in (head, name, page) if part]
    path = tmp_path / "made.arc"
    path.write_bytes(b"".join(map(gzip.compress, parts)) if per_record else b"".join(parts))
    found = list(read_archive(path))
    if head:
        first = found.pop(0)
        assert isinstance(first, Unread)
        assert (first.reason, first.record_type) == ("record type", "arc_header")
    dns, capture = found
    assert isinstance(dns, Capture)
    assert isinstance(capture, Capture)
    assert (dns.record_type, dns.content_type, dns.date) == ("resource", "text/dns", "2004-02-29T00:00:00Z")
    assert (capture.url, capture.date) == ("http://old.example/a b?c=d e", "2004-02-29T12:00:00Z")
    assert (capture.status, capture.payload, capture.content_type) == (200, b"<p>old</p>", "text/html")
    assert read_at(path, capture.ref.offset) == capture


def test_old_and_lenient_warcs_are_read(tmp_path: Path) -> None:
    path = tmp_path / "old.warc"
    one = (
        b"WARC/0.18\nWARC-Type: response\nWARC-Target-URI: http://old.example/\nWARC-Date: 2009-01-01T00:00:00Z\n"
        b"WARC-Record-ID: <urn:uuid:1>\nContent-Length: %d\n\n%b\n\n" % (len(HTTP), HTTP)
    )
    path.write_bytes(
        b"\r\n\r\n" + one + one.replace(b"0.18", b"0.17").replace(b"\n\n\n", b"\n") + one.rstrip(b"\n")
    )
    found = list(read_archive(path))
    assert [one.payload for one in found if isinstance(one, Capture)] == [b"<p>old</p>"] * 3
    assert len(found) == 3


def test_a_folder_is_read_in_name_order_and_open_files_go_by_their_final_name(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    (folder / "sub").mkdir(parents=True)
    for name, number in [("b.warc.gz", 2), ("a.warc.gz.open", 1), ("sub/c.warc", 3)]:
        (folder / name).write_bytes(serialize(response(number)))
    (folder / "index.cdxj").write_bytes(b"example)/ 2024 {}\n")
    (folder / ".hidden.warc").write_bytes(serialize(response(9)))
    (folder / "notes.gz").write_bytes(gzip.compress(b"no archive"))
    found = list(read_archive(folder))
    assert [(one.ref.file, one.url) for one in found] == [
        ("a.warc.gz", URL.format(1)),
        ("b.warc.gz", URL.format(2)),
        ("notes.gz", None),
        ("sub/c.warc", URL.format(3)),
    ]
    assert isinstance(found[2], Unread)
    assert found[2].reason.startswith("not an archive")
    assert read_at(folder / found[0].ref.file, 0) == found[0]
    assert list(read_archive(folder, start=("b.warc.gz", 1))) == found[2:]
    assert [one.ref.file for one in read_archive(str(tmp_path / "arch*" / "*.warc.gz*"))] == [
        "archive/a.warc.gz",
        "archive/b.warc.gz",
    ]


@pytest.mark.parametrize(
    "content",
    [b"", b"no archive", b"PK\x05\x06" + b"\0" * 18, b"\x1f\x8b\x08\0", gzip.compress(b"text", mtime=0)],
)
def test_a_file_that_is_no_archive_is_one_unread(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    (found,) = read_archive(path)
    assert isinstance(found, Unread)
    assert found.reason.startswith(("not an archive", "damaged: 4 bytes skipped"))


def test_what_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ArchiveNotFound, match=r"no archive at .*nowhere.*check the path"):
        read_archive(tmp_path / "nowhere.warc.gz")
    with pytest.raises(FileNotFoundError):
        read_archive(tmp_path / "nowhere.warc.gz")
    with pytest.raises(ArchiveNotFound, match="no archive matches"):
        read_archive(tmp_path / "*.warc.gz")
    (tmp_path / "readme.txt").write_text("no archive")
    with pytest.raises(ArchiveEmpty, match=r"\*\.warc\.gz"):
        read_archive(tmp_path)
    with pytest.raises(ArchiveNotFound):
        read_at(tmp_path / "nowhere.warc.gz", 0)


def test_an_offset_at_which_nothing_begins_is_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(plain(RECORDS))
    got = read_at(path, 5)
    assert isinstance(got, Unread)
    assert got.reason.startswith("damaged")


def test_a_block_over_the_limit_is_cut_and_said(wrapped: Path) -> None:
    found = list(read_archive(wrapped, limit=500))
    captures = [one for one in found if isinstance(one, Capture)]
    head = len(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    assert [(one.payload, one.truncated) for one in captures] == [
        (body[: 500 - head], "length") for body in BODIES
    ]
    assert len(found) == len(RECORDS)
    assert [one.url for one in captures] == [URL.format(number) for number in range(5)]


def test_a_wacz_is_read_from_inside(tmp_path: Path) -> None:
    path = tmp_path / "made.wacz"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("datapackage.json", "{}")
        package.writestr("indexes/index.cdx.gz", gzip.compress(b"index"))
        package.writestr("archive/b.warc.gz", b"".join(members(RECORDS[3:])))
        package.writestr("archive/a.warc", plain(RECORDS[:3]), zipfile.ZIP_DEFLATED)
    located = list(read_records(path))
    assert [one.record for one in located] == RECORDS
    assert {one.ref.file for one in located} == {"made.wacz/archive/a.warc", "made.wacz/archive/b.warc.gz"}
    found = list(read_archive(path))
    assert [one.payload for one in found if isinstance(one, Capture)] == BODIES
    for one in found:
        again = read_at(tmp_path / one.ref.file, one.ref.offset)
        assert (again.url, again.ref.offset, again.ref.length) == (one.url, one.ref.offset, one.ref.length)
    assert list(read_archive(path, start=("made.wacz/archive/b.warc.gz", 0))) == found[3:]


def test_the_same_archive_gives_the_same_captures(wrapped: Path) -> None:
    assert list(read_archive(wrapped)) == list(read_archive(wrapped))
    assert date(0) == "2024-03-01T00:00:00Z"


def test_an_opened_archive_gives_records_by_the_name_and_offset_of_a_ref(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz.open").write_bytes(WRAPPINGS["gzip"](RECORDS))
    archive = Archive(tmp_path)
    found = list(archive.captures())
    assert [archive.at(one.ref.file, one.ref.offset) for one in found] == found
    assert list(Archive(tmp_path / "a.warc.gz").captures()) == found
    (tmp_path / "a.warc.gz.open").rename(tmp_path / "a.warc.gz")  # the writer finished it meanwhile
    assert archive.at("a.warc.gz", 0) == found[0]
    with pytest.raises(ArchiveNotFound, match=r"no file b\.warc\.gz"):
        archive.at("b.warc.gz", 0)


def test_what_cannot_be_opened_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    for name in ("a.warc", "b.warc"):
        (tmp_path / name).write_bytes(plain(RECORDS))
    archive = Archive(tmp_path)
    (tmp_path / "a.warc").unlink()
    first, *rest = archive.captures()
    assert isinstance(first, Unread)
    assert first.reason.startswith("damaged: cannot be read")
    assert len(rest) == len(RECORDS)


def test_what_our_writer_writes_reads_back(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, software="test", operator=None, settings={}, fsync=False) as writer:
        page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + b"<p>The ferry sails.</p>" * 100
        moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
        live = [
            writer.append(Exchange("http://a.example/", moment, b"GET / HTTP/1.1\r\n\r\n", page)).result(),
            writer.append(
                Refusal("http://b.example/", "robots", date=moment, via="http://a.example/")
            ).result(),
        ]
    replayed = [one for one in read_archive(tmp_path) if isinstance(one, Capture)]
    assert replayed == live


@pytest.mark.parametrize("size", [7, 300, 1000, 5000])
@pytest.mark.parametrize("wrapping", ["gzip", "zstd", "lz4"])
def test_members_cut_by_size_are_read_as_one(tmp_path: Path, wrapping: str, size: int) -> None:
    """As bgzip, pzstd and lz4 make them, with an empty member at the end."""
    compress: Callable[[bytes], bytes] = {
        "gzip": lambda raw: gzip.compress(raw, 1, mtime=0),
        "zstd": lambda raw: zstd.compress(raw),
        "lz4": lambda raw: lz4.frame.compress(raw),
    }[wrapping]
    whole = plain(RECORDS)
    path = tmp_path / "a.warc"
    path.write_bytes(
        b"".join(compress(whole[at : at + size]) for at in range(0, len(whole), size)) + compress(b"")
    )
    found = list(read_records(path))
    assert [one.reason for one in found] == [None] * len(RECORDS)
    assert [one.record for one in found] == RECORDS
    assert len({one.ref.offset for one in found}) == len(RECORDS)
    captures = [each for each in read_archive(path) if isinstance(each, Capture)]
    assert [each.payload for each in captures] == BODIES
    assert [read_at(path, each.ref.offset) for each in captures] == captures
