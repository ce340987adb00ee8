"""`scrapy package OUT.wacz`: the archive as one file that ReplayWeb.page and pywb show and search."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archive.tombstones import withheld_in
from archive.wacz import Page, write_wacz
from archive.writer import utc_now
from crawler import exit_codes
from crawler.command import CannotRun, FolderCommand, as_json, finish_rebuild, one_argument
from crawler.config import Config
from crawler.goal import unwritable
from pipelines.export.jsonl import read_lines
from pipelines.version import CODE_VERSION
from pipelines.withheld import Withheld


class Command(FolderCommand):
    """Packages the archive of a data folder."""

    usage = "[options] OUT.wacz"
    about = "Package the archive as one WACZ file with searchable pages"
    examples = """Write the finished WARC files, their index and a list of pages (title and text of every line of
articles.jsonl and copies.jsonl) into one WACZ file. It appears when it is whole. Withheld addresses get no page and no
index line; their bytes stay in the WARC files unless they were erased (`scrapy withhold --erase`).

examples:
  scrapy package demo.wacz -s WIRECOPY_DATA=data/demo
  scrapy package demo.wacz --title "The demo newsroom" --json -s WIRECOPY_DATA=data/demo
  scrapy crawl replay -a archive=demo.wacz -s WIRECOPY_DATA=data/demo/from-wacz

exit code: 0 written, 2 there is nothing to package or it cannot be written.
"""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add --title."""
        super().add_options(parser)
        parser.add_argument("--title", help="title of the package (default: the data folder's name)")

    def act(self, args: list[str], opts: argparse.Namespace, config: Config) -> int:
        """Write the file, say what is in it."""
        target = Path(one_argument(args, "package OUT.wacz"))
        if target.suffix != ".wacz":
            raise CannotRun(f"{target}: readers know a package by its name, which must end in .wacz")
        if why := unwritable(target):
            raise CannotRun(why)
        finish_rebuild(config.data)
        facts = package(config.data, target, title=opts.title or config.data.name)
        if opts.json:
            print(as_json(facts))
        else:
            print(f"{target}: {facts['bytes']:,} bytes, {facts['pages']} pages, {facts['hidden']} withheld")
        return exit_codes.OK


def package(data: Path, target: Path, *, title: str) -> dict[str, Any]:
    """Write the WACZ and give its facts. Raises CannotRun where nothing is archived, OSError."""
    archive = data / "archive"
    hidden = Withheld(withheld_in(archive))
    pages = _Counted(pages_of(data), hidden)
    try:
        write_wacz(
            archive, target, pages, title=title, software=CODE_VERSION, created=utc_now(), hidden=hidden
        )
    except FileNotFoundError as error:
        if error.filename is not None:
            raise
        raise CannotRun(f"{error}; give the data folder with -s WIRECOPY_DATA=folder") from error
    return {
        "file": str(target),
        "bytes": target.stat().st_size,
        "pages": pages.count,
        "hidden": len(hidden),
    }


def pages_of(data: Path) -> Iterator[Page]:
    """A page for each line of articles.jsonl and copies.jsonl."""
    for name in ("articles", "copies"):
        for line in read_lines(data / f"{name}.jsonl"):
            yield Page(line["url"], line["capture"]["fetched"], line["title"], line["text"])


class _Counted:
    """The pages that are shown, counted as they pass."""

    def __init__(self, pages: Iterator[Page], hidden: Withheld) -> None:
        self.count = 0
        self._pages, self._hidden = pages, hidden

    def __iter__(self) -> Iterator[Page]:
        for page in self._pages:
            if page.url not in self._hidden:
                self.count += 1
                yield page
