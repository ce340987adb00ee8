"""What an outlet is: where it lives, how its articles are found, how it wants to be crawled, how its pages are read."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from urllib.parse import urlsplit

KINDS = ("agency", "publisher", "aggregator")
LONGEST_URL = 2048
"""Longer addresses are nobody's article: it bounds the time that any `article` pattern can take."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How a source's pages were marked up in a span of days: CSS selectors, the first that finds something wins.

    `valid_from` and `valid_until` are days of capture (UTC), both included; None is open. A selector may end in
    `::attr(name)` to read an attribute instead of the text (see `split_selector`). `remove` is applied before all others.
    """

    valid_from: date | None = None
    valid_until: date | None = None
    title: tuple[str, ...] = ()
    subtitle: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    """Elements that hold the paragraphs; all matches of the first selector that matches, in document order."""
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def covers(self, day: date) -> bool:
        """Whether these rules are meant for a page captured on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True, slots=True)
class CrawlRules:
    """How a source is visited; None leaves a value to the crawler's own settings."""

    delay: float | None = None
    """Seconds between two requests to one host; robots.txt may ask for more, never for less."""
    concurrency: int | None = None
    """Requests to one host at a time."""
    interval: float | None = None
    """Seconds between two looks at its feeds, sitemaps and sections."""
    cron: str | None = None
    """When to look instead of `interval`: five cron fields, read in the source's time zone."""
    window: tuple[time, time] | None = None
    """The only hours it is visited in, in its time zone; the second may be earlier than the first (over midnight)."""
    budget: int | None = None
    """Most requests in one crawl."""
    cookies: bool = False
    requisites: bool = False
    """Whether images and style sheets of article pages, and what the latter name, are archived too."""


@dataclass(frozen=True, slots=True)
class Source:
    """One outlet, as its TOML file declares it. Addresses are absolute http(s) URLs, domains lower-case ASCII (IDNA)."""

    id: str
    name: str
    domains: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    """Other names by which others credit it, in any script."""
    country: str | None = None
    """ISO 3166-1 alpha-2."""
    language: str | None = None
    """BCP 47 tag of the articles where a page does not say it itself."""
    timezone: str | None = None
    """IANA name of the zone in which the pages print times without an offset."""
    kind: str = "publisher"
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    article: str | None = None
    """Regular expression, searched in a whole URL; None means that every page found may be an article."""
    verified: bool = False
    agency: str | None = None
    """Id in the agency registry, when the outlet is a news agency."""
    crawl: CrawlRules = field(default_factory=CrawlRules)
    rules: tuple[Rules, ...] = ()
    """Newest first; where two cover a day the first wins."""

    def rules_at(self, day: date) -> Rules | None:
        """The rules for a page captured on that day (an aware datetime counts as its day in UTC); None where none apply."""
        if isinstance(day, datetime):
            day = (day.astimezone(UTC) if day.tzinfo else day).date()
        return next((rules for rules in self.rules if rules.covers(day)), None)

    def is_article(self, url: str) -> bool:
        """Whether the URL has the form of this outlet's articles; True for any when the source gives no form."""
        if len(url) > LONGEST_URL:
            return False
        return self.article is None or re.search(self.article, url) is not None

    def may_be_article(self, url: str) -> bool:
        """`is_article`, for the address as it is or without its port."""
        return self.is_article(url) or self.is_article(re.sub(r"^(https?://[^/:]+):\d+", r"\1", url))


class Sources:
    """All declared sources; iterates in the order of their ids. Raises ValueError for two of one id or one domain."""

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        ordered = sorted(sources, key=lambda source: source.id)
        self.by_id: Mapping[str, Source] = MappingProxyType({source.id: source for source in ordered})
        self._by_domain = {domain: source for source in ordered for domain in source.domains}
        if len(self.by_id) != len(ordered) or len(self._by_domain) != sum(len(s.domains) for s in ordered):
            raise ValueError("two sources share an id or a domain")

    def __iter__(self) -> Iterator[Source]:
        return iter(self.by_id.values())

    def __len__(self) -> int:
        return len(self.by_id)

    def __reduce__(self) -> tuple[type[Sources], tuple[tuple[Source, ...]]]:
        return Sources, (tuple(self),)

    def for_url(self, url: str) -> Source | None:
        """The source whose domain is the longest suffix of the URL's host, label by label; None for an unknown host."""
        host = host_of(url)
        if host is None:
            return None
        if _is_address(host):
            return self._by_domain.get(host)
        labels = host.split(".")
        suffixes = (".".join(labels[start:]) for start in range(len(labels)))
        return next((self._by_domain[suffix] for suffix in suffixes if suffix in self._by_domain), None)


def host_of(url: str) -> str | None:
    """The URL's host in lower-case ASCII without port or trailing dot; None when the URL has none."""
    try:
        host = urlsplit(url).hostname
        return ascii_host(host) if host else None
    except ValueError:
        return None


def ascii_host(host: str) -> str:
    """A host name as DNS knows it: lower case, IDNA (RFC 3490), no trailing dot. Raises ValueError when it is none."""
    host = host.strip().rstrip(".").lower()
    return host if host.isascii() else host.encode("idna").decode("ascii")


def split_selector(selector: str) -> tuple[str, str | None]:
    """The CSS selector and the attribute to read: `time::attr(datetime)` gives `("time", "datetime")`."""
    match = re.fullmatch(r"(.+?)::attr\(\s*([\w:.-]+)\s*\)", selector.strip())
    return (match[1], match[2]) if match else (selector.strip(), None)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
