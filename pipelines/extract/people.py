"""Who wrote it: the byline as printed, people apart from organisations, from metadata, markup and visible lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.normalise.authors import sort_names, split_byline
from pipelines.normalise.dates import date_spans
from pipelines.normalise.names import is_agency

from .breaks import apart
from .hints import BIO, BYLINE, CAPTION_H, COMMENTS, RELATED
from .layout import FOOTER, NAV, Layout
from .metadata import AUTHOR, Meta
from .noise import folded, letters, lexicon
from .structured import Structured

_ADDRESS = re.compile(r"https?://|www\.|@")
_LONGEST = 200
_MARKS = re.compile(r"\s+[-–—|/·•]\s+|\s*[|/]\s*")
_READING = re.compile(r"\W*\d{1,3}\s?(?:min(?:ute)?s?|мин\w*|хв\w*|dk|分|분)\b.*$", re.I)
_LABELS = re.compile(
    r"\W*\b(?:(?:last )?updated|published|posted|modified|on|at|am|vom|veröffentlicht|aktualisiert|publié le|le|publicado"
    r"|actualizado|pubblicato|опубликовано|обновлено)\W*$",
    re.I,
)
_KOREAN = re.compile(
    r"[\uac00-\ud7af]{2,5}(?:[·,]\s?[\uac00-\ud7af]{2,5})*\s(?:선임\s?|수석\s?|인턴\s?)?(?:기자|특파원|앵커)(?:\s\S+@\S+)?"
)
"""A Korean byline names the role behind the name."""
_CHINESE = re.compile(
    r"(?:作者|记者|記者|撰文)[:：]\s?([\u4e00-\u9fff·]{2,8}(?:\s[\u4e00-\u9fff·]{2,4})*)(?=[\s)）|]|$)"
)
"""A Chinese line of labels names the author behind the date and the source."""
_NAME = re.compile(r"[^\d!?:;()\[\]{}|/<>@#×]{4,60}")


@dataclass(slots=True)
class Authors:
    """The byline as printed, people, organisations, and where they were found."""

    byline: str | None = None
    people: list[str] = field(default_factory=list)
    orgs: list[str] = field(default_factory=list)
    method: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a page when its authors are sought: lines above (`head`) and below the body, author elements, the span."""

    meta: Meta
    structured: Structured
    layout: Layout
    titles: frozenset[str]
    head: list[int]
    tail: list[int]
    bare: list[int]
    """Numbers of the lines taken off the text's own head and end."""
    sites: frozenset[str]
    """Names of the outlet as `letters`: what `<title>` says beside the headline, the parts of the host."""
    marked: list[str]
    first: int
    last: int


def find_authors(page: Evidence, language: str | None) -> Authors:
    """The authors that the page's best source names: the first that has people, else the first that has organisations."""
    site = [
        name for name in (page.meta.first("og:site_name"), page.structured.publisher, *page.sites) if name
    ]
    said = _said(page)
    marked = [value for value in (*page.marked, *_marked(page)) if letters(value) not in page.titles]
    printed = [
        value for _, value in page.meta.all(*AUTHOR) if not _ADDRESS.search(value) and len(value) < _LONGEST
    ][:4]
    # An outlet as its own author is mostly a template's filler; it is kept where the page says it twice or as of a person.
    confirmed = {letters(text) for text in (*said, *marked, *printed)}
    confirmed |= {
        letters(person.name)
        for person in page.structured.authors
        if "organization" not in person.type.lower()
    }
    no_names = {letters(name) for name in site} | page.titles
    result = Authors()
    for method, found in _sources(page, said, marked, printed, site, language):
        other = no_names | page.sites if method == "meta" else no_names
        people = [name for name in found.people if letters(name) not in other]
        orgs = [name for name in found.orgs if letters(name) not in other or letters(name) in confirmed]
        if people and not result.people:
            result = Authors(None, people, orgs, method)
        elif not result.orgs and orgs and set(map(letters, people)) <= set(map(letters, result.people)):
            result.orgs, result.method = orgs, result.method or method
        elif (
            result.method == "json-ld" and method in ("links", "class") and _completes(people, result.people)
        ):
            result.people = people
        if result.people and (result.orgs or method in ("byline", "class")):
            break
    if result.people:
        # An outlet beside the names of its own people tells nothing.
        result.orgs = [name for name in result.orgs if letters(name) not in no_names | page.sites]
    elif not result.orgs and (named := _agencies(page)):
        result.orgs, result.method = named, result.method or "line"
    result.byline = (
        next((line for text in (*said, *marked, *printed) if (line := _without_stamp(text, language))), None)
        or ", ".join(p.name for p in page.structured.authors)
        or None
    )
    return result


def _without_stamp(text: str, language: str | None) -> str:
    """A byline as printed, without the date, the time and the length of reading that stand in its line."""
    for start, end in reversed(
        date_spans(text, language=language) if any(c.isdecimal() for c in text) else []
    ):
        text = (
            text[:start].strip() if start > 0.5 * len(text) or start > 12 else f"{text[:start]} {text[end:]}"
        )
    text = _READING.sub("", text)
    return _LABELS.sub("", " ".join(text.split())).strip(" ,|·•–—-/:(")


def _completes(people: list[str], known: list[str]) -> bool:
    """Whether the names that stand together on the page are those of JSON-LD and more."""
    return len(known) < len(people) < 6 and set(map(letters, known)) < set(map(letters, people))


def _agencies(page: Evidence) -> list[str]:
    """The agencies that alone fill a line above the text ("AFP"), or a part of one set off by a mark ("News - AFP")."""
    parts = (
        part.strip()
        for number in page.head
        if len(text := page.layout.lines[number].text) < 60
        for part in _MARKS.split(text)
    )
    return list(dict.fromkeys(part for part in parts if is_agency(part)))[:3]


def _sources(
    page: Evidence,
    said: list[str],
    marked: list[str],
    printed: list[str],
    site: list[str],
    language: str | None,
) -> Iterator[tuple[str, Authors]]:
    """Every source's authors, best source first; each is read only when it is asked for."""
    yield "json-ld", _of_structured(page.structured, language, site)
    for value in printed:
        yield "meta", _split(value, language, site)
    linked = [
        name for at, name in page.layout.author_links if page.first <= at <= page.last and 2 < len(name) < 100
    ]
    yield "links", _weak(list(dict.fromkeys(linked)), language, site)
    for value in said:
        yield "byline", _split(value, language, site)
    for value in marked:
        yield "class", _weak([value], language, site)
    yield "line", _weak(_bare_names(page), language, site)
    yield "line", _weak(_dated_names(page, language), language, site)


def _of_structured(structured: Structured, language: str | None, outlet: list[str]) -> Authors:
    if not structured.authors:
        return Authors()
    sorted_ = sort_names([person.name for person in structured.authors], language=language, outlet=outlet)
    firms = {letters(person.name) for person in structured.authors if "organization" in person.type.lower()}
    people = [name for name in sorted_.people if letters(name) not in firms]
    return Authors(
        None, people, [*sorted_.orgs, *(name for name in sorted_.people if letters(name) in firms)]
    )


def _split(raw: str, language: str | None, outlet: list[str]) -> Authors:
    people = split_byline(raw, language=language, outlet=outlet)
    return Authors(raw, [name for name in people.people if not _LABELS.fullmatch(name)], list(people.orgs))


def _plausible(name: str) -> bool:
    """Whether a text found by place or class alone can be a person's name: capitals, few words, no digits, no stops."""
    words = name.split()
    if not 1 < len(words) < 6 or not _NAME.fullmatch(name) or lexicon()["noise"].any(folded(name)):
        return False
    return all(not word[0].islower() or len(word) < 4 for word in words) and not words[-1][0].islower()


def _weak(names: list[str], language: str | None, outlet: list[str]) -> Authors:
    """Names found by place alone: only what looks like a person."""
    found = Authors()
    for name in names:
        if len(name.split()) > 14 or name[-1:] in "!?" or (name[-1:] == "." and len(name.split()) > 6):
            continue
        found.people += [
            person
            for person in _split(name, language, outlet).people
            if _plausible(person) and person not in found.people
        ]
    return found


def _said(page: Evidence) -> list[str]:
    """The lines above the body that begin like a byline; below it only those with a colon."""
    words = lexicon()["byline"]
    found = []
    for number in (*page.head, *page.tail[:4]):
        line = page.layout.lines[number]
        if line.flags & (NAV | FOOTER):
            continue
        if line.text.count("|") > 1:  # an old system's line of labels under a text
            found += [part.strip() for part in line.text.split("|") if _is_labelled(part.strip())]
            continue
        if len(line.text) > _LONGEST:
            continue
        if (korean := _KOREAN.match(line.text)) is not None:
            found.append(korean[0])
            continue
        if number in page.head and (chinese := _CHINESE.search(line.text)) is not None:
            found.append(chinese[0])
            continue
        if not words.opens(folded(line.text)):
            continue
        if number in page.head or ":" in line.text[:24]:
            found.append(line.text)
    return found[:3]


def _is_labelled(part: str) -> bool:
    """Whether a part of a line of labels names the author."""
    return len(part) < _LONGEST and ":" in part[:24] and lexicon()["byline"].opens(folded(part))


def _marked(page: Evidence) -> list[str]:
    """The texts of elements near the headline whose class says author."""
    lines = page.layout.lines
    found: list[str] = []
    for hints, at, element in page.layout.marked[:500]:
        if (
            hints & BYLINE
            and not hints & (COMMENTS | RELATED | BIO)
            and page.first <= at <= page.last
            and not (at < len(lines) and lines[at].hints & CAPTION_H)
            and (text := apart(element, _LONGEST))
        ):
            found.append(text)
    return list(dict.fromkeys(found))[:8]


def _bare_names(page: Evidence) -> list[str]:
    """Lines at the very head or end of the text that are nothing but a name."""
    lines = [page.layout.lines[number] for number in page.bare]
    return [
        x.text
        for x in lines
        if x.tag in ("p", "div") and x.link == 0 and 5 < len(x.text) < 40 and 1 < len(x.text.split()) < 4
    ]


def _dated_names(page: Evidence, language: str | None) -> list[str]:
    """What stands beside the date in its line above the text, where it is spelt like a name and no link leads to it."""
    lines, words = page.layout.lines, lexicon()
    found = []
    for number in page.head:
        text = lines[number].text
        if len(text) < _LONGEST and lines[number].link == 0 and any(c.isdecimal() for c in text):
            name = _without_stamp(text, language)
            spelt = all(word[0].isupper() and word[1:].islower() for word in name.split())
            if (
                name != text
                and 5 < len(name) < 40
                and 1 < len(name.split()) < 4
                and spelt
                and not words["meta_line"].opens(folded(name))
            ):
                found.append(name)
    known = {letters(line.text) for line in lines if line.link} if found else set()
    return [name for name in found if letters(name) not in known]
