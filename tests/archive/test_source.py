from __future__ import annotations

import io
import random

from hypothesis import given
from hypothesis import strategies as st

from archive.source import WINDOW, Source

DATA = random.Random(3).randbytes(3 * WINDOW + 77)


@given(st.lists(st.tuples(st.integers(0, len(DATA) + 10), st.integers(0, WINDOW + 500)), max_size=12))
def test_any_order_of_reads_gives_the_file_s_bytes(reads: list[tuple[int, int]]) -> None:
    with Source(io.BytesIO(DATA), "made") as source:
        for offset, count in reads:
            assert source.at(offset, count) == DATA[offset : offset + count]


def test_an_offset_far_beyond_the_end_is_empty() -> None:
    assert bytes(source_of(b"abc").at(1 << 62, 5)) == b""


def test_reading_on_and_leaping_back() -> None:
    source = source_of(DATA)
    pieces = [bytes(source.at(at, 1000)) for at in range(0, len(DATA), 1000)]
    assert b"".join(pieces) == DATA
    assert source.at(5, 10) == DATA[5:15]


class Trickle(io.BytesIO):
    """A file that gives three bytes at a time, as pipes and network file systems may."""

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        return super().readinto(buffer[:3])


def test_short_reads_are_read_on() -> None:
    source = Source(Trickle(DATA[:200]), "made")
    assert source.at(0, 200) == DATA[:200]
    assert source.size == 200


def source_of(data: bytes) -> Source:
    return Source(io.BytesIO(data), "made")
