"""`scrapy crawl urls -a file=list.txt`: archive and extract exactly these addresses."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.session import session_of
from crawler.spiders.archiving import ArchivingSpider
from crawler.spiders.inputs import read_list

_USER_INFO = re.compile(r"^(https?://)[^/?#]*@", re.IGNORECASE)


class UrlsSpider(ArchivingSpider):
    """Fetches a given list; follows redirects and nothing else."""

    name = "urls"

    def __init__(self, file: str | None = None, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.addresses = read_list(file)

    async def start(self) -> AsyncIterator[Any]:
        """A request for each address of the list; what cannot be asked for is refused, and recorded so."""
        for address in self.addresses:
            request = self._request(address)
            if isinstance(request, Request):
                yield request
            else:
                await session_of(self.crawler).refuse(_USER_INFO.sub(r"\1", address), request)

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
