"""How many requests of each host are on the wire: never more than its concurrency, whoever hands them out."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


class Places:
    """Places on the wire by host; `most` says how many a host has now, for a Crawl-delay may make them one.

    Scrapy's slots let everything through that reaches them in one turn of the event loop, as requests do that waited
    together for a robots.txt.
    """

    def __init__(self, most: Callable[[str], int]) -> None:
        self._most = most
        self._taken: Counter[str] = Counter()
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def one(self, host: str) -> AsyncIterator[None]:
        """Hold a place of a host, waiting for it first come, first served."""
        await self._take(host)
        try:
            yield
        finally:
            self._taken[host] -= 1
            if not self._taken[host]:
                del self._taken[host]
            self._wake(host)

    async def _take(self, host: str) -> None:
        while self._taken[host] >= self._most(host):
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.setdefault(host, deque()).append(waiter)
            try:
                await waiter
            except asyncio.CancelledError:
                if waiter.done() and not waiter.cancelled():
                    self._wake(host)
                raise
        self._taken[host] += 1

    def _wake(self, host: str) -> None:
        waiting = self._waiting.get(host)
        while waiting:
            waiter = waiting.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return
        self._waiting.pop(host, None)
