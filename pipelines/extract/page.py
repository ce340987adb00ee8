"""Everything that is read of one page before its fields are chosen: tree, metadata, lines, headline, region, pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from pipelines.sources.model import Rules

from .figures import Figures, find_figures, text_figures
from .guard import unwrapped
from .layout import Layout
from .metadata import Meta
from .noise import folded, letters, lexicon
from .plain import NEAR, find_plain_title, plain_region, read_plain
from .region import Region, find_region, first_prose
from .rescue import as_lines, body_by_readability
from .rules import Ruled, parsed, prune, remove, select, written
from .scripts import Scripts
from .state import Story, story_in_scripts
from .structured import Person, Structured, read_structured
from .title import Title, find_title, headline_above, is_of_another_story
from .walk import Markup, read_lines

_LONGEST_FOR_READABILITY = 1_000_000
_SCRAP = 60
_STORY, _PARAGRAPHS, _NEAR = 400, 3, 8
"""Prose, paragraphs, and lines below the headline of what is believed against all markup."""
_FIELDS = {"title": "headline", "published": "published", "authors": "authors"}
_Stated = tuple[Layout, Story]
WEAK = 200
"""Less prose than this in the blocks, and other voices are asked for the body."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the caller knows of a page beside it: its source's language, zone and rules, the time of its capture."""

    language: str | None = None
    zone: str | None = None
    captured: datetime | None = None
    rules: Rules | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page, read; `method` is how its body was found, `scripts` how many scripts it has, `ruled` what its rules selected."""

    url: str | None
    markup: Markup
    meta: Meta
    structured: Structured
    layout: Layout
    title: Title
    region: Region
    figures: Figures
    method: str
    scripts: int = 0
    ruled: Ruled | None = None
    whole: tuple[Layout, Figures] | None = None
    """On a page with rules: all of its lines, before anything was removed, and its pictures."""

    stated: frozenset[str] = frozenset()
    """Fields that the JSON-LD does not have and a script's data might."""

    @property
    def prose(self) -> int:
        """How much running text the body's region holds."""
        return sum(self.region.weights[n] for n in self.region.lines)


def html_page(data: bytes, url: str | None, rules: Rules | None, scripts: Scripts) -> Page:
    """A page of markup in UTF-8; where its blocks hold next to no text, other voices are asked for the body."""
    markup = Markup(data)
    structured = read_structured(scripts.structured(), url)
    meta = Meta(markup)
    page = _read(markup, url, meta, structured, len(scripts))
    if rules is None:
        return page if page.prose >= WEAK else _rescued(data, page, scripts)
    return _with_rules(page, data, rules)


def _read(markup: Markup, url: str | None, meta: Meta, structured: Structured, scripts: int) -> Page:
    """A page by its blocks alone."""
    layout = read_lines(markup)
    if is_of_another_story(structured, meta, layout, url):
        structured = Structured(
            types=structured.types, publisher=structured.publisher, broken=structured.broken
        )
    title = find_title(meta, structured, layout, url)
    region = find_region(layout, title.at)
    if (
        title.at is None
        and title.method in (None, "title")
        and (at := headline_above(layout, first_prose(region))) is not None
    ):
        # The window bears the site's name alone.
        title = Title(
            layout.lines[at].text, "text", at, title.forms | {letters(layout.lines[at].text)}, title.sites
        )
    figures = find_figures(layout, region, title.forms, title.at)
    return Page(url, markup, meta, structured, layout, title, region, figures, "blocks", scripts)


def text_page(text: str, url: str | None) -> Page:
    """A page of plain text: only the text rules apply."""
    layout = read_plain(text)
    at = find_plain_title(layout, url)
    region = plain_region(layout, at)
    if at is None or not at < region.start <= at + NEAR:
        at = find_plain_title(layout, url, first_prose(region)) or at
    told = find_plain_title(layout, url, announced=True)
    at = told if told is not None and (at is None or told < region.start) else at
    headline = layout.lines[at].text if at is not None else None
    title = Title(
        headline, "text" if headline else None, at, frozenset({letters(headline)} if headline else ())
    )
    empty = Markup(b"")
    figures = text_figures(layout, region)
    return Page(url, empty, Meta(empty), Structured(), layout, title, region, figures, "text")


def _with_rules(page: Page, data: bytes, rules: Rules) -> Page:
    """The page with what its source's rules select; a rule for the body must hold against the generic result."""
    whole = page.layout, page.figures
    root = parsed(data)
    if root is None:
        return page
    prune(root)
    if remove(root, rules):
        markup = Markup(written(root))
        page = _read(markup, page.url, page.meta, page.structured, page.scripts)
    ruled = select(root, rules)
    page = replace(page, ruled=ruled, whole=whole)
    if ruled.title:
        title = find_title(page.meta, Structured(headline=ruled.title), page.layout, page.url)
        page = replace(page, title=replace(title, text=ruled.title, method="rules"))
    if ruled.body is None:
        return page
    chosen = _with_lines(page, ruled.body, "rules")
    if chosen.prose < min(_SCRAP, page.prose):
        ruled.failed.append("body")
        return page
    return chosen


def _with_lines(page: Page, layout: Layout, method: str) -> Page:
    """The page with other lines for its body, all of which may belong to it."""
    region = find_region(layout, None)
    figures = find_figures(layout, region, page.title.forms)
    return replace(
        page, layout=layout, title=replace(page.title, at=None), region=region, figures=figures, method=method
    )


def _rescued(data: bytes, page: Page, scripts: Scripts) -> Page:
    """The page with a body from elsewhere: JSON-LD, a script's data, readability; itself where none has more."""
    for method, find in _voices(data, page, scripts):
        found = find()
        layout, story = found if isinstance(found, tuple) else (found, None)
        if layout is not None and layout.boxes:
            other = _with_lines(page, layout, method)
            told = (other.layout.lines[n].text for n in other.region.lines if other.region.weights[n])
            if other.prose > max(WEAK, 2 * page.prose) and not _are_teasers(page, told):
                return _with_state(other, story) if story is not None else other
    return _beneath(data, page) or page


def _voices(
    data: bytes, page: Page, scripts: Scripts
) -> list[tuple[str, Callable[[], Layout | _Stated | None]]]:
    """Who else is asked for the body, in this order."""
    readable = len(page.layout.lines) > 3 and len(data) < _LONGEST_FOR_READABILITY
    return [
        ("json-ld", lambda: as_lines(page.structured.body) if page.structured.body else None),
        ("script", lambda: _stated(scripts)),
        ("readability", lambda: body_by_readability(data) if readable else None),
    ]


def _stated(scripts: Scripts) -> _Stated | None:
    story = story_in_scripts(scripts.all())
    layout = as_lines(story.markup) if story is not None else None
    return (layout, story) if story is not None and layout is not None else None


def _with_state(page: Page, story: Story) -> Page:
    """The page with what stands beside its text in the script's data, where the page itself does not say it."""
    told = page.structured
    known = replace(
        told,
        headline=told.headline or story.headline,
        published=told.published or story.published,
        authors=told.authors or [Person(name) for name in story.authors],
    )
    title = find_title(page.meta, known, page.layout, page.url)
    stated = frozenset(name for name in ("title", "published", "authors") if not getattr(told, _FIELDS[name]))
    return replace(page, structured=known, title=replace(title, at=None), stated=stated)


def _are_teasers(page: Page, texts: Iterable[str]) -> bool:
    """Whether nearly every other paragraph stands on the page under a link as long as a headline: a list of stories, not one."""
    lines = page.layout.lines
    wanted = set(texts)
    above = [lines[n - 1] for n in range(1, len(lines)) if lines[n].text in wanted]
    return sum(x.link > 0.85 * len(x.text) and len(x.text) > 20 for x in above) > 0.4 * len(wanted)


def _beneath(data: bytes, page: Page) -> Page | None:
    """The page without the elements that stand around its text, where prose then follows right after the headline.

    Whatever a page says of its text by its markup (a footer, a menu, headings throughout), a story under its headline is one.
    """
    if page.title.at is None:
        return None
    markup = Markup(unwrapped(data))
    flat = _read(markup, page.url, page.meta, page.structured, page.scripts)
    told = [n for n in flat.region.lines if flat.region.weights[n]]
    if flat.title.at is None or flat.prose < max(_STORY, 2 * page.prose):
        return None
    if len(told) < _PARAGRAPHS and sum(len(flat.layout.lines[n].text) for n in told) < 1.4 * _STORY:
        return None
    text = folded(" ".join(flat.layout.lines[n].text for n in told))
    if (
        lexicon()["consent"].count(text) > 1
        or not 0 < told[0] - flat.title.at <= _NEAR
        or _are_teasers(flat, (flat.layout.lines[n].text for n in told))
    ):
        return None
    return replace(flat, method="flattened")
