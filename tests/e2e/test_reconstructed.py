"""Without the private names that the tap needs: the crawl goes on, its records are marked, and the user is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from archive.verify import verify
from archive.warcfile import archive_files
from tests.archive.exchanges import records
from tests.e2e.command import ROOT, Folder, replay, urls_arguments
from tests.server.fixture import Server

PROGRAM = """
import crawler.network.private as private
private.missing_names.__defaults__ = ((*private.PRIVATE_NAMES, "twisted.web.client:HTTPConnectionPool._renamed"),)
from scrapy.cmdline import execute
execute()
"""


def test_records_are_marked_and_the_user_is_told(server: Server, tmp_path: Path) -> None:
    live, listed = Folder(tmp_path / "live"), tmp_path / "list.txt"
    listed.write_text(
        "\n".join(server.url(path) for path in ("/article/1", "/chunked", "/reset-at-0", "/status/404"))
    )
    arguments = urls_arguments(listed, live.path, {"RETRY_ENABLED": "0"})
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (
        "no tap on the wire: this Scrapy or Twisted has no twisted.web.client:HTTPConnectionPool._renamed"
        in done.stderr
    )
    assert "RECONSTRUCTED: " in done.stdout + done.stderr
    assert len(live.lines("articles")) + len(live.lines("copies")) == 2
    assert verify(live.archive) == []
    (path,) = archive_files(live.archive)
    found = [
        record
        for record in records(path)
        if record.type in {"response", "request"} and "robots" not in record.url
    ]
    assert len(found) == 6
    assert {record.get("Wirecopy-Reconstructed") for record in found} == {"true"}
    assert replay(live.archive, tmp_path / "again").returncode == 0
    assert Folder(tmp_path / "again").bytes() == live.bytes()
