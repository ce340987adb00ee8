"""The leases a worker holds and has not sent yet: claimed in batches, handed out to the host with the fewest requests."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from crawler.frontier.entry import Frontier, Lease

BATCH = 128
LOW = 32
"""A new batch is claimed when fewer leases than this are held."""
PATIENCE = 30.0
"""Seconds for which leases of a host that asked for a pause are kept; longer ones are left to whoever claims them then."""
SHARED_PAUSE = 0.5
"""Seconds between two claims of one worker on a shared frontier: time for the others to take their hosts."""
LEASE_SECONDS = 3_600.0
"""Longer than a batch for one slow host takes; a worker that is killed gives its leases back when it starts again."""


class Claims:
    """A small stock of leases by host. `busy` says how many requests of a host are under way, `pause` for how many seconds it
    is not to be asked; what would have to wait longer than PATIENCE is given back.

    With `most_hosts` the frontier is shared: hosts are taken a few at a time, and no more than can be kept busy.
    """

    def __init__(
        self,
        frontier: Frontier,
        worker: str,
        *,
        busy: Callable[[str], int],
        pause: Callable[[str], float],
        most_a_host: int,
        since: float,
        sources: Sequence[str] | None = None,
        most_hosts: int | None = None,
        resting: Sequence[str] = (),
    ) -> None:
        self._frontier = frontier
        self._worker = worker
        self._busy = busy
        self._pause = pause
        self._most = most_a_host
        self._since = since
        self._sources = sources
        self._most_hosts = most_hosts
        self._resting = resting
        self._held: dict[str, deque[Lease]] = {}
        self._count = 0
        self._empty_until = 0.0

    def __len__(self) -> int:
        return self._count

    def take(self, now: float) -> Lease | None:
        """The next lease to send; None when nothing is due or every host has enough under way."""
        if self._count < LOW and now >= self._empty_until:
            self._claim(now)
        host = self._freest(now)
        if host is None:
            return None
        queue = self._held[host]
        lease = queue.popleft()
        self._count -= 1
        if not queue:
            del self._held[host]
        return lease

    def _claim(self, now: float) -> None:
        if self._most_hosts is not None:
            self._empty_until = now + SHARED_PAUSE
        leases = self._frontier.claim(
            self._worker,
            BATCH,
            now,
            LEASE_SECONDS,
            self._since,
            self._sources,
            self._most_hosts,
            self._resting,
        )
        for lease in leases:
            self._held.setdefault(lease.host, deque()).append(lease)
        self._count += len(leases)
        if not leases:
            self._empty_until = max(self._empty_until, now + 0.05)

    def _freest(self, now: float) -> str | None:
        pauses = {host: self._pause(host) for host in self._held}
        for host, seconds in pauses.items():
            if seconds > PATIENCE:
                self._give_back(host, now + seconds)
        load = {host: self._busy(host) for host, seconds in pauses.items() if seconds <= 0}
        free = [(count, host) for host, count in load.items() if count < self._most]
        return min(free)[1] if free else None

    def _give_back(self, host: str, until: float) -> None:
        leases = self._held.pop(host)
        self._count -= len(leases)
        for lease in leases:
            self._frontier.release(lease, until, "retry-after", tried=False)

    def look_again(self) -> None:
        """Ask the frontier at the next `take`: something was put in or given back."""
        self._empty_until = 0.0
