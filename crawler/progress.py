"""Live progress: a table on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from typing import Any, Self

from rich.console import Console
from rich.live import Live
from rich.table import Table
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from crawler.session import session_of
from crawler.tally import COLUMNS, Tally

EVERY = 0.5
PLAIN_EVERY = 5.0


class Progress:
    """A Scrapy extension that shows the tally while a crawl runs (WIRECOPY_PROGRESS=0 turns it off)."""

    def __init__(self, crawler: Crawler) -> None:
        if not session_of(crawler).config.progress:
            raise NotConfigured
        self._crawler = crawler
        self._console = Console(stderr=True)
        self._live: Live | None = None
        self._said = time.monotonic()
        self._loop = create_looping_call(self._show)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The extension, shown from spider_opened to spider_closed."""
        progress = cls(crawler)
        crawler.signals.connect(progress.opened, signal=signals.spider_opened)
        crawler.signals.connect(progress.closed, signal=signals.spider_closed)
        return progress

    def opened(self) -> None:
        """Begin to show."""
        if self._console.is_terminal:
            self._live = Live(console=self._console, auto_refresh=False, transient=True)
            self._live.start()
        self._loop.start(EVERY, now=False)

    def closed(self) -> None:
        """End the display; the summary follows."""
        if self._loop.running:
            self._loop.stop()
        if self._live is not None:
            self._live.stop()

    def _show(self) -> None:
        tally = session_of(self._crawler).tally
        if self._live is not None:
            self._live.update(table_of(tally), refresh=True)
        elif time.monotonic() - self._said > PLAIN_EVERY:
            self._said = time.monotonic()
            print(plain_line(tally), file=sys.stderr, flush=True)


def table_of(tally: Tally) -> Table:
    """The tally as a table, the busiest sources first."""
    table = Table("", *COLUMNS, box=None, header_style="dim")
    lines: list[tuple[str, Any]] = sorted(
        tally.lines.items(), key=lambda each: (-each[1].numbers["fetched"], each[0])
    )
    for name, line in lines[:20]:
        table.add_row(name, *(str(line.numbers[column] or "") for column in COLUMNS))
    table.add_row("all", *(str(tally.total()[column] or "") for column in COLUMNS), style="bold")
    return table


def plain_line(tally: Tally) -> str:
    """The tally in one line."""
    total = tally.total()
    return (
        "  ".join(f"{total[column]} {column}" for column in COLUMNS if total[column])
        or "waiting for the first answer"
    )
