"""`scrapy crawl urls -a file=list.txt`: archive and extract exactly these addresses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.session import session_of
from crawler.spiders.archiving import ArchivingSpider
from crawler.spiders.inputs import read_list


class UrlsSpider(ArchivingSpider):
    """Fetches a given list; follows redirects and nothing else."""

    name = "urls"

    def __init__(self, file: str | None = None, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.addresses = read_list(file)

    async def start(self) -> AsyncIterator[Any]:
        """A request for each address of the list; what is no http(s) address is refused, and recorded so."""
        for address in self.addresses:
            if not address.lower().startswith(("http://", "https://")):
                await session_of(self.crawler).refuse(
                    address, "not http: only http and https addresses are fetched"
                )
                continue
            yield self._request(address)

    def _request(self, address: str) -> Request:
        return self.fetch(address, callback=self.parse, dont_filter=True)

    def parse(self, response: Response) -> None:
        """Nothing to discover: the archive already has the page."""
