from __future__ import annotations

import asyncio
import base64
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future, wait
from datetime import timedelta
from pathlib import Path

import pytest

from archive.capture import Capture, Unread, payload_digest
from archive.digest import matches
from archive.exchange import Refusal, Withholding
from archive.fixity import manifest
from archive.lock import FolderLocked
from archive.record import Record
from archive.warcfile import ArchiveFull, ArchiveWriteError, archive_files
from archive.writer import ArchiveWriter
from tests.archive.exchanges import HOST, NOON, answer, captures, chunked, exchange, page, records, replay

ABOUT = {
    "software": "wirecopy/test",
    "operator": "A. Person <a@kettleford.test>",
    "settings": {"DELAY": "1.0"},
}


def writer(folder: Path, **more: object) -> ArchiveWriter:
    return ArchiveWriter(folder, **{**ABOUT, **more})  # type: ignore[arg-type]


def by_type(folder: Path) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for path in archive_files(folder):
        for record in records(path):
            found.setdefault(record.type, []).append(record)
    return found


def test_an_exchange_becomes_linked_records(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        capture = archive.append(exchange(1)).result(20)
    (info,), (response,), (request,) = by_type(tmp_path).values()
    original = exchange(1)
    assert response.block == original.response
    assert request.block == original.request
    assert response.get("WARC-Concurrent-To") == f"<{request.id}>"
    assert request.get("WARC-Concurrent-To") == f"<{response.id}>"
    assert {record.get("WARC-Warcinfo-ID") for record in (response, request)} == {f"<{info.id}>"}
    assert response.date == request.date == "2026-03-01T12:00:01.250000Z"
    assert response.get("WARC-IP-Address") == "127.0.0.7"
    assert [value for name, value in response.headers if name == "WARC-Protocol"] == ["http/1.1", "tls/1.3"]
    assert response.get("WARC-Cipher-Suite") == "TLS_AES_256_GCM_SHA384"
    assert all(
        matches(record.get("WARC-Block-Digest") or "", record.block) for record in (info, response, request)
    )
    assert capture.payload_digest == payload_digest(capture.payload) == response.get("WARC-Payload-Digest")
    assert response.get("WARC-Truncated") is None
    (path,) = archive_files(tmp_path)
    assert path.name.startswith("wirecopy-00000001-20")
    assert info.get("WARC-Filename") == path.name
    assert b"software: wirecopy/test\r\n" in info.block
    assert b"operator: A. Person <a@kettleford.test>\r\n" in info.block
    assert b"DELAY: 1.0\r\n" in info.block
    assert b"conformsTo: http" in info.block
    assert b"format: WARC File Format 1.1\r\n" in info.block


def test_live_captures_equal_replayed_ones_in_every_field(tmp_path: Path) -> None:
    live: list[Capture] = []
    with writer(tmp_path, on_durable=live.extend) as archive:
        futures = [archive.append(exchange(number)) for number in range(1, 20)]
        futures.append(archive.append(exchange(20, b"garbage", fault="no HTTP")))
        futures.append(archive.append(exchange(21, answer(b"half of it")[:-4], truncated="disconnect")))
        futures.append(
            archive.append(Refusal(f"https://{HOST}/private", "robots.txt", f"https://{HOST}/", NOON))
        )
        futures.append(archive.append(exchange(22, chunked_answer(page(22)))))
    assert [future.result(0) for future in futures] == live
    assert captures(tmp_path) == live
    assert live[-1].payload == page(22)
    assert live[-2].refused
    assert live[-2].via == f"https://{HOST}/"
    assert live[-3].truncated == "disconnect"


def chunked_answer(body: bytes, size: int = 100) -> bytes:
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(body, size)


def test_the_payload_digest_is_over_the_entity(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        for size in (7, 100):
            archive.append(exchange(size, chunked_answer(page(1), size)))
    first, second = by_type(tmp_path)["response"]
    assert first.get("WARC-Payload-Digest") == second.get("WARC-Payload-Digest") == payload_digest(page(1))
    assert first.block != second.block


@pytest.mark.parametrize(
    ("response", "fault", "reason"),
    [
        (b"", "connection reset", "connection reset"),
        (b"", None, "no response"),
        (b"\x15\x03\x01garbage", None, "not an HTTP response"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: te", "cut in the header", "cut in the header"),
        (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", "cut after hints", "cut after hints"),
        (b"", "two\r\nlines: \x00", "two%0D%0Alines: %00"),
    ],
)
def test_a_failed_exchange_keeps_its_request_reason_and_bytes(
    tmp_path: Path, response: bytes, fault: str | None, reason: str
) -> None:
    with writer(tmp_path) as archive:
        capture = archive.append(exchange(1, response, fault=fault)).result(20)
    assert (capture.record_type, capture.fault, capture.refused) == ("metadata", reason, False)
    found = by_type(tmp_path)
    (metadata,), (request,) = found["metadata"], found["request"]
    assert request.get("WARC-Concurrent-To") == f"<{metadata.id}>"
    assert metadata.block.startswith(
        b"wirecopy-exchange: failed\r\nwirecopy-fault: " + reason.encode() + b"\r\n"
    )
    received = metadata.block.partition(b"wirecopy-received-base64: ")[2]
    assert base64.b64decode(received) == response


def test_nothing_sent_means_no_request_record(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        archive.append(exchange(1, b"", request=b"", fault="DNS: no such name"))
    assert list(by_type(tmp_path)) == ["warcinfo", "metadata"]


def test_a_broken_answer_is_a_response_marked_as_cut(tmp_path: Path) -> None:
    broken = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n"
    with writer(tmp_path) as archive:
        capture = archive.append(exchange(1, broken, fault="bad chunk")).result(20)
        silent = archive.append(exchange(2, broken)).result(20)
        short = archive.append(exchange(3, answer(b"hello")[:-1])).result(20)
        surplus = archive.append(exchange(4, answer(b"hello") + b"!")).result(20)
        head = archive.append(exchange(5, answer(b"hello")[:-5])).result(20)
    assert (short.payload, short.truncated) == (b"hell", "unspecified")
    assert (surplus.payload, surplus.truncated) == (b"hello!", None)
    assert (head.payload, head.truncated) == (b"", None)
    assert (capture.payload, capture.truncated) == (b"hello", "unspecified")
    assert (silent.payload, silent.truncated) == (b"hello", "unspecified")
    assert by_type(tmp_path)["response"][0].get("Wirecopy-Fault") == "bad chunk"


def test_interim_answers_secrets_and_reconstruction(tmp_path: Path) -> None:
    sent = b"GET / HTTP/1.1\r\nHost: a.test\r\nCookie: sid=s3cret\r\n\r\n"
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    entry = exchange(1, hints + answer(b"ok", "Set-Cookie: sid=kept"), request=sent, reconstructed=True)
    with writer(tmp_path) as archive:
        assert archive.append(entry).result(20).status == 200
    found = by_type(tmp_path)
    (response,), (request,) = found["response"], found["request"]
    assert response.block == answer(b"ok", "Set-Cookie: sid=kept")
    assert b"s3cret" not in request.block
    assert request.get("Wirecopy-Redacted") == "Cookie"
    assert response.get("Wirecopy-Reconstructed") == request.get("Wirecopy-Reconstructed") == "true"


@pytest.mark.parametrize(
    "hostile", ["\r\nWARC-Type: metadata", "\x00", "\u2028", " <b>", "\udcff", "é", "\x85"]
)
def test_a_hostile_url_stays_one_field(tmp_path: Path, hostile: str) -> None:
    with writer(tmp_path) as archive:
        capture = archive.append(exchange(1, path="/x" + "y")).result(20)
        entry = exchange(2)
        entry.url = f"https://{HOST}/a{hostile}b"
        capture = archive.append(entry).result(20)
    record = by_type(tmp_path)["response"][1]
    assert [name for name, _ in record.headers].count("WARC-Type") == 1
    assert capture.url == record.url
    assert record.url.startswith(f"https://{HOST}/a%")
    assert record.url.isascii()
    assert record.url.isprintable()
    assert not set(record.url) & set(" <>")


def test_long_urls_and_many_header_lines_are_bounded_and_named(tmp_path: Path) -> None:
    many = b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 100_000 + b"\r\nbody"
    with writer(tmp_path) as archive:
        capture = archive.append(exchange(1, many)).result(20)
        long = archive.append(exchange(2, path="/" + "a" * 100_000)).result(20)
    assert capture.fault is not None
    assert "more than 10000 HTTP header lines" in capture.fault
    assert len(long.url) > 100_000
    assert by_type(tmp_path)["response"][0].block == many
    assert captures(tmp_path) == [capture, long]


def test_a_refused_address_of_any_length_makes_a_header_that_is_read(tmp_path: Path) -> None:
    long = f"https://{HOST}/" + "é" * 50_000
    with writer(tmp_path) as archive:
        first = archive.append(Refusal(long, "too long", long, NOON)).result(20)
        second = archive.append(Refusal(long + "x", "r" * 100_000, None, NOON)).result(20)
    assert first.url != second.url
    assert first.url.startswith(f"https://{HOST}/%C3%A9")
    assert max(len(first.url), len(first.via or ""), len(second.fault or "")) < 9_000
    assert captures(tmp_path) == [first, second]


def test_an_invalid_peer_is_left_out(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        archive.append(exchange(1, peer="unix:/socket"))
    assert by_type(tmp_path)["response"][0].get("WARC-IP-Address") is None


def test_a_withholding_is_a_metadata_record_and_no_capture(tmp_path: Path) -> None:
    heard: list[Sequence[Capture]] = []
    with writer(tmp_path, on_durable=heard.append) as archive:
        ref = archive.withhold(Withholding(f"https://{HOST}/story/1", "asked for", NOON)).result(20)
    assert heard == []
    (metadata,) = by_type(tmp_path)["metadata"]
    assert metadata.block == b"wirecopy-withheld: asked for\r\n"
    assert ref.record_id == metadata.id
    (said,) = [found for found in replay(tmp_path) if isinstance(found, Unread) and found.ref == ref]
    assert said.reason == "withheld"


def test_rotation_by_size_keeps_names_in_archive_order(tmp_path: Path) -> None:
    live: list[Capture] = []
    with writer(tmp_path, max_bytes=4000, on_durable=live.extend) as archive:
        for number in range(1, 30):
            archive.append(exchange(number))
    files = archive_files(tmp_path)
    assert len(files) > 3
    assert files == sorted(files)
    assert not list(tmp_path.glob("*.open"))
    assert [record.type for path in files for record in records(path)[:1]] == ["warcinfo"] * len(files)
    assert captures(tmp_path) == live
    assert {path.name: path.stat().st_size for path in files} == {
        name: fixity.length for name, fixity in manifest(tmp_path).items()
    }


def test_an_idle_file_is_finished_by_age(tmp_path: Path) -> None:
    with writer(tmp_path, max_age=timedelta(milliseconds=20)) as archive:
        archive.append(exchange(1)).result(20)
        done = threading.Event()
        while not archive_files(tmp_path):
            assert not done.wait(0.01)
        archive.append(exchange(2)).result(20)
    assert len(archive_files(tmp_path)) == 2


def test_serials_go_on_after_a_restart(tmp_path: Path) -> None:
    for _ in range(2):
        with writer(tmp_path) as archive:
            archive.append(exchange(1))
    assert [path.name[:17] for path in archive_files(tmp_path)] == ["wirecopy-00000001", "wirecopy-00000002"]


def test_a_clock_that_jumps_changes_no_order(tmp_path: Path) -> None:
    hours = iter([0, -1, 24 * 3650, 5])
    live: list[Capture] = []
    with writer(
        tmp_path, max_bytes=1, on_durable=live.extend, clock=lambda: NOON + timedelta(hours=next(hours))
    ) as archive:
        for number in (4, 2, 3, 1):
            archive.append(exchange(number))
    assert [path.name[:17] for path in archive_files(tmp_path)] == [
        f"wirecopy-0000000{n}" for n in range(1, 5)
    ]
    assert archive_files(tmp_path) == sorted(archive_files(tmp_path))
    assert captures(tmp_path) == live
    assert [capture.url for capture in live] == [exchange(number).url for number in (4, 2, 3, 1)]


def test_nothing_written_leaves_no_file(tmp_path: Path) -> None:
    writer(tmp_path).close()
    assert not [path for path in tmp_path.iterdir() if "warc" in path.name]


def test_a_closed_writer_takes_nothing(tmp_path: Path) -> None:
    archive = writer(tmp_path)
    archive.close()
    archive.close()
    with pytest.raises(ArchiveWriteError, match="closed"):
        archive.append(exchange(1)).result(20)


def test_one_writer_a_folder(tmp_path: Path) -> None:
    with writer(tmp_path), pytest.raises(FolderLocked):
        writer(tmp_path)
    writer(tmp_path).close()


def test_low_water_refuses_until_there_is_space_again(tmp_path: Path) -> None:
    with writer(tmp_path, low_water_bytes=1 << 60) as archive:
        with pytest.raises(ArchiveFull, match="bytes free"):
            archive.append(exchange(1)).result(20)
        archive._low_water = 1
        archive.append(exchange(2)).result(20)
    assert [capture.url for capture in captures(tmp_path)] == [exchange(2).url]


def test_acknowledged_only_after_fsync_and_in_file_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        real(handle)
        events.append("fsync")

    monkeypatch.setattr(os, "fsync", fsync)
    with writer(
        tmp_path, on_durable=lambda group: events.extend(capture.url for capture in group)
    ) as archive:
        archive.append(exchange(1)).result(20)
        archive.append(exchange(2)).result(20)
    assert events[:2] == ["fsync", "fsync"]
    assert events[2:5] == [exchange(1).url, "fsync", exchange(2).url]


def test_a_group_shares_one_fsync(tmp_path: Path) -> None:
    hold, groups = threading.Event(), []

    def on_durable(group: Sequence[Capture]) -> None:
        groups.append(len(group))
        hold.wait(20)

    with writer(tmp_path, on_durable=on_durable) as archive:
        first = archive.append(exchange(0))
        while not groups:
            wait([first], 0.01)
        futures = [archive.append(exchange(number)) for number in range(1, 131)]
        hold.set()
        wait(futures, 20)
    assert groups == [1, 64, 64, 2]


def test_many_threads_and_a_cancelled_waiter(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        cancelled = [archive.append(exchange(number)) for number in range(50)][-1]
        cancelled.cancel()
        threads = [
            threading.Thread(target=lambda base=base: [archive.append(exchange(base + n)) for n in range(20)])
            for base in (100, 200, 300)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len({capture.url for capture in captures(tmp_path)}) == 110


def test_futures_serve_an_event_loop(tmp_path: Path) -> None:
    async def crawl(archive: ArchiveWriter) -> list[Capture]:
        return await asyncio.gather(*(asyncio.wrap_future(archive.append(exchange(n))) for n in range(5)))

    with writer(tmp_path) as archive:
        assert [capture.url for capture in asyncio.run(crawl(archive))] == [exchange(n).url for n in range(5)]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_callback_that_raises_leaves_nobody_waiting(tmp_path: Path) -> None:
    def broken(group: Sequence[Capture]) -> None:
        raise RuntimeError("boom")

    archive = writer(tmp_path, on_durable=broken)
    futures = [archive.append(exchange(number)) for number in range(3)]
    for future in futures:
        with pytest.raises(ArchiveWriteError):
            future.result(20)
    with pytest.raises(ArchiveWriteError, match="boom"):
        archive.close()
    with writer(tmp_path) as archive:
        assert archive.recovery.repairs


DISK_FULL = """
import pathlib, resource, signal, sys
from archive.warcfile import ArchiveWriteError
from archive.writer import ArchiveWriter
from tests.archive.exchanges import exchange
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
archive = ArchiveWriter(pathlib.Path(sys.argv[1]), software="s", operator=None, settings={})
for number in range(40):
    try:
        print("kept", archive.append(exchange(number)).result(20).url)
    except ArchiveWriteError as error:
        print("lost", type(error).__name__, number)
try:
    archive.close()
except ArchiveWriteError as error:
    print("closed", error)
"""


@pytest.mark.parametrize("limit", [100, 5_000, 12_345])
def test_a_disk_that_takes_no_more_loses_no_acknowledged_record(tmp_path: Path, limit: int) -> None:
    child = subprocess.run(
        [sys.executable, "-c", DISK_FULL, str(tmp_path), str(limit)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    lines = child.stdout.splitlines()
    kept = [line.split()[1] for line in lines if line.startswith("kept")]
    lost = [line for line in lines if line.startswith("lost")]
    assert len(kept) + len(lost) == 40
    assert lost
    assert "File too large" in lines[-1]
    assert bool(kept) is (limit > 100)
    for path in tmp_path.glob("*.open"):
        records(path)
    with writer(tmp_path) as archive:
        assert archive.recovery.cut == 0 or not kept
        archive.append(exchange(99))
    assert [capture.url for capture in captures(tmp_path)] == [*kept, exchange(99).url]


def test_a_failed_fsync_keeps_back_the_whole_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = writer(tmp_path)
    archive.append(exchange(1)).result(20)

    def fsync(handle: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fsync)
    failed: list[Future[Capture]] = [archive.append(exchange(number)) for number in (2, 3)]
    for future in failed:
        with pytest.raises(ArchiveWriteError, match="Input/output error"):
            future.result(20)
    monkeypatch.undo()
    with pytest.raises(ArchiveWriteError):
        archive.close()
    writer(tmp_path).close()
    assert [capture.url for capture in captures(tmp_path)] == [exchange(1).url]


def test_an_unwritable_folder_fails_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = writer(tmp_path)
    (tmp_path / archive_name(archive)).write_bytes(b"in the way")
    with pytest.raises(ArchiveWriteError, match="cannot create"):
        archive.append(exchange(1)).result(20)
    with pytest.raises(ArchiveWriteError, match="stopped"):
        archive.append(exchange(2)).result(20)
    with pytest.raises(ArchiveWriteError):
        archive.close()


def archive_name(archive: ArchiveWriter) -> str:
    archive._clock = lambda: NOON
    return "wirecopy-00000001-20260301120000.warc.gz.open"
