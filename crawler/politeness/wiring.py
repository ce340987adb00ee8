"""The politeness of one crawl: its policies and budgets, found from anywhere by its crawler."""

from __future__ import annotations

import time
from dataclasses import dataclass

from scrapy.crawler import Crawler

from crawler.network.addresses import AddressPolicy
from crawler.network.guard import policy_from
from crawler.politeness.budget import HostBudget, PageBudget
from crawler.politeness.robots import RobotsPolicy

_ATTRIBUTE = "wirecopy_politeness"


@dataclass(frozen=True, slots=True)
class Politeness:
    """What a crawl holds: `hosts` and `pages` are told by the spider what its sources say, the middleware obeys."""

    addresses: AddressPolicy
    hosts: HostBudget
    pages: PageBudget
    robots: RobotsPolicy


def politeness_of(crawler: Crawler) -> Politeness:
    """The politeness of a crawler, made on first use from its settings; raises ConfigError or ValueError for a wrong one."""
    known: Politeness | None = getattr(crawler, _ATTRIBUTE, None)
    if known is None:
        settings = crawler.settings
        known = Politeness(
            policy_from(settings),
            HostBudget(
                settings.getfloat("DOWNLOAD_DELAY"),
                settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
                time.monotonic,
            ),
            PageBudget(),
            RobotsPolicy(time.monotonic),
        )
        setattr(crawler, _ATTRIBUTE, known)
    return known
