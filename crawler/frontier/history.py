"""What the frontier tells of the past: visits, news and failures of each source; reads only, also while a crawl runs."""

from __future__ import annotations

import sqlite3
import statistics
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from crawler.frontier.due import Visit
from crawler.frontier.store import FrontierUnusable
from pipelines.state_view import open_to_read

_LISTS = "kind IN ('feed', 'sitemap', 'section')"
FAILING = 3
"""Visits in a row without a success after which a source counts as failing."""
SILENT = 6.0
"""Usual gaps between two new articles after which a source without news counts as silent."""
LEAST_SILENCE = 6 * 3600.0
_RECENT = 50


@dataclass(frozen=True, slots=True)
class SourceHistory:
    """One source as the frontier remembers it; moments are POSIX seconds, None where there was none."""

    source: str
    visited: float | None
    succeeded: float | None
    failures: int
    """Visits in a row in which its best list gave no success."""
    reason: str | None
    newest: float | None
    """When its newest article was found."""
    usual_gap: float | None
    """Median seconds between two finds of new articles, of the last fifty; None with fewer than four."""
    last_run: int
    """Articles whose page was fetched and that were found since the crawl of its last visit began."""
    last_day: int
    """The same within a day."""
    recheck: float | None
    asked: float | None
    """When anything of it was fetched last."""

    def health(self, now: float) -> str:
        """`ok`, `failing` (see FAILING), `silent` (see SILENT), or `new` for a source that was never visited."""
        if self.visited is None:
            return "new"
        if self.failures >= FAILING:
            return "failing"
        if self.newest is not None and self.usual_gap is not None:
            patience = max(SILENT * self.usual_gap, LEAST_SILENCE)
            return "silent" if now - self.newest > patience else "ok"
        return "ok"


_NEW = "kind = 'article' AND digest IS NOT NULL"
"""A page that was fetched at least once; a second look or an edit changes nothing about when it was found."""
_SOURCES = f"""
WITH visits AS (SELECT source, MAX(fetched) AS visited FROM urls WHERE {_LISTS} GROUP BY source),
    crawls AS (SELECT source, (SELECT started FROM runs WHERE started <= visited ORDER BY id DESC LIMIT 1) AS began FROM visits)
SELECT source, MAX(fetched) FILTER (WHERE {_LISTS}),
    MAX(fetched) FILTER (WHERE {_LISTS} AND reason IS NULL),
    MIN(failures) FILTER (WHERE {_LISTS} AND fetched IS NOT NULL),
    MAX(reason) FILTER (WHERE {_LISTS} AND failures > 0),
    MAX(found) FILTER (WHERE kind = 'article'),
    COUNT(*) FILTER (WHERE {_NEW} AND found >= COALESCE(began, 0)),
    COUNT(*) FILTER (WHERE {_NEW} AND found >= ?),
    MIN(due) FILTER (WHERE kind = 'article'), MAX(fetched)
FROM urls LEFT JOIN crawls USING (source) GROUP BY source"""


class History:
    """The past in a frontier's file; raises FrontierUnusable when it is not there or is none."""

    def __init__(self, path: Path) -> None:
        try:
            if not path.exists():
                raise FrontierUnusable(f"{path}: not there yet; `scrapy crawl news` makes it")
            self._db = open_to_read(path)
            self._db.execute("SELECT failures FROM urls LIMIT 1").fetchone()
        except sqlite3.DatabaseError as error:
            raise FrontierUnusable(
                f"{path}: {error}; the next crawl brings it up to date or says why not"
            ) from error

    def visits(self) -> dict[str, Visit]:
        """The last visit of every source that was ever visited, and when one of its articles is due again."""
        rows = self._db.execute(
            f"SELECT source, MAX(fetched) FILTER (WHERE {_LISTS}),"
            " MIN(due) FILTER (WHERE kind = 'article'), MAX(fetched) FROM urls GROUP BY source"
        )
        return {source: Visit(last, recheck, asked) for source, last, recheck, asked in rows}

    def sources(self, now: float) -> dict[str, SourceHistory]:
        """Every source of the frontier."""
        rows = self._db.execute(_SOURCES, (now - 86_400,)).fetchall()
        return {
            source: SourceHistory(
                source,
                visited,
                succeeded,
                failures or 0,
                reason,
                newest,
                self._gap(source),
                run,
                day,
                recheck,
                asked,
            )
            for source, visited, succeeded, failures, reason, newest, run, day, recheck, asked in rows
        }

    def _gap(self, source: str) -> float | None:
        rows = self._db.execute(
            "SELECT DISTINCT found FROM urls WHERE source = ? AND kind = 'article' ORDER BY found DESC LIMIT ?",
            (source, _RECENT),
        )
        found = [moment for (moment,) in rows]
        gaps = [later - before for later, before in pairwise(found)]
        return statistics.median(gaps) if len(gaps) >= 3 else None

    def close(self) -> None:
        """Close the file."""
        self._db.close()
