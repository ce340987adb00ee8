from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawler.discovery.proposal import article_pattern, propose
from pipelines.sources.load import load_sources
from pipelines.sources.recorded import RecordedPage
from tests.pipelines.extract.newsroom import TITLE, page, paragraphs
from tests.pipelines.sources.archived import DAY

URL = "https://www.gull-post.example/harbour/2024/05/06/pier-of-gullhaven-is-back-a8812"
HEAD = (
    '<meta property="og:site_name" content="The &quot;Gull&quot; Post">'
    '<link rel="alternate" type="application/rss+xml" href="/rss/news"><link rel="alternate" href="/de/">'
)


def recorded(head: str = HEAD, links: str = "") -> RecordedPage:
    return RecordedPage(
        URL, "text/html", DAY, page(f"<h1>{TITLE}</h1><div>{paragraphs()}</div>{links}", head)
    )


def test_a_proposal_loads_and_its_pattern_takes_the_page(tmp_path: Path) -> None:
    proposal = propose(recorded())
    (tmp_path / "x.toml").write_text(proposal.toml(), "utf-8")
    (source,) = load_sources([tmp_path])
    assert (source.id, source.name, source.domains) == (
        "gull_post",
        'The "Gull" Post',
        ("gull-post.example",),
    )
    assert (source.language, source.verified) == ("en", False)
    assert source.feeds == ("https://www.gull-post.example/rss/news",)
    assert source.sections == ()
    assert source.is_article(URL)


def test_without_a_feed_the_news_sitemap_or_the_front_page_is_proposed() -> None:
    robots = b"User-agent: *\nSITEMAP: https://www.gull-post.example/news-map.xml\nSitemap: /all.xml\n"
    assert propose(recorded(""), robots).sitemaps == ("https://www.gull-post.example/news-map.xml",)
    assert propose(recorded(""), robots).sections == ()
    assert propose(recorded("")).sections == ("https://www.gull-post.example/",)


def test_an_id_that_another_source_has_is_not_taken() -> None:
    assert propose(recorded(), taken=["gull_post"]).id == "gull_post_example"


@pytest.mark.parametrize(
    ("url", "pattern"),
    [
        (URL, r"^https?://(www\.)?gull-post\.example/harbour/\d{4}/\d{2}/\d{2}/[^/?#]+-a\d+$"),
        ("https://gull.example/news/600112-night-train/", r"^https?://gull\.example/news/[^/?#]+/?$"),
        ("https://gull.example/doc/55120", r"^https?://gull\.example/doc/\d+$"),
        (
            "https://gull.example/kultur/die-alte-muehle-32501.html",
            r"^https?://gull\.example/kultur/[^/?#]+-\d+\.html$",
        ),
        ("http://gull.example:8642/the-pier-is-back/", r"^https?://gull\.example(:\d+)?/[^/?#]+/?$"),
        ("https://gull.example/story?id=12", None),
        ("https://gull.example/", None),
    ],
)
def test_a_pattern_is_guessed_from_one_address(url: str, pattern: str | None) -> None:
    found = article_pattern(url)
    assert found == pattern
    assert found is None or re.search(found, url)


def test_sections_that_other_links_have_become_alternatives() -> None:
    others = [
        "https://gull.example/sea/the-old-boat-sails",
        "https://gull.example/town/a-new-mayor-comes",
        "https://gull.example/tag/x",
        "https://tern.example/world/the-old-boat-sails",
    ]
    found = article_pattern("https://gull.example/town/the-pier-is-back", others)
    assert found == r"^https?://gull\.example/(town|sea)/[^/?#]+$"


def test_many_sections_become_any() -> None:
    others = [f"https://gull.example/part{'abcdefghijklmnop'[n]}/the-old-boat-sails" for n in range(16)]
    assert article_pattern(others[0], others[1:]) == r"^https?://gull\.example/[^/?#]+/[^/?#]+$"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        (f"{TITLE} | The Gull Post", "The Gull Post"),
        (f"{TITLE} — Tern &amp; Auk", "Tern & Auk"),
        (TITLE, "gull-post.example"),
    ],
)
def test_the_name_stands_behind_the_headline(title: str, name: str) -> None:
    html = page(f"<h1>{TITLE}</h1><div>{paragraphs()}</div>", title=title)
    assert propose(RecordedPage(URL, "text/html", DAY, html)).name == name
