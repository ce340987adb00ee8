"""Large, endless and slow answers: bounded memory, every byte that came in the archive, a named outcome, replay the same."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from archive.capture import Capture
from archive.digest import label
from archive.reader import read_archive
from archive.verify import verify
from tests.e2e.command import ROOT, Folder, settings, urls_arguments
from tests.server.fixture import Server

# The limit beyond which no capture has a payload, lowered so that 40 MB are far beyond it.
PROGRAM = """
import atexit
import archive.scan
from scrapy.cmdline import execute
from tests.memory import peak_kib
archive.scan.MAX_BLOCK = 1 << 20
atexit.register(lambda: print("peak", peak_kib()))
execute()
"""
PATHS = {
    "/large?mb=40&chunked=1": ("length", None),
    "/large?mb=50&type=text/html": ("length", "cut off: length"),
    "/bad-chunk": ("unspecified", "bad chunk"),
    "/no-last-chunk": ("disconnect", "cut off: disconnect"),
    "/reset-mid-body": ("disconnect", "cut off: disconnect"),
    "/endless-headers?mb=2": (None, "header too long"),
    "/huge-header": (None, "header line too long"),
    "/http-0.9": (None, "not HTTP"),
    "/length-twice": ("unspecified", "bad header"),
}
"""What WARC-Truncated says of each, and the reason in outcomes.jsonl (None: a film has none)."""


def block_digest(record: Any) -> tuple[str, str]:
    """A record's own digest of its block, and what it is."""
    block = hashlib.sha256()
    while piece := record.raw_stream.read(1 << 20):
        block.update(piece)
    return record.rec_headers.get_header("WARC-Block-Digest"), label(block.digest())


def peak(arguments: list[str]) -> int:
    """Peak memory in MiB of a command, which has to succeed."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (told,) = [line for line in done.stdout.splitlines() if line.startswith("peak ")]
    return int(told.split()[1]) >> 10


def test_large_answers_are_kept_whole_in_little_memory(server: Server, tmp_path: Path) -> None:
    live, again = Folder(tmp_path / "live"), Folder(tmp_path / "again")
    listed = tmp_path / "list.txt"
    listed.write_text("\n".join(server.url(path) for path in PATHS))
    options = {"DOWNLOAD_MAXSIZE": str(45 << 20), "RETRY_ENABLED": "0"}
    # An idle crawl takes some 115 MiB; before bodies were spooled this one took 500.
    assert peak(urls_arguments(listed, live.path, options)) < 190
    arguments = [
        "crawl",
        "replay",
        "-a",
        f"archive={live.archive}",
        *settings({"WIRECOPY_DATA": str(again.path)}),
    ]
    assert peak([*arguments, "-s", "WIRECOPY_WORKERS=1"]) < 190
    assert again.bytes() == live.bytes()

    assert verify(live.archive) == []
    (path,) = live.archive.glob("*.warc.gz")
    assert path.stat().st_size > 40 << 20
    with path.open("rb") as file:
        # Another reader finds the large record whole, and both digests are those of what was sent.
        found = {
            record.rec_headers.get_header("WARC-Payload-Digest"): block_digest(record)
            for record in ArchiveIterator(file, no_record_parse=True)
        }
    sent = hashlib.sha256()
    for _ in range(40):
        sent.update(random.Random(7).randbytes(1 << 20))
    said, computed = found[label(sent.digest())]
    assert said == computed
    captures = [each for each in read_archive(live.archive) if isinstance(each, Capture)]
    reasons = {line["url"]: line["reason"] for line in live.lines("outcomes")}
    for name, (truncated, reason) in PATHS.items():
        (capture,) = [each for each in captures if each.url == server.url(name)]
        assert (name, capture.truncated) == (name, None if name.startswith("/large?mb=40") else truncated)
        assert (name, reasons.get(server.url(name))) == (name, reason)
