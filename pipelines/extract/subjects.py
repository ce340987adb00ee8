"""What the article is filed under: section and tags, from metadata, links marked as tags and lines of tags."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from .hints import COMMENTS, CRUMBS, RELATED, SHARE, TAGS
from .lines import Layout
from .metadata import KEYWORDS, SECTION, Meta
from .noise import folded, letters, lexicon
from .structured import Structured

_MOST = 40
_SPLIT = re.compile(r"\s*[,;|،、，]\s*")


def find_tags(
    meta: Meta,
    structured: Structured,
    layout: Layout,
    rel_tags: list[str],
    tail: list[int],
    title: str | None,
) -> tuple[list[str], str | None]:
    """The tags and where they came from: JSON-LD, links marked `rel=tag`, keywords of the head, elements of tags, lines of tags."""
    named = [
        value
        for name, value in meta.all("article:tag", "og:article:tag", "parsely-tags")
        for value in _SPLIT.split(value)
    ]
    news = [part for _, value in meta.all("news_keywords") for part in _SPLIT.split(value)]
    plain = [
        part
        for _, value in meta.all("keywords", "sailthru.tags", "cxenseparse:keywords", "dc.subject")
        for part in _SPLIT.split(value)
    ]
    for method, tags in (
        ("json-ld", structured.keywords),
        ("rel=tag", rel_tags),
        ("meta:article:tag", named),
        ("meta:news_keywords", news),
        ("class", _marked(layout)),
        ("text", _lines(layout, tail)),
        ("meta:keywords", plain),
    ):
        if clean := _clean(tags, title):
            return clean, method
    return [], None


def _clean(tags: list[str], title: str | None) -> list[str]:
    found: dict[str, str] = {}
    for tag in tags:
        text = " ".join(tag.split()).strip("#, ")
        form = letters(text)
        if (
            form
            and 1 < len(text) < 80
            and form != letters(title or "")
            and not text.startswith("http")
            and ":" not in text[:14]
            and form not in found
        ):
            found[form] = text
    return list(found.values())[:_MOST]


def _marked(layout: Layout) -> list[str]:
    tags: list[str] = []
    for hints, _, element in layout.marked:
        if hints & TAGS and not hints & (RELATED | COMMENTS | SHARE | CRUMBS):
            links = [" ".join("".join(link.itertext()).split()) for link in element.iter("a")]
            if 0 < len(links) <= _MOST and all(len(link) < 60 for link in links):
                tags += links
    return tags


def _lines(layout: Layout, tail: list[int]) -> list[str]:
    words = lexicon()["tags"]
    for number in tail:
        text = layout.lines[number].text
        if words.opens(folded(text)) and len(text) < 400:
            _, _, rest = text.partition(":")
            return _SPLIT.split(rest) if rest.strip() else []
    return []


def find_section(
    meta: Meta, structured: Structured, url: str | None, crumbs: list[str]
) -> tuple[str | None, str | None]:
    """The section and where it came from."""
    if structured.section:
        return structured.section, "json-ld"
    for name, value in meta.all(*SECTION):
        if len(value) < 60 and not value.startswith("http"):
            return value, f"meta:{name}"
    if crumbs:
        return crumbs[-1], "breadcrumb"
    return _of_path(url)


def _of_path(url: str | None) -> tuple[str | None, str | None]:
    try:
        parts = [part for part in urlsplit(url or "").path.split("/") if part]
    except ValueError:
        return None, None
    for part in parts[:-1]:
        if re.fullmatch(r"[a-z][a-z-]{2,24}", part) and part.count("-") < 2 and part not in _NOT_SECTIONS:
            return part, "url"
    return None, None


_NOT_SECTIONS = frozenset(
    {
        "article",
        "articles",
        "story",
        "stories",
        "post",
        "posts",
        "blog",
        "content",
        "amp",
        "index",
        "archive",
        "archives",
        "www",
        "web",
        "online",
        "html",
        "page",
        "id",
        "artikel",
        "read",
    }
)


def rel_tags(root: Any) -> list[str]:
    """The texts of links marked as tags."""
    found = []
    for link in root.iter("a"):
        rel = link.get("rel")
        if rel and "tag" in rel.split() and len(found) < _MOST:
            found.append(" ".join("".join(link.itertext()).split()))
    return found


_ = KEYWORDS
