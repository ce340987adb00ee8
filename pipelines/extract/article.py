"""One page in, the fields of its article out: candidates from everywhere, the better evidence wins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lxml import etree

from pipelines.normalise.language import detect
from pipelines.normalise.text import clean
from pipelines.sources.model import Rules

from .body import Body, read_body
from .charset import decoded
from .extracted import Extracted
from .figures import find_figures, images_of
from .guard import Refused, harmless
from .kind import judge
from .lines import DROPPED, Layout, read_lines
from .metadata import DESCRIPTION, IMAGE, SITE, Meta
from .people import find_authors
from .region import find_region
from .standfirst import find_subtitle, take_lead
from .structured import Structured, read_structured
from .subjects import find_section, find_tags, rel_tags
from .title import Title, find_title
from .when import Clock, Stamp, find_modified, find_published


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
    text, _ = decoded(html, content_type)
    try:
        text = harmless(text)
    except Refused as refusal:
        return Extracted(kind="not_article", reason=str(refusal), flags=[str(refusal)])
    root = _parsed(text)
    if root is None:
        return Extracted(kind="not_article", reason="no_text")
    return _read(root, url, captured, rules, language, timezone)


def _parsed(text: str) -> Any:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _read(
    root: Any,
    url: str | None,
    captured: datetime | None,
    rules: Rules | None,
    language: str | None,
    zone: str | None,
) -> Extracted:
    scripts = [s.text for s in root.iter("script") if s.text and "ld+json" in (s.get("type") or "").lower()]
    structured = read_structured(scripts, url)
    meta = Meta(root)
    etree.strip_elements(root, *DROPPED, with_tail=False)
    body_element = root.find("body")
    layout = read_lines(body_element if body_element is not None else root)
    title = find_title(meta, structured, layout, url)
    region = find_region(layout, title.at)
    figures = find_figures(layout, region)
    body = read_body(layout, region, title.forms, title.at, figures.captions)
    descriptions = [
        text
        for text in (structured.description, structured.alternative, *(v for _, v in meta.all(*DESCRIPTION)))
        if text
    ]
    subtitle, how = take_lead(layout, region, body, descriptions)
    if subtitle is None:
        subtitle, how = find_subtitle(layout, body, figures, descriptions, title.at)
    out = Extracted(title=title.text, subtitle=subtitle, blocks=body.blocks)
    out.provenance = {"title": title.method or "", "subtitle": how or "", "body": "blocks"}
    out.text = "\n".join(block.text for block in body.blocks)
    out.description = structured.description or meta.first(*DESCRIPTION)
    out.language = detect(out.text, structured.language or meta.language)
    _set_dates(out, root, meta, structured, layout, body, url, Clock(out.language, zone, captured))
    _set_people(out, root, meta, structured, layout, body, title)
    out.tags, out.provenance["tags"] = find_tags(
        meta, structured, layout, rel_tags(root), body.tail, title.text
    )
    out.section, out.provenance["section"] = find_section(meta, structured, url, [])
    named = structured.images or [value for _, value in meta.all(*IMAGE)]
    out.images, out.photo_credits = images_of(layout, figures, region, named, url)
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


def _set_dates(
    out: Extracted,
    root: Any,
    meta: Meta,
    structured: Structured,
    layout: Layout,
    body: Body,
    url: str | None,
    clock: Clock,
) -> None:
    times = [
        (e.get("datetime") or e.get("content") or "", " ".join("".join(e.itertext()).split()), 0)
        for e in root.iter("time")
    ]
    published = find_published(meta, structured, layout, body.head, times, url, clock)
    modified = find_modified(meta, structured, layout, body.head, times, clock)
    if published is not None:
        out.published, out.published_zone, out.published_utc = published.iso, published.zone, published.utc
        out.provenance["published"] = published.method
    if modified is not None:
        out.modified, out.modified_zone, out.modified_utc = modified.iso, modified.zone, modified.utc
        out.provenance["modified"] = modified.method


def _set_people(
    out: Extracted, root: Any, meta: Meta, structured: Structured, layout: Layout, body: Body, title: Title
) -> None:
    tree = []
    for element in root.iterfind(".//*[@itemprop='author']"):
        tree.append(" ".join("".join(element.itertext()).split()))
    for element in root.iter("a"):
        if "author" in (element.get("rel") or "").split():
            tree.append(" ".join("".join(element.itertext()).split()))
    first = body.numbers[0] if body.numbers else 0
    last = body.numbers[-1] if body.numbers else 0
    authors = find_authors(
        meta,
        structured,
        layout,
        body.head,
        [t for t in tree if 2 < len(t) < 150],
        (max(0, first - 30), last + 3),
        out.language,
    )
    out.byline, out.authors, out.author_orgs = authors.byline, authors.people, authors.orgs
    if authors.method:
        out.provenance["authors"] = authors.method


_ = (clean, Stamp)
