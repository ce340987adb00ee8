"""`scrapy withhold URL --reason "..."`: a removal request, honoured by every crawl, replay, rebuild and export from now on."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict

from archive.journal import recover
from archive.lock import FolderLock
from archive.writer import utc_now
from crawler import exit_codes
from crawler.command import CannotRun, FolderCommand, as_json, need_folder, one_argument
from crawler.config import Config
from crawler.withholding import Request, withhold
from pipelines.swap import finish_swap


class Command(FolderCommand):
    """Withholds an address."""

    usage = '[options] URL --reason "..."'
    about = "Hide an address for good on request, or erase what was fetched from it"
    examples = """Hide an address on request: a tombstone goes into the archive. From then on it is not fetched, its captures
settle as refused (withheld) in every replay and rebuild, and packages leave it out. Lines that are written already go
with the next `scrapy rebuild`. With --erase its captures leave the archive too, requests and all, which cannot be undone;
captures of other addresses that gave the same bytes can lose their payload with it, and are named.

examples:
  URL="$(grep -om1 'http[^"]*' data/demo/copies.jsonl | head -1)"
  scrapy withhold "$URL" --reason "request of 3 May" -s WIRECOPY_DATA=data/demo
  scrapy withhold "$URL" --reason "court order 7" --erase -s WIRECOPY_DATA=data/demo
  scrapy rebuild --yes -s WIRECOPY_DATA=data/demo -s WIRECOPY_SOURCES=data/demo/sources

exit code: 0 done, 2 it cannot be done, 75 a crawl holds the folder: ask again when it is over.
"""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add --reason and --erase."""
        super().add_options(parser)
        parser.add_argument("--reason", help="why, kept in the archive; required")
        parser.add_argument(
            "--erase", action="store_true", help="take its captures out of the archive as well"
        )

    def act(self, args: list[str], opts: argparse.Namespace, config: Config) -> int:
        """Withhold under the folder's lock, say what was done."""
        url = one_argument(args, 'withhold URL --reason "..."')
        if not url.lower().startswith(("http://", "https://")):
            raise CannotRun(f"{url} is no http(s) address")
        if not (opts.reason or "").strip():
            raise CannotRun('why? Give --reason "..."; it is kept in the archive')
        need_folder(config.archive)
        with FolderLock(config.data):
            finish_swap(config.data)
            recover(config.archive)
            done = withhold(config.data, url, opts.reason.strip(), clock=utc_now, erasing=opts.erase)
        print(as_json(asdict(done)) if opts.json else "\n".join(in_words(done, opts.erase)))
        return exit_codes.OK


def in_words(done: Request, erasing: bool) -> Iterator[str]:
    """What was done, and what is left to do, as lines for a person."""
    yield f"withheld: {done.url}"
    if not done.captures and done.before:
        yield f"  it was withheld before ({done.before}), and the archive holds no capture of it any more"
    elif not done.captures:
        yield "  the archive holds no capture of it; it will not be fetched (is the address right? `scrapy why` tells)"
    for ref in done.captures:
        yield f"  {'erased' if erasing else 'hidden'}: {ref.file}@{ref.offset}"
    for ref in done.dependants:
        yield f"  lost its payload, which was the same: {ref.file}@{ref.offset}"
    if done.lines:
        yield (
            f"  {done.lines} line{'s' if done.lines > 1 else ''} of articles.jsonl and copies.jsonl still tell"
            f"{'s' if done.lines == 1 else ''} it: `scrapy rebuild --yes` takes them out"
        )
