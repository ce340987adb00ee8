from __future__ import annotations

import os
from pathlib import Path

import pytest

from archive import fixity
from archive.capture import Capture
from archive.journal import recover
from archive.lock import FolderLock
from archive.warcfile import ArchiveWriteError, OpenFile, file_name, next_serial, serial_of
from archive.writer import ArchiveWriter
from tests.archive.exchanges import NOON, captures, exchange

FULL = OSError(28, "No space left on device")
BROKEN = OSError(5, "Input/output error")


def refuse(monkeypatch: pytest.MonkeyPatch, name: str, error: OSError) -> None:
    """From here on the system call fails."""

    def call(*arguments: object, **named: object) -> None:
        raise error

    monkeypatch.setattr(os, name, call)


def half_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on the disk takes half of a write, and then nothing more."""
    real = os.write
    full = False

    def write(handle: int, data: bytes) -> int:
        nonlocal full
        if full:
            raise FULL
        full = True
        return real(handle, data[: len(data) // 2])

    monkeypatch.setattr(os, "write", write)


def test_names_carry_the_serial(tmp_path: Path) -> None:
    name = file_name("wirecopy", 7, NOON)
    assert name == "wirecopy-00000007-20260301120000.warc.gz"
    assert (serial_of(name), serial_of("theirs.warc.gz")) == (7, 0)
    assert next_serial(tmp_path) == 1
    for present in (name, file_name("other", 123_456_789, NOON) + ".open", "theirs-9.warc.gz"):
        (tmp_path / present).touch()
    assert next_serial(tmp_path) == 123_456_790


def test_a_write_goes_in_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = OpenFile(tmp_path, "a.warc.gz")
    assert file.write(b"first") == 0
    with monkeypatch.context() as patch:
        half_of_it(patch)
        with pytest.raises(ArchiveWriteError, match="No space left"):
            file.write(b"second")
    assert (tmp_path / "a.warc.gz.open").read_bytes() == b"first"
    assert file.write(b"third") == 5
    assert file.finish().read_bytes() == b"firstthird"
    file.abandon()


def test_a_short_write_is_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, data[:3]))
    file = OpenFile(tmp_path, "a.warc.gz", fsync=False)
    file.write(b"one record, many writes")
    assert file.finish().read_bytes() == b"one record, many writes"


def test_a_tail_that_cannot_be_cut_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = OpenFile(tmp_path, "a.warc.gz")
    half_of_it(monkeypatch)
    refuse(monkeypatch, "ftruncate", BROKEN)
    with pytest.raises(ArchiveWriteError) as caught:
        file.write(b"record")
    assert "could not be cut off: Input/output error" in str(caught.value.__cause__.__notes__)  # type: ignore[union-attr]
    file.abandon()


def writer(folder: Path) -> ArchiveWriter:
    return ArchiveWriter(folder, software="s", operator=None, settings={})


def test_a_full_disk_fails_one_exchange_and_keeps_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = writer(tmp_path)
    kept = archive.append(exchange(1)).result(20)
    with monkeypatch.context() as patch:
        half_of_it(patch)
        with pytest.raises(ArchiveWriteError, match="No space left"):
            archive.append(exchange(2)).result(20)
    with pytest.raises(ArchiveWriteError, match="stopped"):
        archive.append(exchange(3)).result(20)
    with pytest.raises(ArchiveWriteError, match="No space left"):
        archive.close()
    recovery = recover(tmp_path)
    assert recovery.cut == 0
    assert captures(tmp_path) == [kept]
    with writer(tmp_path) as again:
        assert isinstance(again.append(exchange(4)).result(20), Capture)


@pytest.mark.parametrize(("call", "words"), [("rename", "cannot rename"), ("fsync", "durable")])
def test_a_file_that_cannot_be_finished_stays_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, words: str
) -> None:
    archive = writer(tmp_path)
    kept = archive.append(exchange(1)).result(20)
    with monkeypatch.context() as patch:
        refuse(patch, call, BROKEN)
        with pytest.raises(ArchiveWriteError, match=words):
            archive.close()
    assert len(list(tmp_path.glob("*.warc.gz.open"))) == 1
    recover(tmp_path)
    assert captures(tmp_path) == [kept]


def test_a_manifest_that_cannot_be_written_stops_the_writer(tmp_path: Path) -> None:
    archive = writer(tmp_path)
    kept = archive.append(exchange(1)).result(20)
    (tmp_path / fixity.MANIFEST).mkdir()
    with pytest.raises(ArchiveWriteError, match="manifest"):
        archive.close()
    (tmp_path / fixity.MANIFEST).rmdir()
    recover(tmp_path)
    assert captures(tmp_path) == [kept]


def test_a_writer_that_cannot_start_gives_the_folder_back(tmp_path: Path) -> None:
    (tmp_path / "index.cdxj.new").mkdir()
    with pytest.raises(OSError, match="directory"):
        writer(tmp_path)
    FolderLock(tmp_path, name=".writer").release()
