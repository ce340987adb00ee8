"""Every archive of the corpus, whoever wrote it, ends without a traceback, and what is not read is named."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from archive.capture import Capture
from archive.reader import read_archive
from tests.e2e.command import replay

CUT = {
    "clipped.warc.gz": 1,
    "transfer_compression_none_truncated.warc.gz": 1,
    "Evil-Warc-Headers.warc": 1,
}
"""Files whose last response is cut off: warcio gives it short, we name it as damaged and give nothing."""


def test_every_file_replays_without_a_traceback(shared: Path, tmp_path: Path) -> None:
    done = replay(shared / "corpus" / "warc", tmp_path / "all", timeout=280)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    counted = re.search(r"^all +(\d+)", done.stderr, re.MULTILINE)
    assert counted is not None
    assert int(counted[1]) > 500


def test_at_least_the_responses_that_warcio_reads(shared: Path) -> None:
    folder = shared / "corpus" / "warc"
    short: dict[str, int] = {}
    for row in csv.DictReader(
        (folder / "foreign.tsv").read_text().splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE
    ):
        wanted = re.search(r"\bresponse=(\d+)", row["records_by_type (as warcio 1.8.1 counts)"] or "")
        files = _files(folder, row)
        if wanted is None or not files:
            continue
        found = [each for each in read_archive(files[0]) if isinstance(each, Capture)]
        # An ARC keeps its DNS answers as responses; ours are resources.
        got = sum(each.record_type == "response" or each.url.startswith("dns:") for each in found)
        if got < int(wanted[1]):
            short[files[0].name.rpartition("__")[2]] = int(wanted[1]) - got
    assert short == CUT


def _files(folder: Path, row: dict[str, str]) -> list[Path]:
    name = f"{row['repo'].replace('/', '+')}__{row['path'].replace('/', '__')}"
    return [folder / name] if (folder / name).exists() else []
