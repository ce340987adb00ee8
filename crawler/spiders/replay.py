"""`scrapy crawl replay -a archive=PATH_OR_GLOB`: the same pipelines over any WARC, ARC or WACZ, without a socket."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Spider

from archive.capture import Capture, Unread
from archive.reader import read_archive
from crawler.session import session_of
from crawler.spiders.inputs import check_archive

logger = logging.getLogger(__name__)


class ReplaySpider(Spider):
    """Feeds the runner from an archive, in its order and no faster than it settles; yields nothing."""

    name = "replay"
    reads_archive = True
    custom_settings = {"DOWNLOAD_HANDLERS": {"http": None, "https": None}}  # noqa: RUF012 - Scrapy's interface

    def __init__(self, archive: str | None = None, **arguments: Any) -> None:
        super().__init__(**arguments)
        check_archive(archive)
        self.archive = str(archive)

    async def start(self) -> AsyncIterator[Any]:
        """Read the archive; what gives no capture is counted by its reason, and damage is named in the log."""
        runner = session_of(self.crawler).runner
        for each in read_archive(self.archive):
            if isinstance(each, Capture):
                runner.put(each)
                await runner.room()
            else:
                self._count_unread(each)
        if False:  # an async generator that yields nothing
            yield

    def _count_unread(self, unread: Unread) -> None:
        stats = self.crawler.stats
        if unread.reason == "record type":
            stats.inc_value(f"wirecopy/records/{unread.record_type}")
            return
        head = unread.reason.split(":", 1)[0]
        stats.inc_value(f"wirecopy/unread/{head}")
        logger.warning("%s at %d: %s", unread.ref.file, unread.ref.offset, unread.reason)
