"""Archives that others wrote: the index that cdxj-indexer makes of them, line for line; where not, why."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.indexing import lines_of
from tests.archive.oracles import each_indexed_by_cdxj_indexer
from tests.archive.test_reader_corpus import corpus

pytestmark = pytest.mark.shared

CUT = "it is cut: cdxj-indexer indexes what is left of a record, here it is named as damage and has no line"
NOT_ALIKE = {
    "clipped.warc.gz": CUT,
    "transfer_compression_none_truncated.warc.gz": CUT,
    "Evil-Warc-Headers.warc": CUT,
    "invalid-warcheaderfieldpolicy-3.warc": CUT,
    "invalid-warcheaderfieldpolicy-4.warc": CUT,
    "example-space-in-url.arc": "its length is said too great: cdxj-indexer counts the line ends behind the block",
    "valid-warcfile-fields-metainfo.warc": "WARC-Type is folded onto a second line: cdxj-indexer finds no type",
}


def test_equal_line_for_line_on_everything_that_the_reference_reads(shared: Path, tmp_path: Path) -> None:
    files = corpus(shared)
    unlike, read = set(), 0
    for path, reference in zip(files, each_indexed_by_cdxj_indexer(files, tmp_path), strict=True):
        if reference is None:
            continue
        read += 1
        if sorted({line.decode() for line in lines_of([path])}) != reference:
            unlike.add(path.name.rpartition("__")[2])
    assert unlike == set(NOT_ALIKE)
    assert read > 90
