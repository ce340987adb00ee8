"""`scrapy sources`: which outlets are declared, and whether their files are sound."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, ClassVar

from rich.cells import cell_len
from scrapy.commands import ScrapyCommand

from crawler import exit_codes
from crawler.config import Config, ConfigError
from pipelines.sources.load import SourceErrors, load_sources
from pipelines.sources.model import Source, Sources
from pipelines.sources.values import did_you_mean

_EXAMPLES = """List the declared outlets, or check their files.

examples:
  scrapy sources                                       all outlets, one a line
  scrapy sources moscow_times rt --json                two of them, every key, as JSON
  scrapy sources --check                               every fault of every file, exit code 2 if there is one
  scrapy sources -s WIRECOPY_SOURCES=crawler/demo/sources     those of the demo newsroom

docs/add-a-source.md tells how to add one, docs/sources.md what each key means.
"""
_HEAD = ("id", "name", "kind", "language", "found by", "rules", "verified")


class Command(ScrapyCommand):
    """Lists the declared sources."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """What may follow the command's name."""
        return "[options] [ID ...]"

    def short_desc(self) -> str:
        """One line for `scrapy --help`."""
        return "List the declared outlets, or check their files"

    def long_desc(self) -> str:
        """The description and examples of --help."""
        return _EXAMPLES

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add --check and --json; keep the line breaks of the examples."""
        super().add_options(parser)
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.add_argument("--check", action="store_true", help="load all files and report every fault")
        parser.add_argument("--json", action="store_true", help="print facts as JSON")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Load, then list or report; the exit code is 0, or 2 for a faulty file or an unknown id."""
        assert self.settings is not None
        try:
            sources = load_sources(Config.from_settings(self.settings).sources)
            chosen = _chosen(sources, args)
        except SourceErrors as errors:
            faults = [asdict(fault) for fault in errors.faults]
            print(json.dumps({"faults": faults}, ensure_ascii=False, indent=1) if opts.json else errors)
            self.exitcode = exit_codes.USAGE
        except (ConfigError, LookupError) as error:
            print(f"scrapy sources: {error.args[0]}", file=sys.stderr)
            self.exitcode = exit_codes.USAGE
        else:
            print(
                _checked(chosen, opts.json) if opts.check else as_json(chosen) if opts.json else table(chosen)
            )


def table(sources: Sequence[Source]) -> str:
    """One line a source, in columns, and a line with the numbers."""
    rows = [_HEAD, *map(_row, sources)]
    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [
        "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    languages = len({source.language for source in sources if source.language})
    verified = sum(source.verified for source in sources)
    return "\n".join(
        [*map(str.rstrip, lines), f"{len(sources)} sources, {languages} languages, {verified} verified"]
    )


def as_json(sources: Sequence[Source]) -> str:
    """Every key of every source; times, days and addresses as strings."""
    return json.dumps([asdict(source) for source in sources], ensure_ascii=False, indent=1, default=str)


def _row(source: Source) -> tuple[str, ...]:
    ways = (("feed", source.feeds), ("sitemap", source.sitemaps), ("section", source.sections))
    found_by = ", ".join(f"{len(urls)} {way}{'s' if len(urls) > 1 else ''}" for way, urls in ways if urls)
    verified = "yes" if source.verified else "no"
    return (
        source.id,
        source.name,
        source.kind,
        source.language or "",
        found_by,
        str(len(source.rules) or ""),
        verified,
    )


def _checked(sources: Sequence[Source], as_facts: bool) -> str:
    if as_facts:
        return json.dumps({"faults": [], "sources": [source.id for source in sources]}, ensure_ascii=False)
    return f"{len(sources)} source files, no faults"


def _chosen(sources: Sources, ids: Sequence[str]) -> list[Source]:
    unknown = [each for each in ids if each not in sources.by_id]
    if unknown:
        hint = did_you_mean(unknown[0], list(sources.by_id))
        raise LookupError(f'no source "{unknown[0]}".{hint or " scrapy sources lists them all."}')
    return [sources.by_id[each] for each in dict.fromkeys(ids)] if ids else list(sources)
