"""Scrapy adapter of the deduplicate stage: an Article learns whose text it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from itemadapter import ItemAdapter
from scrapy import signals
from scrapy.crawler import Crawler

from pipelines.attribute.registry import Registry, default_registry
from pipelines.deduplicate.document import Decision, Document
from pipelines.export.jsonl import StoreFailed
from pipelines.items import Article, Syndication
from pipelines.normalise.urls import registrable_domain
from pipelines.workspace import workspace_of


class DeduplicatePipeline:
    """Sets `syndication`; the article becomes a match for later ones only once every pipeline has let it pass."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._decided: tuple[Document, Decision] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The stage for this crawler."""
        stage = cls(crawler)
        crawler.signals.connect(stage.admit, signal=signals.item_scraped)
        return stage

    def process_item(self, item: Any) -> Any:
        """The same item, with its relation to what was there before it; items that are no Article pass untouched."""
        self._decided = None
        if not isinstance(item, Article):
            return item
        workspace = workspace_of(self._crawler)
        document = document_of(item, workspace.state.position + 1, workspace.registry)
        with store_failures():
            decision = workspace.deduplicator.decide(document)
        item.syndication = Syndication(decision.relation, decision.cluster, decision.links, decision.origin)
        self._decided = (document, decision)
        return item

    def admit(self, item: Any) -> None:
        """Insert what was decided, unless a later pipeline dropped or replaced the article."""
        if (
            self._decided is not None
            and ItemAdapter.is_item(item)
            and ItemAdapter(item).get("id") == self._decided[0].id
        ):
            with store_failures():
                workspace_of(self._crawler).deduplicator.admit(*self._decided)
        self._decided = None


@contextmanager
def store_failures() -> Iterator[None]:
    """Tell a fingerprint index that cannot be read or written apart from a page that cannot be judged."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreFailed(None, f"fingerprints: {error}") from error


def document_of(article: Article, position: int, registry: Registry | None = None) -> Document:
    """What deduplication looks at of an article."""
    domain = registrable_domain(article.url)
    known = registry or default_registry()
    owner = known.get(known.agency_for_domain(domain) or "")
    return Document(
        id=article.id,
        text=article.text,
        position=position,
        title=article.title or "",
        language=article.language,
        published=article.published_utc or article.published,
        url=article.url,
        site=article.source.id if article.source else domain,
        story=article.article,
        agencies=tuple(credit.id for credit in article.credits if credit.kind == "agency" and credit.id),
        own_agency=owner.id if owner is not None and owner.credit_kind == "agency" else None,
        outlets=tuple(
            (credit.id or credit.name).lower() for credit in article.credits if credit.kind == "outlet"
        ),
        own_outlet=owner.id if owner is not None and owner.credit_kind == "outlet" else None,
    )
