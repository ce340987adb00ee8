from __future__ import annotations

import gzip
import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import RecordDamaged
from archive.member import compress_member, read_member, scan, store_member, stored_length
from tests.archive.exchanges import page

HEAD = b"WARC/1.1\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"
NOISE = random.Random(7).randbytes(150_000)


@given(st.binary(max_size=9000), st.booleans())
def test_a_member_holds_what_went_in(body: bytes, noisy: bool) -> None:
    raw = HEAD + (NOISE[: len(body) * 9] if noisy else body) + b"\r\n\r\n"
    member = compress_member(raw)
    assert gzip.decompress(member) == raw
    assert read_member(member + b"next", 0) == read_member(member, 0)
    assert read_member(member, 0).raw == raw


@given(st.binary(min_size=1, max_size=200), st.sampled_from([1, 1000]))
def test_a_stored_members_length_is_known_beforehand(raw: bytes, times: int) -> None:
    raw *= times
    member = store_member(raw)
    assert gzip.decompress(member) == raw
    assert len(member) == stored_length(len(raw))


def test_what_is_compressed_already_is_not_ground_again() -> None:
    raw = HEAD + NOISE + b"\r\n\r\n"
    assert len(compress_member(raw)) < len(raw) + 64
    text = HEAD + b"".join(page(number) for number in range(40)) + b"\r\n\r\n"
    assert len(compress_member(text)) < 1.10 * len(zlib.compress(text, 6, 31))


def test_scan_steps_over_damage_and_says_where() -> None:
    members = [compress_member(HEAD + bytes([65 + number]) * 3000) for number in range(5)]
    whole = b"".join(members)
    at = len(members[0]) + len(members[1])
    broken = bytearray(whole)
    broken[at + 20] ^= 0xFF
    found = list(scan(bytes(broken)))
    assert [member.raw is None for member in found] == [False, False, True, False, False]
    assert (found[2].offset, found[2].length) == (at, len(members[2]))
    assert found[-1].end == len(whole)


def test_scan_of_what_is_no_archive() -> None:
    assert list(scan(b"")) == []
    (only,) = scan(b"no gzip at all \x1f\x8b\x08 nor here")
    assert (only.raw, only.end) == (None, 27)
    foreign = gzip.compress(b"gzip, but no record")
    (only,) = scan(b"\0" + foreign)
    assert only.raw is None


@pytest.mark.parametrize("cut", [1, 8, 20])
def test_a_cut_member_is_damage(cut: int) -> None:
    member = compress_member(HEAD + b"x" * 5000)
    with pytest.raises(RecordDamaged, match="cut short"):
        read_member(member[:-cut], 0)
