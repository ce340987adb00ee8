"""One page in, the fields of its article out: candidates from everywhere, the better evidence wins."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lxml import etree

from pipelines.sources.model import Rules

from .body import Body, read_body
from .charset import as_utf8
from .extracted import Extracted
from .figures import Figures, find_figures, images_of
from .guard import Refused, harmless
from .kind import judge
from .lines import Layout, prune, read_lines
from .metadata import DESCRIPTION, IMAGE, SITE, Meta
from .noise import letters
from .people import Evidence, find_authors
from .plain import find_plain_title, plain_captions, plain_region, read_plain
from .region import Region, find_region
from .rescue import as_lines, body_by_readability, body_in_scripts
from .standfirst import find_subtitle, take_lead
from .structured import Structured, read_structured
from .subjects import find_section, find_tags
from .title import Title, find_title
from .tongue import language_of
from .when import Clock, find_modified, find_published


_TAG = re.compile(
    rb"<(?:!doctype|html|head|body|div|p|span|a|title|meta|script|article|table|br|h1|section)\b[^<>]{0,2000}>",
    re.I,
)


WEAK = 200
"""Less prose than this in the blocks, and other voices are asked for the body."""


@dataclass(frozen=True, slots=True)
class Clockwork:
    """What the caller knows of the page beside it: language and zone of its source, time of its capture."""

    language: str | None
    zone: str | None
    captured: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that was read of one page, before its fields are chosen."""

    url: str | None
    root: Any
    meta: Meta
    structured: Structured
    layout: Layout
    title: Title
    region: Region
    figures: Figures
    body: str
    """The method that found the body."""


def extract(
    html: bytes,
    url: str | None = None,
    *,
    content_type: str | None = None,
    captured: datetime | None = None,
    rules: Rules | None = None,
    language: str | None = None,
    timezone: str | None = None,
) -> Extracted:
    """The article that a page holds; never raises for what is in the page, only TypeError for wrong types."""
    if not isinstance(html, bytes):
        raise TypeError(f"html must be bytes, not {type(html).__name__}")
    clock = Clockwork(language, timezone, captured)
    try:
        data = harmless(as_utf8(html, content_type)[0])
    except Refused as refusal:
        return Extracted(kind="not_article", reason=str(refusal), flags=[str(refusal)])
    if _is_plain(data, content_type):
        return _read_text(data.decode("utf-8", "replace"), url, clock)
    root = _parsed(data)
    if root is None:
        return Extracted(kind="not_article", reason="no_text")
    return _read_html(data, root, url, clock)


def _is_plain(data: bytes, content_type: str | None) -> bool:
    """Whether the bytes are text without markup: by their type, or because no tag is in them."""
    if content_type and "html" not in content_type.lower():
        return content_type.lower().lstrip().startswith("text/plain") and _TAG.search(data[:4096]) is None
    return content_type is None and _TAG.search(data) is None


def _parsed(data: bytes) -> Any:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None


def _read_html(data: bytes, root: Any, url: str | None, clock: Clockwork) -> Extracted:
    scripts = list(root.iter("script"))
    structured = read_structured([s.text or "" for s in scripts if "ld+json" in (s.get("type") or "").lower()], url)
    meta = Meta(root)
    prune(root)
    body_element = root.find("body")
    layout = read_lines(body_element if body_element is not None else root)
    title = find_title(meta, structured, layout, url)
    region = find_region(layout, title.at)
    page = Page(
        url,
        root,
        meta,
        structured,
        layout,
        title,
        region,
        find_figures(layout, region, title.forms),
        "blocks",
    )
    if sum(region.weights[n] for n in region.lines) < WEAK:
        page = _rescued(data, page, scripts)
    return _fields(page, clock)


def _rescued(data: bytes, page: Page, scripts: list[Any]) -> Page:
    """The page with a body from elsewhere: a script's data, JSON-LD, readability; itself where none has more."""
    best, most = page, sum(page.region.weights[n] for n in page.region.lines)
    for method, find in (
        ("json-ld", lambda: as_lines(page.structured.body) if page.structured.body else None),
        ("script", lambda: body_in_scripts([s.text or "" for s in scripts])),
        ("readability", lambda: body_by_readability(data) if len(page.layout.lines) > 3 else None),
    ):
        layout = find()
        if layout is None:
            continue
        region = find_region(layout, None)
        found = sum(region.weights[n] for n in region.lines)
        if found > max(WEAK, 2 * most):
            figures = find_figures(layout, region, page.title.forms)
            title = replace(page.title, at=None)
            best, most = (
                replace(page, layout=layout, title=title, region=region, figures=figures, body=method),
                found,
            )
            break
    return best


def _read_text(text: str, url: str | None, clock: Clockwork) -> Extracted:
    layout = read_plain(text)
    at = find_plain_title(layout, url)
    headline = layout.lines[at].text if at is not None else None
    title = Title(
        headline, "text" if headline else None, at, frozenset({letters(headline)} if headline else ())
    )
    region = plain_region(layout, at)
    figures = Figures(plain_captions(layout, region))
    empty = etree.Element("html")
    return _fields(Page(url, empty, Meta(empty), Structured(), layout, title, region, figures, "text"), clock)


def _fields(page: Page, clock: Clockwork) -> Extracted:
    layout, meta, structured, title, region, figures = (
        page.layout,
        page.meta,
        page.structured,
        page.title,
        page.region,
        page.figures,
    )
    body = read_body(layout, region, title.forms, title.at, figures.captions)
    descriptions = [
        text
        for text in (structured.description, structured.alternative, *(v for _, v in meta.all(*DESCRIPTION)))
        if text
    ]
    subtitle, how = take_lead(layout, region, body, descriptions)
    if subtitle is None:
        subtitle, how = find_subtitle(layout, body, figures, descriptions, title)
    out = Extracted(title=title.text, subtitle=subtitle, blocks=body.blocks)
    out.provenance = {"title": title.method or "", "subtitle": how or "", "body": page.body}
    out.text = "\n".join(block.text for block in body.blocks)
    out.description = structured.description or meta.first(*DESCRIPTION)
    out.language = language_of(out.text, structured.language or meta.language or clock.language)
    _set_dates(out, page, body, Clock(out.language, clock.zone, clock.captured))
    _set_people(out, page, body)
    out.tags, out.provenance["tags"] = find_tags(meta, structured, layout, _span(body), body.tail, title.text)
    out.section, out.provenance["section"] = find_section(meta, structured, page.url)
    named = structured.images or [value for _, value in meta.all(*IMAGE)]
    out.images, out.photo_credits = images_of(layout, figures, named, page.url)
    out.kind, out.reason, out.flags = judge(
        layout, region, body, title, meta, structured, bool(out.published)
    )
    out.genre, out.copyright, out.free_access = structured.genre, structured.copyright, structured.free
    out.site_name = meta.first(*SITE) or structured.publisher
    out.canonical_url = meta.canonical or meta.first("og:url")
    out.head_lines = [
        layout.lines[n].text
        for n in body.head
        if len(layout.lines[n].text) < 200 and n not in figures.captions
    ]
    out.tail_lines = [layout.lines[n].text for n in body.tail if n not in figures.captions]
    out.provenance = {name: method for name, method in out.provenance.items() if method}
    return out


def _set_dates(out: Extracted, page: Page, body: Body, clock: Clock) -> None:
    times = [
        (e.get("datetime") or e.get("content") or "", " ".join("".join(e.itertext()).split()), 0)
        for e in page.root.iter("time")
    ]
    published = find_published(
        page.meta, page.structured, page.layout, [*body.head, *body.tail], times, page.url, clock
    )
    modified = find_modified(page.meta, page.structured, page.layout, body.head, times, clock)
    if published is not None:
        out.published, out.published_zone, out.published_utc = published.iso, published.zone, published.utc
        out.provenance["published"] = published.method
    if modified is not None:
        out.modified, out.modified_zone, out.modified_utc = modified.iso, modified.zone, modified.utc
        out.provenance["modified"] = modified.method


def _set_people(out: Extracted, page: Page, body: Body) -> None:
    tree = [" ".join("".join(e.itertext()).split()) for e in page.root.iterfind(".//*[@itemprop='author']")]
    first = body.numbers[0] if body.numbers else 0
    last = body.numbers[-1] if body.numbers else 0
    evidence = Evidence(
        page.meta,
        page.structured,
        page.layout,
        page.title.forms,
        body.head,
        body.tail,
        _bare_lines(page, body),
        [text for text in tree if 2 < len(text) < 150],
        max(0, first - 30),
        last + 3,
    )
    authors = find_authors(evidence, out.language)
    out.byline, out.authors, out.author_orgs = authors.byline, authors.people, authors.orgs
    if authors.method:
        out.provenance["authors"] = authors.method


def _bare_lines(page: Page, body: Body) -> list[int]:
    """The lines next to the text that stand in its own box and were taken off it."""
    cut = [
        n
        for n in sorted(body.dropped)
        if body.dropped[n] in ("head", "tail") and page.layout.lines[n].box == page.region.core
    ]
    if not body.numbers:
        return []
    return [n for n in cut if n < body.numbers[0]][-2:] + [n for n in cut if n > body.numbers[-1]][:1]


def _span(body: Body) -> tuple[int, int]:
    """The numbers of the body's first and last line."""
    return (body.numbers[0], body.numbers[-1]) if body.numbers else (0, 0)
