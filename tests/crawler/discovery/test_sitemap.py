from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.candidate import ARTICLE, SITEMAP, Candidate
from crawler.discovery.sitemap import DEPTH_LIMIT, URL_LIMIT, read_sitemap
from crawler.discovery.xml import LARGEST
from tests.server import feeds
from tests.server.encodings import gzip_bomb

BASE = "http://outlet.test"
MAP = f"{BASE}/sitemap.xml"


def test_news_sitemap() -> None:
    found = read_sitemap(feeds.news_sitemap(BASE, 3), MAP)
    assert (found.form, found.faults) == ("sitemap", ())
    assert found.candidates[1] == Candidate(
        f"{BASE}/article/2", "2026-11-03T08:02:00Z", "Story 2", "2026-11-03T09:00:00Z", ARTICLE
    )


def test_index_gives_sitemaps() -> None:
    found = read_sitemap(feeds.sitemap_index(BASE, ("/sitemap/news", "http://other.test/s.xml")), MAP)
    assert found.form == "sitemap-index"
    assert [(c.url, c.kind, c.lastmod) for c in found] == [
        (f"{BASE}/sitemap/news", SITEMAP, "2026-11-03"),
        ("http://other.test/s.xml", SITEMAP, "2026-11-03"),
    ]


def test_an_index_that_lists_itself() -> None:
    found = read_sitemap(feeds.self_index(BASE), f"{BASE}/hostile/self-index")
    assert (len(found), found.faults) == (0, ("lists itself",))


def test_indexes_are_followed_so_deep_and_no_deeper() -> None:
    body = feeds.sitemap_index(BASE)
    assert len(read_sitemap(body, MAP, depth=DEPTH_LIMIT - 1)) == 1
    found = read_sitemap(body, MAP, depth=DEPTH_LIMIT)
    assert (len(found), found.faults) == (0, (f"more than {DEPTH_LIMIT} levels of sitemap indexes",))
    assert len(read_sitemap(feeds.news_sitemap(BASE), MAP, depth=DEPTH_LIMIT)) == 5


def test_one_url_more_than_the_standard_allows() -> None:
    body = (
        b"<urlset>" + b"".join(b"<url><loc>/%d</loc></url>" % n for n in range(URL_LIMIT + 1)) + b"</urlset>"
    )
    found = read_sitemap(body, MAP)
    assert (len(found), found.faults) == (URL_LIMIT, (f"more than {URL_LIMIT} URLs",))


def test_addresses_of_pictures_and_translations_are_not_pages() -> None:
    body = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url><image:image><image:loc>/i.jpg</image:loc>
        </image:image><xhtml:link rel="alternate" hreflang="de" href="/de"/><loc> /a </loc></url></urlset>"""
    assert [c.url for c in read_sitemap(body.encode(), MAP)] == [f"{BASE}/a"]


def test_a_wrong_namespace_does_not_matter() -> None:
    body = (
        feeds.news_sitemap(BASE, 2)
        .replace(b"sitemap-news/0.9", b"wrong")
        .replace(b"schemas/sitemap/0.9", b"x")
    )
    assert [c.title for c in read_sitemap(body, MAP)] == ["Story 1", "Story 2"]


def test_packed() -> None:
    packed = gzip.compress(feeds.news_sitemap(BASE), mtime=0)
    assert len(read_sitemap(packed, MAP)) == 5
    halves = feeds.news_sitemap(BASE)[:300], feeds.news_sitemap(BASE)[300:]
    assert len(read_sitemap(b"".join(gzip.compress(half) for half in halves), MAP)) == 5
    assert len(read_sitemap(packed + b"garbage behind", MAP)) == 5


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (gzip_bomb(1024), f"gzip of more than {LARGEST} bytes"),
        (b"".join([gzip_bomb(20)] * 3), f"gzip of more than {LARGEST} bytes"),
        (b"\x1f\x8bno gzip at all", "broken gzip"),
    ],
)
def test_bombs_and_broken_packing(body: bytes, fault: str) -> None:
    found = read_sitemap(body, MAP)
    assert (found.form, len(found), found.faults[0]) == ("none", 0, fault)


def test_of_cut_packing_every_whole_entry_is_read() -> None:
    packed = gzip.compress(feeds.news_sitemap(BASE, 500), mtime=0)
    found = read_sitemap(packed[: len(packed) // 2], MAP)
    assert found.faults[0] == "cut gzip"
    assert 0 < len(found) < 500
    assert found.candidates[-1].url == f"{BASE}/article/{len(found)}"


def test_plain_text() -> None:
    found = read_sitemap(b"\xef\xbb\xbfhttp://outlet.test/a\r\nhttp://outlet.test/b\nnot an address\n\n", MAP)
    assert (found.form, [c.url for c in found]) == ("text", [f"{BASE}/a", f"{BASE}/b"])


def test_large_documents_are_read_entry_by_entry() -> None:
    entry = "<url><loc>{}/a/{}</loc><!-- {} --></url>"
    body = "<urlset>" + "".join(entry.format(BASE, n, "x" * 2000) for n in range(4500)) + "</urlset>"
    assert len(body) > 8 << 20
    found = read_sitemap(body.encode(), MAP)
    assert (len(found), found.faults) == (4500, ())


def test_comments_hide_entries() -> None:
    body = b"<urlset><!-- <url><loc>/old</loc></url> --><url><loc>/a</loc></url><url><loc>/b"
    assert [c.url for c in read_sitemap(body, MAP)] == [f"{BASE}/a"]


@pytest.mark.parametrize(
    "body", [b"", b"<html><body>down</body></html>", b"<rss/>", b"\0\0\0", b"<", b"<urlset"]
)
def test_what_is_no_sitemap_gives_nothing(body: bytes) -> None:
    assert len(read_sitemap(body, MAP)) == 0


HOSTILE_TEXTS = [
    "<urlset>" + "<url>" * 200_000,
    "<urlset>" + "".join(f"<a{n}:url>" for n in range(100_000)),
    "<urlset>" + "<url><loc>/a</loc>" * 50_000,
    "<urlset " + " ".join(f"a{n}='1'" for n in range(50_000)) + "><url><loc>/a</loc></url></urlset>",
    "<urlset>" + "<url a='" * 50_000,
    "<urlset>" + "<a>" * 100_000 + "</a>" * 100_000 + "</urlset>",
    "<!--" * 100_000,
    "<!DOCTYPE urlset [" * 50_000,
    "<!DOCTYPE " * 200_000,
    "<?xml " * 200_000,
    "<" + "a" * 2_000_000,
    "<a:" * 500_000,
    "<urlset>" + "&amp" * 100_000 + "</urlset>",
    "<urlset><url><loc>" + "/" * 5_000_000 + "</loc></url></urlset>",
]


@pytest.mark.timeout(30)
@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=range(len(HOSTILE_TEXTS)))
def test_hostile_text_ends(text: str) -> None:
    assert len(read_sitemap(text.encode(), MAP)) <= 1


@given(st.binary(max_size=200))
def test_any_bytes_give_a_result(body: bytes) -> None:
    assert len(read_sitemap(body, MAP)) <= 200
    assert len(read_sitemap(b"\x1f\x8b" + body, MAP)) <= 200
