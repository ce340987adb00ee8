"""The sources that come with the project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.attribute.registry import default_registry
from pipelines.sources.credited import registry_entries
from pipelines.sources.load import PROJECT_SOURCES, load_sources
from pipelines.sources.model import Sources

SEEDS = ("theissue", "moscow_times", "rt", "kyiv_independent", "iran_news_gazette")
FILES = sorted(PROJECT_SOURCES.glob("*.toml"))


@pytest.fixture(scope="module")
def sources() -> Sources:
    return load_sources([PROJECT_SOURCES])


def test_there_are_enough_of_every_kind(sources: Sources) -> None:
    assert set(SEEDS) <= sources.by_id.keys()
    assert len(sources) >= 32
    assert len({source.language for source in sources}) >= 10
    assert {source.kind for source in sources} == {"agency", "publisher", "aggregator"}
    assert sum(source.kind == "agency" for source in sources) >= 15


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_says_what_is_known_of_it_and_that_nobody_has_seen_it_work(path: Path, sources: Sources) -> None:
    text = path.read_text("utf-8")
    assert "\n# Evidence: " in text
    assert not sources.by_id[path.stem].verified, "the file is named after the id"
    assert sources.by_id[path.stem].language
    assert "verified = false" in text


def test_the_pages_the_project_began_with_are_articles_of_their_sources(
    sources: Sources, shared: Path
) -> None:
    truth = json.loads((shared / "reference" / "seeds_truth.json").read_text("utf-8"))
    urls = [entry["url"] for key, entry in truth.items() if not key.startswith("_")]
    assert len(urls) == 5
    found = [sources.for_url(url) for url in urls]
    assert {source.id for source in found if source} == set(SEEDS)
    assert all(source and source.is_article(url) for source, url in zip(found, urls, strict=True))


def test_feeds_and_front_pages_are_no_articles(sources: Sources) -> None:
    for source in sources:
        if source.article is not None:
            assert not any(
                source.is_article(url) for url in (*source.feeds, *source.sitemaps, *source.sections)
            )


def test_agencies_are_those_of_the_registry(sources: Sources) -> None:
    registry = default_registry()
    unknown = [source.agency for source in sources if source.agency and not registry.get(source.agency)]
    assert not unknown


def test_only_what_the_registry_lacks_becomes_an_entry(sources: Sources) -> None:
    registry = default_registry()
    entries = registry_entries(sources, registry.agencies, registry.by_domain)
    assert {entry["id"] for entry in entries} <= sources.by_id.keys() - registry.agencies.keys()
    assert "theissue" in {entry["id"] for entry in entries}
