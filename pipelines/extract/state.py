"""The story in a page's application state: the JSON that a script of the page would draw it from."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_OPENING = re.compile(r"(?:^|[=(:,]|return)\s*(?=[{\[])")
_QUOTED = re.compile(r"JSON\.parse\(\s*(?=[\"'])")
_MARKUP = re.compile(r"</?p\b|<br", re.I)
_LONGEST_SCRIPT = 3_000_000
_MOST_NODES, _DEEPEST, _MOST_OPENINGS = 100_000, 40, 12
_LEAST, _LEAST_PARAGRAPH = 300, 50
"""Characters of a story, and of one paragraph."""
_ABOVE = 5
"""Objects around the text that may hold its headline and date."""
_WORDS = frozenset(
    {"text", "content", "html", "value", "body", "children", "data", "paragraph", "copy", "markup"}
)
_HEADLINE = ("headline", "title", "headlines", "name")
_PUBLISHED = (
    "publishedat",
    "datepublished",
    "published_at",
    "publisheddate",
    "publishdate",
    "publish_date",
    "publicationdate",
    "publication_date",
    "firstpublished",
    "first_publish_date",
    "firstpublishedat",
    "display_date",
    "publishedtime",
    "published_time",
    "published",
    "pubdate",
    "releasedate",
    "createdat",
    "created_at",
    "date",
)
_DATE_KEY = re.compile(
    r"(?:pub|publish\w*|deploy|release|display|issue|regist?|create|post)\w{0,6}(?:dt|date|time|at|on)"
)
_AUTHORS = ("authors", "author", "bylines", "byline", "contributors", "creators", "by")
_NAMES = ("name", "fullname", "full_name", "displayname", "display_name", "title", "text")
_LINKS = frozenset({"url", "href", "link", "slug", "permalink", "canonicalurl", "path"})


@dataclass(slots=True)
class Story:
    """A text as markup with what stands beside it: headline, time of publication and authors, as printed."""

    markup: str
    headline: str | None = None
    published: str | None = None
    authors: list[str] = field(default_factory=list)


def story_in_scripts(scripts: list[str]) -> Story | None:
    """The longest story in the JSON of a page's scripts: a text with paragraphs, or a list of blocks; None where there is none.

    Scripts of more than 3 MB and JSON nested deeper than 40 levels are not read.
    """
    best: tuple[int, Story] | None = None
    for script in scripts:
        if not _LEAST < len(script) <= _LONGEST_SCRIPT:
            continue
        for data in _objects(script):
            for worth, markup, around in _texts(data):
                if worth > (best[0] if best else _LEAST):
                    best = worth, _story(markup, around)
    return best[1] if best else None


def _objects(script: str) -> Iterator[Any]:
    """The JSON values that a script is, assigns or parses."""
    read = json.JSONDecoder(strict=False).raw_decode
    end = 0
    for count, opening in enumerate(_OPENING.finditer(script)):
        if count > _MOST_OPENINGS:
            break
        if opening.end() < end:
            continue
        try:
            data, end = read(script, opening.end())
        except (ValueError, RecursionError):
            continue
        yield data
    for quoted in _QUOTED.finditer(script):
        try:
            inner, _ = read(script, quoted.end())
            yield json.loads(inner, strict=False)
        except (ValueError, TypeError, RecursionError):
            continue


def _texts(data: Any) -> Iterator[tuple[int, str, list[dict[str, Any]]]]:
    """(characters of prose, markup, objects around it from the inside out) of every text that may be a story."""
    stack: list[tuple[Any, tuple[dict[str, Any], ...]]] = [(data, ())]
    for _ in range(_MOST_NODES):
        if not stack:
            return
        node, around = stack.pop()
        if isinstance(node, dict):
            inner = (node, *around)[:_DEEPEST]
            for value in node.values():
                if isinstance(value, str) and len(value) > _LEAST and _MARKUP.search(value):
                    yield len(re.sub(r"<[^<>]{0,2000}>", "", value)), value, list(inner)
                elif isinstance(value, (dict, list)) and len(inner) < _DEEPEST:
                    stack.append((value, inner))
        elif isinstance(node, list):
            if len(node) > 1:
                yield from _blocks(node, around)
            stack += [(item, around) for item in node if isinstance(item, (dict, list))]


def _blocks(
    items: list[Any], around: tuple[dict[str, Any], ...]
) -> Iterator[tuple[int, str, list[dict[str, Any]]]]:
    parts: list[str] = []
    worth = 0
    for item in items:
        if isinstance(item, dict) and _is_card(item):
            continue
        text = " ".join(_words(item, 0).split())
        if not text:
            continue
        kind = (
            str(item.get("type") or item.get("nodeType") or item.get("_type") or "")
            if isinstance(item, dict)
            else ""
        )
        tag = "h2" if "head" in kind.lower() and len(text) < 200 else "p"
        plain = text if "<" in text and _MARKUP.search(text) else f"<{tag}>{_escaped(text)}</{tag}>"
        parts.append(plain)
        worth += len(text) if len(text) > _LEAST_PARAGRAPH else 0
    if sum(len(part) > _LEAST_PARAGRAPH for part in parts) > 1:
        yield worth, "".join(parts), list(around)


def _escaped(text: str) -> str:
    # Blocks hold either text or markup inside a paragraph.
    return (
        text if re.search(r"</?[a-z]{1,10}\b[^<>]*>", text) else html.escape(html.unescape(text), quote=False)
    )


def _is_card(item: dict[str, Any]) -> bool:
    """Whether an object is a teaser of another story: a headline with an address."""
    keys = {str(key).lower() for key in item}
    return bool(keys & _LINKS) and any(name in keys for name in ("headline", "title", "headlines"))


def _words(item: Any, depth: int) -> str:
    """The text of a block: its strings under the keys that hold text, however deep a rich text keeps them."""
    if isinstance(item, str):
        return item
    if depth > 8:
        return ""
    if isinstance(item, list):
        return "".join(
            _words(part, depth + 1) for part in item[:500] if not isinstance(part, str)
        ) or " ".join(part for part in item[:500] if isinstance(part, str))
    if isinstance(item, dict):
        return "".join(_words(value, depth + 1) for key, value in item.items() if str(key).lower() in _WORDS)
    return ""


def _story(markup: str, around: list[dict[str, Any]]) -> Story:
    story = Story(markup)
    for node in around[:_ABOVE]:
        keys = {str(key).lower(): value for key, value in node.items()}
        story.headline = story.headline or next((t for k in _HEADLINE if (t := _string(keys.get(k)))), None)
        dated = [*_PUBLISHED, *(key for key in keys if _DATE_KEY.fullmatch(key))]
        story.published = story.published or next((t for k in dated if (t := _moment(keys.get(k)))), None)
        story.authors = story.authors or next((n for k in _AUTHORS if (n := _people(keys.get(k)))), [])
        credits = keys.get("credits")
        if not story.authors and isinstance(credits, dict):
            story.authors = _people(credits.get("by"))
    return story


def _string(value: Any) -> str | None:
    if isinstance(value, dict):
        value = next(
            (value[key] for key in ("basic", "main", "default", "text") if isinstance(value.get(key), str)),
            None,
        )
    return " ".join(value.split()) if isinstance(value, str) and 8 < len(value) < 400 else None


def _moment(value: Any) -> str | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value > 600_000_000:
        return str(int(value // 1000 if value > 100_000_000_000 else value))
    return value if isinstance(value, str) and 7 < len(value) < 60 and value[:1].isalnum() else None


def _people(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    found = []
    for item in items[:20]:
        if isinstance(item, dict):
            keys = {str(key).lower(): inner for key, inner in item.items()}
            item = next((keys[name] for name in _NAMES if isinstance(keys.get(name), str)), None)
        if isinstance(item, str) and 2 < len(item) < 100:
            found.append(item)
    return found
