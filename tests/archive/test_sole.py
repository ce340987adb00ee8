"""What is read at one go is read with care to the same end: one record in a member, and everything that is not that."""

from __future__ import annotations

import gzip
import io
import random

import lz4.frame
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

import archive.scan
from archive.record import Record, serialize
from archive.scan import scan
from archive.sole import read_sole
from archive.source import Source
from tests.archive.made import response, warc

NOISE = random.Random(11).randbytes(300_000)
BODIES = [b"", b"<p>Ferry</p>", b"<p>Ferry</p>" * 40_000, NOISE[:1500], NOISE[:70_000], NOISE]
RECORDS = [response(number, body) for number, body in enumerate(BODIES)] + [
    warc("request", 9, b"GET / HTTP/1.1\r\n\r\n")
]


def read(data: bytes, limit: int = 1 << 22) -> list[tuple[int, int, Record | None, str | None, str | None]]:
    with Source(io.BytesIO(data), "made") as source:
        return [
            (found.offset, found.length, found.record, found.damage, found.truncated)
            for found in scan(source, limit=limit)
        ]


def with_care(
    data: bytes, limit: int = 1 << 22
) -> list[tuple[int, int, Record | None, str | None, str | None]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(archive.scan, "read_sole", lambda *_: None)
        return read(data, limit)


COMPRESS = {
    "gzip": lambda raw: gzip.compress(raw, 6, mtime=0),
    "stored": lambda raw: gzip.compress(raw, 0, mtime=0),
    "zstd": zstd.compress,
    "lz4": lz4.frame.compress,
}


@pytest.mark.parametrize("wrapping", sorted(COMPRESS))
def test_a_record_of_any_size_is_read_at_one_go(wrapping: str) -> None:
    packed = [COMPRESS[wrapping](serialize(record)) for record in RECORDS]
    data = b"".join(packed)
    with Source(io.BytesIO(data), "made") as source:
        at = 0
        for record, member in zip(RECORDS, packed, strict=True):
            sole = read_sole(source, at, 1 << 22)
            assert sole is not None
            assert (sole[0].record, sole[1]) == (record, at + len(member))
            at += len(member)
    assert read(data) == with_care(data)


@settings(deadline=None)
@given(st.data())
def test_whatever_is_not_simple_is_read_as_with_care(data: st.DataObject) -> None:
    raw = bytearray(
        b"".join(map(serialize, data.draw(st.lists(st.sampled_from(RECORDS[:4] + RECORDS[-1:]), max_size=3))))
    )
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(raw)))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(
            st.sampled_from([b"", b"\r\n", b" ", b"\n ", b"x", b"0"])
        )
    packed = bytearray(
        data.draw(st.sampled_from([gzip.compress(raw, 1, mtime=0), zstd.compress(bytes(raw))]))
    )
    if packed and data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(packed) - 1))
        packed[at : at + 1] = data.draw(st.binary(max_size=2))
    whole = (
        gzip.compress(serialize(RECORDS[1]), mtime=0)
        + bytes(packed)
        + gzip.compress(serialize(RECORDS[0]), mtime=0)
    )
    limit = data.draw(st.sampled_from([10, 1 << 22]))
    assert read(whole, limit) == with_care(whole, limit)
