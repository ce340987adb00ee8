"""The seam: whatever came over the wire, what the writer says live is what the reader says ever after."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.capture import Capture
from archive.cdxj import INDEX
from archive.exchange import Exchange
from archive.indexing import lines_of
from archive.reader import read_archive
from archive.revisits import SQLiteRevisits
from archive.verify import verify
from archive.warcfile import archive_files
from archive.writer import ArchiveWriter
from tests.archive.exchanges import captures, chunked, exchange, page

HALF = chunked(page(1), 900)[:-9]
BODIES = st.sampled_from([b"", b"ok", page(1), page(2), chunked(page(1), 70), HALF, b"\0" * 2000, b"5\r\nhe"])
FIELD = st.sampled_from(
    [
        b"Content-Type: text/html",
        b"Content-Length: 2",
        b"Content-Length: 99999",
        b"Transfer-Encoding: chunked",
        b"transfer-ENCODING:  gzip, Chunked ",
        b"Content-Encoding: gzip",
        b"no colon here",
        b" folded",
        b"X-\xff: \xe9\x00",
        b": empty name",
        b"Content-Type: a\rb",
    ]
)
LINES = [
    b"HTTP/1.1 200 OK",
    b"HTTP/1.0 404",
    b"HTTP/1.1 304 Not Modified",
    b"HTTP/1.1 103 Hints",
    b"ICY 200",
    b"",
]
STATUS = st.sampled_from(LINES)


@st.composite
def responses(draw: st.DrawFn) -> bytes:
    end = draw(st.sampled_from([b"\r\n", b"\n"]))
    parts = [draw(STATUS), *draw(st.lists(FIELD, max_size=4)), b"", draw(BODIES)]
    return draw(st.sampled_from([b"", b"HTTP/1.1 100 Continue\r\n\r\n", b"\r\n"])) + end.join(parts)


@st.composite
def exchanges(draw: st.DrawFn) -> Exchange:
    made = exchange(draw(st.integers(0, 9)), draw(st.one_of(responses(), st.binary(max_size=60))))
    made.truncated = draw(st.sampled_from([None, None, None, "disconnect", "length", "time"]))
    made.fault = draw(st.sampled_from([None, None, None, "reset", "bad\r\nchunk \u2028", "  "]))
    made.url += draw(st.sampled_from(["", "", "#a", " b\x00", "\r\nX: y", "é<>"]))
    if draw(st.booleans()):
        made.request = made.request[:-2] + b'If-None-Match: "1"\r\nCookie: c\r\n\r\n'
    return made


@settings(max_examples=40, deadline=None)
@given(st.lists(exchanges(), min_size=1, max_size=12), st.integers(500, 9000))
def test_live_replay_index_and_verification_agree(entries: list[Exchange], max_bytes: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        live: list[Capture] = []
        revisits = SQLiteRevisits(folder / "revisits.sqlite")
        with ArchiveWriter(
            folder,
            software="s",
            operator=None,
            settings={},
            revisits=revisits,
            max_bytes=max_bytes,
            fsync=False,
            on_durable=live.extend,
        ) as archive:
            futures = [archive.append(entry) for entry in entries]
        assert [future.result() for future in futures] == live
        assert [found for found in read_archive(folder) if isinstance(found, Capture)] == live
        assert captures(folder) == live
        assert len(live) == len(entries)
        assert verify(folder, pointers=[capture.ref for capture in live]) == []
        assert (folder / INDEX).read_bytes() == b"".join(
            line + b"\n" for line in sorted(set(lines_of(archive_files(folder))))
        )
