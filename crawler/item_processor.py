"""Scrapy's ITEM_PROCESSOR: pipelines in archive order, one item at a time, drained before the spider closes."""

from __future__ import annotations

import asyncio
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.pipelines import ItemPipelineManager

from crawler.session import Session, session_of


class ArchiveOrderProcessor(ItemPipelineManager):
    """ITEM_PIPELINES behind the runner: captures reach them in archive order, items of a user's spider in between."""

    _session: Session
    _one_at_a_time: asyncio.Lock

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The processor, joined to the crawler's session."""
        processor = super().from_crawler(crawler)
        processor._session = session_of(crawler)
        processor._session.process_item = processor.process_item_async
        processor._one_at_a_time = asyncio.Lock()
        crawler.signals.connect(processor._stay_open, signal=signals.spider_idle)
        return processor

    def _stay_open(self) -> None:
        if self._session.runner.pending:
            raise DontCloseSpider

    async def open_spider_async(self) -> None:
        """Open the data folder, then the pipelines; what an earlier run left unprocessed is processed first."""
        await self._session.open(lambda: super(ArchiveOrderProcessor, self).open_spider_async())

    async def process_item_async(self, item: Any) -> Any:
        """The processed item; raises DropItem to drop it."""
        async with self._one_at_a_time:
            return await super().process_item_async(item)

    async def close_spider_async(self) -> None:
        """Settle everything that was archived, then close pipelines and data folder."""
        await self._session.close(lambda: super(ArchiveOrderProcessor, self).close_spider_async())
