"""From an address to a fixture folder: fetched by an ordinary crawl into a passing folder, or taken from an archive."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from archive.tombstones import withheld_in
from archive.withhold import withheld
from crawler.command import CannotRun
from crawler.config import PROJECT
from crawler.discovery.proposal import Proposal, propose
from pipelines.normalise.urls import registrable_domain
from pipelines.sources.fixture import FixtureError, expectation, slug_of, write_fixture
from pipelines.sources.model import Sources
from pipelines.sources.recorded import NotRecordedError, RecordedPage, page_at, raw_at
from pipelines.withheld import Withheld

FIXTURES = PROJECT / "tests" / "pipelines" / "sources" / "pages"
"""Where fixtures lie that the tests read."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A fixture that was made: its folder and page, and a proposal where no source has its domain."""

    folder: Path
    page: RecordedPage
    title: str | None
    blocks: int
    proposal: Proposal | None


def record(url: str, archive: str | Path, sources: Sources, into: Path = FIXTURES) -> Recording:
    """Make the fixture of an address from an archive that has it; raises CannotRun for what keeps it from being made."""
    try:
        page = page_at(archive, url)
        _refuse_withheld(page.url, withheld(Path(archive)))
        source = sources.for_url(page.url)
        proposal = None if source else propose(page, _robots(archive, page.url), sources.by_id)
        found = page.read(source)
        folder = into / (source.id if source else registrable_domain(page.url)) / slug_of(page.url)
        write_fixture(folder, page, expectation(found))
    except (NotRecordedError, FixtureError) as error:
        raise CannotRun(str(error)) from error
    return Recording(folder, page, found.title, len(found.blocks), proposal)


def write_proposal(proposal: Proposal, folder: Path) -> Path:
    """Write the proposed source file; raises CannotRun where there is one of that name."""
    path = folder / f"{proposal.id}.toml"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(proposal.toml())
    except FileExistsError as error:
        raise CannotRun(f"{path} is there already; it was not written over") from error
    return path


@contextmanager
def fetched(url: str, settings: Sequence[str], data: Path) -> Iterator[Path]:
    """The archive of a crawl of one address, gone with the block; `settings` are NAME=VALUE, as the user gave them.

    `scrapy crawl urls` does it, so guard, robots.txt, politeness and contact hold. An address that is withheld in the data
    folder is not fetched. Raises CannotRun with what the crawl said when it fetched nothing.
    """
    _refuse_withheld(url, withheld_in(data / "archive"))
    with tempfile.TemporaryDirectory(prefix="wirecopy-record-") as name:
        folder = Path(name)
        (folder / "list.txt").write_text(url + "\n", "utf-8")
        done = subprocess.run(crawl_command(folder, settings), capture_output=True, text=True, check=False)
        said = done.stderr.strip().splitlines()
        if done.returncode:
            raise CannotRun(said[-1].removeprefix("scrapy crawl: ") if said else "the crawl said nothing")
        yield folder / "data" / "archive"


def crawl_command(folder: Path, settings: Sequence[str]) -> list[str]:
    """The crawl of `folder/list.txt` into `folder/data`, with the user's settings and nothing of the user's data folder."""
    own = (f"WIRECOPY_DATA={folder / 'data'}", "WIRECOPY_FRONTIER=", "WIRECOPY_OFFLINE=")
    command = [sys.executable, "-m", "scrapy", "crawl", "urls", "-a", f"file={folder / 'list.txt'}"]
    for each in (*settings, *own):
        command += ["-s", each]
    return command


def _refuse_withheld(url: str, requests: Mapping[str, str]) -> None:
    if (since := Withheld(requests).since(url)) is not None:
        raise CannotRun(f"{url} is withheld on request of {since}: neither fetched nor recorded")


def _robots(archive: str | Path, url: str) -> bytes:
    try:
        return raw_at(archive, "{0.scheme}://{0.netloc}/robots.txt".format(urlsplit(url)))
    except NotRecordedError:
        return b""
