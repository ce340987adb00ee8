"""Archives that others wrote: at least as many records as the better of warcio and fastwarc, and every loss named."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from archive.capture import Capture, Unread
from archive.reader import Archive, Located, read_archive, read_records

pytestmark = pytest.mark.shared

CUT_IN_THE_BLOCK = "record breaks off after"
CUT_IN_THE_HEAD = "no blank line ends the record header"
CUT_MEMBER = "compressed data breaks off at the end of the file"
CORRUPT = {
    "clipped.warc.gz": CUT_MEMBER,
    "transfer_compression_none_truncated.warc.gz": CUT_MEMBER,
    "Evil-Warc-Headers.warc": CUT_IN_THE_BLOCK,
    **{
        f"invalid-warcheaderfieldpolicy-{number}.warc": CUT_IN_THE_BLOCK
        for number in (3, 4, 6, 8, 12, 15, 16)
    },
    **{
        f"invalid-warcheaderversion-{number}.warc": CUT_IN_THE_HEAD
        for number in (2, 4, 5, 6, 7, 10, 11, 22, 23)
    },
    "invalid-warcheaderversion-20.warc": "not an archive: no WARC or ARC record in its first 2 bytes",
}
"""Records that warcio or fastwarc count and that are not whole: here each is one Unread that says this."""


def corpus(shared: Path) -> list[Path]:
    files = sorted(
        path for path in (shared / "corpus" / "warc").iterdir() if path.suffix not in {".md", ".tsv"}
    )
    assert len(files) > 100
    return files


def best_counts(shared: Path) -> dict[str, int]:
    """By end of path: how many records the better of warcio and fastwarc reads."""
    with (shared / "corpus" / "warc" / "foreign.tsv").open(newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    counts = {}
    for row in rows:
        by_type = row["records_by_type (as warcio 1.8.1 counts)"] or ""
        warcio = sum(int(count) for count in re.findall(r"=(\d+)", by_type))
        fastwarc = max(
            map(int, re.findall(r"fastwarc 2\.0\.1(?: reads|:) (\d+)", row["odd"] or "")), default=0
        )
        counts[row["repo"].replace("/", "+") + "__" + row["path"].replace("/", "__")] = max(warcio, fastwarc)
    return counts


def split(path: Path) -> tuple[list[Located], list[Located]]:
    found = list(read_records(path))
    return [one for one in found if not one.reason], [one for one in found if one.reason]


def test_no_file_gives_fewer_records_than_the_better_of_warcio_and_fastwarc(shared: Path) -> None:
    best = best_counts(shared)
    compared = 0
    for path in corpus(shared):
        wanted = best.get(path.name)
        if wanted is None:  # names too long for the table's rule of naming are cut in the middle
            continue
        compared += 1
        records, damage = split(path)
        if len(records) >= wanted:
            continue
        said = CORRUPT.get(path.name.rpartition("__")[2])
        assert said is not None, f"{path.name}: {len(records)} of {wanted} records"
        assert len(records) + sum(said in (one.reason or "") for one in damage) >= wanted, path.name
    assert compared > 95


def test_every_capture_leads_back_to_its_record(shared: Path) -> None:
    for path in corpus(shared):
        archive = Archive(path)
        for one in archive.captures():
            if isinstance(one, Capture):
                assert one.url
                assert one.date
                assert one.fault is None or one.payload == b""
                assert archive.at(one.ref.file, one.ref.offset) == one, path.name


def test_the_whole_folder_is_one_archive_in_name_order(shared: Path) -> None:
    found = list(read_archive(shared / "corpus" / "warc"))
    places = [(one.ref.file, one.ref.offset) for one in found]
    assert places == sorted(places)
    captures = [one for one in found if isinstance(one, Capture)]
    assert len(captures) > 700
    assert {one.record_type for one in captures} >= {"response", "revisit", "resource", "conversion"}
    # Revisits whose originals are in another file of the folder are resolved across files.
    revisits = [one for one in captures if one.revisit == "identical-payload"]
    resolved = [one for one in revisits if one.fault is None]
    assert len(resolved) > 0.9 * len(revisits)
    assert all(
        (one.fault or "").startswith("unresolved revisit: ") for one in revisits if one not in resolved
    )
    assert all(one.reason for one in found if isinstance(one, Unread))
