"""What the demo's sites list their pages in: RSS 2.0, Atom (RFC 4287), a news sitemap, section pages, robots.txt (RFC 9309)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from email.utils import format_datetime

from crawler.demo.layouts.view import attribute, head, teaser, text
from crawler.demo.pages import Page
from crawler.demo.world import Outlet


def rss(outlet: Outlet, base: str, pages: Sequence[Page]) -> str:
    """An RSS 2.0 feed in the outlet's own encoding."""
    lines = [
        f'<?xml version="1.0" encoding="{outlet.charset}"?>',
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">',
        "<channel>",
        f"  <title>{text(outlet.name)}</title>",
        f"  <link>{base}/</link>",
        f"  <description>{text(outlet.name)}</description>",
        f"  <language>{outlet.language}</language>",
    ]
    for page in pages:
        lines += [
            "  <item>",
            f"    <title>{text(page.title)}</title>",
            f"    <link>{base}{page.path}</link>",
            f'    <guid isPermaLink="true">{base}{page.path}</guid>',
            f"    <description>{text(teaser(page))}</description>",
            f"    <category>{text(page.section)}</category>",
            f"    <pubDate>{format_datetime(page.published.astimezone(outlet.zone))}</pubDate>",
            *([f"    <atom:updated>{page.modified.isoformat()}</atom:updated>"] if page.modified else []),
            "  </item>",
        ]
    return "\n".join([*lines, "</channel>", "</rss>", ""])


def atom(outlet: Outlet, base: str, pages: Sequence[Page], path: str) -> str:
    """An Atom feed; `updated` moves when a page is edited."""
    newest = max(((page.modified or page.published).astimezone(UTC) for page in pages), default=None)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"  <title>{text(outlet.name)}</title>",
        f"  <id>{base}{path}</id>",
        f'  <link rel="self" href="{base}{path}"/>',
        *([f"  <updated>{newest.isoformat()}</updated>"] if newest else []),
    ]
    for page in pages:
        lines += [
            "  <entry>",
            f"    <title>{text(page.title)}</title>",
            f"    <id>{base}{page.path}</id>",
            f'    <link rel="alternate" type="text/html" href="{base}{page.path}"/>',
            f"    <published>{page.published.astimezone(UTC).isoformat()}</published>",
            f"    <updated>{(page.modified or page.published).astimezone(UTC).isoformat()}</updated>",
            f"    <summary>{text(teaser(page))}</summary>",
            "  </entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])


def news_sitemap(outlet: Outlet, base: str, pages: Sequence[Page]) -> str:
    """A sitemap with the news extension (sitemap-news/0.9)."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">',
    ]
    for page in pages:
        lines += [
            "  <url>",
            f"    <loc>{base}{page.path}</loc>",
            f"    <lastmod>{(page.modified or page.published).isoformat()}</lastmod>",
            "    <news:news>",
            f"      <news:publication><news:name>{text(outlet.name)}</news:name>"
            f"<news:language>{outlet.language}</news:language></news:publication>",
            f"      <news:publication_date>{page.published.isoformat()}</news:publication_date>",
            f"      <news:title>{text(page.title)}</news:title>",
            "    </news:news>",
            "  </url>",
        ]
    return "\n".join([*lines, "</urlset>", ""])


def section(outlet: Outlet, pages: Sequence[Page]) -> str:
    """A page that lists articles, with a link to the front page and one to a page that is closed to robots."""
    if not pages:
        return ""
    items = [
        f'  <li><h2><a href="{attribute(page.path)}">{text(page.title)}</a></h2><p>{text(teaser(page))}</p></li>'
        for page in pages
    ]
    return "\n".join(
        [
            *head(pages[0], outlet.name),
            '<nav><a href="/">⌂</a> <a href="/search?q=">?</a></nav>'.encode(
                outlet.charset, "xmlcharrefreplace"
            ).decode(outlet.charset),
            f"<h1>{text(outlet.name)}</h1>",
            '<ul class="list">',
            *items,
            "</ul>",
            "</body>",
            "</html>",
        ]
    )


def robots(outlet: Outlet, sitemap: str | None) -> str:
    """The rules for robots: two paths closed, a short wait between requests."""
    lines = [
        "User-agent: *",
        "Disallow: /preview/",
        "Disallow: /search",
        f"Crawl-delay: {outlet.crawl_delay:g}",
    ]
    return "\n".join([*lines, *([f"Sitemap: {sitemap}"] if sitemap else []), ""])
