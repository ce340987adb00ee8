"""`scrapy crawl replay -a archive=PATH_OR_GLOB`: the same pipelines over any WARC, ARC or WACZ, without a socket."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Spider

from archive.capture import Capture, Unread
from archive.reader import read_archive
from archive.withhold import withheld
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
        session = session_of(self.crawler)
        # A removal request stands behind what it hides, so the archive is asked for all of them first.
        session.withheld.add(await asyncio.to_thread(withheld, Path(self.archive)))
        runner = session.runner
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
        if unread.reason in ("record type", "withheld"):
            kind = unread.record_type if unread.reason == "record type" else unread.reason
            stats.inc_value(f"wirecopy/records/{kind}")
            return
        head = unread.reason.split(":", 1)[0]
        stats.inc_value(f"wirecopy/unread/{head}")
        logger.warning("%s at %d: %s", unread.ref.file, unread.ref.offset, unread.reason)
