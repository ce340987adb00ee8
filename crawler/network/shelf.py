"""An archive that answers requests, and the rounds of a crawl over it; the download handler is in `offline`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider

from archive.capture import Capture
from archive.reader import Archive
from crawler import clock
from crawler.frontier.entry import ARTICLE, Found, Frontier


class Shelf:
    """The captures of an archive by address: the k-th time that one is asked for it gives its k-th capture.

    Opening reads the whole archive once; after that memory holds some 200 bytes a capture. Raises ArchiveNotFound and
    ArchiveEmpty.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = str(path)
        self.misses: Counter[str] = Counter()
        self._archive = Archive(path)
        self._places: dict[str, list[tuple[str, int]]] = {}
        self._taken: Counter[str] = Counter()
        for each in self._archive.captures():
            if isinstance(each, Capture) and not each.refused:
                self._places.setdefault(each.url, []).append((each.ref.file, each.ref.offset))

    def take(self, url: str) -> Capture | None:
        """The next capture of an address; None, and a miss on the count, when there is no further one."""
        places = self._places.get(url, [])
        if self._taken[url] >= len(places):
            self.misses[url] += 1
            return None
        capture = self._archive.at(*places[self._taken[url]])
        self._taken[url] += 1
        return capture if isinstance(capture, Capture) else None

    @property
    def answered(self) -> int:
        """Requests that were answered so far."""
        return self._taken.total()

    def to_be_asked_again(self) -> list[str]:
        """Addresses that were asked for and have more captures, robots.txt apart; sorted."""
        return sorted(
            url
            for url, count in self._taken.items()
            if 0 < count < len(self._places.get(url, ())) and not is_robots(url)
        )

    def report(self) -> Iterator[str]:
        """What was found, what was missed, and what the archive has that nobody asked for: a line each, sorted."""
        found = sorted(url for url, count in self._taken.items() if count)
        left = sorted(self._places.keys() - self._taken.keys())
        yield (
            f"offline: {self.answered} requests answered from {self.path}: {len(found)} addresses found, "
            f"{len(self.misses)} missed, {len(left)} archived and not asked for"
        )
        for what, urls in (("found", found), ("missed", sorted(self.misses)), ("not asked for", left)):
            yield from (f"{what}\t{url}" for url in urls)


class Rounds:
    """Lets a crawl over an archive of several crawls go on until every known address has had all its captures."""

    def __init__(self, crawler: Crawler, shelf: Shelf, frontier: Frontier) -> None:
        self._crawler, self._shelf, self._frontier = crawler, shelf, frontier
        self._answered = 0
        crawler.signals.connect(self.go_on, signal=signals.spider_idle)

    def go_on(self) -> None:
        """Begin another round when the last one was answered and there is more; raises DontCloseSpider then."""
        slot = getattr(self._crawler.engine, "_slot", None)
        begin_round = getattr(getattr(slot, "scheduler", None), "begin_round", None)
        urls = self._shelf.to_be_asked_again()
        if begin_round is None or not urls or self._shelf.answered == self._answered:
            return
        self._answered = self._shelf.answered
        now = clock.now()
        # They are known to the frontier, which keeps what it knows of their kind and source.
        self._frontier.wake([Found(url, "", ARTICLE, due=now) for url in urls], now)
        begin_round()
        raise DontCloseSpider


def is_robots(url: str) -> bool:
    """Whether an address is that of a robots.txt."""
    return urlsplit(url).path == "/robots.txt"
