"""Things that happen to a data folder, or to the clock, and what the next crawl makes of it.

`python -m tests.crawler.harms FOLDER` prints one JSON object a case: its name and what was wrong, nothing when nothing was.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

from archive.journal import recover
from crawler import clock
from crawler.frontier.entry import LONGEST_WAIT
from crawler.frontier.refill import refill
from crawler.frontier.schedule import FIRST_RECHECK
from pipelines.sources.load import load_sources
from pipelines.swap import FILES
from tests.crawler.killed import (
    ENDED,
    again_and_replayed,
    at_step,
    crawl,
    forked,
    patched,
    told,
    write_source,
    wrong,
)

DAY = 86_400.0
LATE = 66
"""A step of the crawl's commit path at which most is archived and little is checkpointed."""


class Scene:
    """A folder for one case, and what a crawl that nothing happened to made of its own."""

    def __init__(self, home: Path, sources: Path, reference: list[tuple[Any, ...]]) -> None:
        self.data, self.sources, self.reference = home / "data", sources, reference
        self._again = home / "again"

    def crawl(self, options: Mapping[str, str] | None = None) -> str | None:
        """A crawl; why it stopped early."""
        return asyncio.run(crawl(self.data, self.sources, options))

    def kill(self, step: int = LATE) -> None:
        """A crawl that is killed at a step."""

        def run() -> None:
            at_step(step, lambda database: os._exit(ENDED))
            self.crawl()

        assert forked(run) == ENDED

    def goes_on(self) -> list[str]:
        """What is wrong after one more crawl; nothing when it ends as if nothing had been."""
        asyncio.run(again_and_replayed(self.data, self._again, self.sources))
        return wrong(self.data, self._again, self.reference)

    def refuses(self, *words: str) -> list[str]:
        """What is wrong with a crawl that has to refuse to start, in these words, and to leave the files alone."""
        before = {name: self.read(name) for name in FILES}
        said = self.crawl() or "it did not stop"
        found = [f"it does not say {word!r}: {said}" for word in words if word not in said]
        return found + [f"{name}.jsonl was changed" for name in FILES if self.read(name) != before[name]]

    def refill(self) -> None:
        """Make the frontier anew from the archive, as `scrapy rebuild --frontier` does."""
        recover(self.data / "archive")
        path = self.data / "frontier.sqlite"
        refill(self.data / "archive", path, load_sources([self.sources]), FIRST_RECHECK)

    def read(self, name: str) -> bytes:
        """A JSONL file; nothing where it is not there."""
        path = self.data / f"{name}.jsonl"
        return path.read_bytes() if path.exists() else b""


def addresses(data: Path) -> dict[str, tuple[Any, ...]]:
    """What the frontier says of each address; moments to the nearest ten seconds."""
    with closing(sqlite3.connect(data / "frontier.sqlite")) as db:
        rows = db.execute(
            "SELECT url, source, kind, via, fetches, unchanged, status, digest, etag, last_modified, reason, failures,"
            " attempts, ROUND(due - fetched, -1) FROM urls"
        )
        return {row[0]: row[1:] for row in rows}


def low_water(scene: Scene) -> list[str]:
    """Less space than the low-water mark: it stops before anything is written, and goes on when there is more."""
    stopped = scene.crawl({"WIRECOPY_ARCHIVE_LOW_WATER_BYTES": str(1 << 60)}) or ""
    found = [] if stopped.startswith("archive: ") else [f"stopped for {stopped!r}"]
    rows = sqlite3.connect(scene.data / "frontier.sqlite").execute(
        "SELECT attempts, fetches, failures FROM urls"
    )
    found += [f"counted as tried: {row}" for row in rows if any(row)]
    found += [f"{name}.jsonl has lines" for name in FILES if scene.read(name)]
    return found + scene.goes_on()


JUMP = 16
"""Looks at the clock before it jumps: about half of those of a crawl."""


def a_clock_that_is_set(scene: Scene, seconds: float) -> list[str]:
    """In the middle of a crawl the clock jumps; the crawl ends, and so does the next one at the right time."""
    real, looks = clock.now, iter(range(10**9))
    with patch.object(clock, "now", lambda: real() + (seconds if next(looks) > JUMP else 0)):
        stopped = scene.crawl()
    found = [f"stopped for {stopped}"] if stopped else []
    if next(looks) <= JUMP + 1:
        found.append("the clock jumped too late")
    # Set back, what was found before waits for its moment: the crawl ends, and the next one gets it.
    if seconds > 0 and told(scene.data) != scene.reference:
        found.append("the crawl did not get everything")
    found += scene.goes_on()
    db = sqlite3.connect(scene.data / "frontier.sqlite")
    (last,) = db.execute("SELECT MAX(due) FROM urls").fetchone()
    db.close()
    return [*found, f"due in {(last - real()) / DAY:.0f} days"] if last > real() + LONGEST_WAIT else found


def set_back(scene: Scene) -> list[str]:
    """By an hour."""
    return a_clock_that_is_set(scene, -3600)


def set_back_days(scene: Scene) -> list[str]:
    """By a day and a half."""
    return a_clock_that_is_set(scene, -1.5 * DAY)


def set_forward(scene: Scene) -> list[str]:
    """By ten years."""
    return a_clock_that_is_set(scene, 3653 * DAY)


def state_of_a_later_version(scene: Scene) -> list[str]:
    """A schema that this version does not know."""
    scene.crawl()
    with sqlite3.connect(scene.data / "state.sqlite") as state:
        state.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    return scene.refuses("state.sqlite", "schema 99")


def state_that_another_program_locks(scene: Scene) -> list[str]:
    """Somebody else writes in it: told so, and not that it is broken."""
    scene.crawl()
    other = sqlite3.connect(scene.data / "state.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    found = scene.refuses("state.sqlite", "locked", "another program")
    other.close()
    return found + scene.goes_on()


def state_without_its_log(scene: Scene) -> list[str]:
    """A kill, and then somebody tidies up."""
    scene.kill()
    (scene.data / "state.sqlite-wal").unlink()
    return scene.goes_on()


def frontier_without_its_log(scene: Scene) -> list[str]:
    """The same with the queue."""
    scene.kill()
    (scene.data / "frontier.sqlite-wal").unlink()
    return scene.goes_on()


def deleted_state(scene: Scene) -> list[str]:
    """Refused in words that say what to do."""
    scene.crawl()
    for path in scene.data.glob("state.sqlite*"):
        path.unlink()
    return scene.refuses("state.sqlite is missing", "scrapy rebuild --state")


def deleted_frontier(scene: Scene) -> list[str]:
    """In the middle of a crawl that was killed: it begins with the feeds, and no line is written twice."""
    scene.kill()
    for path in scene.data.glob("frontier.sqlite*"):
        path.unlink()
    return scene.goes_on()


def a_frontier_that_is_none(scene: Scene) -> list[str]:
    """Told what to do; done, it goes on."""
    scene.crawl()
    for path in scene.data.glob("frontier.sqlite*"):
        path.unlink()
    path = scene.data / "frontier.sqlite"
    path.write_bytes(b"no database" * 1000)
    found = scene.refuses("frontier.sqlite", "moved away", "scrapy rebuild --frontier")
    path.rename(path.with_suffix(".away"))
    return found + scene.goes_on()


def a_frontier_made_anew(scene: Scene) -> list[str]:
    """Of a whole crawl it says what the old one said, to the seconds between request and answer."""
    scene.crawl()
    old = addresses(scene.data)
    for path in scene.data.glob("frontier.sqlite*"):
        path.unlink()
    scene.refill()
    new = addresses(scene.data)
    found = [f"only in one: {url}" for url in old.keys() ^ new.keys()]
    found += [f"{url}: {old[url]} != {new[url]}" for url in old.keys() & new.keys() if old[url] != new[url]]
    return found + scene.goes_on()


def a_frontier_made_anew_after_a_kill(scene: Scene) -> list[str]:
    """In the middle of a crawl: what lists named and nobody asked for waits in it."""
    scene.kill()
    scene.refill()
    return scene.goes_on()


def deleted_lines(scene: Scene) -> list[str]:
    """A JSONL file that is gone."""
    scene.crawl()
    (scene.data / "articles.jsonl").unlink()
    return scene.refuses("articles.jsonl", "edited or cut", "scrapy rebuild")


def lines_cut_short(scene: Scene) -> list[str]:
    """A JSONL file that lost a byte."""
    scene.crawl()
    path = scene.data / "articles.jsonl"
    os.truncate(path, path.stat().st_size - 1)
    return scene.refuses("articles.jsonl", "edited or cut", "scrapy rebuild")


def deleted_fingerprints(scene: Scene) -> list[str]:
    """What texts are like is forgotten: refused, or made again, but never other lines."""
    scene.kill()
    for path in (scene.data / "fingerprints").iterdir():
        path.unlink()
    return scene.goes_on()


CASES: tuple[Callable[[Scene], list[str]], ...] = (
    low_water,
    set_back,
    set_back_days,
    set_forward,
    state_of_a_later_version,
    state_that_another_program_locks,
    state_without_its_log,
    frontier_without_its_log,
    deleted_state,
    deleted_frontier,
    a_frontier_that_is_none,
    a_frontier_made_anew,
    a_frontier_made_anew_after_a_kill,
    deleted_lines,
    lines_cut_short,
    deleted_fingerprints,
)


def main(home: str) -> None:
    """Every case in a folder, each in a child of its own."""
    folder = Path(home)
    sources = write_source(folder / "sources")
    with patched(sources):
        asyncio.run(crawl(folder / "whole", sources))
        reference = told(folder / "whole")
        for case in CASES:

            def one(case: Callable[[Scene], list[str]] = case) -> None:
                found = case(Scene(folder / case.__name__, sources, reference))
                print(json.dumps({"case": case.__name__, "wrong": found}))

            if forked(one) != 0:
                print(json.dumps({"case": case.__name__, "wrong": ["it broke"]}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
