"""What a page says of itself for machines: its JSON-LD (schema.org), read as leniently as the web writes it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

LONGEST = 2_000_000
"""Longer scripts are not read."""
_DEEPEST = 12
_MOST_NODES = 2_000
_ARTICLES = re.compile(
    r"\w*Article|SocialMediaPosting|(?:Live)?Blog(?:Posting|Post)?|LiveBlogPosting|Report|Review|ClaimReview|CreativeWork|MedicalWebPage|Recipe|Event|PodcastEpisode"
)
_PAGES = frozenset({"WebPage", "ItemPage"})
_LISTS = frozenset({"CollectionPage", "SearchResultsPage", "ProfilePage", "AboutPage", "ContactPage"})
_WEIGHT = {
    "CreativeWork": 1,
    "Review": 1,
    "ClaimReview": 1,
    "Blog": 0,
    "MedicalWebPage": 1,
    "Recipe": 1,
    "Event": 0,
    "PodcastEpisode": 0,
}
_LOOSE_COMMA = re.compile(r",\s*(?=[}\]])")
_WRAPPING = re.compile(
    r"^\s*(?:<!\[CDATA\[|<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[)|(?:\]\]>|-->|/\*\s*\]\]>\s*\*/|//\s*\]\]>)\s*;?\s*$"
)


@dataclass(slots=True)
class Person:
    """A name in a structured field, with the type the page gives it (Person, Organization or nothing)."""

    name: str
    type: str = ""


@dataclass(slots=True)
class Structured:
    """The article that the JSON-LD describes; unknown is None or empty. Values are as printed, white space apart."""

    types: list[str] = field(default_factory=list)
    headline: str | None = None
    alternative: str | None = None
    description: str | None = None
    body: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: list[Person] = field(default_factory=list)
    section: str | None = None
    keywords: list[str] = field(default_factory=list)
    language: str | None = None
    publisher: str | None = None
    free: bool | None = None
    copyright: str | None = None
    genre: str | None = None
    images: list[str] = field(default_factory=list)
    url: str | None = None
    lists: bool = False
    """Whether the page calls itself a collection, profile or search page."""
    video: bool = False
    broken: int = 0
    """How many scripts could not be read."""


def read_structured(scripts: list[str], url: str | None = None) -> Structured:
    """The best article node among the scripts: the one of a news type, with a headline, that names this page's URL."""
    nodes: list[dict[str, Any]] = []
    broken = 0
    for script in filter(None, scripts):
        data = _parsed(script)
        if data is None:
            broken += 1
            continue
        nodes.extend(_nodes(data))
        if len(nodes) > _MOST_NODES:
            break
    found = _of_best(nodes, url)
    found.broken = broken
    if not found.headline:
        every = [kind for node in nodes for kind in _types(node)]
        found.lists = any(kind in _LISTS for kind in every)
        found.video = "VideoObject" in every
    return found


def _parsed(script: str) -> Any:
    if len(script) > LONGEST:
        return None
    if (plain := _loaded(script)) is not None:
        return plain
    text = _WRAPPING.sub("", script).strip()
    if (plain := _loaded(text)) is not None:
        return plain
    for lenient in (_LOOSE_COMMA.sub("", text), html.unescape(text)):
        try:
            return json.loads(lenient, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _loaded(text: str) -> Any:
    try:
        return orjson.loads(text)
    except ValueError:
        return None


def _nodes(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        for item in data[:_MOST_NODES]:
            yield from _nodes(item, depth + 1)
    elif isinstance(data, dict):
        if _types(data):
            yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "author", "publisher"):
            if isinstance(data.get(key), (dict, list)):
                yield from _nodes(data[key], depth + 1)


def _types(node: dict[str, Any]) -> list[str]:
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return [str(name).rpartition("/")[2].strip() for name in names[:8] if isinstance(name, str)]


def _of_best(nodes: list[dict[str, Any]], url: str | None) -> Structured:
    best, top = None, 0.0
    for place, node in enumerate(nodes):
        kinds = _types(node)
        if not any(_ARTICLES.fullmatch(kind) for kind in kinds):
            continue
        score = 3.0 + max((_WEIGHT.get(kind, 3) for kind in kinds), default=0) - min(place, 50) / 100
        score += (
            2 * bool(_text(node.get("headline")))
            + bool(node.get("datePublished"))
            + bool(node.get("articleBody"))
        )
        if url and (named := _url(node)):
            score += 2 if _path(named) == _path(url) else -1
        if score > top:
            best, top = node, score
    if best is None:
        return _of_pages(nodes)
    found = _read(best)
    by_id = {
        str(node["@id"]): node for node in nodes if isinstance(node.get("@id"), str) and node.get("name")
    }
    found.authors = _people(best.get("author"), by_id) or _people(best.get("creator"), by_id)
    found.publisher = found.publisher or next((p.name for p in _people(best.get("publisher"), by_id)), None)
    found.types = _types(best)
    return found


def _of_pages(nodes: list[dict[str, Any]]) -> Structured:
    found = Structured()
    for node in nodes:
        if any(kind in _PAGES for kind in _types(node)):
            found.published = found.published or _text(node.get("datePublished"))
            found.modified = found.modified or _text(node.get("dateModified"))
            found.description = found.description or _text(node.get("description"))
    return found


def _read(node: dict[str, Any]) -> Structured:
    return Structured(
        headline=_text(node.get("headline")) or _text(node.get("name")),
        alternative=_text(node.get("alternativeHeadline")) or _text(node.get("alternateName")),
        description=_text(node.get("description")) or _text(node.get("abstract")),
        body=_body(node.get("articleBody")) or _body(node.get("text")),
        published=_text(node.get("datePublished"))
        or _text(node.get("dateCreated"))
        or _text(node.get("uploadDate")),
        modified=_text(node.get("dateModified")),
        section=next(iter(_texts(node.get("articleSection"))), None),
        keywords=_keywords(node.get("keywords")),
        language=_text(node.get("inLanguage")),
        publisher=next((p.name for p in _people(node.get("publisher"))), None),
        free=_truth(node.get("isAccessibleForFree")),
        copyright=next((p.name for p in _people(node.get("copyrightHolder"))), None)
        or _text(node.get("copyrightNotice")),
        genre=next(iter(_texts(node.get("genre"))), None),
        images=_images(node.get("image")) or _images(node.get("thumbnailUrl")),
        url=_url(node),
    )


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, (str, dict))), None)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if not isinstance(value, str) or len(value) > 5000:
        return None
    return " ".join(_plain(value).split()) or None


def _plain(value: str) -> str:
    """The string without entities (some pages escape twice) and without tags."""
    if "&" in value:
        value = html.unescape(html.unescape(value))
    return re.sub(r"</?[a-zA-Z][^<>]{0,300}>", " ", value) if "<" in value else value


def _body(value: Any) -> str | None:
    return value if isinstance(value, str) and 100 < len(value) < 500_000 else None


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for item in values[:50] if (text := _text(item))]


def _keywords(value: Any) -> list[str]:
    if isinstance(value, str):
        return [
            " ".join(_plain(part).split())
            for part in re.split(r"[,;،、]" if "," in value or ";" in value else r"[،、|]", value[:5000])
        ]
    return [part for item in _texts(value) for part in (item.split(",") if item.count(",") > 2 else [item])]


def _people(value: Any, named: dict[str, dict[str, Any]] | None = None) -> list[Person]:
    values = value if isinstance(value, list) else [value]
    people: list[Person] = []
    for item in values[:30]:
        if isinstance(item, dict):
            if named and not item.get("name"):
                item = named.get(str(item.get("@id")), item)
            kind = next(iter(_types(item)), "")
            people += [Person(name, kind) for name in _texts(item.get("name"))]
        elif isinstance(item, str) and (text := _text(item)):
            people.append(Person(text))
    return [
        person
        for person in people
        if len(person.name) < 300 and not person.name.startswith(("http://", "https://", "@"))
    ]


def _images(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    found = []
    for item in values[:20]:
        address = (
            item.get("url") or item.get("contentUrl") or item.get("@id") if isinstance(item, dict) else item
        )
        if isinstance(address, list):
            address = next(iter(address), None)
        if isinstance(address, str) and address.startswith(("http", "/")) and len(address) < 2000:
            found.append(address)
    return found


def _truth(value: Any) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(
            value.strip().lower().rpartition("/")[2]
        )
    return value if isinstance(value, bool) else None


def _url(node: dict[str, Any]) -> str | None:
    page = node.get("mainEntityOfPage")
    address = page.get("@id") or page.get("url") if isinstance(page, dict) else page
    for value in (address, node.get("url"), node.get("@id")):
        if isinstance(value, str) and value.startswith("http") and len(value) < 3000:
            return value
    return None


def same_page(one: str, other: str) -> bool:
    """Whether two addresses are one page's, whatever its host's prefix, query or AMP form."""
    return _path(one) == _path(other)


def _path(url: str) -> str:
    return re.sub(r"^https?://(?:www\.|m\.|amp\.)?|[?#].*$|/(?:amp/?)?$", "", url).rstrip("/").lower()
