"""Feeds and sitemaps, sound and hostile (D1-D5): each a function that gives bytes, so tests can use them without a server."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from xml.sax.saxutils import escape

from tests.server.exchange import Exchange, behaviour

RSS = "application/rss+xml"
XML = "application/xml"
DATE = "Tue, 03 Nov 2026 08:{:02d}:00 +0100"


def _links(base: str, count: int) -> list[str]:
    return [f"{base}/article/{n}" for n in range(1, count + 1)]


def rss(base: str, count: int = 5) -> bytes:
    """RSS 2.0, newest first, with link, guid, title, pubDate, description and an enclosure."""
    items = "".join(
        f"<item><title>Story {n}</title><link>{escape(url)}</link><guid isPermaLink='true'>{escape(url)}</guid>"
        f"<pubDate>{DATE.format(n % 60)}</pubDate><description>&lt;p&gt;Lead {n}&lt;/p&gt;</description>"
        f"<enclosure url='{escape(url)}.jpg' type='image/jpeg' length='1'/></item>"
        for n, url in enumerate(_links(base, count), 1)
    )
    head = "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel><title>Outlet</title>"
    return f"{head}{items}</channel></rss>".encode()


def atom(base: str, count: int = 5) -> bytes:
    """Atom with alternate, self and enclosure links, published and updated."""
    entries = "".join(
        f"<entry><title>Story {n}</title><id>tag:outlet.test,2026:{n}</id><link rel='enclosure' href='{url}.mp3'/>"
        f"<link rel='alternate' href='{url}'/><published>2026-11-03T08:{n % 60:02d}:00Z</published>"
        f"<updated>2026-11-03T09:{n % 60:02d}:00Z</updated></entry>"
        for n, url in enumerate(_links(base, count), 1)
    )
    head = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Outlet</title><link rel='self' href='{base}/feed/atom'/>"
    return f"{head}{entries}</feed>".encode()


def json_feed(base: str, count: int = 5) -> bytes:
    """JSON Feed 1.1."""
    items = [
        {"id": url, "url": url, "title": f"Story {n}", "date_published": f"2026-11-03T08:{n % 60:02d}:00Z"}
        for n, url in enumerate(_links(base, count), 1)
    ]
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "Outlet", "items": items}
    ).encode()


def news_sitemap(base: str, count: int = 5) -> bytes:
    """A news sitemap: loc, lastmod, news:publication_date, news:title."""
    urls = "".join(
        f"<url><loc>{escape(url)}</loc><lastmod>2026-11-03T09:00:00Z</lastmod><news:news>"
        f"<news:publication><news:name>Outlet</news:name><news:language>en</news:language></news:publication>"
        f"<news:publication_date>2026-11-03T08:{n % 60:02d}:00Z</news:publication_date>"
        f"<news:title>Story {n}</news:title></news:news></url>"
        for n, url in enumerate(_links(base, count), 1)
    )
    return (
        "<?xml version='1.0' encoding='UTF-8'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
        f" xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>{urls}</urlset>"
    ).encode()


def sitemap_index(base: str, targets: tuple[str, ...] = ("/sitemap/news",)) -> bytes:
    """A sitemap index of paths of this host or absolute URLs."""
    maps = "".join(
        f"<sitemap><loc>{escape(t if '://' in t else base + t)}</loc><lastmod>2026-11-03</lastmod></sitemap>"
        for t in targets
    )
    return f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{maps}</sitemapindex>".encode()


def billion_laughs(base: str) -> bytes:
    """D1: ten entities, each ten times the one before."""
    entities = "<!ENTITY a0 'lol'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    item = f"<item><title>&a9;</title><link>{base}/article/1</link></item>"
    return f"<!DOCTYPE rss [{entities}]><rss version='2.0'><channel>{item}</channel></rss>".encode()


def quadratic(base: str) -> bytes:
    """D1: one entity of 100,000 characters, ten thousand times."""
    item = f"<item><title>{'&a;' * 10_000}</title><link>{base}/article/1</link></item>"
    return f"<!DOCTYPE q [<!ENTITY a '{'A' * 100_000}'>]><rss version='2.0'><channel>{item}</channel></rss>".encode()


def external_entity(base: str) -> bytes:
    """D1: an entity of a local file and a DTD, a parameter entity and an XInclude of this host's canary."""
    return (
        f"<!DOCTYPE rss SYSTEM '{base}/canary/dtd' [<!ENTITY x SYSTEM 'file:///etc/hostname'>"
        f"<!ENTITY y SYSTEM '{base}/canary/entity'><!ENTITY % p SYSTEM '{base}/canary/parameter'> %p;]>"
        f"<rss version='2.0' xmlns:xi='http://www.w3.org/2001/XInclude'><channel><item><title>a&x;&y;b</title>"
        f"<link>{base}/article/&x;1</link></item><xi:include href='{base}/canary/xinclude' parse='text'/></channel></rss>"
    ).encode()


def cut_mid_item(base: str) -> bytes:
    """D3: five items, the last one cut inside its link."""
    whole = rss(base, 5)
    return whole[: whole.rindex(b"/article/5</link>") + 3]


def unclosed(base: str) -> bytes:
    """D3: 50,000 tags that are never closed, behind one whole item."""
    return rss(base, 1).replace(b"</channel></rss>", b"<a>" * 50_000)


def self_index(base: str) -> bytes:
    """D2: a sitemap index that lists itself."""
    return sitemap_index(base, ("/hostile/self-index",))


def internal_links(base: str) -> bytes:
    """B4: a feed that points into private networks, at files and at scripts."""
    targets = (
        "http://127.0.0.1/admin",
        "http://169.254.169.254/latest/",
        "http://10.0.0.1/",
        "file:///etc/hostname",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://outlet.test/x",
    )
    items = "".join(f"<item><title>t</title><link>{t}</link></item>" for t in targets)
    return f"<rss version='2.0'><channel>{items}</channel></rss>".encode()


GOOD: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "rss": (RSS, rss),
    "atom": ("application/atom+xml", atom),
    "json": ("application/feed+json", json_feed),
    "as-html": ("text/html", rss),
}
MAPS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "news": (XML, news_sitemap),
    "index": (XML, sitemap_index),
    "news.xml.gz": ("application/gzip", lambda base: gzip.compress(news_sitemap(base), mtime=0)),
    "text": ("text/plain", lambda base: "\n".join(_links(base, 5)).encode()),
}
HOSTILE: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "billion-laughs": (RSS, billion_laughs),
    "quadratic": (RSS, quadratic),
    "external-entity": (RSS, external_entity),
    "cut": (RSS, cut_mid_item),
    "unclosed": (RSS, unclosed),
    "self-index": (XML, self_index),
    "internal-links": (RSS, internal_links),
    "html": (RSS, lambda base: b"<!doctype html><html><body><h1>We are down</h1></body></html>"),
    "empty": (RSS, lambda base: b""),
    "spaces": (RSS, lambda base: b" \n\t " * 100),
    "comment": (RSS, lambda base: b"<!-- nothing but a comment -->"),
    "wrong-charset": (RSS, lambda base: rss(base).replace(b"UTF-8", b"UTF-16")),
}


async def _from(table: dict[str, tuple[str, Callable[[str], bytes]]], exchange: Exchange) -> None:
    content_type, make = table[exchange.path.rsplit("/", 1)[-1]]
    await exchange.reply(make(exchange.base), content_type=content_type)


@behaviour("feed")
async def feed(exchange: Exchange) -> None:
    """`/feed/rss`, atom, json, as-html: sound, five stories of this host."""
    await _from(GOOD, exchange)


@behaviour("sitemap")
async def sitemap(exchange: Exchange) -> None:
    """`/sitemap/news`, index, news.xml.gz, text: sound."""
    await _from(MAPS, exchange)


@behaviour("hostile")
async def hostile(exchange: Exchange) -> None:
    """`/hostile/<name>`: a feed or sitemap of HOSTILE."""
    await _from(HOSTILE, exchange)


@behaviour("canary")
async def canary(exchange: Exchange) -> None:
    """What nobody may ever fetch; its hit counter is the assertion."""
    await exchange.reply("caught", content_type="text/plain")
