"""Damage, group F of the reliability catalogue: every sound record is read, every loss is named, nothing hangs or grows."""

from __future__ import annotations

import gzip
import os
import random
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from backports import zstd
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from archive.capture import Capture, Unread
from archive.reader import read_archive, read_at, read_records
from archive.record import Record, serialize
from tests.archive.made import URL, members, response, warc

BODIES = [bytes(random.Random(number).randbytes(400)) + b"<p>The quay.</p>" * 20 for number in range(8)]
RECORDS = [response(number, body) for number, body in enumerate(BODIES)]
MEMBERS = members(RECORDS)
PLAIN = [serialize(record) for record in RECORDS]


def read(path: Path, data: bytes) -> tuple[list[Capture], list[Unread]]:
    path.write_bytes(data)
    return read_again(path)


def read_again(path: Path) -> tuple[list[Capture], list[Unread]]:
    found = list(read_archive(path))
    return [one for one in found if isinstance(one, Capture)], [
        one for one in found if isinstance(one, Unread)
    ]


@contextmanager
def flipped(path: Path, bit: int) -> Iterator[None]:
    """The file with one bit turned over, for as long as the block lasts."""
    mask = 1 << bit % 8
    with path.open("r+b", buffering=0) as file:
        byte = os.pread(file.fileno(), 1, bit // 8)[0]
        os.pwrite(file.fileno(), bytes([byte ^ mask]), bit // 8)
        yield
        os.pwrite(file.fileno(), bytes([byte]), bit // 8)


def urls(captures: list[Capture]) -> list[str]:
    return [capture.url for capture in captures]


def numbered(*numbers: int) -> list[str]:
    return [URL.format(number) for number in numbers]


@pytest.mark.parametrize("parts", [MEMBERS, PLAIN], ids=["gzip", "plain"])
def test_f1_a_file_cut_at_every_byte_gives_the_complete_records_and_names_the_cut(
    tmp_path: Path, parts: list[bytes]
) -> None:
    whole = b"".join(parts)
    ends = [sum(map(len, parts[: count + 1])) for count in range(len(parts))]
    # A plain record is whole when its block is; the line ends behind it carry nothing.
    spare = 4 if parts is PLAIN else 0
    path = tmp_path / "a.warc.gz"
    path.write_bytes(whole)
    for cut in range(len(whole) - 1, ends[-4], -1):
        os.truncate(path, cut)
        complete = sum(end - spare <= cut for end in ends)
        captures, unread = read_again(path)
        assert [capture.payload for capture in captures] == BODIES[:complete], cut
        assert all(capture.truncated is None for capture in captures)
        left = cut - (ends[complete - 1] if complete else 0)
        assert [one.reason.startswith("damaged: ") for one in unread] == [True] * (left > 0), cut
        assert sum(one.ref.length for one in unread) == max(left, 0)


def test_f1_a_cut_record_is_named_by_its_url_once_it_can_be(tmp_path: Path) -> None:
    _, (cut,) = read(tmp_path / "a.warc.gz", b"".join(MEMBERS)[:-30])
    assert (cut.url, cut.record_type) == (URL.format(7), "response")
    assert "breaks off" in cut.reason


def test_f2_one_flipped_bit_costs_at_most_its_own_record(tmp_path: Path) -> None:
    whole = b"".join(MEMBERS)
    starts = [sum(map(len, MEMBERS[:count])) for count in range(len(MEMBERS) + 1)]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(whole)
    for bit in random.Random(20240311).sample(range(len(whole) * 8), 1000):
        with flipped(path, bit):
            captures, unread = read_again(path)
        hit = max(number for number in range(len(MEMBERS)) if starts[number] <= bit // 8)
        if len(captures) == len(RECORDS):  # a bit that decides nothing: time or system in the gzip header
            assert [capture.payload for capture in captures] == BODIES
            assert unread == []
            continue
        assert [capture.payload for capture in captures] == BODIES[:hit] + BODIES[hit + 1 :], bit
        assert {one.ref.offset for one in unread} == {starts[hit]}, bit
        assert sum(one.ref.length for one in unread) == len(MEMBERS[hit]), bit


def test_f2_in_plain_files_the_records_around_a_flipped_head_are_read(tmp_path: Path) -> None:
    start = len(PLAIN[0]) + len(PLAIN[1])
    head = PLAIN[2].index(b"\r\n\r\n")
    others = set(numbered(0, 1, 3, 4, 5, 6, 7))
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(PLAIN))
    for bit in range(start * 8, (start + head) * 8, 3):
        with flipped(path, bit):
            captures, _ = read_again(path)
        assert others <= set(urls(captures)), bit


def test_f3_a_zero_filled_tail_is_named(tmp_path: Path) -> None:
    for parts in (MEMBERS, PLAIN):
        captures, (zeros,) = read(tmp_path / "a", b"".join(parts) + bytes(5000))
        assert [capture.payload for capture in captures] == BODIES
        assert zeros.reason == "damaged: 5000 bytes skipped: zeros, no record"
        assert (zeros.ref.offset, zeros.ref.length) == (len(b"".join(parts)), 5000)


def test_f3_a_zero_block_in_the_middle_costs_what_it_covers(tmp_path: Path) -> None:
    for parts in (MEMBERS, PLAIN):
        start = len(b"".join(parts[:3])) + 10
        data = bytearray(b"".join(parts))
        data[start : start + len(parts[3])] = bytes(len(parts[3]))
        captures, unread = read(tmp_path / "a", bytes(data))
        assert set(numbered(0, 1, 2, 5, 6, 7)) <= set(urls(captures))
        assert not set(numbered(3)) & set(urls(captures))
        assert unread


def test_f3_a_zeroed_beginning_does_not_hide_the_rest(tmp_path: Path) -> None:
    for parts in (MEMBERS, PLAIN):
        data = bytes(len(parts[0]) + 5) + b"".join(parts)[len(parts[0]) + 5 :]
        captures, unread = read(tmp_path / "a", data)
        assert urls(captures)[-6:] == numbered(2, 3, 4, 5, 6, 7)
        assert unread[0].ref.offset == 0


def test_f3_records_appended_behind_a_torn_one_are_all_read(tmp_path: Path) -> None:
    for parts in (MEMBERS, PLAIN):
        for cut in (1, 20, 300, len(parts[1]) // 2, len(parts[1]) - 5):
            captures, unread = read(tmp_path / "a", parts[0] + parts[1][:cut] + b"".join(parts[2:]))
            assert urls(captures) == numbered(0, 2, 3, 4, 5, 6, 7)
            assert [(one.ref.offset, one.ref.length) for one in unread] == [(len(parts[0]), cut)]
            assert unread[0].reason.startswith("damaged: ")


@pytest.mark.parametrize("between", [b"", b"\n", b"\r\n\r\n", b"\n" * 1000])
def test_f3_files_concatenated_are_one_archive(tmp_path: Path, between: bytes) -> None:
    mixed = b"".join(MEMBERS) + between + b"".join(PLAIN) + between + gzip.compress(b"".join(PLAIN)) + between
    captures, unread = read(tmp_path / "a", mixed)
    assert [capture.payload for capture in captures] == BODIES * 3
    assert unread == []


def test_f3_a_duplicated_block_gives_its_whole_records_twice(tmp_path: Path) -> None:
    data = b"".join(MEMBERS)
    start, end = len(MEMBERS[0]) + 52, len(b"".join(MEMBERS[:4]))
    captures, unread = read(tmp_path / "a", data[:end] + data[start:])
    assert urls(captures) == numbered(0, 1, 2, 3, 2, 3, 4, 5, 6, 7)
    assert [(one.ref.offset, one.ref.length) for one in unread] == [(end, len(MEMBERS[1]) - 52)]


def test_a_whole_file_member_cut_or_damaged_gives_what_came_before(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(PLAIN), mtime=0)
    captures, unread = read(tmp_path / "a", whole[: len(whole) // 2])
    assert 0 < len(captures) < len(RECORDS)
    assert [capture.payload for capture in captures] == BODIES[: len(captures)]
    assert all(one.reason.startswith("damaged: ") for one in unread)
    assert unread
    captures, unread = read(tmp_path / "b", whole[:-8] + b"\0\0\0\0" + whole[-4:])
    assert [capture.payload for capture in captures] == BODIES
    assert "checksum" in unread[0].reason


def test_garbage_inside_a_whole_file_member_is_stepped_over(tmp_path: Path) -> None:
    captures, unread = read(tmp_path / "a", gzip.compress(PLAIN[0] + b"garbage" * 3 + PLAIN[1] + b"\0" * 9))
    assert urls(captures) == numbered(0, 1)
    assert [one.reason for one in unread] == [
        "damaged: 21 bytes in a compressed member skipped",
        "damaged: 9 bytes in a compressed member skipped",
    ]


def replaced_length(length: bytes | None) -> bytes:
    name = b"Content-Length: %d" % len(RECORDS[1].block)
    return PLAIN[1].replace(name, b"X: y" if length is None else b"Content-Length: " + length, 1)


SIZE = len(RECORDS[1].block)


@pytest.mark.parametrize("wrap", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize(
    "length",
    [
        None,
        b"-5",
        b"1e20",
        b"9" * 25,
        b"x",
        b"%d" % (SIZE + 1),
        b"%d" % (SIZE + 4),
        b"%d" % (SIZE + 300),
        b"9" * 18,
    ],
)
def test_f4_a_length_that_is_missing_or_too_great_is_said_and_costs_nothing(
    tmp_path: Path, length: bytes | None, wrap: type[bytes]
) -> None:
    captures, unread = read(tmp_path / "a", wrap(PLAIN[0]) + wrap(replaced_length(length)) + wrap(PLAIN[2]))
    # A length that ends among the line ends behind the record is no fault that can be seen.
    assert [capture.payload.rstrip() for capture in captures] == BODIES[:3]
    assert ["Content-Length" in one.reason for one in unread] == [True] * (
        length not in {b"%d" % (SIZE + 1), b"%d" % (SIZE + 4)}
    )


@pytest.mark.timeout(60)
def test_f4_a_file_full_of_lengths_that_lie_is_read_once(tmp_path: Path) -> None:
    lie = replaced_length(b"9" * 15)
    for data in (lie * 1500 + PLAIN[0], gzip.compress(lie * 1500 + PLAIN[0])):
        captures, unread = read(tmp_path / "a", data)
        assert (len(captures), len(unread)) == (1501, 1500)
        assert all("Content-Length says" in one.reason for one in unread)


def test_f4_a_giant_that_lies_in_a_whole_file_member_ends_in_words(tmp_path: Path) -> None:
    data = gzip.compress(PLAIN[0] + replaced_length(b"9" * 15) + b"".join(PLAIN[2:]))
    path = tmp_path / "a"
    path.write_bytes(data)
    first, *rest = read_archive(path, limit=300)
    assert first.url == URL.format(0)
    assert any(isinstance(one, Unread) and "breaks off before its" in one.reason for one in rest)


@pytest.mark.parametrize("wrap", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_f4_a_length_too_small_leaves_a_payload_that_is_said_to_be_cut(
    tmp_path: Path, wrap: type[bytes]
) -> None:
    data = wrap(PLAIN[0]) + wrap(replaced_length(b"%d" % (SIZE - 100))) + wrap(PLAIN[2])
    captures, unread = read(tmp_path / "a", data)
    assert urls(captures) == numbered(0, 1, 2)
    assert (captures[1].payload, captures[1].truncated) == (BODIES[1][:-100], "unspecified")
    assert [one.reason.startswith("damaged: 10") and "skipped" in one.reason for one in unread] == [True]


@pytest.mark.parametrize("between", [b"", b"\r\n", b"\n", b"\n\n", b"\r\n" * 9])
def test_f4_missing_and_surplus_blank_lines_cost_nothing(tmp_path: Path, between: bytes) -> None:
    captures, unread = read(tmp_path / "a", between.join(part[:-4] for part in PLAIN))
    assert ([capture.payload for capture in captures], unread) == (BODIES, [])


def test_f4_a_page_that_quotes_a_record_is_not_taken_apart(tmp_path: Path) -> None:
    page = response(1, b"<pre>\r\n\r\n" + PLAIN[2] + b"</pre>")
    for wrap in (bytes, gzip.compress):
        captures, unread = read(tmp_path / "a", wrap(serialize(page)) + wrap(PLAIN[3]))
        assert (urls(captures), unread) == (numbered(1, 3), [])


def test_f6_a_record_far_over_the_limit_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "big.warc"
    size = 5 << 30  # beyond 4 GiB, sparse on disk
    head = serialize(response(1)).replace(
        b"Content-Length: %d" % len(response(1).block), b"Content-Length: %d" % size, 1
    )
    with path.open("wb") as file:
        start = file.write(head[: head.index(b"\r\n\r\n") + 4])
        file.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>begins</p>")
        file.seek(start + size)
        file.write(b"\r\n\r\n" + PLAIN[2])
    tracemalloc.start()
    big, after = read_archive(path, limit=1 << 20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(big, Capture)
    assert (big.truncated, big.payload[:13], len(big.payload)) == ("length", b"<p>begins</p>", (1 << 20) - 44)
    assert (after.url, after.ref.offset) == (URL.format(2), start + size + 4)
    assert peak < 12 << 20


def test_f6_a_bomb_in_a_member_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.warc.gz"
    head = serialize(Record("WARC/1.1", response(1).headers[:-1], b"")).replace(
        b": 0\r\n", b": %d\r\n" % (200 << 20), 1
    )[:-4]
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(head + b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(200):
            file.write(bytes(1 << 20))
    path.write_bytes(path.read_bytes() + MEMBERS[2])
    tracemalloc.start()
    bomb, *rest = read_archive(path, limit=1 << 20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(bomb, Capture)
    assert bomb.truncated == "length"
    assert rest[-1].url == URL.format(2)
    assert peak < 16 << 20


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "filler", [b"A: b\r\n" * 100_000, b"A: " + b"b" * (1 << 20) + b"\r\n", b"A" * (3 << 20)]
)
def test_a_hostile_record_head_is_bounded_and_named(tmp_path: Path, filler: bytes) -> None:
    hostile = (
        b"WARC/1.1\r\nWARC-Type: response\r\n" + filler + filler + b"Content-Length: 3\r\n\r\nabc\r\n\r\n"
    )
    for wrap in (bytes, gzip.compress):
        captures, unread = read(tmp_path / "a", wrap(PLAIN[0]) + wrap(hostile) + wrap(PLAIN[2]))
        assert urls(captures) == numbered(0, 2)
        assert "no blank line ends the record header" in unread[0].reason


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "fields", [(("A", "b"),) * 100_000, (("A", "b" * (1 << 20)),)], ids=["lines", "line"]
)
def test_a_hostile_http_head_is_bounded_and_named(
    tmp_path: Path, fields: tuple[tuple[str, str], ...]
) -> None:
    captures, _ = read(tmp_path / "a", serialize(response(1, http=fields)) + PLAIN[2])
    assert urls(captures) == numbered(1, 2)
    assert captures[0].fault is not None
    assert captures[0].fault.startswith("not HTTP: ")


@pytest.mark.timeout(60)
def test_bytes_that_look_like_ten_thousand_members_are_passed_in_bounded_time(tmp_path: Path) -> None:
    fake = (b"\x1f\x8b\x08\0" + b"\x28\xb5\x2f\xfd" + b"\x04\x22\x4d\x18" + b"WARC/1.0\r\n") * 20_000
    captures, unread = read(tmp_path / "a", PLAIN[0] + fake + PLAIN[2])
    assert urls(captures) == numbered(0, 2)
    assert unread


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 7), st.booleans())
@example(b"P*M\x18", 0, False)
def test_any_bytes_between_records_cost_no_record_and_raise_nothing(
    tmp_path_factory: pytest.TempPathFactory, garbage: bytes, at: int, packed: bool
) -> None:
    # What begins as a zip is read as one, and refused whole when it is none.
    assume(at > 0 or not garbage.startswith(b"PK"))
    parts = MEMBERS if packed else PLAIN
    path = tmp_path_factory.getbasetemp() / "any.warc.gz"
    captures, _ = read(path, b"".join(parts[:at]) + garbage + b"".join(parts[at:]))
    assert [
        capture.payload for capture in captures if capture.url.startswith("http://harbour-post")
    ] == BODIES


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=600))
def test_any_file_at_all_is_read_without_an_exception(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "whatever"
    for start in (
        b"",
        b"WARC/1.1\r\n",
        b"\x1f\x8b\x08\0",
        b"\x28\xb5\x2f\xfd",
        b"\x04\x22\x4d\x18",
        b"PK\x03\x04",
        b"\x5d\x2a\x4d\x18",
    ):
        path.write_bytes(start + data)
        assert list(read_records(path))


def test_types_and_urls_of_lost_records_are_told(tmp_path: Path) -> None:
    torn = serialize(warc("revisit", 4, b"x" * 100))[:-60]
    _, (lost,) = read(tmp_path / "a", PLAIN[0] + torn)
    assert (lost.record_type, lost.url, lost.ref.record_id) == (
        "revisit",
        URL.format(4),
        "urn:uuid:00000000-0000-4000-8000-000000000004",
    )


@pytest.mark.parametrize(
    "dictionary", [b"", b"short", b"\x37\xa4\x30\xec" + bytes(60), b"\x28\xb5\x2f\xfdno"]
)
def test_a_dictionary_that_is_none_leaves_its_frames_unread_and_the_others_read(
    tmp_path: Path, dictionary: bytes
) -> None:
    trained = zstd.train_dict([serialize(record) for record in RECORDS] * 20, 2048)
    frames = [
        zstd.compress(serialize(RECORDS[0]), zstd_dict=trained),
        zstd.compress(serialize(RECORDS[1])),
    ]
    head = b"\x5d\x2a\x4d\x18" + len(dictionary).to_bytes(4, "little") + dictionary
    captures, unread = read(tmp_path / "a.warc.zst", head + b"".join(frames))
    assert urls(captures) == numbered(1)
    assert [one.ref.length for one in unread] == [len(frames[0])]
    assert read_at(tmp_path / "a.warc.zst", captures[0].ref.offset) == captures[0]


@pytest.mark.parametrize("pack", [bytes, lambda raw: gzip.compress(raw, mtime=0)], ids=["plain", "gzip"])
@pytest.mark.parametrize("line", [b"WARC/1.0\n", b"WARC/"])
def test_a_file_of_heads_that_never_end_is_read_once(
    tmp_path: Path, pack: Callable[[bytes], bytes], line: bytes
) -> None:
    captures, unread = read(tmp_path / "a.warc", pack(line * 200_000) + MEMBERS[0])
    assert urls(captures) == numbered(0)
    assert all(one.reason.startswith("damaged: ") for one in unread)
