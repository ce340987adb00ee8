"""`scrapy deduplicate`: which documents of a JSONL file retell which."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler import exit_codes
from crawler.goal import unwritable
from crawler.steps import Steps

_EXAMPLES = """Say for each document of a JSONL file which story it tells and what it retells.

A line needs "id" and "text"; "title", "language", "published", "url" and "credits" help where they are. One line a
document comes out, in the order of the input: id, cluster, relation, links. What is odd (an id that comes twice, a field
that is not of its type and therefore not used) is counted on standard error, with the first line of each kind.

examples:
  scrapy deduplicate data/demo/articles.jsonl                        final clusters, the same for any order of the lines
  scrapy deduplicate data/demo/articles.jsonl -o clusters.jsonl      into a file, which appears when it is whole
  scrapy deduplicate data/demo/articles.jsonl --online               each line judged by those before it, as in a crawl

docs/deduplication.md tells what the relations mean.
"""


class Command(ScrapyCommand):
    """Deduplicates a JSONL file."""

    requires_project = False
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """What may follow the command's name."""
        return "[options] IN.jsonl"

    def short_desc(self) -> str:
        """One line for `scrapy --help`."""
        return "Say which documents of a JSONL file retell which"

    def long_desc(self) -> str:
        """The description and examples of --help."""
        return _EXAMPLES

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add -o and --online; keep the line breaks of the examples."""
        super().add_options(parser)
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.add_argument(
            "-o", "--output", metavar="OUT.jsonl", help="write there instead of to standard output"
        )
        parser.add_argument(
            "--online", action="store_true", help="the decisions of the moment instead of final clusters"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read, decide, write."""
        from pipelines.deduplicate.jsonl import InputError, deduplicate_jsonl
        from pipelines.deduplicate.remarks import Remarks

        # Scrapy hands over options that nobody declared as if they were arguments.
        if unknown := [each for each in args if each.startswith("-")]:
            raise UsageError(f"unknown option {unknown[0]}", print_help=False)
        if len(args) != 1:
            raise UsageError("one file: scrapy deduplicate IN.jsonl", print_help=False)
        self.exitcode = exit_codes.OK
        if opts.output and (why := unwritable(Path(opts.output))):
            self._refuse(why)
            return
        steps = Steps("comparing documents")
        remarks = Remarks()
        try:
            with Path(args[0]).open("rb") as lines:
                results = deduplicate_jsonl(lines, online=opts.online, watch=steps, remarks=remarks)
                if opts.output:
                    _write(Path(opts.output), results)
                else:
                    sys.stdout.buffer.writelines(results)
        except InputError as error:
            self._refuse(f"{args[0]}: {error}")
        except BrokenPipeError:
            sys.stderr.close()
        except OSError as error:
            self._refuse(f"{error.filename or args[0]}: {error.strerror}")
        finally:
            steps.end()
        if self.exitcode == exit_codes.OK:
            for remark in remarks:
                print(f"scrapy deduplicate: {args[0]}: {remark}", file=sys.stderr)

    def _refuse(self, message: str) -> None:
        print(f"scrapy deduplicate: {message}", file=sys.stderr)
        self.exitcode = exit_codes.USAGE


def _write(path: Path, results: Iterable[bytes]) -> None:
    """Write beside the goal, then rename: a reader never sees half a file."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(results)
        partial.chmod(0o644)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
