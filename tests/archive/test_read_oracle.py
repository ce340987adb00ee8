"""Three readers see the same records: ours, warcio and fastwarc, to the byte of each block; where not, why."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.writer import ArchiveWriter
from scripts.read_oracle import READERS, compare
from tests.archive.exchanges import answer, chunked, exchange, page
from tests.archive.test_reader_corpus import CORRUPT, corpus

CUT = "it is cut, or its version line is none: named as damage here, read as far as it goes there"
LENGTH = "Content-Length is missing, none, or reaches into the next record: each ends the block elsewhere"
FOLDED = "a folded field: warcio keeps the blank of the fold in a URL; fastwarc finds no Content-Length"
LZ4 = "warcio reads no lz4"
ARC = "fastwarc reads no ARC"
STOPS = "warcio stops at garbage between two records, or at a lost version line"
UNLIKE: dict[str, tuple[set[str], str]] = {
    "block-sized-records.warc.lz4": ({"warcio"}, LZ4),
    "warcfile.warc.lz4": ({"warcio"}, LZ4),
    "IAH-20080430204825-00000-blackbook-truncated.arc": ({"warcio", "fastwarc"}, ARC + "; " + STOPS),
    "1-1-20110922131213-00000-svc-VirtualBox.arc": ({"fastwarc"}, ARC),
    "invalid-arcfile-record-then-garbage.arc": ({"warcio", "fastwarc"}, ARC + "; " + STOPS),
    "hello-world.arc": ({"fastwarc"}, ARC),
    "example-space-in-url.arc": ({"warcio", "fastwarc"}, ARC + "; " + LENGTH),
    "link-extraction-test.warc": ({"warcio"}, STOPS),
    "broken.warc": ({"warcio"}, STOPS),
    "test-utf8.warc": ({"fastwarc"}, FOLDED),
    "valid-warcfile-fields-warcinfo.warc": ({"fastwarc"}, FOLDED),
    "valid-warcfile-fields-continuation.warc": ({"warcio", "fastwarc"}, FOLDED),
    "valid-warcfile-fields-metainfo.warc": ({"warcio", "fastwarc"}, FOLDED),
    "invalid-warcfile-fields-empty.warc": ({"warcio", "fastwarc"}, LENGTH),
    "invalid-warcfile-fields-invalidformat.warc": ({"warcio", "fastwarc"}, LENGTH),
    "invalid-warcfile-lonely-continuation.warc": ({"warcio"}, LENGTH),
    "invalid-warcfile-lonely-monkeys.warc": ({"warcio"}, LENGTH),
    "invalid-warcfile-lonely-revisit.warc": ({"warcio"}, LENGTH),
    "invalid-warcrecord-3.warc": ({"warcio", "fastwarc"}, LENGTH),
    "example-wrong-chunks.warc.gz": ({"warcio"}, "a record that goes on in the next gzip member"),
}


def unlike(path: Path) -> set[str]:
    found = compare(path)
    return {name for name in READERS if found[name] is not None}


@pytest.mark.shared
def test_on_what_others_wrote(shared: Path) -> None:
    alike = 0
    for path in corpus(shared):
        name = path.name.rpartition("__")[2]
        # A package is no WARC file to the other two; what is cut has its own table.
        if path.suffix == ".wacz" or name in CORRUPT or "invalid-warcheaderversion" in name:
            continue
        expected, _why = UNLIKE.get(name, (set(), ""))
        if name == "link-extraction-test.warc" and path.name.startswith("commoncrawl"):
            expected = set()
        assert unlike(path) == expected, compare(path)
        alike += not expected
    assert alike > 60


def test_on_what_we_write(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, software="s", operator=None, settings={}, max_bytes=40_000) as archive:
        for number in range(60):
            archive.append(exchange(number))
        archive.append(exchange(100, answer(b"")))
        archive.append(exchange(101, b"junk", fault="no HTTP"))
        archive.append(exchange(102, b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + page(1)))
        body = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(page(2), 100)
        archive.append(exchange(103, body))
    files = sorted(tmp_path.glob("*.warc.gz"))
    assert len(files) > 2
    assert [unlike(path) for path in files] == [set()] * len(files)
