"""Who wrote it: the byline as printed, people apart from organisations, from metadata, markup and visible lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .hints import BIO, BYLINE, COMMENTS, DATE, RELATED
from .interim import sort_names, split_byline
from .lines import ASIDE, FOOTER, NAV, Layout
from .metadata import AUTHOR, Meta
from .noise import folded, letters, lexicon
from .structured import Structured

_ADDRESS = re.compile(r"https?://|www\.|@")
_LONGEST = 200
_AFTER_NAMES = re.compile(r"\s*[|•·]\s*.*$|(?<=\w)[,]?\s+(?:[^\W\d]{3,12}\.?\s+)?\d{1,4}\b.*$", re.S)
"""Date, time and reading time on the byline's line."""
_NAME = re.compile(r"[^\d!?:;()\[\]{}|/<>@#×]{4,60}")


@dataclass(slots=True)
class Authors:
    """The byline as printed, people, organisations, and where they were found."""

    byline: str | None = None
    people: list[str] = field(default_factory=list)
    orgs: list[str] = field(default_factory=list)
    method: str | None = None


def find_authors(
    meta: Meta,
    structured: Structured,
    layout: Layout,
    head: list[int],
    tree: list[str],
    span: tuple[int, int],
    language: str | None,
    titles: frozenset[str],
) -> Authors:
    """The authors that the page's best source names: the first that has people, else the first that has organisations."""
    low, high = span
    linked = [name for at, name in layout.author_links if low <= at <= high and 2 < len(name) < 100]
    said, marked = _said(layout, head), [*tree, *_marked(layout, span)]
    marked = [value for value in marked if letters(value) not in titles]
    visible = [*said, *marked]
    sources: list[tuple[str, Authors]] = [("json-ld", _of_structured(structured, language))]
    printed = [
        value for _, value in meta.all(*AUTHOR) if not _ADDRESS.search(value) and len(value) < _LONGEST
    ]
    sources += [
        (f"meta:{name}", _split(value, language)) for name, value in meta.all(*AUTHOR)[:4] if value in printed
    ]
    sources += [("links", _weak(list(dict.fromkeys(linked)), language))]
    sources += [("byline", _split(value, language)) for value in said]
    sources += [("class", _weak([value], language)) for value in marked]
    no_names = {letters(meta.first("og:site_name") or ""), letters(structured.publisher or "")} - {
        ""
    } | titles
    for _, found in sources:
        found.people = [name for name in found.people if letters(name) not in no_names]
        found.orgs = [name for name in found.orgs if letters(name) not in no_names]
    best = next(((m, a) for m, a in sources if a.people), None) or next(
        ((m, a) for m, a in sources if a.orgs), None
    )
    result = Authors()
    if best is not None:
        result = Authors(None, best[1].people, best[1].orgs, best[0])
        for _, other in sources:
            if (
                not result.orgs
                and other.orgs
                and set(map(letters, other.people)) <= set(map(letters, result.people))
            ):
                result.orgs = [org for org in other.orgs if letters(org) not in no_names]
    result.byline = (
        visible[0]
        if visible
        else next(iter(printed), None) or ", ".join(p.name for p in structured.authors) or None
    )
    return result


def _of_structured(structured: Structured, language: str | None) -> Authors:
    names = [person.name for person in structured.authors if "organization" not in person.type.lower()]
    found = Authors()
    for name in names:
        part = _split(name, language)
        found.people += [p for p in part.people if p not in found.people]
        found.orgs += [o for o in part.orgs if o not in found.orgs]
    for person in structured.authors:
        if "organization" in person.type.lower():
            sorted_ = sort_names([person.name])
            found.orgs += [o for o in (*sorted_.orgs, *sorted_.people) if o not in found.orgs]
    return found


def _split(raw: str, language: str | None) -> Authors:
    people = split_byline(_AFTER_NAMES.sub("", raw), language=language)
    return Authors(raw, list(people.people), list(people.orgs))


def _plausible(name: str) -> bool:
    """Whether a text found by place or class alone can be a person's name: capitals, few words, no digits, no stops."""
    words = name.split()
    if not 1 < len(words) < 6 or not _NAME.fullmatch(name) or lexicon()["noise"].any(folded(name)):
        return False
    return all(not word[0].islower() or len(word) < 4 for word in words) and not words[-1][0].islower()


def _weak(names: list[str], language: str | None) -> Authors:
    """Names found by place alone: only what looks like a person."""
    found = Authors()
    for name in names:
        found.people += [
            person
            for person in _split(name, language).people
            if _plausible(person) and person not in found.people
        ]
    return found


def _said(layout: Layout, head: list[int]) -> list[str]:
    """The lines above the body that begin like a byline."""
    words = lexicon()["byline"]
    lines = [layout.lines[number] for number in head]
    return [
        x.text
        for x in lines
        if len(x.text) < _LONGEST and words.opens(folded(x.text)) and not x.flags & (NAV | FOOTER)
    ][:3]


def _marked(layout: Layout, span: tuple[int, int]) -> list[str]:
    """The texts of elements near the headline whose class says author."""
    found: list[str] = []
    low, high = span
    for hints, at, element in layout.marked:
        if (
            hints & BYLINE
            and not hints & (COMMENTS | RELATED | BIO)
            and low <= at <= high
            and (text := _short_text(element))
        ):
            found.append(text)
    return list(dict.fromkeys(found))[:8]


def _short_text(element: Any) -> str | None:
    parts: list[str] = []
    size = 0
    for part in element.itertext():
        size += len(part)
        if size > 2 * _LONGEST:
            return None
        parts.append(part)
    text = " ".join(" ".join(parts).split())
    return text if 2 < len(text) < _LONGEST else None


_ = (ASIDE, DATE)
