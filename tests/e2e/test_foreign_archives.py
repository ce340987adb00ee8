"""Every archive of the corpus, whoever wrote it, ends without a traceback, and what is not read is named."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

from archive.capture import Capture
from archive.reader import read_archive
from tests.e2e.command import replay


def test_every_file_replays_without_a_traceback(shared: Path, tmp_path: Path) -> None:
    done = replay(shared / "corpus" / "warc", tmp_path / "all", timeout=280)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    counted = re.search(r"^all +(\d+)", done.stderr, re.MULTILINE)
    assert counted is not None
    assert int(counted[1]) > 500


def test_at_least_the_responses_that_warcio_reads(shared: Path) -> None:
    folder = shared / "corpus" / "warc"
    short = []
    for row in csv.DictReader(
        (folder / "foreign.tsv").read_text().splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE
    ):
        wanted = re.search(r"\bresponse=(\d+)", row["records_by_type (as warcio 1.8.1 counts)"] or "")
        files = _files(folder, row)
        if wanted is None or not files:
            continue
        # What is damaged or cut is named instead of given short; ARC has its DNS answers among the responses.
        found = list(read_archive(files[0]))
        got = sum(isinstance(each, Capture) or each.reason.startswith("damaged") for each in found)
        if got < int(wanted[1]):
            short.append((files[0].name, got, int(wanted[1])))
    assert not short, json.dumps(short)


def _files(folder: Path, row: dict[str, str]) -> list[Path]:
    name = f"{row['repo'].replace('/', '+')}__{row['path'].replace('/', '__')}"
    return [folder / name] if (folder / name).exists() else []
