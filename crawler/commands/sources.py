"""`scrapy sources`: which outlets are declared, whether their files and rules are sound, and fixtures of their pages."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler import exit_codes
from crawler.command import CannotRun, FolderCommand, as_json
from crawler.config import Config
from crawler.recording import FIXTURES, fetched, record, write_proposal
from crawler.source_report import checked, listed, recorded, sound
from pipelines.sources.check import check_path
from pipelines.sources.fixture import FixtureError, source_folders
from pipelines.sources.load import SourceErrors, load_sources
from pipelines.sources.model import Source, Sources
from pipelines.sources.values import did_you_mean


class Command(FolderCommand):
    """Lists and checks the declared sources; records a page as a fixture."""

    usage = "[options] [ID ...]"
    about = "List the declared outlets, check their files and rules, record a page of one"
    examples = """List the declared outlets; check their files, or their rules on a set of pages; record a page as a test fixture.

--record fetches one page by an ordinary crawl (robots.txt, contact and address guard hold; nothing goes into the data
folder), or takes it from an archive with --from, and makes a folder of page.html, meta.json and expected.json: what
extraction gives today, for a person to correct. For an outlet that is not declared it proposes a source file.
--check PATH (fixture folders, or an archive) says for each rule which of its selectors find something, what they miss and
where they and the generic result differ; for a fixture also what is not as expected.json says.

examples:
  scrapy sources                                       all outlets, one a line
  scrapy sources moscow_times rt --json                two of them, every key, as JSON
  scrapy sources -s WIRECOPY_SOURCES=data/demo/sources    those of the demo newsroom
  scrapy sources --check                               every fault of every file, exit code 2 if there is one
  scrapy sources --check data/demo/archive -s WIRECOPY_SOURCES=data/demo/sources    the rules on the demo's pages
  scrapy sources --check tests/pipelines/sources/pages    the rules and the expectations of all fixtures
  URL="$(grep -om1 'http[^"]*' data/demo/articles.jsonl | head -1)"
  scrapy sources --record "$URL" --from data/demo/archive --into data/demo/pages    one page of an archive
  scrapy sources --record "$URL" -s WIRECOPY_CONTACT=you@example.org    one page of the network

exit code: 0 all is well, 1 a rule matches no more or a page is not read as expected, 2 a file is faulty, or it cannot be done.
docs/add-a-source.md tells how to add one, docs/sources.md what each key means.
"""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add --check, --record and what goes with them."""
        super().add_options(parser)
        parser.add_argument(
            "--check",
            nargs="?",
            const="",
            metavar="PATH",
            help="check all files, or the rules on these pages",
        )
        parser.add_argument("--record", metavar="URL", help="make a fixture of this page")
        parser.add_argument("--from", dest="archive", metavar="ARCHIVE", help="take the page from an archive")
        parser.add_argument(
            "--into", metavar="DIR", type=Path, help=f"instead of {FIXTURES.name}/ of the tests"
        )
        parser.add_argument("--write", action="store_true", help="write the proposed source file")

    def act(self, args: list[str], opts: argparse.Namespace, config: Config) -> int:
        """Load, then list, check or record."""
        if not opts.record and (opts.archive or opts.into or opts.write):
            raise UsageError("--from, --into and --write go with --record URL", print_help=False)
        beside = source_folders(Path(opts.check)) if opts.check else []
        try:
            sources = load_sources([*config.sources, *beside])
        except SourceErrors as errors:
            print(as_json({"faults": [asdict(each) for each in errors.faults]}) if opts.json else errors)
            return exit_codes.USAGE
        if opts.record:
            if args:
                raise UsageError("one page at a time: scrapy sources --record URL", print_help=False)
            return _record(opts, config, sources)
        chosen = _chosen(sources, args)
        if opts.check:
            return _check(Path(opts.check), sources, args, opts.json)
        print(sound(chosen, opts.json) if opts.check is not None else listed(chosen, opts.json))
        return exit_codes.OK


def _record(opts: argparse.Namespace, config: Config, sources: Sources) -> int:
    archive = opts.archive or config.offline
    with nullcontext(Path(archive)) if archive else fetched(opts.record, opts.set, config.data) as place:
        made = record(opts.record, place, sources, opts.into or FIXTURES)
    written = write_proposal(made.proposal, config.sources[0]) if made.proposal and opts.write else None
    print(recorded(made, written, opts.json))
    return exit_codes.OK


def _check(path: Path, sources: Sources, ids: Sequence[str], as_facts: bool) -> int:
    try:
        check = check_path(path, sources, ids or None)
    except FixtureError as error:
        raise CannotRun(str(error)) from error
    print(checked(check, as_facts))
    return exit_codes.FAULTS if check.broken else exit_codes.OK


def _chosen(sources: Sources, ids: Sequence[str]) -> list[Source]:
    unknown = [each for each in ids if each not in sources.by_id]
    if unknown:
        hint = did_you_mean(unknown[0], list(sources.by_id))
        raise CannotRun(f'no source "{unknown[0]}".{hint or " scrapy sources lists them all."}')
    return [sources.by_id[each] for each in dict.fromkeys(ids)] if ids else list(sources)
