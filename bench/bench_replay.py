"""What a replay spends its time on: the share of CPU that WARC work takes, and what making the state takes a record.

    python bench/bench_replay.py [--pages 300] [--folder FOLDER]

FOLDER holds `*.html.gz` pages (default ../shared/corpus/articles; invented pages where it is absent). Three archives of the
same pages, a request record to each response, as in bench_archive_read: `our wire`, `foreign wire` and `pages` (decoded).
Each is replayed into an empty folder by `crawl replay` in a process of its own, with two workers.

  reading   all that the parent does to read the archive: the search for removal requests and the reading itself
  parent    the rest of the parent: order, deduplication, export, state, Scrapy
  workers   cleaning: decode, extract, normalise, attribute (start of the workers included)

CPU seconds of all processes from the start of the crawl to their end. `state`: records a second of the parent alone, which
makes the state; a rebuild of the state cleans every page again, so it is as fast as the workers.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


class Clock:
    """CPU seconds spent inside what it wraps, whichever thread runs it."""

    def __init__(self) -> None:
        self.spent = 0.0

    def each(self, read: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
        """The generator function, every step of it counted."""

        def steps(*args: Any, **named: Any) -> Iterator[Any]:
            began = time.thread_time()
            found = iter(read(*args, **named))
            while True:
                one = next(found, None)
                self.spent += time.thread_time() - began
                if one is None:
                    return
                yield one
                began = time.thread_time()

        return steps

    def call(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """The function, its call counted."""

        def counted(*args: Any, **named: Any) -> Any:
            began = time.thread_time()
            try:
                return work(*args, **named)
            finally:
                self.spent += time.thread_time() - began

        return counted


def cpu(who: int) -> float:
    """CPU seconds of this process or its ended children."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def replay(archive: Path) -> None:
    """Replay into an empty folder and print what it took."""
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.utils.project import get_project_settings

    import crawler.spiders.replay as spider

    clock = Clock()
    spider.read_archive = clock.each(spider.read_archive)  # type: ignore[assignment]
    spider.withheld = clock.call(spider.withheld)
    settings = get_project_settings()
    with tempfile.TemporaryDirectory(prefix="bench-replay-") as home:
        ours = {
            "WIRECOPY_DATA": home,
            "WIRECOPY_PROGRESS": "0",
            "WIRECOPY_WORKERS": "2",
            "LOG_LEVEL": "ERROR",
        }
        settings.setdict(ours, "cmdline")
        process = AsyncCrawlerProcess(settings)
        began = cpu(resource.RUSAGE_SELF)
        process.crawl(process.create_crawler(spider.ReplaySpider), archive=str(archive))
        process.start()
        lines = sum(len(path.read_bytes().splitlines()) for path in Path(home).glob("*.jsonl"))
    whole = cpu(resource.RUSAGE_SELF) - began
    facts = {"reading": clock.spent, "parent": whole - clock.spent, "workers": cpu(resource.RUSAGE_CHILDREN)}
    print(json.dumps({**facts, "lines": lines}), flush=True)


def compare(options: argparse.Namespace) -> None:
    """Make the archives, replay each, print."""
    from bench.bench_archive_read import load_pages, made

    pages = load_pages(options.folder, options.pages)
    print(
        f"{len(pages)} pages, mean {sum(map(len, pages)) // len(pages)} bytes, a request to each, two workers"
    )
    with tempfile.TemporaryDirectory() as folder:
        for name, members in made(pages).items():
            path = Path(folder, f"{name.replace(' ', '-')}.warc.gz")
            path.write_bytes(b"".join(members))
            line = [sys.executable, __file__, "--replay", str(path)]
            done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
            if done.returncode != 0 or not done.stdout.strip():
                raise SystemExit(f"{name}: {done.stderr[-3000:]}")
            report(name, len(members), json.loads(done.stdout.splitlines()[-1]))


def report(name: str, records: int, took: dict[str, float]) -> None:
    """Print the lines of one archive."""
    parts = ("reading", "parent", "workers")
    whole = sum(took[part] for part in parts)
    shares = "  ".join(f"{part} {took[part]:6.2f} s ({took[part] / whole:6.2%})" for part in parts)
    rate = records / (took["reading"] + took["parent"])
    print(f"{name:13} {shares}  state {rate:5.0f} records/s, whole {records / whole:4.0f}")


def main() -> None:
    """Parse the command line; without --replay it is the comparison."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--folder", type=Path, default=ROOT.parent / "shared" / "corpus" / "articles")
    parser.add_argument("--replay", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.replay:
        replay(options.replay)
    else:
        compare(options)


if __name__ == "__main__":
    main()
