from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.candidate import FEED
from crawler.discovery.read import read
from crawler.discovery.section import looks_like_article, read_section
from tests.server import feeds

PAGE = "https://www.outlet.test/world/"
HEADLINE = "Night ferries stay for another year, council says"


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


def urls(body: bytes, **options: object) -> list[str]:
    return [c.url for c in read_section(body, PAGE, **options)]  # type: ignore[arg-type]


FRONT = page(
    """<nav><a href="/world/">World</a><a href="/politics">Politics and more politics of all kinds</a>
    <a href="/tag/ferries-of-the-north-sea">Ferries of the north sea</a><a href="/login">Log in to your account today</a></nav>
    <main><article><a href="/2026/11/03/night-ferries-stay-for-another-year"><img src=x></a>
    <h2><a href="/2026/11/03/night-ferries-stay-for-another-year">Night ferries stay</a></h2></article>
    <a href="/world/europe/bridge-at-oldmill-closes-a48213">The bridge at Oldmill closes</a>
    <a href="https://outlet.test/news/shipyard-signs-contract-48213.html">Shipyard signs a contract for nine boats</a>
    <a href="/news/48299">Harbour City wakes up to the first snow</a>
    <a href="//partner.test/2026/11/03/win-a-car-in-our-great-raffle-today">Win a car in our great raffle today</a>
    <a rel="nofollow sponsored" href="/2026/11/03/our-partner-sells-you-many-boats">Our partner sells you many boats</a>
    <a href="/photos/2026/picture.jpg">A picture of the harbour in the fog</a>
    <a href="javascript:void(0)">Read it later, when you have more time</a><a href="#top">Back to the top of this page</a>
    <a href="/about-us">About us and how to write to the editors</a></main>""",
)


def test_links_that_look_like_articles() -> None:
    assert urls(FRONT) == [
        "https://www.outlet.test/2026/11/03/night-ferries-stay-for-another-year",
        "https://www.outlet.test/world/europe/bridge-at-oldmill-closes-a48213",
        "https://outlet.test/news/shipyard-signs-contract-48213.html",
        "https://www.outlet.test/news/48299",
    ]


def test_links_by_the_pattern_of_the_source_alone() -> None:
    def is_article(url: str) -> bool:
        return re.search(r"/news/\d+$", url) is not None

    found = read_section(FRONT, PAGE, is_article)
    assert [(c.url, c.title) for c in found] == [
        ("https://www.outlet.test/news/48299", "Harbour City wakes up to the first snow")
    ]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("/2026/11/03/ferries", HEADLINE, True),
        ("/2026-11-03/ferries", HEADLINE, True),
        ("/20261103/ferries", HEADLINE, True),
        ("/world/night-ferries-stay-for-another-year", HEADLINE, True),
        ("/world/night-ferries-stay-for-another-year", "More", False),
        ("/a-1234567", HEADLINE, True),
        ("/story.php?id=5", HEADLINE, True),
        ("/ferries", HEADLINE, False),
        ("/nachrichten/f%C3%A4hren-bleiben-noch-ein-jahr", HEADLINE, True),
        ("/خبر/48213-العبارات-تبقى-سنة-اخرى", "العبارات الليلية تبقى سنة أخرى", True),
        ("/2026/11/03/48213.html", "夜间渡轮将再运营一年", True),
        ("/tag/night-ferries-and-other-boats", HEADLINE, False),
        ("/tag/2026/11/night-ferries-and-other-boats", HEADLINE, True),
        ("/video/", HEADLINE, False),
        ("/", HEADLINE, False),
    ],
)
def test_signs_of_an_article(path: str, text: str, expected: bool) -> None:
    assert looks_like_article(f"https://outlet.test{path}", text, PAGE) is expected


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", ["a", "a-", "-a", "/a", "1", "/1", "%d0", "subscri", "about", "a_1", ".a", "2026/11/"]
)
def test_no_path_takes_long(piece: str) -> None:
    for end in ("", "!", "/", ".html"):
        assert looks_like_article(
            f"https://outlet.test/{piece * (2000 // len(piece))}{end}", HEADLINE, PAGE
        ) in (True, False)


def test_the_declared_base_counts() -> None:
    body = page(f'<a href="2026/11/03/night-ferries-stay-another-year">{HEADLINE}</a>', '<base href="/en/">')
    assert urls(body) == ["https://www.outlet.test/en/2026/11/03/night-ferries-stay-another-year"]


def test_a_base_on_another_host_leads_to_no_articles_of_this_site() -> None:
    body = page(
        f'<a href="2026/11/03/night-ferries-stay-another-year">{HEADLINE}</a>',
        '<base href="http://evil.test/">',
    )
    assert urls(body) == []


def test_feeds_that_the_page_announces() -> None:
    head = """<link rel="alternate" type="application/rss+xml" title="All news" href="/rss.xml">
        <link rel="ALTERNATE home" type="application/atom+xml" href="atom.xml"><link rel="alternate" type="text/html" href="/amp">
        <link rel="stylesheet" type="application/rss+xml" href="/no.xml">
        <link rel="alternate" type="application/feed+json" href="f.json">"""
    found = read_section(page("", head), PAGE)
    assert [(c.url, c.kind, c.title) for c in found] == [
        ("https://www.outlet.test/rss.xml", FEED, "All news"),
        ("https://www.outlet.test/world/atom.xml", FEED, None),
        ("https://www.outlet.test/world/f.json", FEED, None),
    ]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 100_000,
        b"<a " + b" ".join(b"a%d=1" % n for n in range(80_000)) + b">x</a>",
        b"<a href=/2026/11/03/x>" * 50_000,
        b"<br>" * 500_000,
        b"\0" * 1_000_000,
        b"<" * 2_000_000,
        b"x" * (17 << 20),
        b"",
        b"   ",
        b"\xff\xfe",
    ],
    ids=range(10),
)
def test_hostile_pages_end(body: bytes) -> None:
    assert len(read_section(body, PAGE)) <= 1


def test_other_encodings() -> None:
    body = (
        page('<a href="/2026/11/03/1">Паромы останутся ещё на один год</a>').decode().encode("windows-1251")
    )
    (candidate,) = read_section(body, PAGE, encoding="windows-1251")
    assert candidate.title == "Паромы останутся ещё на один год"
    assert len(read_section(body, PAGE, encoding="no-such")) == 1


@given(st.binary(max_size=300))
def test_any_bytes_give_a_result(body: bytes) -> None:
    assert read(body, PAGE).form


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (feeds.rss("http://o.test"), "rss"),
        (feeds.atom("http://o.test"), "atom"),
        (feeds.json_feed("http://o.test"), "json"),
        (feeds.news_sitemap("http://o.test"), "sitemap"),
        (feeds.sitemap_index("http://o.test"), "sitemap-index"),
        (feeds.MAPS["news.xml.gz"][1]("http://o.test"), "sitemap"),
        (feeds.MAPS["text"][1]("http://o.test"), "text"),
        (FRONT, "section"),
        (b"", "none"),
        (b"\x1f\x8bbroken", "none"),
    ],
)
def test_any_list_is_read_as_what_it_is(body: bytes, form: str) -> None:
    assert read(body, PAGE).form == form
