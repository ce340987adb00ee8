from __future__ import annotations

import gzip
import io
import random
import zlib

import pytest

from archive.salvage import salvage
from archive.source import Source

TEXT = b" ".join(random.Random(7).choices([b"ferry", b"quay", b"mayor", b"storm", b"%d" % 99], k=3000))


def source(data: bytes) -> Source:
    return Source(io.BytesIO(data), "made")


def header(flags: int) -> bytes:
    parts = b"\x1f\x8b\x08" + bytes([flags]) + b"\0" * 6
    parts += b"\x05\x00extra" if flags & 4 else b""
    parts += b"name.warc\0" if flags & 8 else b""
    parts += b"a comment\0" if flags & 16 else b""
    return parts + (b"\x12\x34" if flags & 2 else b"")


@pytest.mark.parametrize("flags", [0, 2, 4, 8, 16, 30])
def test_a_member_is_given_up_to_its_break_whatever_its_header_holds(flags: int) -> None:
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
    body = deflate.compress(TEXT) + deflate.flush()
    half = header(flags) + body[: len(body) // 2]
    got = salvage(source(b"before" + half + b"\xff" * 50), 6, 0, 1 << 20)
    # What the bytes behind the break are taken for until they are found out is not text.
    assert got[: len(TEXT) // 3] == TEXT[: len(TEXT) // 3]


def test_a_wrong_checksum_costs_no_byte() -> None:
    data = gzip.compress(TEXT)
    assert salvage(source(data[:-8] + bytes(8)), 0, 0, 1 << 20) == TEXT


@pytest.mark.parametrize(
    ("skip", "wanted"), [(0, 10), (5, 10), (2000, 3000), (len(TEXT) - 3, 50), (len(TEXT) + 9, 50)]
)
def test_a_stretch_is_the_same_as_of_the_whole(skip: int, wanted: int) -> None:
    assert salvage(source(gzip.compress(TEXT)), 0, skip, wanted) == TEXT[skip : skip + wanted]


@pytest.mark.parametrize(
    "data", [b"", b"\x1f\x8b", b"\x28\xb5\x2f\xfd" + b"\0" * 50, b"\x1f\x8b\x08\x08" + b"\xff" * 50]
)
def test_what_is_no_gzip_member_gives_nothing(data: bytes) -> None:
    assert salvage(source(data), 0, 0, 100) == b""
