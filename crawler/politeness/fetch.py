"""How an origin's robots.txt is fetched: redirects followed, faults tried again, once for all who wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from twisted.internet.error import ConnectError, ConnectionClosed

from crawler.discovery.candidate import absolute
from crawler.politeness.refusal import AddressRefused, Refused
from crawler.politeness.robots import RECHECK, REDIRECTS, Robots, RobotsPolicy

ATTEMPTS = 3
"""Times that a file is asked for when the network fails or the server answers 5xx, before it counts as unreachable."""
PAUSE = 1.0
"""Seconds before the second attempt; three times as long before the third."""
_MOVED = frozenset({301, 302, 303, 307, 308})
_BROKEN = (
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
    ConnectError,
    ConnectionClosed,
    OSError,
    ValueError,
)
"""What a download may end in when there is no answer."""

Download = Callable[[str], Awaitable[Response]]


class RobotsFetcher:
    """Gives what holds for a URL, fetching its origin's file first where it is not known; `download` makes one exchange."""

    def __init__(self, policy: RobotsPolicy, download: Download, pause: float = PAUSE) -> None:
        self._policy = policy
        self._download = download
        self._pause = pause
        self._under_way: dict[str, asyncio.Future[Robots]] = {}

    async def robots_for(self, url: str, origin: str) -> Robots:
        """What holds for a URL of an origin. Raises AddressRefused when the origin may not be contacted at all."""
        known = self._policy.known(url)
        if known is not None:
            return known
        fetching = self._under_way.get(origin)
        if fetching is None:
            fetching = asyncio.ensure_future(self._fetch(origin))
            self._under_way[origin] = fetching
            fetching.add_done_callback(lambda _: self._under_way.pop(origin, None))
        return await asyncio.shield(fetching)

    async def _fetch(self, origin: str) -> Robots:
        for attempt in range(1, ATTEMPTS + 1):
            robots = await self._attempt(origin)
            if not robots.passing or attempt == ATTEMPTS:
                break
            await asyncio.sleep(self._pause * 3 ** (attempt - 1))
        return robots

    async def _attempt(self, origin: str) -> Robots:
        url = f"{origin}/robots.txt"
        for _ in range(REDIRECTS + 1):
            try:
                response = await self._download(url)
            except AddressRefused as refused:
                if url.startswith(f"{origin}/"):
                    raise
                return self._policy.unreachable(origin, f"robots.txt leads to {refused}")
            except Refused as refused:
                wait = max(refused.retry_after or 0.0, RECHECK)
                return self._policy.unreachable(origin, f"robots.txt: {refused.reason}", recheck=wait)
            except DownloadTimeoutError:
                # Not tried again at once: every page of the host waits meanwhile.
                return self._policy.unreachable(origin, "robots.txt: timeout")
            except CannotResolveHostError:
                host = urlsplit(url).hostname
                if not url.startswith(f"{origin}/"):
                    return self._policy.unreachable(
                        origin, f"robots.txt leads to {host}, no such name", passing=True
                    )
                return self._policy.unreachable(
                    origin, f"no address for {host}", passing=True, resolved=False
                )
            except _BROKEN as error:
                return self._policy.unreachable(origin, f"robots.txt: {type(error).__name__}", passing=True)
            target = response.headers.get("Location")
            if response.status not in _MOVED or target is None:
                return self._policy.answered(origin, response.status, response.body)
            location = target.decode("latin-1")
            led = absolute(location, url)
            if led is None:
                return self._policy.unreachable(origin, f"robots.txt leads to {location[:200]}, no address")
            url = led
        return self._policy.unavailable(origin, f"robots.txt: more than {REDIRECTS} redirects")
