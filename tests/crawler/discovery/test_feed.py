from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.candidate import LONGEST_TITLE, LONGEST_URL, Candidate
from crawler.discovery.feed import ENTRY_LIMIT, read_feed
from tests.server import feeds

BASE = "http://outlet.test"
FEED = f"{BASE}/feeds/news.xml"


CAFE = "<item><title>Café</title><link>/a</link></item>"


def rss(items: str, head: str = "<rss version='2.0'>") -> bytes:
    return f"<?xml version='1.0'?>{head}<channel><title>Outlet</title><link>{BASE}</link>{items}</channel></rss>".encode()


def urls(body: bytes) -> list[str]:
    return [candidate.url for candidate in read_feed(body, FEED)]


def only(body: bytes) -> Candidate:
    (candidate,) = read_feed(body, FEED)
    return candidate


@pytest.mark.parametrize(
    ("form", "make"), [("rss", feeds.rss), ("atom", feeds.atom), ("json", feeds.json_feed)]
)
def test_sound_feeds(form: str, make: object) -> None:
    assert callable(make)
    found = read_feed(make(BASE, 100), FEED)
    assert (found.form, len(found), found.faults) == (form, 100, ())
    assert [c.url for c in found] == [f"{BASE}/article/{n}" for n in range(1, 101)]
    assert found.candidates[2].title == "Story 3"
    assert "08:03:00" in str(found.candidates[2].published)


def test_rdf() -> None:
    body = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="{BASE}"><items><rdf:Seq/></items></channel>
        <item rdf:about="{BASE}/a"><title>One</title><dc:date>2026-11-03</dc:date></item>
        <item rdf:about="{BASE}/x"><title>Two</title><link>{BASE}/b</link></item></rdf:RDF>"""
    found = read_feed(body.encode(), FEED)
    assert found.form == "rdf"
    assert found.candidates == (
        Candidate(f"{BASE}/a", published="2026-11-03", title="One"),
        Candidate(f"{BASE}/b", title="Two"),
    )


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link>/a</link>", f"{BASE}/a"),
        ("<link> \n http://outlet.test/a#top \n</link>", f"{BASE}/a"),
        ("<link><![CDATA[http://outlet.test/a?x=1&y=2]]></link>", f"{BASE}/a?x=1&y=2"),
        ("<link>http://outlet.test/a?x=1&amp;y=2</link>", f"{BASE}/a?x=1&y=2"),
        ("<enclosure url='http://outlet.test/a.mp3'/><link>/a</link>", f"{BASE}/a"),
        ("<guid>http://outlet.test/a</guid>", f"{BASE}/a"),
        ("<guid isPermaLink='true'>http://outlet.test/a</guid>", f"{BASE}/a"),
        ("<link/><guid>http://outlet.test/a</guid>", f"{BASE}/a"),
        (
            "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='self' href='/self'/><link>/a</link>",
            f"{BASE}/a",
        ),
        ("<f:origLink xmlns:f='http://f.test'>/a</f:origLink><link>http://proxy.test/x</link>", f"{BASE}/a"),
        ("<link>//other.test/a</link>", "http://other.test/a"),
        ("<link>http://outlet.test/a b</link>", f"{BASE}/a b"),
    ],
)
def test_where_the_story_is(item: str, url: str) -> None:
    assert only(rss(f"<item>{item}</item>")).url == url


@pytest.mark.parametrize(
    "item",
    [
        "<title>no link</title>",
        "<enclosure url='http://outlet.test/a.mp3'/>",
        "<guid isPermaLink='false'>http://outlet.test/a</guid>",
        "<guid>tag:outlet.test,2026:1</guid>",
        "<link>javascript:alert(1)</link>",
        "<link>file:///etc/hostname</link>",
        "<link>data:text/html,x</link>",
        "<link>ftp://outlet.test/x</link>",
        "<link>http://[::1</link>",
        "<link>http://outlet.test:99999/</link>",
        f"<link>{BASE}/{'a' * LONGEST_URL}</link>",
    ],
)
def test_what_is_no_address_is_passed_over(item: str) -> None:
    assert urls(rss(f"<item>{item}</item><item><link>/next</link></item>")) == [f"{BASE}/next"]


def test_links_of_atom_by_relation_and_type() -> None:
    links = (
        "<link rel='self' href='/self'/><link rel='enclosure' href='/e'/><link type='application/json' href='/json'/>"
        "<link rel='alternate' type='text/html' href='/a'/><link rel='replies' href='/r'/>"
    )
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'><link href='/site'/><entry>{links}<id>urn:1</id></entry></feed>"
    assert urls(body.encode()) == [f"{BASE}/a"]


def test_base_addresses_are_relative_to_the_ones_around_them() -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/deep/">
        <entry xml:base="er/"><link href="a"/></entry><entry xml:base="http://[bad"><link href="b"/></entry>
        <entry xml:base="http://other.test/x/"><link href="../c"/></entry></feed>"""
    assert urls(body.encode()) == [f"{BASE}/deep/er/a", f"{BASE}/deep/b", "http://other.test/c"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ferries &amp;amp; trains", "Ferries & trains"),
        ("<![CDATA[<b>Ferries</b> stay]]>", "Ferries stay"),
        ("Ferries&nbsp;stay &eacute;", "Ferries stay é"),
        ("Ferries &unknown; stay", "Ferries &unknown; stay"),
        ("  Ferries \n\t stay ", "Ferries stay"),
        ("x" * 5000, "x" * LONGEST_TITLE),
        ("", None),
    ],
)
def test_titles(title: str, expected: str | None) -> None:
    assert only(rss(f"<item><title>{title}</title><link>/a</link></item>")).title == expected


def test_titles_of_pictures_are_not_the_storys() -> None:
    item = "<item xmlns:m='http://search.yahoo.com/mrss/'><m:title>Photo</m:title><title>Story</title><link>/a</link></item>"
    assert only(rss(item)).title == "Story"


def test_each_address_once_and_in_order() -> None:
    items = "".join(f"<item><link>/{name}</link></item>" for name in ("b", "a", "b#c", "c"))
    assert urls(rss(items)) == [f"{BASE}/{name}" for name in ("b", "a", "c")]


def test_dates_stay_as_written() -> None:
    for date in ("Tue, 31 Feb 2026 24:00:00 EDT", "۱۴۰۵/۸/۱۲", "1970-01-01", "tomorrow"):
        assert only(rss(f"<item><link>/a</link><pubDate>{date}</pubDate></item>")).published == date


def test_more_entries_than_the_limit() -> None:
    found = read_feed(rss("".join(f"<item><link>/{n}</link></item>" for n in range(ENTRY_LIMIT + 5))), FEED)
    assert (len(found), found.faults) == (ENTRY_LIMIT, (f"more than {ENTRY_LIMIT} URLs",))


@pytest.mark.parametrize("make", [feeds.billion_laughs, feeds.quadratic, feeds.external_entity])
def test_entities_are_declared_in_vain(make: object) -> None:
    assert callable(make)
    found = read_feed(make(BASE), FEED)
    assert found.faults == ("declares entities",)
    (candidate,) = found
    assert len(str(candidate.title)) <= LONGEST_TITLE
    assert "root" not in str(found)
    assert "lol" not in str(candidate.title)


def test_a_harmless_doctype_is_harmless() -> None:
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://outlet.test/canary/rss-0.91.dtd">'
    body = f"{doctype}<rss version='0.91'><channel><item><title>a&eacute;</title><link>/a</link></item></channel></rss>"
    found = read_feed(body.encode(), FEED)
    assert (found.faults, found.candidates[0].title) == ((), "aé")


def test_xinclude_is_an_element_like_any_other() -> None:
    item = "<item xmlns:xi='http://www.w3.org/2001/XInclude'><link>/a</link><xi:include href='file:///etc/hostname'/></item>"
    assert urls(rss(item)) == [f"{BASE}/a"]


@given(st.integers(0, len(feeds.rss(BASE, 3))))
def test_of_a_cut_feed_every_whole_item_is_read_and_no_half_one(length: int) -> None:
    whole = feeds.rss(BASE, 3)
    body = whole[:length]
    expected = [f"{BASE}/article/{n}" for n in range(1, body.count(b"</item>") + 1)]
    assert urls(body) == expected


@given(st.binary(max_size=300))
def test_any_bytes_give_a_result(body: bytes) -> None:
    found = read_feed(body, FEED)
    assert found.form == "none" or len(found) >= 0


@given(st.integers(0, 600), st.binary(min_size=1, max_size=8))
def test_a_damaged_place_does_not_lose_the_items_behind_it(place: int, damage: bytes) -> None:
    whole = feeds.rss(BASE, 6)
    where = whole.index(b"<item>") + place % (whole.index(b"</item>") - whole.index(b"<item>"))
    found = urls(whole[:where] + damage.replace(b"<", b"_").replace(b"&", b"&&") + whole[where:])
    assert set(found) >= {f"{BASE}/article/{n}" for n in range(3, 7)}


@pytest.mark.parametrize(
    ("name", "count", "fault"),
    [("cut", 4, "cut off"), ("unclosed", 1, "not well-formed"), ("wrong-charset", 5, None)],
)
def test_broken_feeds(name: str, count: int, fault: str | None) -> None:
    found = read_feed(feeds.HOSTILE[name][1](BASE), FEED)
    assert (found.form, len(found), found.faults) == ("rss", count, (fault,) if fault else ())


@pytest.mark.parametrize("name", ["html", "empty", "spaces", "comment"])
def test_what_is_no_feed_says_so(name: str) -> None:
    found = read_feed(feeds.HOSTILE[name][1](BASE), FEED)
    assert (found.form, len(found)) == ("none", 0)
    assert found.faults[0].startswith("not a feed")


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf\n\n" + rss(CAFE),
        rss(CAFE).decode().encode("utf-16"),
        rss(CAFE).decode().encode("latin-1"),
        rss(CAFE).replace(b"'1.0'", b"'1.0' encoding='iso-8859-1'").decode().encode("latin-1"),
        b"Warning: foo() in bar.php\n" + rss(CAFE),
    ],
)  # fmt: skip
def test_bytes_of_every_encoding(body: bytes) -> None:
    assert only(body) == Candidate(f"{BASE}/a", title="Café")


def test_one_stray_byte_does_not_change_the_encoding_of_the_rest() -> None:
    body = rss("<item><title>Паромы остаются</title><link>/a</link></item>").replace(
        b"</title><link>/a", b"\xff</title><link>/a"
    )
    assert str(only(body).title).startswith("Паромы остаются")


@pytest.mark.parametrize(
    "feed",
    [
        b"{",
        b"[" * 100_000,
        b'{"items": 5}',
        b'{"a": NaN}',
        b'{"items": [1, null, {"url": 5}]}',
        b'{"items": [{"id": "7"}]}',
    ],
)
def test_json_that_is_no_feed(feed: bytes) -> None:
    assert urls(feed) == []


def test_json_feed_fields() -> None:
    item = {
        "id": "1",
        "external_url": "/a",
        "title": "T",
        "date_published": "2026-11-03",
        "date_modified": "2026-11-04",
    }
    body = json.dumps({"version": "https://jsonfeed.org/version/1", "items": [item]}).encode()
    assert only(body) == Candidate(f"{BASE}/a", published="2026-11-03", title="T", lastmod="2026-11-04")
