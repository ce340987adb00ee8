"""What the article is filed under: section and tags, from metadata, links to topics, elements and lines of tags."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urlsplit

from .hints import COMMENTS, CRUMBS, RELATED, SHARE, TAGS
from .layout import ASIDE, FOOTER, NAV, Layout
from .metadata import SECTION, Meta
from .noise import folded, letters, lexicon
from .structured import Structured

_MOST = 40
_MACHINE = re.compile(
    r"[0-9a-f-]{16,}|[\w.-]+\.(?:com|org|net|de|uk|ca|co\.uk)|_\w+|[A-Z]{3,6}\d+|[\w ]{2,20}:.*|\d+"
)
"""Tags for the publisher's machines: ids, hosts, codes."""
_CODE = re.compile(r"[A-Z\d]{2,8}")
_EDITED = ("json-ld", "meta:article:tag", "links")
"""Sources that hold what the desk filed a story under."""
_SENTENCE = 120
"""Characters from which on a line with other words than its links is running text."""
_PREFIX = re.compile(r"^(?:[a-z]{3,14}/|\(\d+\)\s*)")
_SPLIT = re.compile(r"\s*[,;|،、，]\s*")
_NOT_SECTIONS = frozenset(
    [
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
    ]
)


def find_tags(
    meta: Meta,
    structured: Structured,
    layout: Layout,
    span: tuple[int, int],
    tail: list[int],
    title: str | None,
) -> tuple[list[str], str | None]:
    """The tags and where they came from: JSON-LD, keywords of the head, links to topics, elements of tags, lines of tags."""
    first, last = span
    linked = [
        name
        for at, name, flags in layout.tag_links
        if first - 10 <= at <= last + 25
        and not flags & (NAV | FOOTER | ASIDE)
        and not _is_in_sentence(layout, at)
    ]
    chosen: tuple[list[str], str | None] = [], None
    for method, tags in (
        ("json-ld", structured.keywords),
        ("meta:article:tag", _named(meta, "article:tag", "og:article:tag", "parsely-tags")),
        ("links", linked),
        ("meta:news_keywords", _named(meta, "news_keywords")),
        ("class", _marked(layout)),
        ("text", _lines(layout, tail)),
        ("meta:keywords", _named(meta, "keywords", "sailthru.tags", "cxenseparse:keywords", "dc.subject")),
    ):
        if not tags or not (clean := _clean(tags, title)) or _are_codes(clean):
            continue
        if not chosen[0] or _completes(clean, chosen[0], method in _EDITED):
            chosen = clean, method
    return chosen


def _is_in_sentence(layout: Layout, at: int) -> bool:
    """Whether the link that was met at a line stands in running text: it leads to what the words speak of."""
    line = layout.lines[at] if at < len(layout.lines) else None
    return line is not None and len(line.text) > _SENTENCE and line.link < 0.5 * len(line.text)


def _are_codes(tags: list[str]) -> bool:
    """Whether all tags are codes of an agency (`MTVID`, `DEV`)."""
    return len(tags) > 2 and all(_CODE.fullmatch(tag) for tag in tags)


def _completes(tags: list[str], known: list[str], edited: bool) -> bool:
    """Whether a source has all that is known and more: the other was filled with the first, or the foremost.

    Of sources that may hold words for search engines or the site's topics of the day, only one that is not much longer.
    """
    longest = _MOST if edited else 2 * len(known)
    return len(known) < len(tags) <= longest and set(map(letters, known)) < set(map(letters, tags))


def _named(meta: Meta, *names: str) -> list[str]:
    return [part for _, value in meta.all(*names) for part in _SPLIT.split(value)]


def _clean(tags: list[str], title: str | None) -> list[str]:
    found: dict[str, str] = {}
    headline = letters(title or "")
    for tag in tags[: 4 * _MOST]:
        text = _PREFIX.sub("", " ".join(tag.split())).strip("#, ")
        form = letters(text)
        if (
            1 < len(text) < 80
            and form
            and form != headline
            and not text.startswith("http")
            and not _MACHINE.fullmatch(text)
        ):
            found.setdefault(form, text)
    return list(found.values())[:_MOST]


def _marked(layout: Layout) -> list[str]:
    tags: list[str] = []
    for hints, _, element in layout.marked[:500]:
        if hints & TAGS and not hints & (RELATED | COMMENTS | SHARE | CRUMBS):
            links = [link.short_text(60) for link in islice(element.iter("a"), _MOST + 1)]
            if 0 < len(links) <= _MOST and all(links):
                tags += [link for link in links if link]
    return tags


def _lines(layout: Layout, tail: list[int]) -> list[str]:
    words = lexicon()["tags"]
    for number in tail:
        text = layout.lines[number].text
        if len(text) < 400 and words.opens(folded(text)):
            _, _, rest = text.partition(":")
            return _SPLIT.split(rest) if rest.strip() else []
    return []


def find_section(meta: Meta, structured: Structured, url: str | None) -> tuple[str | None, str | None]:
    """The section and where it came from: JSON-LD, metadata, the first folder of the address."""
    if structured.section:
        return structured.section, "json-ld"
    for name, value in meta.all(*SECTION):
        if len(value) < 60 and not value.startswith("http"):
            return value, f"meta:{name}"
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
