"""`scrapy status`: how each source does, from what the frontier and the state remember."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.cells import cell_len

from crawler import clock, exit_codes, schedule
from crawler.command import CannotRun, FolderCommand, as_json, need_folder
from crawler.config import Config
from crawler.frontier.due import Visit, next_due
from crawler.frontier.history import FAILING, History, SourceHistory
from crawler.frontier.store import FrontierUnusable
from pipelines.sources.load import load_sources
from pipelines.sources.model import Source

_HEAD = ("source", "health", "last success", "new: last", "24 h", "next visit", "why")


@dataclass(frozen=True, slots=True)
class Status:
    """One source: moments are ISO 8601 in UTC, None for never; `new_*` count pages that were fetched
    and that its lists named first in its last visit, or within a day."""

    source: str
    health: str
    visited: str | None
    succeeded: str | None
    failures: int
    reason: str | None
    newest: str | None
    new_last_run: int
    new_last_day: int
    next_visit: str
    next_visit_because: str


class Command(FolderCommand):
    """Tells how each source does."""

    usage = "[options] [ID ...]"
    about = "Say how each source does: last success, new articles, next visit, health"
    examples = f"""Say how each declared source does. Health is ok, new (never visited), silent (no new article for much longer
than its usual gap) or failing (its last {FAILING} visits gave no success; the reason stands beside it).

examples:
  scrapy status -s WIRECOPY_DATA=data/demo -s WIRECOPY_SOURCES=crawler/demo/sources
  scrapy status skarv ledger --json -s WIRECOPY_DATA=data/demo -s WIRECOPY_SOURCES=crawler/demo/sources

exit code: 0 told, 2 the folder or a source cannot be read.
"""

    def act(self, args: list[str], opts: argparse.Namespace, config: Config) -> int:
        """Read, then list."""
        sources = load_sources(config.sources)
        unknown = [each for each in args if each not in sources.by_id]
        if unknown:
            raise CannotRun(f"no source {unknown[0]}; `scrapy sources` lists them")
        need_folder(config.data)
        now = clock.now()
        try:
            history = History(config.frontier_path)
            known = history.sources(now)
            history.close()
        except FrontierUnusable as error:
            raise CannotRun(str(error)) from error
        chosen = [sources.by_id[each] for each in dict.fromkeys(args)] or list(sources)
        told = [status(each, known.get(each.id), now) for each in chosen]
        print(as_json([asdict(each) for each in told]) if opts.json else table(told))
        return exit_codes.OK


def status(source: Source, known: SourceHistory | None, now: float) -> Status:
    """How one source does at `now`."""
    visit = Visit(known.visited, known.recheck, known.asked) if known else Visit()
    due = next_due(source, visit, now)
    return Status(
        source=source.id,
        health=known.health(now) if known else "new",
        visited=moment(known.visited) if known else None,
        succeeded=moment(known.succeeded) if known else None,
        failures=known.failures if known else 0,
        reason=known.reason if known and known.failures else None,
        newest=moment(known.newest) if known else None,
        new_last_run=known.last_run if known else 0,
        new_last_day=known.last_day if known else 0,
        next_visit="now" if due.since <= now else moment(due.since) or "",
        next_visit_because=due.reason,
    )


def table(told: Sequence[Status]) -> str:
    """One line a source, in columns, and a line with the numbers of each health."""
    rows = [_HEAD, *map(_row, told)]
    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [
        "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    healths = [each.health for each in told]
    counts = [
        f"{healths.count(name)} {name}" for name in ("ok", "silent", "failing", "new") if name in healths
    ]
    return "\n".join([*map(str.rstrip, lines), ", ".join(counts)])


def _row(told: Status) -> tuple[str, ...]:
    why = f"{told.failures} times: {told.reason}" if told.failures else ""
    news = (str(told.new_last_run or ""), str(told.new_last_day or ""))
    return (told.source, told.health, told.succeeded or "never", *news, told.next_visit, why)


def moment(seconds: Any) -> str | None:
    """A moment as ISO 8601 in UTC; None for None."""
    return None if seconds is None else schedule.moment(seconds)
