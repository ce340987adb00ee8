"""`scrapy crawl urls -a file=list.txt`: archive and extract exactly these addresses."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self
from urllib.parse import urldefrag

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.session import session_of
from crawler.spiders.answered import Answered, captures_since
from crawler.spiders.archiving import ArchivingSpider
from crawler.spiders.inputs import read_list, read_switch

_USER_INFO = re.compile(r"^(https?://)[^/?#]*@", re.IGNORECASE)
_NOTHING = ("", 0)
"""The position of an archive in which nothing is."""


class UrlsSpider(ArchivingSpider):
    """Fetches a given list; follows redirects and nothing else. A list that was interrupted goes on where it stopped."""

    name = "urls"

    def __init__(self, file: str | None = None, anew: str | None = None, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.addresses = read_list(file)
        self._file = Path(str(file)).absolute()
        self._anew = read_switch("anew", anew)
        self._list: str | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider, told when nothing is left to do."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.idle, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """A request for each address that has no answer yet; what cannot be asked for is refused, and recorded so."""
        for address in await self._open(self._asked_once()):
            request = self._request(address)
            if isinstance(request, Request):
                yield request
            else:
                await session_of(self.crawler).refuse(_without_user(address), request)

    def idle(self) -> None:
        """All was asked for and answered: the next crawl of the list is a new visit."""
        session = session_of(self.crawler)
        if self._list is not None and session.is_open and not session.is_stopping:
            with session.stopping_without_frontier():
                session.frontier.list_ended(self._list)
                self._list = None

    async def _open(self, asked: Mapping[str, str]) -> Sequence[str]:
        """What is to be asked for: all of the list, or what an interrupted crawl of it left; says which of the two."""
        session = session_of(self.crawler)
        if not session.archives:
            return list(asked.values())
        here = session.workspace.consumed or _NOTHING
        name = f"{session.worker} {self._file}" if session.config.frontier else str(self._file)
        with session.stopping_without_frontier():
            if self._anew:
                session.frontier.list_ended(name)
            began = session.frontier.list_started(name, here)
            self._list = name
        if session.is_stopping:
            return []
        answered = Answered(self.crawler)
        if began != here:
            await asyncio.to_thread(lambda: answered.read(captures_since(session.config, began)))
        left = [address for url, address in asked.items() if not answered.has(url)]
        self._tell(len(asked), len(left))
        return left

    def _tell(self, count: int, left: int) -> None:
        said = f"a new visit, {count} address{'es' if count != 1 else ''} to ask for"
        if left < count:
            said = (
                f"goes on where it was interrupted: {count - left} of {count} addresses are answered, {left} to ask for"
                " (-a anew=true asks for all)"
            )
        print(f"{self._file.name}: {said}", file=sys.stderr, flush=True)

    def _asked_once(self) -> dict[str, str]:
        """The list's addresses by what a server is asked for them: those that differ in the fragment alone are one."""
        found: dict[str, str] = {}
        twice: list[tuple[str, str]] = []
        for address in self.addresses:
            request = self._request(address)
            url = urldefrag(request.url).url if isinstance(request, Request) else _without_user(address)
            if url in found:
                twice.append((found[url], address))
            found.setdefault(url, address)
        if twice:
            self.logger.warning(
                "%d address%s left out, being another line's to a server (but for the fragment), such as %s and %s",
                len(twice),
                "es" if len(twice) > 1 else "",
                *twice[0],
            )
        return found

    def _request(self, address: str) -> Request | str:
        """The request, or why there is none: one line of a list must not end all that stand behind it."""
        if not address.lower().startswith(("http://", "https://")):
            return "not http: only http and https addresses are fetched"
        if _USER_INFO.match(address):
            return "not an address: a name or password in it is not sent, nor kept"
        try:
            request = self.fetch(address, callback=self.parse, dont_filter=True)
        except ValueError as error:
            return f"not an address: {error}"
        # Scrapy would drop it without a word.
        limit = self.settings.getint("URLLENGTH_LIMIT")
        return f"too long: over {limit} characters" if 0 < limit < len(request.url) else request

    def parse(self, response: Response) -> None:
        """Nothing to discover: the archive already has the page."""


def _without_user(address: str) -> str:
    return _USER_INFO.sub(r"\1", address)
