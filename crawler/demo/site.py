"""What each of the demo's sites answers to a path, in a phase: a pure function of its arguments."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from crawler.demo import feeds
from crawler.demo.layouts import View, render
from crawler.demo.pages import Page, edition
from crawler.demo.world import Outlet

CARDS = 3
_FOUNDED = datetime(2025, 3, 1, tzinfo=UTC)
_LISTED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "agency": {"feeds": tuple(f"/{language}/feed.xml" for language in ("en", "de", "ru", "fa"))},
    "harbour": {"feeds": ("/rss/news",)},
    "rnworld": {"feeds": ("/rss/",), "sitemaps": ("/newssitemap.xml",)},
    "independent": {"feeds": ("/news-archive/rss/",)},
    "ledger": {"sections": ("/",)},
    "gazette": {"feeds": ("/feed/",)},
    "tagblick": {"feeds": ("/rss.xml",)},
    "vestnik": {"feeds": ("/RSS/news.xml",)},
    "neda": {"feeds": ("/rss",), "sections": ("/",)},
}
_PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: status, type, body, and when the resource was last changed."""

    status: int
    content_type: str
    body: bytes
    changed: datetime = _FOUNDED
    headers: tuple[tuple[str, str], ...] = field(default=())

    @property
    def etag(self) -> str:
        """A strong validator of the body."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'

    @property
    def last_modified(self) -> str:
        """The time of the last change as HTTP wants it."""
        return format_datetime(self.changed.astimezone(UTC), usegmt=True)

    def unchanged_for(self, if_none_match: str | None, if_modified_since: str | None) -> bool:
        """Whether a conditional request is to be answered with 304 (RFC 9110, 13.1: the entity tag goes first)."""
        if self.status != 200:
            return False
        if if_none_match is not None:
            return self.etag in {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
        try:
            return if_modified_since is not None and self.changed <= parsedate_to_datetime(if_modified_since)
        except ValueError:
            return False


def answer(outlet: Outlet, base: str, path: str, phase: int) -> Answer:
    """The response of one outlet: `base` is its address as the client wrote it, `path` without the query."""
    pages = [page for page in edition(phase) if page.outlet == outlet]
    listed = _listings(outlet, base, pages).get(path)
    if listed is not None:
        return listed()
    page = next((page for page in pages if page.path == path), None)
    if page is not None:
        return _article(page, base)
    if path.startswith(("/img/", "/content/images/")) or path == "/favicon.ico":
        return Answer(200, "image/gif", _PIXEL)
    return _missing(404)


def listing_paths(outlet: Outlet) -> Mapping[str, tuple[str, ...]]:
    """Where an outlet lists its pages: the `feeds`, `sitemaps` and `sections` that its source file names."""
    return _LISTED[outlet.layout]


def _listings(outlet: Outlet, base: str, pages: Sequence[Page]) -> dict[str, Callable[[], Answer]]:
    paths = listing_paths(outlet)
    changed = max(((page.modified or page.published) for page in pages), default=_FOUNDED)
    found: dict[str, Callable[[], Answer]] = {}
    for path in paths.get("feeds", ()):
        found[path] = lambda path=path: _feed(outlet, base, path, pages, changed)  # type: ignore[misc]
    for path in paths.get("sitemaps", ()):
        found[path] = lambda: _xml(feeds.news_sitemap(outlet, base, pages), "utf-8", changed)
    sitemap = base + paths["sitemaps"][0] if "sitemaps" in paths else None
    found["/robots.txt"] = lambda: Answer(
        200, "text/plain; charset=utf-8", feeds.robots(outlet, sitemap).encode()
    )
    found["/"] = lambda: _html(feeds.section(outlet, pages), outlet, changed)
    return found


def _feed(outlet: Outlet, base: str, path: str, pages: Sequence[Page], changed: datetime) -> Answer:
    if outlet.layout == "agency":
        pages = [page for page in pages if page.language == path.split("/")[1]]
    if outlet.layout == "rnworld":
        # The feed is short, as feeds are; the sitemap holds the rest.
        pages = pages[: len(pages) // 2]
    if outlet.layout in ("agency", "independent"):
        return _xml(feeds.atom(outlet, base, pages, path), "utf-8", changed, "application/atom+xml")
    return _xml(feeds.rss(outlet, base, pages), outlet.charset, changed, "application/rss+xml")


def _article(page: Page, base: str) -> Answer:
    if page.kind == "dead":
        return _missing(410)
    # Cards are of the first phase, so that a page nobody edited stays the same to the byte.
    others = [other for other in edition(1) if other.outlet == page.outlet and other.kind == "article"]
    others = [other for other in others if other.path != page.path and other.language == page.language]
    start = page.number % max(1, len(others))
    view = View(page, base, (others[start:] + others[:start])[:CARDS])
    return _html(render(view), page.outlet, page.modified or page.published)


def _html(html: str, outlet: Outlet, changed: datetime) -> Answer:
    return Answer(
        200, f"text/html; charset={outlet.charset}", html.encode(outlet.charset, "xmlcharrefreplace"), changed
    )


def _xml(xml: str, charset: str, changed: datetime, kind: str = "application/xml") -> Answer:
    return Answer(200, f"{kind}; charset={charset}", xml.encode(charset), changed)


def _missing(status: int) -> Answer:
    words = {404: "Not Found", 410: "Gone"}[status]
    body = f"<!DOCTYPE html><html><head><title>{words}</title></head><body><h1>{words}</h1></body></html>"
    return Answer(status, "text/html; charset=utf-8", body.encode())
