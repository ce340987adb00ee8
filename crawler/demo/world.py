"""The demo's agency and outlets: invented, on loopback, five of them laid out like the families the project began with."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from zoneinfo import ZoneInfo

DEFAULT_PORT = 8642
"""The port written in crawler/demo/sources/*.toml; `crawler.demo.process` rewrites it for another."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """One site of the demo: `host` is its name on the wire, `address` the loopback address that answers for it."""

    id: str
    name: str
    host: str
    address: str
    language: str
    timezone: str
    layout: str
    crawl_delay: float = 0.1
    charset: str = "utf-8"

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which its pages print times."""
        return ZoneInfo(self.timezone)


_ALL = (
    Outlet("skarv", "Skarv News Agency", "skarv.example", "127.0.1.1", "en", "UTC", "agency"),
    Outlet(
        "harbour",
        "The Harbour Times",
        "www.harbourtimes.example",
        "127.0.1.2",
        "en",
        "Europe/Helsinki",
        "harbour",
        0.2,
    ),
    Outlet("rnworld", "RN World", "www.rnworld.example", "127.0.1.3", "en", "UTC", "rnworld"),
    Outlet(
        "ellan_independent",
        "The Ellan Independent",
        "ellanindependent.example",
        "127.0.1.4",
        "en",
        "Europe/Helsinki",
        "independent",
    ),
    Outlet("ledger", "The Ledger", "www.theledger.example", "127.0.1.5", "en", "Europe/Helsinki", "ledger"),
    Outlet(
        "gazette",
        "The Strait Gazette",
        "straitgazette.example",
        "127.0.1.6",
        "en",
        "Europe/Helsinki",
        "gazette",
    ),
    Outlet("tagblick", "Tagblick", "www.tagblick.example", "127.0.1.7", "de", "Europe/Berlin", "tagblick"),
    Outlet(
        "vestnik",
        "Вестник Пролива",
        "vestnik-proliva.example",
        "127.0.1.8",
        "ru",
        "Europe/Moscow",
        "vestnik",
        charset="windows-1251",
    ),
    Outlet("neda", "ندای بندر", "neda-bandar.example", "127.0.1.9", "fa", "Asia/Tehran", "neda"),
)
OUTLETS = MappingProxyType({outlet.id: outlet for outlet in _ALL})
"""By id, the agency first."""
