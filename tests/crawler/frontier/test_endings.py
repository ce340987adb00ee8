"""What a lease's end leads to, and what of that outlives the crawl."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.http import Response

from crawler.discovery.sitemap import DEPTH_LIMIT
from crawler.frontier.endings import Endings, astray
from crawler.frontier.entry import ARTICLE, SITEMAP, Answer, Found
from crawler.frontier.store import SqliteFrontier
from pipelines.sources.load import load_sources

HOST = "http://post.example"


def test_indexes_that_lead_to_indexes_end_though_each_is_read_by_another_crawl(tmp_path: Path) -> None:
    (tmp_path / "post.toml").write_text(
        f'id = "post"\nname = "Post"\ndomains = ["post.example"]\nsitemaps = ["{HOST}/0.xml"]\nlanguage = "en"\n'
    )
    sources = load_sources([tmp_path])
    path = tmp_path / "frontier.sqlite"
    first = SqliteFrontier(path)
    first.add([Found(f"{HOST}/0.xml", "post", SITEMAP)], now=0)
    first.close()
    read = 0
    for crawl in range(1, 10):
        frontier = SqliteFrontier(path)
        for lease in frontier.claim("w", 9, now=crawl, seconds=1):
            read += 1
            body = f"<sitemapindex><sitemap><loc>{HOST}/{crawl}.xml</loc></sitemap></sitemapindex>".encode()
            endings = Endings(frontier, sources, 3600.0)
            found = endings.listed(lease, Response(lease.url, body=body), sources.by_id["post"], crawl)
            frontier.finish(lease, Answer(200, crawl, None, links=found))
        frontier.close()
    assert read == DEPTH_LIMIT + 1


def test_a_sitemap_that_moved_is_as_deep_as_before(tmp_path: Path) -> None:
    (tmp_path / "post.toml").write_text(
        f'id = "post"\nname = "Post"\ndomains = ["post.example"]\nsitemaps = ["{HOST}/0.xml"]\nlanguage = "en"\n'
    )
    sources = load_sources([tmp_path])
    frontier = SqliteFrontier(Path(":memory:"))
    frontier.add([Found(f"{HOST}/1.xml", "post", SITEMAP, depth=2)], now=0)
    (lease,) = frontier.claim("w", 1, now=1, seconds=9)
    moved = Response(lease.url, status=301, headers={"Location": "/2.xml"})
    (found,) = Endings(frontier, sources, 3600.0).redirected(lease, moved, sources.by_id["post"], 1)
    assert (found.url, found.depth) == (f"{HOST}/2.xml", 2)


@pytest.mark.parametrize(
    "location", ["http://[::1", "http://post.example:port/", "mailto:a@post.example", ""]
)
def test_a_redirect_to_no_address_ends_the_lease_with_its_reason(tmp_path: Path, location: str) -> None:
    """urljoin raised for the first: the spider broke off, and the page was asked for again in every crawl."""
    (tmp_path / "post.toml").write_text(
        f'id = "post"\nname = "Post"\ndomains = ["post.example"]\nfeeds = ["{HOST}/feed"]\nlanguage = "en"\n'
    )
    sources = load_sources([tmp_path])
    frontier = SqliteFrontier(Path(":memory:"))
    frontier.add([Found(f"{HOST}/1", "post", ARTICLE)], now=0)
    (lease,) = frontier.claim("w", 1, now=1, seconds=9)
    answer = Response(lease.url, status=301, headers={"Location": location})
    found = Endings(frontier, sources, 3600.0).redirected(lease, answer, sources.by_id["post"], 1)
    assert found == ()
    assert astray(answer, found) == f"redirect to {location or 'nowhere'}: no address of this source"
