"""Section and front pages: the links that are articles by the source's pattern, or look like some; feeds they announce."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from lxml import etree, html

from crawler.discovery.candidate import FEED, Collector, Found, absolute
from pipelines.extract.guard import Refused, harmless

LINK_LIMIT = 5_000
"""Candidates that are read of one page."""
FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)
"""Types by which a page announces its feeds (RSS Advisory Board, RFC 4287, jsonfeed.org)."""
SHORTEST_HEADLINE = 15
"""Characters of link text from which on it may be a headline; half of it for scripts without spaces."""

_DATED = re.compile(r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2]|[a-z]{3})(?:[/-]|$)|/(?:19|20)\d{6}(?:[/-]|$)")
_NUMBERED = re.compile(r"(?:[/_-]|[a-z]-?)\d{5,}(?:\.\w{3,5})?/?$|\.(?:s?html?|php|aspx?)$")
_LISTS = re.compile(
    r"/(?:tags?|topics?|authors?|category|categories|search|login|signin|register|subscri\w*|account|about\w*|contacts?|privacy"
    r"|terms|newsletters?|videos?|photos?|gallery|galleries|podcasts?|rss|feeds?|page|archive)(?:/|$|\.)",
    re.IGNORECASE,
)
_WIDE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NOT_PAGES = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|css|js|pdf|mp[34]|zip|xml|ico|docx?)$", re.IGNORECASE)


def read_section(
    body: bytes, url: str, is_article: Callable[[str], bool] | None = None, encoding: str = "utf-8"
) -> Found:
    """The articles and feeds that a page links to, in its order, with the link's text as title.

    `is_article` is the source's own test of a URL; without one a link has to look like an article of the same site. A page
    that would cost a parser too much gives form `none` and the reason; so does one without markup.
    """
    collector = Collector(url, LINK_LIMIT)
    try:
        root = tree(body, encoding)
    except (Refused, etree.ParserError) as error:
        collector.fault(str(error))
        return collector.found("none")
    base = base_of(root, url)
    for link in root.iter("link"):
        if (
            link.get("type", "").lower().strip() in FEED_TYPES
            and "alternate" in link.get("rel", "").lower().split()
        ):
            collector.add(link.get("href"), base=base, kind=FEED, title=link.get("title"))
    for anchor in root.iter("a"):
        if not _take(anchor, collector, base, url, is_article):
            break
    return collector.found("section")


def tree(body: bytes, encoding: str) -> html.HtmlElement:
    """The page as a tree; raises Refused for one that would cost too much, etree.ParserError for one without markup."""
    try:
        text = body.decode(encoding, "replace")
    except LookupError:
        text = body.decode("utf-8", "replace")
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    root: html.HtmlElement = html.document_fromstring(
        harmless(text.encode("utf-8", "replace")), parser=parser
    )
    return root


def base_of(root: html.HtmlElement, url: str) -> str:
    """What the page's relative addresses are relative to."""
    declared = next((each.get("href") for each in root.iter("base") if each.get("href")), None)
    return (absolute(declared, url) if declared else None) or url


def _take(
    anchor: html.HtmlElement,
    collector: Collector,
    base: str,
    page: str,
    is_article: Callable[[str], bool] | None,
) -> bool:
    href = anchor.get("href")
    target = absolute(href, base) if href else None
    if target is None or target == page or "nofollow" in anchor.get("rel", "").lower():
        return True
    text = (
        " ".join("".join(map(str, anchor.itertext())).split())
        or anchor.get("title")
        or anchor.get("aria-label")
    )
    wanted = is_article(target) if is_article else looks_like_article(target, text or "", page)
    return collector.add(target, title=text) if wanted else True


def looks_like_article(url: str, text: str, page: str) -> bool:
    """Whether a link of a page has two of: a date or number in its path, a slug of words, a headline as its text."""
    parts, own = urlsplit(url), urlsplit(page)
    if _site(parts.hostname) != _site(own.hostname) or len(parts.path) < 6 or _NOT_PAGES.search(parts.path):
        return False
    path = parts.path.lower()
    signs = bool(_DATED.search(path)) + bool(_NUMBERED.search(path)) + _has_slug(path) + _is_headline(text)
    return signs >= (3 if _LISTS.search(path) else 2)


def _has_slug(path: str) -> bool:
    """Whether some part of a path is a title: four words or more, joined by hyphens or underscores."""
    return any(sum(map(_is_word, part.replace("_", "-").split("-"))) >= 4 for part in path.split("/"))


def _is_word(text: str) -> bool:
    return text != "" and not text.isdigit()


def _is_headline(text: str) -> bool:
    wide = len(_WIDE.findall(text))
    return len(text) + wide >= SHORTEST_HEADLINE and (" " in text or wide > 0)


def _site(host: str | None) -> str:
    """The host without `www.`, so that both spellings of a site are one."""
    return (host or "").removeprefix("www.")
