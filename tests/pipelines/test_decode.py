from __future__ import annotations

import gzip
import subprocess
import sys
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from pipelines.decode import Decoded, decode_payload

PAGE = b"<html><body><p>" + b"A story that is long enough to be packed. " * 500 + b"</p></body></html>"


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}


@pytest.mark.parametrize("coding", sorted(PACK))
@given(data=st.binary(max_size=300))
def test_what_was_packed_comes_back(coding: str, data: bytes) -> None:
    assert decode_payload(PACK[coding](data), coding) == Decoded(data, None)


@pytest.mark.parametrize("coding", sorted(PACK))
def test_a_page_comes_back(coding: str) -> None:
    assert decode_payload(PACK[coding](PAGE), coding.upper() + " ") == Decoded(PAGE, None)


@pytest.mark.parametrize("value", [None, "", "identity", " , ", "UTF-8", "none"])
def test_without_a_coding_the_bytes_are_the_body(value: str | None) -> None:
    assert decode_payload(PAGE, value) == Decoded(PAGE, None)


def test_raw_deflate_and_x_gzip_are_read() -> None:
    assert decode_payload(raw_deflate(PAGE), "deflate") == Decoded(PAGE, None)
    assert decode_payload(gzip.compress(PAGE), "x-gzip") == Decoded(PAGE, None)


def test_stacked_codings_are_undone_from_the_last() -> None:
    assert decode_payload(brotli.compress(gzip.compress(PAGE)), "gzip, br") == Decoded(PAGE, None)
    assert decode_payload(gzip.compress(gzip.compress(PAGE)), "gzip,gzip") == Decoded(PAGE, None)
    assert decode_payload(PAGE, ",".join(["gzip"] * 5)) == Decoded(b"", "too many encodings")


def test_members_and_frames_are_joined() -> None:
    two = gzip.compress(b"one ") + gzip.compress(b"two")
    assert decode_payload(two, "gzip") == Decoded(b"one two", None)
    assert decode_payload(two + b"\0" * 700, "gzip") == Decoded(b"one two", None)
    skippable = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"
    frames = zstandard.compress(b"one ") + skippable + zstandard.compress(b"two")
    assert decode_payload(frames, "zstd") == Decoded(b"one two", None)


@pytest.mark.parametrize("coding", sorted(PACK))
def test_garbage_behind_the_end_is_named_and_the_body_whole(coding: str) -> None:
    assert decode_payload(PACK[coding](PAGE) + b"\r\n<!-- 0.1 s -->", coding) == Decoded(
        PAGE, "trailing garbage"
    )


@pytest.mark.parametrize("coding", sorted(PACK))
def test_a_truncated_body_gives_what_there_is(coding: str) -> None:
    text = b"".join(b"%d " % (i * i) for i in range(60_000))
    packed = PACK[coding](text)
    decoded = decode_payload(packed[: len(packed) * 3 // 4], coding)
    assert decoded.fault == "truncated"
    assert text.startswith(decoded.body)
    assert len(decoded.body) > len(text) // 8


@pytest.mark.parametrize("coding", sorted(PACK))
def test_a_plain_body_under_a_coding_is_given_as_it_came(coding: str) -> None:
    assert decode_payload(PAGE, coding) == Decoded(PAGE, f"not {coding}")


@pytest.mark.parametrize("coding", sorted(PACK))
def test_an_empty_body_is_no_fault(coding: str) -> None:
    assert decode_payload(b"", coding) == Decoded(b"", None)


def test_damage_keeps_what_came_before_it() -> None:
    packed = bytearray(gzip.compress(PAGE))
    packed[-6] ^= 0xFF
    assert decode_payload(bytes(packed), "gzip") == Decoded(PAGE, "damaged: gzip")


@pytest.mark.parametrize("value", ["x-foo", "gzip, x-foo", "x-foo, gzip"])
def test_an_unknown_coding_is_named(value: str) -> None:
    assert decode_payload(gzip.compress(PAGE), value) == Decoded(b"", "unknown encoding: x-foo")


def test_the_name_of_an_unknown_coding_is_bounded_and_printable() -> None:
    fault = decode_payload(b"x", "\x1b[31m\r\n\u202e" + "y" * 5000).fault
    assert fault is not None
    assert fault.isprintable()
    assert len(fault) < 200


@pytest.mark.parametrize("coding", sorted(PACK))
def test_a_body_over_the_limit_is_cut_and_named(coding: str) -> None:
    assert decode_payload(PACK[coding](PAGE), coding, limit=1000) == Decoded(PAGE[:1000], "too large")
    assert decode_payload(PACK[coding](PAGE), coding, limit=len(PAGE)) == Decoded(PAGE, None)
    assert decode_payload(PAGE, None, limit=10) == Decoded(PAGE[:10], "too large")


BOMB = """
import sys, zlib, gzip, brotli, zstandard
sys.path.insert(0, {root!r})
from pipelines.decode import decode_payload
from tests.memory import peak_kib
coding, limit = sys.argv[1], 16 * 1024 * 1024
def pieces():
    for _ in range(256):
        yield bytes(1024 * 1024)
if coding == "br":
    packer = brotli.Compressor(quality=1)
    bomb = b"".join(packer.process(piece) for piece in pieces()) + packer.finish()
elif coding == "zstd":
    packer = zstandard.ZstdCompressor().compressobj()
    bomb = b"".join(packer.compress(piece) for piece in pieces()) + packer.flush()
else:
    packer = zlib.compressobj(wbits=31 if "gzip" in coding else 15)
    bomb = b"".join(packer.compress(piece) for piece in pieces()) + packer.flush()
    if coding == "gzip,gzip":
        bomb = gzip.compress(bomb)
before = peak_kib()
decoded = decode_payload(bomb, coding, limit=limit)
assert decoded.fault == "too large" and len(decoded.body) == limit, decoded.fault
print(peak_kib() - before)
"""


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip,gzip"])
def test_a_bomb_costs_no_more_memory_than_a_large_page(coding: str, pytestconfig: pytest.Config) -> None:
    script = BOMB.format(root=str(pytestconfig.rootpath))
    done = subprocess.run(
        [sys.executable, "-c", script, coding], capture_output=True, text=True, timeout=60, check=True
    )
    in_bytes = int(done.stdout) * 1024
    assert in_bytes < 3.5 * 16 * 1024 * 1024


@pytest.mark.parametrize("coding", sorted(PACK))
@given(data=st.binary(max_size=200), cut=st.integers(0, 60), flip=st.integers(0, 255))
def test_broken_bytes_never_raise(coding: str, data: bytes, cut: int, flip: int) -> None:
    packed = bytearray(PACK[coding](data))
    packed[cut % len(packed)] ^= flip
    decoded = decode_payload(bytes(packed[: len(packed) - cut // 2]), coding)
    assert isinstance(decoded.body, bytes)
    assert decode_payload(bytes(data), coding) == decode_payload(bytes(data), coding)
