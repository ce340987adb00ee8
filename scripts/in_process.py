"""Cleaning without worker processes, for programs that crawl thousands of times."""

from __future__ import annotations

from archive.capture import Capture
from pipelines.outcome import Cleaned
from pipelines.sources.model import Sources
from pipelines.worker import clean_safely


class InProcess:
    """What a crawl asks of its worker pool, answered in this process: a page that kills or hangs would take it along."""

    restarts = 0

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    async def open(self) -> None:
        """Nothing to start."""

    async def clean(self, capture: Capture) -> Cleaned:
        """What a worker would say."""
        return clean_safely(capture, self._sources)

    async def close(self) -> None:
        """Nothing to end."""
