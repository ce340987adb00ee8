from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from archive import fixity
from archive.indexing import catch_up
from archive.journal import Recovery, last_whole_exchange, recover
from archive.lock import FolderLocked
from archive.member import Member, compress_member, mapped, scan
from archive.verify import verify
from archive.warcfile import archive_files
from archive.writer import ArchiveWriter
from tests.archive.exchanges import answer, captures, exchange, records


def write(folder: Path, count: int, **more: object) -> ArchiveWriter:
    """A writer that was given `count` small exchanges and not closed."""
    archive = ArchiveWriter(folder, software="s", operator=None, settings={}, **more)  # type: ignore[arg-type]
    for number in range(1, count + 1):
        archive.append(exchange(number, answer(b"story %d" % number))).result(20)
    return archive


def torn(folder: Path, count: int = 4) -> tuple[Path, bytes, list[Member]]:
    """A finished archive put back under its `.open` name: the path, its bytes, its members."""
    write(folder, count).close()
    (path,) = archive_files(folder)
    (folder / fixity.MANIFEST).unlink()
    path = path.rename(path.with_name(path.name + ".open"))
    with mapped(path) as data:
        return path, path.read_bytes(), list(scan(data))


@pytest.fixture
def no_fsync(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of recoveries need not wait for the disk."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.mark.usefixtures("no_fsync")
def test_truncation_of_the_last_three_records_at_every_byte(tmp_path: Path) -> None:
    path, whole, members = torn(tmp_path)
    # Members: warcinfo, then response and request of each exchange. The last three records lie in the last two exchanges.
    ends = [member.end for member in members[2::2]]
    for size in range(members[-3].offset, len(whole) + 1):
        path.write_bytes(whole[:size])
        recovery = recover(tmp_path)
        (final,) = archive_files(tmp_path)
        kept = max(end for end in ends if end <= size)
        assert final.read_bytes() == whole[:kept]
        assert (recovery.repairs[0].kept, recovery.cut) == (kept, size - kept)
        assert fixity.vouches_for(final)
        final.unlink()
        (tmp_path / fixity.MANIFEST).unlink()
        if size in (members[-3].offset, len(whole)):
            path.write_bytes(whole[:size])
            recover(tmp_path)
            assert len(captures(tmp_path)) == ends.index(kept) + 1
            archive_files(tmp_path)[0].unlink()
            (tmp_path / fixity.MANIFEST).unlink()


@pytest.mark.usefixtures("no_fsync")
@pytest.mark.parametrize("zeros", [1, 512, 70_000])
def test_a_zero_filled_tail_is_cut(tmp_path: Path, zeros: int) -> None:
    path, whole, members = torn(tmp_path)
    for size in (len(whole), members[-1].offset + 10):
        path.write_bytes(whole[:size] + b"\0" * zeros)
        recovery = recover(tmp_path)
        (final,) = archive_files(tmp_path)
        end = len(whole) if size == len(whole) else members[-3].end
        assert final.read_bytes() == whole[:end]
        assert recovery.cut == size + zeros - end
        assert f"cut {recovery.cut} bytes" in str(recovery)
        final.rename(path)
        (tmp_path / fixity.MANIFEST).unlink()


def test_damage_in_the_middle_costs_nothing_that_follows(tmp_path: Path) -> None:
    path, whole, members = torn(tmp_path)
    hole = members[3]
    path.write_bytes(whole[: hole.offset] + b"\0" * hole.length + whole[hole.end :])
    (repair,) = recover(tmp_path).repairs
    assert (repair.kept, repair.cut, repair.damage) == (len(whole), 0, ((hole.offset, hole.length),))
    assert f"{hole.length} unreadable bytes at {hole.offset}" in str(repair)
    (final,) = archive_files(tmp_path)
    assert final.stat().st_size == len(whole)


@pytest.mark.parametrize("keep", ["nothing", "warcinfo", "half a record", "zeros"])
def test_a_file_without_an_exchange_is_removed(tmp_path: Path, keep: str) -> None:
    path, whole, members = torn(tmp_path)
    contents = {
        "nothing": b"",
        "warcinfo": whole[: members[0].end],
        "half a record": whole[: members[1].offset + 50],
        "zeros": b"\0" * 5000,
    }
    path.write_bytes(contents[keep])
    (repair,) = recover(tmp_path).repairs
    assert repair.removed
    assert repair.cut == len(contents[keep])
    assert "removed" in str(repair)
    assert not list(tmp_path.glob("*warc*"))


def test_a_clean_archive_needs_no_recovery(tmp_path: Path) -> None:
    assert recover(tmp_path / "missing") == Recovery()
    write(tmp_path, 3).close()
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert recover(tmp_path) == Recovery()
    assert {path: path.read_bytes() for path in before} == before


def test_a_torn_finished_file_is_cut_and_still_missed_by_the_manifest(tmp_path: Path) -> None:
    write(tmp_path, 4).close()
    (path,) = archive_files(tmp_path)
    entry = fixity.manifest(tmp_path)[path.name]
    whole = path.read_bytes()
    path.write_bytes(whole[:-3])
    (repair,) = recover(tmp_path).repairs
    assert repair.cut > 0
    assert len(captures(tmp_path)) == 3
    assert fixity.manifest(tmp_path)[path.name] == entry
    assert not fixity.vouches_for(path)


def test_a_finished_file_is_never_removed_and_a_foreign_one_never_touched(tmp_path: Path) -> None:
    write(tmp_path, 1).close()
    (path,) = archive_files(tmp_path)
    path.write_bytes(b"junk")
    foreign = tmp_path / "zzz.warc.gz"
    foreign.write_bytes(b"not ours")
    recover(tmp_path)
    assert path.read_bytes() == b"junk"
    assert foreign.read_bytes() == b"not ours"


def test_a_finished_file_that_missed_the_manifest_is_entered(tmp_path: Path) -> None:
    write(tmp_path, 2).close()
    (path,) = archive_files(tmp_path)
    (tmp_path / fixity.MANIFEST).write_text("torn li")
    assert recover(tmp_path) == Recovery()
    assert fixity.vouches_for(path)


def test_half_made_copies_are_swept(tmp_path: Path) -> None:
    write(tmp_path, 1).close()
    (tmp_path / "index.cdxj.new").write_bytes(b"half")
    assert recover(tmp_path) == Recovery()
    assert not list(tmp_path.glob("*.new"))


def test_recovery_waits_for_no_writer(tmp_path: Path) -> None:
    with write(tmp_path, 1), pytest.raises(FolderLocked):
        recover(tmp_path)


def test_two_records_in_one_member_and_a_short_length_are_no_records() -> None:
    record = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 2\r\n\r\nok\r\n\r\n"
    good = compress_member(record)
    for bad in (record + record, record.replace(b": 2", b": 1"), record.replace(b"ok", b"okay"), b"junk"):
        end, count, damage = last_whole_exchange(good + compress_member(bad))
        assert (end, count, damage) == (len(good), 1, [])


def killed(*arguments: str) -> list[dict[str, Any]]:
    """What `tests.archive.killed` says."""
    child = subprocess.run(
        [sys.executable, "-m", "tests.archive.killed", *arguments],
        stdout=subprocess.PIPE,
        timeout=120,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    return [json.loads(line) for line in child.stdout.splitlines()]


def test_kill_at_random_moments_loses_nothing_acknowledged(tmp_path: Path) -> None:
    acknowledged = [url for said in killed("random", str(tmp_path), "20") for url in said["acknowledged"]]
    recover(tmp_path)
    assert not list(tmp_path.glob("*.open"))
    for path in archive_files(tmp_path):
        assert fixity.vouches_for(path)
        found = records(path)
        ids = {record.id for record in found}
        for name, value in (field for record in found for field in record.headers):
            assert name != "WARC-Concurrent-To" or value.strip("<>") in ids
    urls = [capture.url for capture in captures(tmp_path)]
    assert len(set(urls)) == len(urls)
    assert set(acknowledged) <= set(urls)
    assert len(acknowledged) > 500
    catch_up(tmp_path)
    assert verify(tmp_path) == []


def test_kill_at_every_write_fsync_and_rename(tmp_path: Path) -> None:
    crashes = killed("steps", str(tmp_path))
    assert len(crashes) > 20
    assert crashes[-1]["status"] == 0
    for crash in crashes:
        folder = Path(crash["folder"])
        recover(folder)
        urls = [capture.url for capture in captures(folder)]
        assert urls[: len(crash["acknowledged"])] == crash["acknowledged"]
        assert not list(folder.glob("*.open"))
        assert all(fixity.vouches_for(path) for path in archive_files(folder))
        catch_up(folder)
        assert verify(folder) == []
