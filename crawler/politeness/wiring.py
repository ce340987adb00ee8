"""The politeness of one crawl: its policies and budgets, found from anywhere by its crawler."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from scrapy.crawler import Crawler

from crawler.network.addresses import AddressPolicy
from crawler.network.guard import policy_from
from crawler.politeness.budget import HostBudget, PageBudget
from crawler.politeness.places import Places
from crawler.politeness.refusal import HostHeld
from crawler.politeness.robots import RobotsPolicy

PATIENCE = 30.0
"""Seconds of a pause that requests wait out in their host's queue; before longer ones they are refused, to come back later."""

_ATTRIBUTE = "wirecopy_politeness"


@dataclass(frozen=True, slots=True)
class Politeness:
    """What a crawl holds: `hosts` and `pages` are told by the spider what its sources say, the middleware obeys."""

    addresses: AddressPolicy
    hosts: HostBudget
    pages: PageBudget
    robots: RobotsPolicy
    places: Places


def politeness_of(crawler: Crawler) -> Politeness:
    """The politeness of a crawler, made on first use from its settings; raises ConfigError or ValueError for a wrong one."""
    known: Politeness | None = getattr(crawler, _ATTRIBUTE, None)
    if known is None:
        settings = crawler.settings
        hosts = HostBudget(
            settings.getfloat("DOWNLOAD_DELAY"),
            settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
            time.monotonic,
        )
        known = Politeness(
            policy_from(settings),
            hosts,
            PageBudget(),
            RobotsPolicy(time.monotonic),
            Places(lambda host: hosts.pace(host).concurrency),
        )
        setattr(crawler, _ATTRIBUTE, known)
    return known


@asynccontextmanager
async def turn(crawler: Crawler, url: str) -> AsyncIterator[None]:
    """A place of the URL's host on the wire, from when a request may leave until its answer is dealt with.

    Raises HostHeld as `wait_for_turn` does.
    """
    polite, host = politeness_of(crawler), urlsplit(url).hostname or ""
    async with polite.places.one(host):
        await wait_for_turn(crawler, url)
        yield


async def wait_for_turn(crawler: Crawler, url: str) -> None:
    """Return when a request to the URL's host may leave: the last step before the wire, after everything that may take time.

    The downloader's slots keep the same pace, but from the moment they let a request go: what waits for something else
    after that would leave in a bunch. Raises HostHeld when the host asked for a pause that is too long meanwhile.
    """
    hosts, host = politeness_of(crawler).hosts, urlsplit(url).hostname or ""
    while (wait := hosts.turn(host)) > 0:
        if hosts.wait(host) > PATIENCE:
            raise HostHeld(f"{host} asked for a pause", hosts.wait(host))
        await asyncio.sleep(wait)
