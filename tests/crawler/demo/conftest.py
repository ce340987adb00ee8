from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from crawler.demo.process import SOURCES, NewsroomProcess
from crawler.demo.truth import PageTruth, Truth, truth
from crawler.demo.world import OUTLETS
from pipelines.sources.load import load_sources

DECLARED = load_sources([SOURCES])


@pytest.fixture(scope="session")
def newsroom() -> Iterator[NewsroomProcess]:
    """One newsroom for all tests that leave it in its first phase."""
    with NewsroomProcess() as process:
        yield process


@dataclass
class Output:
    """Lines as a perfect crawl would leave them, made from the truth."""

    truth: Truth
    articles: list[dict[str, Any]] = field(default_factory=list)
    copies: list[dict[str, Any]] = field(default_factory=list)

    def of(self, source: str, story: str) -> dict[str, Any]:
        """The first version of the page of a source that tells a story."""
        pages = (page for page in self.truth.pages.values() if (page.source, page.story) == (source, story))
        url = next(page.url for page in pages)
        return next(line for line in [*self.articles, *self.copies] if line["url"] == url)

    def all(self) -> list[dict[str, Any]]:
        return [*self.articles, *self.copies]


@pytest.fixture
def output() -> Output:
    """A fresh perfect output, for a test to spoil."""
    found = Output(truth(8642))
    first: dict[str, str] = {}
    pages = [page for page in found.truth.pages.values() if page.relation != "none"]
    for page in sorted(
        pages,
        key=lambda page: (page.after_copy, page.relation == "partial", page.relation != "wire", page.url),
    ):
        for number, version in enumerate(page.versions, 1):
            line = _line(page, number, first)
            line |= {"title": version.title, "text": version.text, "modified_utc": version.modified}
            stays = line["syndication"]["relation"] in ("first", "partial")
            (found.articles if stays else found.copies).append(line)
    return found


def _line(page: PageTruth, number: int, first: dict[str, str]) -> dict[str, Any]:
    own = f"{page.url}#{number}"
    cluster = first.setdefault(page.story, own)
    source = DECLARED.by_id[page.source]
    origins = [credit.id for credit in page.credits if credit.role == "origin"]
    return {
        "id": own,
        "url": page.url,
        "version": number,
        "authors": list(page.authors),
        "published_utc": page.published,
        "language": page.language,
        "source": {"id": source.id, "name": source.name, "kind": source.kind},
        "credits": [
            {
                "id": each.id,
                "name": OUTLETS[each.id].name,
                "kind": each.kind,
                "role": each.role,
                "form": "byline",
            }
            for each in page.credits
        ],
        "syndication": {
            "relation": _relation(page, cluster),
            "cluster": cluster,
            "links": _links(page, cluster, first),
            "origin": {"kind": "agency" if origins else "own", "id": origins[0] if origins else None},
        },
    }


def _relation(page: PageTruth, cluster: str) -> str:
    if page.relation == "partial":
        return "partial"
    if cluster.startswith(page.url):
        return "first"
    return "origin" if page.relation == "wire" else "copy"


def _links(page: PageTruth, cluster: str, first: dict[str, str]) -> list[dict[str, Any]]:
    if page.relation == "partial":
        return [{"to": first[story], "relation": "partial", "overlap": 0.4} for story in page.of]
    return [] if cluster.startswith(page.url) else [{"to": cluster, "relation": "copy", "overlap": 0.9}]
