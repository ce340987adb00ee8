"""Scrapy adapter of the clean stage: a Page becomes the Article that its worker made of it."""

from __future__ import annotations

from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from pipelines.outcome import UNCHANGED, Outcome, Page
from pipelines.versions import place
from pipelines.workspace import workspace_of


class Settled(DropItem):
    """The page gives no article; raised by our stages with the outcome, caught by the item processor."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reason or outcome.name, log_level="DEBUG")
        self.outcome = outcome


class CleanPipeline:
    """Turns Pages into Articles with their version; any other item of a user's own spider passes untouched."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The stage for this crawler."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """The Article of a Page; raises Settled for a page that says what its last version said."""
        if not isinstance(item, Page):
            return item
        article = item.cleaned.article
        if article is None:
            raise Settled(item.cleaned.outcome)
        if not place(article, workspace_of(self._crawler).state):
            raise Settled(Outcome(UNCHANGED, "same text"))
        return article
