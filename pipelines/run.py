"""The one runner: captures in archive order, cleaning ahead in workers, then one capture at a time to its outcome."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import replace

from archive.capture import Capture
from pipelines.outcome import Cleaned
from pipelines.verdict import verdict_without_payload


class Runner:
    """Takes captures in archive order and settles them in that order, strictly one at a time.

    Order is given by `put` alone, which is called where the WARC writer acknowledges a record or the reader yields it.
    At most `window` captures should be pending: who puts them waits for `room`.
    """

    def __init__(
        self,
        clean: Callable[[Capture], Awaitable[Cleaned]],
        settle: Callable[[Capture, Cleaned], Awaitable[None]],
        *,
        window: int,
    ) -> None:
        self.peak = 0
        self._clean = clean
        self._settle = settle
        self._window = window
        self._pending: deque[tuple[Capture, asyncio.Future[Cleaned]]] = deque()
        self._arrived = asyncio.Event()
        self._freed = asyncio.Event()
        self._consumer: asyncio.Task[None] | None = None
        self.on_empty: Callable[[], None] = lambda: None
        """Called each time the last pending capture has been settled."""
        self.on_broken: Callable[[Exception], None] = lambda error: None
        """Called when a capture could not be settled, which ends the consumer: nothing more will be."""

    @property
    def pending(self) -> int:
        """Captures put and not yet settled."""
        return len(self._pending)

    def start(self) -> None:
        """Begin to settle; needs a running event loop."""
        self._consumer = asyncio.get_running_loop().create_task(self._consume())

    def put(self, capture: Capture) -> None:
        """Append a capture; never waits, so that nobody can overtake."""
        outcome = verdict_without_payload(capture)
        future: asyncio.Future[Cleaned]
        if outcome is None:
            future = asyncio.ensure_future(self._clean(capture))
        else:
            # Pictures and films have their outcome by now: their bytes need not wait in memory for its turn.
            capture = replace(capture, payload=b"")
            future = asyncio.get_running_loop().create_future()
            future.set_result(Cleaned(outcome))
        self._pending.append((capture, future))
        self.peak = max(self.peak, len(self._pending))
        self._arrived.set()

    async def room(self) -> None:
        """Return when fewer captures are pending than the window; raises what broke the consumer, if something did."""
        while len(self._pending) >= self._window:
            self._raise_if_broken()
            self._freed.clear()
            await self._freed.wait()
        self._raise_if_broken()

    async def drain(self) -> None:
        """Return when nothing is pending any more; raises what broke the consumer, if something did."""
        while self._pending:
            self._raise_if_broken()
            self._freed.clear()
            await self._freed.wait()
        self._raise_if_broken()

    async def stop(self) -> None:
        """End the consumer; captures that are still pending stay in the archive and are caught up with on the next open."""
        if self._consumer is not None:
            self._consumer.cancel()
            await asyncio.wait((self._consumer,))
        for _capture, future in self._pending:
            future.cancel()

    def _raise_if_broken(self) -> None:
        if self._consumer is not None and self._consumer.done() and not self._consumer.cancelled():
            self._consumer.result()

    async def _consume(self) -> None:
        try:
            while True:
                while not self._pending:
                    self._arrived.clear()
                    await self._arrived.wait()
                capture, future = self._pending[0]
                await self._settle(capture, await future)
                self._pending.popleft()
                self._freed.set()
                if not self._pending:
                    self.on_empty()
        except Exception as error:
            self.on_broken(error)
            raise
        finally:
            self._freed.set()
