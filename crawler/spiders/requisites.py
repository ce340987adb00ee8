"""Pictures and style sheets of article pages: which are asked for, and how many a page may cost."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scrapy.http import Response

from crawler.discovery.requisites import page_requisites, style_requisites
from crawler.frontier.entry import ARTICLE, REQUISITE, Found, Lease
from crawler.network.handler import REQUISITE_OF
from crawler.network.middleware import SPENT

MOST_A_PAGE = 100
"""Requisites of a page that are asked for in one crawl, the most needed first."""
LARGEST = 8 << 20
"""Bytes of one; what comes of a larger one is kept and marked as cut (WARC-Truncated: length)."""
BYTES_A_PAGE = 32 << 20
"""Bytes after which nothing more is asked for on behalf of a page."""
GOOD_FOR = 30 * 86_400.0
"""Seconds for which what is archived is not asked for again."""
_PAGES_KEPT = 10_000


@dataclass(slots=True)
class _Spent:
    count: int = 0
    size: int = 0


class Requisites:
    """Finds what pages need and keeps count of it; a page's count is forgotten with the crawl, or after 10,000 others."""

    def __init__(self, maxsize: int) -> None:
        self._maxsize = min(maxsize or LARGEST, LARGEST)
        self._spent: OrderedDict[str, _Spent] = OrderedDict()
        self._pages: OrderedDict[str, str] = OrderedDict()
        self.left_out = 0
        """Addresses that were found beyond MOST_A_PAGE."""

    def meta(self, lease: Lease) -> dict[str, Any]:
        """What a request for a requisite carries: its page, its size limit, and that the page has cost enough."""
        page = self._page(lease)
        meta: dict[str, Any] = {REQUISITE_OF: page, "download_maxsize": self._maxsize}
        if self._of(page).size >= BYTES_A_PAGE:
            meta[SPENT] = f"the requisites of {page} have {BYTES_A_PAGE >> 20} MiB already"
        return meta

    def found(self, lease: Lease, response: Response, now: float) -> list[Found]:
        """What an answer names: of an article page its requisites, of a style sheet those of its page."""
        if lease.kind == REQUISITE:
            self._of(self._page(lease)).size += len(response.body)
        if response.status != 200:
            return []
        encoding = getattr(response, "encoding", None) or "utf-8"
        if lease.kind == ARTICLE:
            self._spent.pop(lease.url, None)
            return self._taken(page_requisites(response.body, response.url, encoding), lease, lease.url, now)
        if lease.kind == REQUISITE and _is_style(response):
            named = style_requisites(response.body, response.url, encoding)
            return self._taken(named, lease, self._page(lease), now)
        return []

    def redirected(self, lease: Lease, target: str, now: float) -> list[Found]:
        """The target of a requisite's redirect, wherever it is."""
        return self._taken([target], lease, self._page(lease), now)

    def _taken(self, urls: Iterable[str], lease: Lease, page: str, now: float) -> list[Found]:
        spent, taken = self._of(page), []
        for url in urls:
            if spent.count >= MOST_A_PAGE:
                self.left_out += 1
                continue
            spent.count += 1
            if page != lease.url:
                _keep(self._pages, url, page)
            taken.append(Found(url, lease.source, REQUISITE, due=now, via=lease.url))
        return taken

    def _page(self, lease: Lease) -> str:
        """The page that a requisite is for: what a style sheet names is for the page of the style sheet."""
        return self._pages.get(lease.url) or lease.via or lease.url

    def _of(self, page: str) -> _Spent:
        spent = self._spent.get(page) or _Spent()
        _keep(self._spent, page, spent)
        return spent


def _keep(kept: OrderedDict[str, Any], key: str, value: Any) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > _PAGES_KEPT:
        kept.popitem(last=False)


def _is_style(response: Response) -> bool:
    kind = (response.headers.get("Content-Type") or b"").lower()
    return kind.startswith(b"text/css") or (not kind and response.url.partition("?")[0].endswith(".css"))
