"""From a page that was read to the fields of its article: every field takes the source with the better evidence."""

from __future__ import annotations

import re
from itertools import islice

from pipelines.attribute.photo import parse_caption
from pipelines.items import PhotoCredit
from pipelines.normalise.authors import split_byline
from pipelines.normalise.text import clean
from pipelines.normalise.urls import canonical_url

from .body import Body, read_body
from .extracted import Extracted
from .figures import images_of
from .kind import judge
from .margins import margins_of
from .metadata import DESCRIPTION, IMAGE, SITE
from .page import Context, Page
from .people import Evidence, find_authors
from .standfirst import find_subtitle, take_lead
from .subjects import find_section, find_tags
from .tongue import language_of
from .when import Clock, Near, Stamp, find_modified, find_published

_LONGEST_LINE = 200
_BIOGRAPHY = re.compile(
    r"\s?(?:\([^()]{1,60}\)|,[^.]{1,60},)?\s?"
    r"(?:is|was|has (?:been|covered|reported|worked|written)|"
    r"writes|covers|joined|works|reports|ist|schreibt|arbeitet|est|es|è|é|jest)\b"
)
_CLEAN = re.compile(
    "[ -~\xa1-\xac\xae-\u02ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*+"
)
"""Characters that are what they look like, and stay so beside any other of them: none is invisible, none combines."""
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [\w.'’-]+){1,3}")
_ABOVE = 8
"""Lines above the headline in which its date may stand; higher up are the page's own clock and banners."""
_ASKS = re.compile(r"robots|bot$|bot-news$|crawler$|slurp$|^tdm-|^content-usage$")


def fields_of(page: Page, context: Context) -> Extracted:
    """The article of a page, with the method that won each field in `provenance`."""
    body = read_body(page.layout, page.region, page.title.forms, page.title.at, page.figures.captions)
    out = Extracted(title=page.title.text)
    _note(out, "title", page.title.method)
    _set_text(out, page, body)
    out.language = language_of(out.text, page.structured.language or page.meta.language or context.language)
    _set_dates(out, page, body, Clock(out.language, context.zone, context.captured))
    _set_people(out, page, body)
    _drop_biographies(out)
    _set_subjects(out, page, body)
    named = page.structured.images or [value for _, value in page.meta.all(*IMAGE)]
    out.images, out.photo_credits = images_of(*(page.whole or (page.layout, page.figures)), named, page.url)
    out.photo_credits += _credits_in_text(page, body, {credit.line for credit in out.photo_credits})
    out.robots = [
        (name, value) for name, values in page.meta.values.items() if _ASKS.search(name) for value in values
    ]
    out.kind, out.reason, out.flags = judge(page, body, bool(out.published))
    _set_margins(out, page, body)
    out.provenance |= {name: "script" for name in page.stated if out.provenance.get(name) == "json-ld"}
    return _cleaned(out)


def _credits_in_text(page: Page, body: Body, known: set[str]) -> list[PhotoCredit]:
    """The photo credits that stand among the lines of the text, far from any picture."""
    lines = [page.layout.lines[n].text for n in sorted(body.dropped) if n not in page.figures.captions]
    parsed = [parse_caption(text) for text in lines if len(text) < _LONGEST_LINE and ":" in text[:20]]
    found = {credit.line: credit for caption, credit in parsed if caption is None and credit is not None}
    return [credit for line, credit in found.items() if line not in known]


def _set_text(out: Extracted, page: Page, body: Body) -> None:
    told = (
        page.structured.description,
        page.structured.alternative,
        *(v for _, v in page.meta.all(*DESCRIPTION)),
    )
    descriptions = [text for text in told if text]
    subtitle, how = take_lead(page.layout, page.region, body, descriptions, page.title.at)
    if subtitle is None:
        subtitle, how = find_subtitle(page.layout, body, page.figures, descriptions, page.title)
    if page.ruled is not None and page.ruled.subtitle:
        subtitle, how = page.ruled.subtitle, "rules"
    out.subtitle, out.blocks = subtitle, body.blocks
    out.description = next(iter(descriptions), None)
    _note(out, "subtitle", how if subtitle else None)
    _note(out, "body", page.method if body.blocks else None)
    _note(
        out,
        "description",
        ("json-ld" if page.structured.description else "meta") if out.description else None,
    )
    out.text = "\n".join(block.text for block in body.blocks)


def _set_dates(out: Extracted, page: Page, body: Body, clock: Clock) -> None:
    times = [
        (e.get("datetime") or e.get("content") or "", e.short_text(120) or "")
        for e in islice(page.markup.iter("time"), 30)
    ]
    around = margins_of(page, body)
    top = around.title_at if around.title_at is not None else 0
    captions = (
        page.figures.captions
        if page.layout is around.layout
        else page.whole[1].captions
        if page.whole
        else {}
    )
    below = [n for n in around.head if n not in captions]
    near = Near(below, list(range(max(0, top - _ABOVE), top)), around.tail, times)
    times += [("", body.stamp)] if body.stamp else []
    ruled = clock.read(page.ruled.published, "rules") if page.ruled is not None else None
    published = ruled or find_published(page.meta, page.structured, around.layout, near, page.url, clock)
    modified = find_modified(page.meta, page.structured, around.layout, near, clock)
    if published is not None:
        out.published, out.published_zone, out.published_utc = published.iso, published.zone, published.utc
        _note(out, "published", published.method)
    if modified is not None and _later(modified, published):
        out.modified, out.modified_zone, out.modified_utc = modified.iso, modified.zone, modified.utc
        _note(out, "modified", modified.method)


def _later(modified: Stamp, published: Stamp | None) -> bool:
    """Whether a change is not before the publication: some sites print the two the other way round, or a template's date."""
    if published is None:
        return True
    if modified.utc and published.utc:
        return modified.utc >= published.utc
    return modified.iso[:10] >= published.iso[:10]


def _set_people(out: Extracted, page: Page, body: Body) -> None:
    around = margins_of(page, body)
    marked = [e.short_text(150) or "" for e in around.layout.authors[:10]]
    evidence = Evidence(
        page.meta,
        page.structured,
        around.layout,
        page.title.forms,
        around.head,
        around.tail,
        _bare_lines(page, body) if around.layout is page.layout else [],
        page.title.sites,
        [text for text in marked if len(text) > 2],
        max(0, around.first - 30),
        around.last + 3,
    )
    found = find_authors(evidence, out.language)
    out.byline, out.authors, out.author_orgs = found.byline, found.people, found.orgs
    if page.ruled is not None and page.ruled.authors:
        named = split_byline("; ".join(page.ruled.authors), language=out.language)
        out.byline, out.authors, out.author_orgs = (
            ", ".join(page.ruled.authors),
            list(named.people),
            list(named.orgs),
        )
        found.method = "rules"
    _note(out, "authors", found.method)


def _drop_biographies(out: Extracted) -> None:
    """Take off the end of the text what it says of its own authors ("Mia Dune is a reporter at...")."""
    while len(out.blocks) > 2:
        last, above = out.blocks[-1].text, out.blocks[-2].text
        if any(_tells_of(last, name) for name in out.authors):
            out.blocks.pop()
            if out.blocks[-1].text in out.authors:
                out.blocks.pop()
        elif _NAME.fullmatch(above) and _tells_of(last, above):
            del out.blocks[-2:]
        else:
            break
    out.text = "\n".join(block.text for block in out.blocks)


def _tells_of(text: str, name: str) -> bool:
    return len(text) < 700 and text.startswith(name) and _BIOGRAPHY.match(text[len(name) :]) is not None


def _bare_lines(page: Page, body: Body) -> list[int]:
    """The lines next to the text that stand in its own box and were taken off it."""
    if not body.numbers:
        return []
    cut = [
        n
        for n in sorted(body.dropped)
        if body.dropped[n] in ("head", "tail") and page.layout.lines[n].box == page.region.core
    ]
    return [n for n in cut if n < body.numbers[0]][-2:] + [n for n in cut if n > body.numbers[-1]][:1]


def _set_subjects(out: Extracted, page: Page, body: Body) -> None:
    span = (body.numbers[0], body.numbers[-1]) if body.numbers else (0, 0)
    out.tags, how = find_tags(page.meta, page.structured, page.layout, span, body.tail, out.title)
    _note(out, "tags", how)
    out.section, how = find_section(page.meta, page.structured, page.url)
    _note(out, "section", how)
    out.genre, out.copyright, out.free_access = (
        page.structured.genre,
        page.structured.copyright,
        page.structured.free,
    )
    out.site_name = page.meta.first(*SITE) or page.structured.publisher
    said = page.meta.canonical or page.meta.first("og:url")
    out.canonical_url = canonical_url(said) if said and said.startswith(("http://", "https://")) else None


def _set_margins(out: Extracted, page: Page, body: Body) -> None:
    lines, captions = page.layout.lines, page.figures.captions
    out.head_lines = [
        lines[n].text for n in body.head if len(lines[n].text) < _LONGEST_LINE and n not in captions
    ]
    out.tail_lines = [lines[n].text for n in body.tail if n not in captions]
    if page.ruled is not None and page.ruled.failed:
        out.flags.append("rules_outdated")
        _note(out, "rules_failed", ",".join(page.ruled.failed))


def _note(out: Extracted, name: str, method: str | None) -> None:
    if method:
        out.provenance[name] = method


def _cleaned(out: Extracted) -> Extracted:
    """The fields with their text in one form: valid UTF-8, NFC, without what has no picture."""
    for name in ("title", "subtitle", "description", "byline", "section", "genre", "copyright", "site_name"):
        value = getattr(out, name)
        setattr(out, name, (clean(value) or None) if value else None)
    for block in out.blocks:
        block.text = _clean_line(block.text)
    out.blocks = [block for block in out.blocks if block.text]
    out.text = "\n".join(block.text for block in out.blocks)
    out.tags = [text for tag in out.tags if (text := clean(tag))]
    out.head_lines = [text for line in out.head_lines if (text := _clean_line(line))]
    out.tail_lines = [text for line in out.tail_lines if (text := _clean_line(line))]
    for image in out.images:
        image.caption = (clean(image.caption) or None) if image.caption else None
    return out


def _clean_line(text: str) -> str:
    # The white space of a line was folded as it was read: one of plain letters and signs is clean.
    return text if (text.isascii() and text.isprintable()) or _CLEAN.fullmatch(text) else clean(text)
