"""`scrapy diff URL`: what changed between the versions of an article, word by word."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from crawler import exit_codes
from crawler.command import CannotRun, FolderCommand, as_json, need_folder, one_argument
from crawler.config import Config
from pipelines.export.jsonl import read_lines
from pipelines.normalise.urls import canonical_url
from pipelines.words import Change, word_changes

FIELDS = ("title", "subtitle", "text")
_MARKS = {"delete": ("[-", "-]"), "insert": ("{+", "+}"), "equal": ("", "")}
_COLOURS = {"delete": ("\x1b[31;9m", "\x1b[0m"), "insert": ("\x1b[32m", "\x1b[0m"), "equal": ("", "")}


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one version to the next: for each field that did, the stretches that stayed, went and came."""

    before: int
    after: int
    fetched: str | None
    fields: dict[str, list[Change]]


class Command(FolderCommand):
    """Shows the edits of one article."""

    usage = "[options] URL"
    about = "Show what changed between the versions of an article, word by word"
    examples = """Show what changed in title, subtitle and text from each version of an article to the next, word by word: in
colours on a terminal, as [-what went-] and {+what came+} otherwise.

example (an article of the demo that is edited in its second act):
  scrapy diff "$(grep '"version":2' data/demo/*.jsonl | grep -om1 'http[^"]*' | head -1)" -s WIRECOPY_DATA=data/demo

exit code: 0 told (also when there is one version only), 1 no article of this address, 2 the folder cannot be read.
"""

    def act(self, args: list[str], opts: argparse.Namespace, config: Config) -> int:
        """Find the versions and compare each with the next."""
        url = one_argument(args, "diff URL")
        versions = versions_of(config, url)
        if not versions:
            print(
                f"no article of {url} in {config.data}; `scrapy why` tells what became of it", file=sys.stderr
            )
            return exit_codes.FAULTS
        found = [difference(old, new) for old, new in pairwise(versions)]
        if opts.json:
            print(as_json({"url": versions[0]["url"], "differences": [asdict(each) for each in found]}))
        else:
            print("\n".join(in_words(versions, found, _COLOURS if sys.stdout.isatty() else _MARKS)))
        return exit_codes.OK


def versions_of(config: Config, url: str) -> list[dict[str, Any]]:
    """The lines of an address (in this or its canonical spelling), by version."""
    data, wanted = need_folder(config.data), canonical_url(url)
    paths = [path for name in ("articles", "copies") if (path := data / f"{name}.jsonl").is_file()]
    if not paths:
        raise CannotRun(f"{data} has no articles.jsonl: nothing was crawled or replayed into it")
    lines = [
        line for path in paths for line in read_lines(path) if canonical_url(str(line.get("url"))) == wanted
    ]
    return sorted(lines, key=lambda line: int(line["version"]))


def difference(old: dict[str, Any], new: dict[str, Any]) -> Difference:
    """What changed from one line to another."""
    fields = {
        name: word_changes(old.get(name) or "", new.get(name) or "")
        for name in FIELDS
        if (old.get(name) or "") != (new.get(name) or "")
    }
    fetched = (new.get("capture") or {}).get("fetched")
    return Difference(old["version"], new["version"], fetched, fields)


def in_words(
    versions: Sequence[dict[str, Any]], found: Sequence[Difference], marks: dict[str, tuple[str, str]]
) -> Iterator[str]:
    """The differences for a person."""
    yield versions[0]["url"]
    if not found:
        yield "  one version"
    for each in found:
        yield f"version {each.before} -> {each.after}, fetched {each.fetched}"
        for name, changes in each.fields.items():
            marked = "".join(
                marks[change.kind][0] + change.text + marks[change.kind][1] for change in changes
            )
            yield f"  {name}: {marked}"
