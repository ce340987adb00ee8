from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from archive.capture import RecordRef
from archive.cdxj import INDEX
from archive.digest import labelled
from archive.fixity import MANIFEST
from archive.indexing import COVERED, rebuild
from archive.member import compress_member
from archive.reader import read_records
from archive.record import Record, serialize
from archive.verify import Fault, verify, verify_records
from archive.warcfile import archive_files
from archive.writer import ArchiveWriter
from tests.archive.exchanges import answer, captures, chunked, exchange, page, records
from tests.archive.made import response


def fill(folder: Path, count: int = 6) -> Path:
    """A small sound archive; gives its only file."""
    with ArchiveWriter(folder, software="s", operator=None, settings={}) as archive:
        for number in range(1, count):
            archive.append(exchange(number))
        archive.append(
            exchange(count, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(page(1), 99))
        )
    return archive_files(folder)[0]


def change(path: Path, edit: Callable[[Record], Record | None]) -> None:
    """Write the file anew with some records changed or left out, and index and manifest made to fit."""
    edited = (edit(record) for record in records(path))
    path.write_bytes(b"".join(compress_member(serialize(record)) for record in edited if record is not None))
    (path.parent / MANIFEST).unlink(missing_ok=True)
    rebuild(path.parent)


def with_field(record: Record, name: str, value: str | None) -> Record:
    fields = [(key, value if key == name else old) for key, old in record.headers]
    return replace(record, headers=tuple((key, one) for key, one in fields if one is not None))


def kinds(faults: list[Fault]) -> list[str]:
    return [fault.kind for fault in faults]


def test_a_sound_archive_has_no_faults(tmp_path: Path) -> None:
    fill(tmp_path)
    assert verify(tmp_path, pointers=[capture.ref for capture in captures(tmp_path)]) == []
    assert verify(tmp_path / "empty") == []


def test_a_flipped_bit_is_found_by_structure_and_fixity(tmp_path: Path) -> None:
    path = fill(tmp_path)
    data = bytearray(path.read_bytes())
    ref = captures(tmp_path)[2].ref
    data[ref.offset + ref.length // 2] ^= 4
    path.write_bytes(data)
    faults = verify(tmp_path)
    assert kinds(faults) == ["structure", "link", "index", "fixity"]
    assert faults[0].offset == ref.offset
    assert str(faults[0]).startswith(f"{path.name}@{ref.offset}: structure: damaged")


@pytest.mark.parametrize(
    ("field", "value", "kind", "message"),
    [
        ("WARC-Block-Digest", "sha256:AAAA", "digest", "WARC-Block-Digest"),
        ("WARC-Block-Digest", "rot13:AAAA", "digest", "WARC-Block-Digest"),
        ("WARC-Payload-Digest", "sha1:AAAA", "digest", "WARC-Payload-Digest"),
        ("WARC-Date", "yesterday", "structure", "WARC-Date"),
        ("WARC-Target-URI", None, "structure", "WARC-Target-URI is missing"),
        ("WARC-Record-ID", None, "structure", "WARC-Record-ID is missing"),
        ("WARC-Concurrent-To", "<urn:uuid:nowhere>", "link", "leads to no record"),
        ("WARC-Warcinfo-ID", "<urn:uuid:nowhere>", "link", "leads to no record"),
    ],
)
def test_a_wrong_field_is_found(
    tmp_path: Path, field: str, value: str | None, kind: str, message: str
) -> None:
    def third(record: Record) -> Record:
        mine = record.type == "response" and record.url == exchange(3).url
        return with_field(record, field, value) if mine else record

    change(fill(tmp_path), third)
    faults = [fault for fault in verify(tmp_path) if fault.kind == kind and message in fault.message]
    assert len(faults) == 1


def test_both_meanings_of_a_payload_digest_are_read(tmp_path: Path) -> None:
    def as_stored(record: Record) -> Record:
        body = record.block.partition(b"\r\n\r\n")[2]
        return with_field(record, "WARC-Payload-Digest", labelled(body))

    change(fill(tmp_path), lambda record: as_stored(record) if record.type == "response" else record)
    assert verify(tmp_path) == []


def test_a_record_id_used_twice_is_found(tmp_path: Path) -> None:
    path = fill(tmp_path)
    first = captures(tmp_path)[0].ref.record_id
    change(
        path,
        lambda record: (
            with_field(record, "WARC-Record-ID", f"<{first}>") if record.type == "request" else record
        ),
    )
    assert "used twice" in verify(tmp_path)[0].message


def test_a_revisit_without_its_original_or_profile_is_found(tmp_path: Path) -> None:
    path = fill(tmp_path)

    def revisit(record: Record) -> Record:
        if record.type != "response" or record.url != exchange(2).url:
            return record
        fields = tuple(
            (key, value) for key, value in record.headers if "Digest" not in key and key != "WARC-Type"
        )
        return Record(
            record.version, (*fields, ("WARC-Type", "revisit"), ("WARC-Refers-To", "<urn:uuid:gone>")), b""
        )

    change(path, revisit)
    assert sorted(kinds(verify(tmp_path))) == ["link", "structure"]


def test_index_faults_are_found(tmp_path: Path) -> None:
    fill(tmp_path)
    index = tmp_path / INDEX
    whole = index.read_bytes()
    lines = whole.splitlines(keepends=True)
    index.write_bytes(b"".join(lines[1:]))
    assert [fault.message[:14] for fault in verify(tmp_path)] == ["lacks the line"]
    index.write_bytes(b"".join([*lines, lines[-1].replace(b"6", b"7")]))
    assert "no record gives" in verify(tmp_path)[0].message
    index.write_bytes(b"".join([lines[0], *lines]))
    assert "no record gives" in verify(tmp_path)[0].message
    index.write_bytes(b"".join(reversed(lines)))
    assert "not sorted" in verify(tmp_path)[-1].message
    index.write_bytes(whole[:-5])
    assert len(verify(tmp_path)) == 2
    index.unlink()
    assert [fault.message[:8] for fault in verify(tmp_path)] == ["missing:"]
    for name in (COVERED, MANIFEST):
        (tmp_path / name).unlink()
    assert verify(tmp_path) == [], "a folder of somebody else's files"


def test_fixity_faults_are_found(tmp_path: Path) -> None:
    path = fill(tmp_path)
    other = path.with_name("wirecopy-00000009-20260301120000.warc.gz")
    other.write_bytes(path.read_bytes())
    rebuild(tmp_path)
    assert any("not in" in fault.message for fault in verify(tmp_path) if fault.kind == "fixity")
    other.unlink()
    rebuild(tmp_path)
    manifest = tmp_path / MANIFEST
    text = manifest.read_text()
    manifest.write_text(re.sub("^.{4}", "0000", text))
    assert [fault.message for fault in verify(tmp_path)] == ["other bytes than when it was finished"]
    manifest.write_text(text + "0" * 64 + "  lost.warc.gz  7\n")
    assert [(fault.file, fault.kind) for fault in verify(tmp_path)] == [("lost.warc.gz", "fixity")]
    manifest.write_text(text.rstrip() + "7\n")
    assert "bytes, was" in verify(tmp_path)[0].message


def test_pointers_are_reconciled(tmp_path: Path) -> None:
    fill(tmp_path)
    good = captures(tmp_path)[1].ref
    wrong = [
        replace(good, record_id="urn:uuid:other"),
        replace(good, offset=good.offset + 1),
        RecordRef("elsewhere.warc.gz", 0, 1, "urn:uuid:1"),
    ]
    assert verify(tmp_path, pointers=[replace(good, record_id="")]) == []
    for pointer in wrong:
        assert kinds(verify(tmp_path, pointers=[pointer])) == ["pointer"]


def test_an_unfinished_file_is_named(tmp_path: Path) -> None:
    fill(tmp_path)
    with ArchiveWriter(tmp_path, software="s", operator=None, settings={}) as archive:
        archive.append(exchange(50, answer(b"x"))).result(20)
        assert kinds(verify(tmp_path)) == ["unfinished"]
    assert verify(tmp_path) == []


@pytest.mark.parametrize("whole", [False, True])
def test_a_block_over_the_limit_is_checked_or_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    blocks = [page(number) for number in range(3)]
    fields = (("WARC-Type", "resource"), ("WARC-Target-URI", "http://kettleford.test/"))
    said = [
        (*fields, ("WARC-Date", "2026-03-01"), ("WARC-Record-ID", f"<urn:uuid:{number}>"))
        for number in range(3)
    ]
    written = [
        serialize(Record("WARC/1.1", (*one, ("WARC-Block-Digest", labelled(block))), block))
        for one, block in zip(said, blocks, strict=True)
    ]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(b"".join(written)) if whole else b"".join(map(gzip.compress, written)))
    monkeypatch.setattr("archive.verify.read_records", partial(read_records, limit=1000))
    faults = verify_records(path)
    assert [fault.kind for fault in faults] == ["digest"] * (3 if whole else 0)
    assert all("was not checked" in fault.message for fault in faults)


@pytest.mark.parametrize(
    ("digested", "http", "faults"),
    [
        (b"", (), 0),
        (b"another", (), 1),
        (b"another", (("Transfer-Encoding", "chunked"),), 0),
    ],
)
def test_the_payload_of_a_block_over_the_limit_is_checked_unless_it_is_chunked(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    digested: bytes,
    http: tuple[tuple[str, str], ...],
    faults: int,
) -> None:
    body = b"%08d" % 7 * 500_000
    record = response(1, body, http=http, WARC_Payload_Digest=labelled(digested or body))
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(serialize(record), 1))
    monkeypatch.setattr("archive.verify.read_records", partial(read_records, limit=1000))
    found = verify_records(tmp_path / "a.warc.gz")
    assert [fault.kind for fault in found] == ["digest"] * faults
    assert all("is not the payload's" in fault.message for fault in found)
