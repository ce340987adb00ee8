"""Everything the test server can do wrong, crawled: the archive is sound, its replay is the crawl, others read it alike."""

from __future__ import annotations

import io
from contextlib import redirect_stderr
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from archive.cdxj import INDEX
from archive.reader import read_records
from archive.warcfile import archive_files
from tests.archive.oracles import indexed_by_cdxj_indexer
from tests.crawler.commands.here import run
from tests.e2e.command import Folder, crawl_urls, replay
from tests.server.every import every_path
from tests.server.exchange import BEHAVIOURS
from tests.server.fixture import Server

OPTIONS = {"DOWNLOAD_TIMEOUT": "3", "RETRY_TIMES": "0", "WIRECOPY_ARCHIVE_FILE_BYTES": "200000"}
DEAR = {"/gzip-bomb/1", "/big/2?mb=17"}
"""What takes seconds and shows nothing that a smaller one does not."""
NOT_CRAWLED = {"robots.txt", "robots-hop", "canary"}


def test_the_list_has_every_behaviour() -> None:
    named = {path.split("/")[1] for path in every_path()}
    assert named == set(BEHAVIOURS) - NOT_CRAWLED
    assert len(named) > 60


def test_an_archive_of_every_fault(tmp_path: Path, server: Server) -> None:
    addresses = [server.url(path) for path in every_path() if path not in DEAR]
    live = Folder(tmp_path / "live")
    crawled = crawl_urls(addresses, live.path, options=OPTIONS)
    assert crawled.returncode == 0, crawled.stderr
    assert run("verify", live.path) == 0
    assert len(archive_files(live.archive)) > 2
    assert ours(live.archive) == theirs(live.archive)
    assert (live.archive / INDEX).read_bytes() == indexed_by_cdxj_indexer(
        archive_files(live.archive), tmp_path / "reference"
    )
    done = replay(live.archive, tmp_path / "again")
    assert done.returncode == 0, done.stderr
    assert Folder(tmp_path / "again").bytes() == live.bytes()


def ours(folder: Path) -> list[tuple[str, str, int, bytes]]:
    return [
        (found.record.type, found.record.id, found.ref.offset, found.record.block)
        for path in archive_files(folder)
        for found in read_records(path)
        if found.record is not None
    ]


def theirs(folder: Path) -> list[tuple[str, str, int, bytes]]:
    """The records as warcio reads them; it may warn of nothing."""
    found = []
    said = io.StringIO()
    with redirect_stderr(said):
        for path in archive_files(folder):
            with path.open("rb") as file:
                reader = ArchiveIterator(file, no_record_parse=True)
                for record in reader:
                    name = record.rec_headers.get_header("WARC-Record-ID")[1:-1]
                    # Asking for the offset passes over what was not read of the record.
                    block = record.raw_stream.read()
                    found.append((record.rec_type, name, reader.get_record_offset(), block))
    assert said.getvalue() == ""
    return found
