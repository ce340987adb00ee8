"""Scrapy adapter of the export stage: one line in articles.jsonl or, by WIRECOPY_DEDUP, in copies.jsonl."""

from __future__ import annotations

from typing import Any, Self

from itemadapter import ItemAdapter
from scrapy.crawler import Crawler

from pipelines.items import Article
from pipelines.workspace import workspace_of

RETELLINGS = frozenset({"copy", "origin", "same_outlet"})
"""Relations of copies.jsonl: a further telling of a story that is already there."""


class ExportPipeline:
    """Writes each Article as one line; the line is durable at the next commit. Other items pass untouched."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._split = crawler.settings.get("WIRECOPY_DEDUP", "split") == "split"

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The stage for this crawler."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """The same item, written."""
        if isinstance(item, Article):
            relation = item.syndication.relation if item.syndication else "first"
            name = "copies" if self._split and relation in RETELLINGS else "articles"
            workspace_of(self._crawler).files[name].append(ItemAdapter(item).item)
        return item
