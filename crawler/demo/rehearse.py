"""The demo without a network: its pages go straight through the pipeline, in an order of one's choosing.

`python -m crawler.demo.rehearse --orders 5` prints what differs from the truth in five orders of arrival. It shows in
seconds whether a change to extraction, attribution or deduplication spoils the demo, and in which order.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from archive.capture import Capture, RecordRef, payload_digest
from crawler.demo.compare import compare
from crawler.demo.pages import PHASES, Page, edition
from crawler.demo.process import SOURCES
from crawler.demo.site import answer
from crawler.demo.truth import truth
from crawler.demo.world import DEFAULT_PORT
from pipelines.clean import clean
from pipelines.deduplicate.deduplicator import Deduplicator
from pipelines.deduplicate_pipeline import document_of
from pipelines.items import Article
from pipelines.sources.credited import registry_with
from pipelines.sources.load import load_sources
from pipelines.sources.model import Sources

CAPTURED = "2025-03-13T00:00:00Z"


def rehearse(order: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The lines of articles.jsonl and copies.jsonl for one order of arrival (a seed; phases stay in order)."""
    articles: list[dict[str, Any]] = []
    copies: list[dict[str, Any]] = []
    first: dict[str, str] = {}
    sources = load_sources([SOURCES])
    with Deduplicator(None) as deduplicator:
        for position, article in enumerate(_articles(order, sources), 1):
            article.article = first.setdefault(article.url, article.id)
            document = document_of(article, position, registry_with(sources))
            decision = deduplicator.decide(document)
            deduplicator.admit(document, decision)
            stays = decision.relation in ("first", "partial", "translation")
            (articles if stays else copies).append(asdict(article) | {"syndication": asdict(decision)})
    return articles, copies


def _articles(order: int, sources: Sources) -> Iterator[Article]:
    seen: dict[str, int] = {}
    shuffler = random.Random(order)
    for phase in PHASES:
        pages = [page for page in edition(phase) if page.kind != "disallowed"]
        shuffler.shuffle(pages)
        for page in pages:
            if seen.get(page.key) == page.version:
                continue
            seen[page.key] = page.version
            article = clean(_capture(page, phase), sources).article
            if article is not None:
                article.version = page.version
                yield article


def _capture(page: Page, phase: int) -> Capture:
    base = f"http://{page.outlet.host}:{DEFAULT_PORT}"
    found = answer(page.outlet, base, page.path, phase)
    return Capture(
        ref=RecordRef("rehearsal.warc", 0, len(found.body), page.key),
        record_type="response",
        url=base + page.path,
        date=CAPTURED,
        payload=found.body,
        payload_digest=payload_digest(found.body),
        status=found.status,
        headers=(("Content-Type", found.content_type),),
        content_type=found.content_type,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the differences of each order; the exit code is 1 when there are any."""
    parser = argparse.ArgumentParser(description="Rehearse the demo without a network.")
    parser.add_argument("--orders", type=int, default=3, help="how many orders of arrival (default 3)")
    spoilt = 0
    for order in range(parser.parse_args(arguments).orders):
        differences = compare(truth(), *rehearse(order))
        print(f"order {order}: {len(differences)} differences", *differences, sep="\n  ")
        spoilt += bool(differences)
    return 1 if spoilt else 0


if __name__ == "__main__":
    sys.exit(main())
