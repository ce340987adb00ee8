"""Which addresses of a list have their answer in the archive already, by the rules that a live crawl goes by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Self
from urllib.parse import urldefrag

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import (
    MetaRefreshMiddleware,
    RedirectMiddleware,
)
from scrapy.exceptions import IgnoreRequest, NotConfigured

from archive.capture import Capture, Unread
from archive.compose import bounded_uri
from archive.errors import ArchiveEmpty, ArchiveNotFound
from archive.reader import read_archive
from archive.warcfile import is_written_here
from crawler.config import Config
from crawler.frontier.endings import REDIRECTS
from crawler.frontier.response import response_of
from crawler.politeness.refusal import is_passing

_AGAIN = "again"
_DONE = "done"


def captures_since(config: Config, position: tuple[str, int]) -> Iterator[Capture]:
    """The captures that crawls of this data folder wrote behind an archive position, in their order."""
    try:
        found = read_archive(config.archive, start=position if position[0] else None)
    except (ArchiveEmpty, ArchiveNotFound):
        return
    for each in found:
        if isinstance(each, Unread) or not is_written_here(each.ref.file):
            continue
        if (each.ref.file, each.ref.offset) != position:
            yield each


class Answered:
    """What captures say of addresses: answered, to be asked again (broken, busy, put off), or led elsewhere."""

    def __init__(self, crawler: Crawler) -> None:
        self._again = {int(each) for each in crawler.settings.getlist("RETRY_HTTP_CODES")}
        self._followers = list(_followers(crawler))
        self._last: dict[str, str] = {}

    def read(self, captures: Iterable[Capture]) -> Self:
        """Take note of captures in archive order; the last one of an address counts."""
        for capture in captures:
            self._last[_asked(capture.url)] = self._said(capture)
        return self

    def has(self, address: str) -> bool:
        """Whether an address, as a list writes it, has its answer, at the end of its redirects where it has some."""
        said, passed = self._of(address), set()
        while said not in (None, _AGAIN, _DONE) and said not in passed:
            passed.add(said)
            said = self._last.get(said or "")
        return said == _DONE or said in passed

    def _of(self, address: str) -> str | None:
        return self._last.get(_asked(bounded_uri(address)))

    def _said(self, capture: Capture) -> str:
        if capture.refused:
            return _AGAIN if is_passing(capture.fault or "") else _DONE
        status = capture.status
        if capture.truncated == "length":
            return _DONE
        if status is None or capture.truncated or status in self._again:
            return _AGAIN
        if capture.fault and not capture.revisit:
            return _AGAIN
        return self._target(capture, status) or _DONE

    def _target(self, capture: Capture, status: int) -> str | None:
        """Where a redirect, or a page that sends on to another, leads."""
        if status not in REDIRECTS and (status != 200 or "html" not in (capture.content_type or "").lower()):
            return None
        request, response = Request(capture.url), response_of(capture, status)
        for follower in self._followers:
            try:
                led = follower.process_response(request, response)
            except (ValueError, IgnoreRequest):
                # No address, or one redirect too many: nobody follows it live either.
                return None
            if isinstance(led, Request):
                return _asked(led.url)
        return None


def _followers(crawler: Crawler) -> Iterator[RedirectMiddleware | MetaRefreshMiddleware]:
    """Scrapy's own two, as far as they are switched on."""
    kinds: tuple[type[RedirectMiddleware | MetaRefreshMiddleware], ...] = (
        RedirectMiddleware,
        MetaRefreshMiddleware,
    )
    for kind in kinds:
        try:
            follower = kind(crawler.settings)
        except NotConfigured:
            continue
        follower.crawler = crawler
        yield follower


def _asked(url: str) -> str:
    """What is asked of a server for an address: all but its fragment."""
    return urldefrag(url).url
