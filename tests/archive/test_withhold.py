from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.capture import Capture, RecordRef, Unread
from archive.cdxj import lookup
from archive.exchange import Withholding
from archive.lock import FolderLocked
from archive.member import store_member, stored_length
from archive.reader import read_archive
from archive.revisits import SQLiteRevisits
from archive.verify import verify
from archive.warcfile import archive_files
from archive.withhold import NotErasable, _fill, captures_of, dependants, erase, withheld
from archive.writer import ArchiveWriter
from tests.archive.exchanges import HOST, NOON, answer, captures, exchange, page, records

LATER = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
SECRET = page(77, 900)


def fill(folder: Path) -> None:
    revisits = SQLiteRevisits(folder / "revisits.sqlite")
    with ArchiveWriter(
        folder, software="s", operator=None, settings={}, revisits=revisits, max_bytes=6000
    ) as archive:
        for number in range(1, 9):
            archive.append(exchange(number))
        archive.append(exchange(9, answer(SECRET), path="/secret"))
        archive.append(exchange(10, answer(SECRET), path="/copy"))
        archive.append(exchange(11, b"junk" + SECRET, path="/secret", fault="no HTTP"))
        for number in range(12, 20):
            archive.append(exchange(number))


def test_a_tombstone_is_found(tmp_path: Path) -> None:
    fill(tmp_path)
    url = f"https://{HOST}/secret"
    with ArchiveWriter(tmp_path, software="s", operator=None, settings={}) as archive:
        archive.withhold(Withholding(url, "asked for", NOON))
        archive.withhold(Withholding(url, "asked for again", LATER))
    assert withheld(tmp_path) == {url: "2026-04-01T09:30:00.000000Z"}
    assert verify(tmp_path) == []


def test_erasure_leaves_nothing_and_moves_nothing(tmp_path: Path) -> None:
    fill(tmp_path)
    url = f"https://{HOST}/secret"
    before = {found.ref.record_id: found for found in captures(tmp_path)}
    sizes = {path.name: path.stat().st_size for path in archive_files(tmp_path)}
    refs = captures_of(tmp_path, url)
    assert len(refs) == 2
    revisits = SQLiteRevisits(tmp_path / "revisits.sqlite")
    done = [erase(tmp_path, ref, reason="court order 7", date=LATER, revisits=revisits) for ref in refs]
    revisits.close()
    assert [len(erasure.erased) for erasure in done] == [2, 2]
    assert [erasure.tombstone.offset for erasure in done] == [ref.offset for ref in refs]
    assert {path.name: path.stat().st_size for path in archive_files(tmp_path)} == sizes
    for path in archive_files(tmp_path):
        assert SECRET[:200] not in gzip.decompress(path.read_bytes())
    for capture in captures(tmp_path):
        if capture.revisit is None:
            assert capture == before[capture.ref.record_id]
    assert captures_of(tmp_path, url) == []
    assert lookup(tmp_path, url) == []
    assert verify(tmp_path, pointers=[found.ref for found in captures(tmp_path)]) == []
    stones = [
        found for found in read_archive(tmp_path) if isinstance(found, Unread) and found.reason == "withheld"
    ]
    assert [stone.ref for stone in stones] == [erasure.tombstone for erasure in done]
    assert withheld(tmp_path) == {url: "2026-04-01T09:30:00.000000Z"}


def test_revisits_of_what_was_erased_are_named_and_no_new_one_is_made(tmp_path: Path) -> None:
    fill(tmp_path)
    revisits = SQLiteRevisits(tmp_path / "revisits.sqlite")
    gone = erase(
        tmp_path,
        captures_of(tmp_path, f"https://{HOST}/secret")[0],
        reason="r",
        date=LATER,
        revisits=revisits,
    )
    (orphan,) = dependants(tmp_path, frozenset(gone.erased))
    unresolved = [
        found for found in read_archive(tmp_path) if isinstance(found, Capture) and found.ref == orphan
    ]
    assert [bool(found.fault and "unresolved revisit" in found.fault) for found in unresolved] == [True]
    assert verify(tmp_path) == []
    with ArchiveWriter(tmp_path, software="s", operator=None, settings={}, revisits=revisits) as archive:
        assert (
            archive.append(exchange(30, answer(SECRET), path="/third")).result(20).record_type == "response"
        )


def test_what_cannot_be_erased_is_said(tmp_path: Path) -> None:
    fill(tmp_path)
    (first, *_) = archive_files(tmp_path)
    ref = captures(tmp_path)[0].ref
    whole = first.read_bytes()
    for wrong in (
        RecordRef("elsewhere.warc.gz", 0, 1, ""),
        RecordRef(first.name, ref.offset + 1, 1, ""),
        RecordRef(first.name, 0, 1, ""),
        RecordRef(first.name, 1 << 40, 1, ""),
    ):
        with pytest.raises(NotErasable):
            erase(tmp_path, wrong, reason="r", date=LATER)
    with ArchiveWriter(tmp_path, software="s", operator=None, settings={}), pytest.raises(FolderLocked):
        erase(tmp_path, ref, reason="r", date=LATER)
    with pytest.raises(NotErasable, match="too few"):
        erase(tmp_path, ref, reason="r" * 20_000, date=LATER)
    assert first.read_bytes() == whole
    assert verify(tmp_path) == []


@pytest.mark.parametrize("start", [700, 1000, 9_990, 65_535, 131_070])
def test_every_length_can_be_filled_to_the_byte(start: int) -> None:
    for length in range(start, start + 60):
        padding, empty = _fill(length, 500, 95)
        size = 500 + padding + len(str(95 + padding)) - 2
        assert stored_length(size, empty) == length
        assert len(store_member(b"x" * size, empty)) == length


def test_the_tombstone_is_a_record_like_any_other(tmp_path: Path) -> None:
    fill(tmp_path)
    gone = erase(
        tmp_path, captures_of(tmp_path, f"https://{HOST}/secret")[0], reason="court order 7", date=LATER
    )
    stone = next(
        record
        for path in archive_files(tmp_path)
        for record in records(path)
        if record.id == gone.tombstone.record_id
    )
    assert stone.url == f"https://{HOST}/secret"
    assert stone.block.startswith(b"wirecopy-withheld: court order 7\r\nwirecopy-erased: urn:uuid:")
    assert stone.block.endswith(b"..\r\n")
