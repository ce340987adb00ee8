"""`scrapy clusters`: the stories of a data folder as they look now."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict

from archive.tombstones import withheld_in
from crawler import exit_codes
from crawler.command import CannotRun, FolderCommand, as_json, finish_rebuild, need_folder
from crawler.config import Config
from crawler.steps import Steps
from pipelines.normalise.urls import canonical_url
from pipelines.withheld import Withheld


class Command(FolderCommand):
    """Prints the present view of the stories."""

    usage = "[options] [CLUSTER|URL ...]"
    about = "Show who tells which story: origin, carriers, what each kept, added and cut"
    examples = """Show the stories of a data folder as all its documents together say now, the most told first: origin and
why, each telling with the minutes after it, the share it kept, its credit, and its relation (with the one of its line,
where that is another: lines keep the decision of their moment). For a cluster, an article's id or an address: that story,
with the sentences that each telling added and cut. No document is changed; a crawl may be running. The first call after a
crawl compares all documents anew, some milliseconds each; the next one reads what that found.

examples:
  scrapy clusters -s WIRECOPY_DATA=data/demo
  scrapy clusters "$(grep -om1 'http[^"]*' data/demo/copies.jsonl | head -1)" -s WIRECOPY_DATA=data/demo
  scrapy clusters --json -s WIRECOPY_DATA=data/demo

exit code: 0 shown, 1 something asked for is in no story, 2 the folder cannot be read. docs/deduplication.md tells what the
relations mean.
"""

    def act(self, args: list[str], opts: argparse.Namespace, config: Config) -> int:
        """Compute, then show; 1 when something asked for was not found."""
        from pipelines.deduplicate.present import ViewFailed, present_stories
        from pipelines.deduplicate.story_text import in_words

        data = need_folder(config.data)
        finish_rebuild(data)
        if not (data / "fingerprints").is_dir():
            raise CannotRun(f"{data} has no fingerprints: nothing was crawled or replayed into it")
        withheld = Withheld(withheld_in(data / "archive"))
        names = {name for each in args for name in (each, canonical_url(each))}
        steps = Steps("comparing documents")
        try:
            stories = present_stories(
                data / "fingerprints",
                hidden=lambda url: withheld.since(url) is not None,
                only=names if args else None,
                watch=steps,
            )
        except ViewFailed as error:
            raise CannotRun(str(error)) from error
        finally:
            steps.end()
        if opts.json:
            print(as_json([asdict(story) for story in stories]))
        else:
            for story in stories:
                print("\n".join(in_words(story, sentences=bool(args))))
        missing = [
            each for each in args if not any(story.has({each, canonical_url(each)}) for story in stories)
        ]
        for each in missing:
            print(f"scrapy clusters: {each} is in no story", file=sys.stderr)
        return exit_codes.FAULTS if missing else exit_codes.OK
