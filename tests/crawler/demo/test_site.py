from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from crawler.demo.layouts import LAYOUTS
from crawler.demo.pages import Page, edition
from crawler.demo.process import SOURCES, write_sources
from crawler.demo.site import Answer, answer, listing_paths
from crawler.demo.world import DEFAULT_PORT, OUTLETS, Outlet
from pipelines.sources.load import load_sources

OUTLET = pytest.mark.parametrize("outlet", OUTLETS.values(), ids=lambda outlet: outlet.id)


def base(outlet: Outlet) -> str:
    return f"http://{outlet.host}:{DEFAULT_PORT}"


def get(outlet: Outlet, path: str, phase: int = 1) -> Answer:
    return answer(outlet, base(outlet), path, phase)


def listed(outlet: Outlet, phase: int) -> str:
    """All that an outlet lists its pages in, as one text."""
    paths = [path for paths in listing_paths(outlet).values() for path in paths]
    return "\n".join(get(outlet, path, phase).body.decode(outlet.charset) for path in paths)


def pages_of(outlet: Outlet, phase: int) -> list[Page]:
    return [page for page in edition(phase) if page.outlet == outlet]


@OUTLET
@pytest.mark.parametrize("phase", [1, 2])
def test_every_page_is_listed_and_answers(outlet: Outlet, phase: int) -> None:
    listing = listed(outlet, phase)
    wanted = {"dead": 410}
    for page in pages_of(outlet, phase):
        assert page.path in listing
        assert get(outlet, page.path, phase).status == wanted.get(page.kind, 200)


@OUTLET
def test_feeds_and_sitemaps_are_sound_xml(outlet: Outlet) -> None:
    for kind in ("feeds", "sitemaps"):
        for path in listing_paths(outlet).get(kind, ()):
            root = ElementTree.fromstring(get(outlet, path).body)
            assert root.tag.split("}")[-1] in ("rss", "feed", "urlset")


@OUTLET
def test_robots_close_a_path_and_ask_for_a_short_wait(outlet: Outlet) -> None:
    text = get(outlet, "/robots.txt").body.decode()
    assert "Disallow: /preview/" in text
    delay = float(re.findall(r"Crawl-delay: ([\d.]+)", text)[0])
    assert 0 < delay <= 0.5


@OUTLET
def test_the_declared_source_is_that_of_the_newsroom(outlet: Outlet) -> None:
    source = load_sources([SOURCES]).by_id[outlet.id]
    for kind, paths in (
        ("feeds", source.feeds),
        ("sitemaps", source.sitemaps),
        ("sections", source.sections),
    ):
        assert paths == tuple(base(outlet) + path for path in listing_paths(outlet).get(kind, ()))
    assert (source.name, source.timezone, source.language) == (outlet.name, outlet.timezone, outlet.language)
    assert all(source.is_article(base(outlet) + page.path) for page in pages_of(outlet, 2))
    assert not source.is_article(base(outlet) + "/")


def test_sources_can_be_written_for_another_port(tmp_path: Path) -> None:
    folder = write_sources(tmp_path / "sources", 4711)
    sources = load_sources([folder])
    assert len(sources) == len(OUTLETS)
    assert all(f":{4711}/" in url for source in sources for url in (*source.feeds, *source.sections))


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


@pytest.mark.parametrize("page", edition(2), ids=lambda page: page.key)
def test_a_page_says_what_its_story_says(page: Page) -> None:
    found = get(page.outlet, page.path, 2)
    if page.kind == "dead":
        return
    parser = _Text()
    parser.feed(found.body.decode(page.outlet.charset))
    parser.close()
    text = "\n".join(parser.found)
    for part in (page.title, *page.paragraphs, *page.tail, page.caption, page.glued):
        assert part is None or part in text
    assert f"charset={page.outlet.charset}" in found.content_type


@OUTLET
def test_every_outlet_surrounds_its_text_with_more(outlet: Outlet) -> None:
    """A page that were nothing but its story would prove nothing about cleaning."""
    page = next(page for page in pages_of(outlet, 1) if page.kind == "article")
    parser = _Text()
    parser.feed(get(outlet, page.path).body.decode(outlet.charset))
    furniture = " ".join(parser.found)
    for paragraph in page.paragraphs:
        furniture = furniture.replace(paragraph, "")
    assert len(furniture.split()) > len(page.title.split()) + 2


def test_all_layouts_are_used() -> None:
    assert {outlet.layout for outlet in OUTLETS.values()} == set(LAYOUTS)


def test_a_page_nobody_edited_is_the_same_to_the_byte_later() -> None:
    later = {page.key: page for page in edition(2)}
    for page in edition(1):
        same = get(page.outlet, page.path, 1).etag == get(page.outlet, page.path, 2).etag
        assert same == (later[page.key].version == page.version)


def test_conditional_requests() -> None:
    page = edition(1)[0]
    found = get(page.outlet, page.path)
    assert found.unchanged_for(found.etag, None)
    assert found.unchanged_for(f'"x", W/{found.etag}', None)
    assert not found.unchanged_for('"x"', found.last_modified), "the entity tag goes first"
    assert found.unchanged_for(None, found.last_modified)
    assert not found.unchanged_for(None, "Sat, 01 Jan 2000 00:00:00 GMT")
    assert not found.unchanged_for(None, "no date")
    assert not get(page.outlet, "/none").unchanged_for(get(page.outlet, "/none").etag, None)


def test_nothing_is_found_where_nothing_is() -> None:
    assert get(OUTLETS["harbour"], "/none").status == 404
    assert get(OUTLETS["ledger"], "/rss.xml").status == 404
    assert get(OUTLETS["harbour"], "/img/1.jpg").content_type == "image/gif"
    assert (
        get(OUTLETS["skarv"], next(page.path for page in edition(2) if page.key == "storm"), 1).status == 404
    )
