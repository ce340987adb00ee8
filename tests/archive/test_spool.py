from __future__ import annotations

import gzip
import os
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import archive.answer
import archive.spool
import archive.verify
import archive.writer
from archive.answer import dechunked, take_apart, take_apart_spooled
from archive.capture import Capture
from archive.errors import ChunkingDamaged
from archive.exchange import Exchange
from archive.http import dechunk
from archive.journal import recover
from archive.large import block_pieces
from archive.member import mapped, scan
from archive.reader import read_archive, read_records
from archive.record import Record
from archive.revisits import SQLiteRevisits
from archive.spool import Spool
from archive.verify import verify
from archive.warcfile import ArchiveFull, ArchiveWriteError, archive_files
from archive.writer import ArchiveWriter
from tests.archive.exchanges import answer, captures, chunked, exchange, page, records
from tests.archive.test_writer import writer

ROOT = Path(__file__).resolve().parents[2]


def spooled(folder: Path, data: bytes, piece: int = 1000) -> Spool:
    spool = Spool(folder, memory=10)
    for at in range(0, len(data), piece):
        spool.write(data[at : at + piece])
    return spool


@given(st.lists(st.binary(max_size=300), max_size=8), st.integers(0, 400), st.integers(0, 600))
def test_a_spool_is_what_was_written(parts: list[bytes], memory: int, cut: int) -> None:
    spool = Spool(Path(), memory)
    for part in parts:
        spool.write(part)
    whole = b"".join(parts)
    assert len(spool) == len(whole)
    assert spool.in_memory == (len(whole) <= memory)
    assert spool.read(0, len(whole)) == whole == b"".join(spool.pieces())
    spool.cut(cut)
    spool.write(b"!")
    assert spool.read(3, 10_000) == (whole[:cut] + b"!")[3:]
    kept = spool.content()
    assert kept == whole[:cut] + b"!" if isinstance(kept, bytes) else kept is spool
    spool.close()
    spool.close()


_SIZES = st.lists(st.integers(1, 40), min_size=1, max_size=8)


@st.composite
def framed(draw: st.DrawFn) -> bytes:
    """A chunked body, sound or with a stretch replaced, cut or doubled."""
    parts = [b"%x%s\r\n%s\r\n" % (n, draw(st.sampled_from([b"", b";a=b"])), b"x" * n) for n in draw(_SIZES)]
    body = b"".join(parts) + b"0\r\n\r\n"
    at, size = draw(st.integers(0, len(body))), draw(st.integers(0, 4))
    return body[:at] + draw(st.sampled_from([b"", b"\n", b"zz", b";", b"fffff\r\n"])) + body[at + size :]


@given(framed(), st.integers(20, 40))
def test_chunks_are_taken_off_as_in_memory(body: bytes, window: int) -> None:
    spool = spooled(Path(), b"head" + body)
    parts: list[bytes] = []
    fault: str | None = None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(archive.answer, "_WINDOW", window)
        patch.setattr(archive.answer, "PIECE", 7)
        try:
            parts.extend(dechunked(spool, 4))
        except ChunkingDamaged as error:
            fault = str(error)
    spool.close()
    try:
        expected, expected_fault = dechunk(body), None
    except ChunkingDamaged as error:
        expected, expected_fault = error.partial, str(error)
    if fault is None or expected_fault is None:
        assert (fault, b"".join(parts)) == (expected_fault, expected)
    else:
        assert b"".join(parts) == expected


HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n"
ANSWERS: dict[str, bytes] = {
    "length": answer(page(1, 2000), "Content-Type: text/html"),
    "interim": HINTS + HINTS + answer(page(2, 2000)),
    "short": answer(page(3, 2000))[:-7],
    "surplus": answer(page(4, 2000)) + b"surplus",
    "chunked": CHUNKED + chunked(page(5, 2000), 700),
    "bad chunk": CHUNKED + chunked(page(6, 2000), 700)[:-50] + b"zz\r\n",
    "no chunks at all": CHUNKED + page(7, 2000),
    "no status line": b"garbage " * 500,
    "no HTTP in many lines": b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 11_000 + b"\r\nbody",
    "head without end": b"HTTP/1.1 200 OK\r\nContent-Type: te",
    "not found": answer(page(8, 2000), status="404 Not Found"),
}


def comparable(record: Record) -> Record:
    """A record without what is new each time."""
    kept = [(name, value) for name, value in record.headers if not name.endswith(("-ID", "-To"))]
    return replace(record, headers=tuple(kept))


def written(folder: Path, *entries: Exchange) -> tuple[list[Record], list[Capture]]:
    """Records of the exchanges and their live captures, which equal those read back."""
    folder.mkdir()
    live: list[Capture] = []
    with writer(
        folder, on_durable=live.extend, revisits=SQLiteRevisits(folder / "revisits.sqlite")
    ) as keeper:
        for entry in entries:
            keeper.append(entry).result(20)
    assert captures(folder) == live
    assert verify(folder) == []
    (path,) = archive_files(folder)
    return [comparable(record) for record in records(path)[1:]], live


@pytest.mark.parametrize("name", list(ANSWERS))
def test_a_spooled_answer_gives_the_same_records(tmp_path: Path, name: str) -> None:
    data = ANSWERS[name]
    in_memory, live = written(tmp_path / "bytes", exchange(1, data), exchange(2, data))
    spools = [exchange(number, spooled(tmp_path, data)) for number in (1, 2)]
    on_disk, from_disk = written(tmp_path / "spool", *spools)
    assert on_disk == in_memory
    assert [replace(each, ref=live[at].ref) for at, each in enumerate(from_disk)] == live


@pytest.mark.parametrize("name", ANSWERS)
def test_a_spooled_answer_is_taken_apart_alike(tmp_path: Path, name: str) -> None:
    data = ANSWERS[name].removeprefix(HINTS * 2)
    found = take_apart_spooled(spooled(tmp_path, ANSWERS[name]))
    if name in {"no status line", "head without end"}:
        assert found is None
        return
    assert found is not None
    assert found.answer == replace(take_apart(data), payload=b"")


def test_a_record_over_the_reader_s_limit_means_the_same_live_and_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive.writer, "MAX_BLOCK", 5000)
    data = answer(page(1, 2000))
    for number, each in enumerate((exchange(1, data), exchange(1, spooled(tmp_path, data)))):
        folder = tmp_path / str(number)
        folder.mkdir()
        with writer(folder) as keeper:
            live = keeper.append(each).result(20)
        (read,) = [found for found in read_archive(folder, limit=5000) if isinstance(found, Capture)]
        assert live == read
        assert (live.truncated, live.status) == ("length", 200)
        assert len(live.payload) < 5000


def test_block_and_payload_of_a_record_over_the_reader_s_limit_are_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive.verify, "read_records", partial(read_records, limit=5000))
    with writer(tmp_path) as keeper:
        ref = keeper.append(exchange(1, spooled(tmp_path, answer(page(1, 2000))))).result(20).ref
    assert verify(tmp_path) == []
    (path,) = archive_files(tmp_path)
    assert b"".join(block_pieces(path, ref)) == answer(page(1, 2000))
    raw = gzip.decompress(path.read_bytes()[ref.offset : ref.offset + ref.length])
    changed = gzip.compress(raw.replace(b"</html>", b"</HTML>"))
    path.write_bytes(path.read_bytes()[: ref.offset] + changed)
    block, payload = [each for each in verify(tmp_path) if each.kind == "digest"]
    assert "is not the block's" in block.message
    assert "is not the payload's" in payload.message


def test_a_spooled_record_that_is_torn_anywhere_is_cut_off(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    data = answer(bytes(range(256)) * 40)
    with writer(whole) as keeper:
        keeper.append(exchange(1)).result(20)
        keeper.append(exchange(2, spooled(tmp_path, data))).result(20)
    (path,) = archive_files(whole)
    with mapped(path) as file:
        members = list(scan(file))
    content, kept = path.read_bytes(), members[2].end
    for cut in {kept + 1, kept + 60, *range(kept, len(content) - 1, 499), members[3].end - 1}:
        folder = tmp_path / str(cut)
        folder.mkdir()
        (folder / f"{path.name}.open").write_bytes(content[:cut])
        (repair,) = recover(folder).repairs
        assert (repair.kept, repair.cut) == (kept, cut - kept)


class Failing(Spool):
    """A spool whose disk fails while it is read for the second time, when half of the record is written."""

    reads = 0
    sound = 0

    def read(self, start: int, count: int) -> bytes:
        self.reads += 1
        if self.reads > self.sound:
            raise OSError(5, "Input/output error")
        return super().read(start, count)


@pytest.mark.parametrize("sound", [0, 1, 4, 8, 9])
def test_a_disk_that_fails_in_the_middle_leaves_whole_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sound: int
) -> None:
    monkeypatch.setattr(archive.spool, "PIECE", 4096)
    failing = Failing(tmp_path, memory=10)
    failing.sound = sound
    failing.write(answer(b"x" * 9000))
    keeper = ArchiveWriter(tmp_path / "archive", software="test", operator=None, settings={})
    keeper.append(exchange(1)).result(20)
    with pytest.raises(ArchiveWriteError, match="Input/output error"):
        keeper.append(exchange(2, failing)).result(20)
    with pytest.raises(ArchiveWriteError):
        keeper.close()
    recover(tmp_path / "archive")
    assert [each.url for each in captures(tmp_path / "archive")] == [exchange(1).url]


def test_a_large_answer_must_fit_above_the_low_water_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = os.statvfs(tmp_path)
    free = disk.f_bavail * disk.f_frsize

    class Huge(Spool):
        def __len__(self) -> int:
            return free

    with writer(tmp_path / "archive", low_water_bytes=1 << 20) as keeper:
        with pytest.raises(ArchiveFull, match="are to stay free"):
            keeper.append(exchange(1, Huge(tmp_path))).result(20)
        keeper.append(exchange(2)).result(20)


PROGRAM = """
import os, sys
from pathlib import Path
from archive.journal import recover
from archive.spool import Spool
from archive.writer import ArchiveWriter
from tests.archive.exchanges import exchange
from tests.memory import peak_kib

folder, size = Path(sys.argv[1]), int(sys.argv[2]) << 20

spool = Spool(folder)
keeper = ArchiveWriter(folder / "archive", software="test", operator=None, settings={})
keeper.append(exchange(1)).result()
before = peak_kib()
spool.write(b"HTTP/1.1 200 OK\\r\\nContent-Type: video/mp4\\r\\nContent-Length: %d\\r\\n\\r\\n" % size)
piece = os.urandom(1 << 20)
for _ in range(size >> 20):
    spool.write(piece)
capture = keeper.append(exchange(2, spool)).result()
assert capture.truncated == "length", capture.truncated
del capture
keeper.close()
(path,) = (folder / "archive").glob("*.warc.gz")
path.rename(str(path) + ".open")
assert recover(folder / "archive").cut == 0
print(peak_kib() - before >> 10)
"""


def test_memory_stays_flat_for_a_record_of_any_size(tmp_path: Path) -> None:
    program = "import archive.writer; archive.writer.MAX_BLOCK = 1 << 20\n" + PROGRAM
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path), "48"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 20
