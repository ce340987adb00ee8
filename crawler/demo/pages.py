"""The demo's pages, read from crawler/demo/stories/*.toml: what each says, and whose text it is.

A body is paragraphs with an empty line between them; `{ferry:1-4}` stands for paragraphs 1 to 4 of the wire `ferry`, with
the carrier's `changes` made to them. The newsroom serves pages; `crawler.demo.truth` says what is to be found out about them.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from crawler.demo.world import OUTLETS, Outlet

STORIES = Path(__file__).parent / "stories"
PHASES = (1, 2)
"""1: the morning; 2: later, with new pages and edited ones."""
_PLAIN = (
    *("title", "section", "relation", "kind", "subtitle", "byline", "glued", "caption", "photo_credit"),
    *("phase", "hidden", "translates", "lookalike", "path"),
)
_LISTS = ("of", "authors", "author_orgs", "tail", "tags", "apart_from")
_REFERENCE = re.compile(r"\{([\w.]+):(\d+)(?:-(\d+))?\}")


@dataclass(frozen=True, slots=True)
class CreditLine:
    """A credit that is to be found: `skarv:origin:agency` in the story files."""

    id: str
    role: str
    kind: str


@dataclass(frozen=True, slots=True)
class Page:
    """One version of one page, as an outlet publishes it."""

    key: str
    outlet: Outlet
    language: str
    relation: str
    """wire, copy, partial (a round-up), own, or none (no article)."""
    title: str
    section: str
    published: datetime
    paragraphs: tuple[str, ...]
    """The body as printed, dateline included."""
    path: str = ""
    of: tuple[str, ...] = ()
    """Keys of the wires it tells."""
    kind: str = "article"
    """article, disallowed, dead or video."""
    subtitle: str | None = None
    modified: datetime | None = None
    byline: str | None = None
    authors: tuple[str, ...] = ()
    author_orgs: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    glued: str | None = None
    """A credit glued to the last paragraph."""
    caption: str | None = None
    photo_credit: str | None = None
    tags: tuple[str, ...] = ()
    credits: tuple[CreditLine, ...] = ()
    phase: int = 1
    version: int = 1
    hidden: bool = False
    """A copy that names nobody."""
    translates: str | None = None
    apart_from: tuple[str, ...] = ()
    lookalike: str | None = None
    edit: Mapping[str, Any] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """A number for its address, the same in every run."""
        return 10_000 + zlib.crc32(self.key.encode()) % 80_000


@cache
def all_pages() -> tuple[Page, ...]:
    """Every page in its first version, whatever the phase; raises ValueError for a story file that contradicts itself."""
    tables = [
        (path.stem, index, table)
        for path in sorted(STORIES.glob("*.toml"))
        for index, table in enumerate(tomllib.loads(path.read_text("utf-8"))["page"])
    ]
    wires = {
        _key(stem, index, table): _split(table["body"])
        for stem, index, table in tables
        if table["relation"] == "wire"
    }
    pages = tuple(_page(_key(stem, index, table), table, wires) for stem, index, table in tables)
    if len({page.key for page in pages}) < len(pages):
        raise ValueError("two pages of the demo have one key")
    return pages


def edition(phase: int) -> tuple[Page, ...]:
    """The pages that are online in a phase, each in its version of that phase, newest first."""
    online = [
        _edited(page) if phase > 1 and page.edit else page for page in all_pages() if page.phase <= phase
    ]
    return tuple(sorted(online, key=lambda page: (page.published, page.key), reverse=True))


def _edited(page: Page) -> Page:
    paragraphs = _changed(page.paragraphs, page.edit["replace"])
    modified = datetime.fromisoformat(page.edit["modified"])
    return replace(
        page,
        paragraphs=paragraphs,
        modified=modified,
        title=page.edit.get("title", page.title),
        version=page.version + 1,
    )


def _key(stem: str, index: int, table: Mapping[str, Any]) -> str:
    if "story" in table:
        return str(table["story"])
    if stem.startswith("own_") or stem == "doors":
        return f"{stem}.{index + 1}"
    return stem if table["relation"] == "wire" else f"{stem}.{table['outlet']}"


def _page(key: str, table: Mapping[str, Any], wires: Mapping[str, Sequence[str]]) -> Page:
    outlet = OUTLETS[table["outlet"]]
    paragraphs = _body(table, wires)
    if "dateline" in table:
        paragraphs = (table["dateline"] + paragraphs[0], *paragraphs[1:])
    fields: dict[str, Any] = {name: table[name] for name in _PLAIN if name in table}
    fields |= {name: tuple(table[name]) for name in _LISTS if name in table}
    page = Page(
        key=key,
        outlet=outlet,
        language=table.get("language", outlet.language),
        published=datetime.fromisoformat(table["published"]),
        paragraphs=paragraphs,
        credits=tuple(CreditLine(*line.split(":")) for line in table.get("credits", ())),
        edit=table.get("edit", {}),
        **fields,
    )
    return page if page.path else replace(page, path=_path(page))


def _body(table: Mapping[str, Any], wires: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    parts: list[tuple[bool, str]] = []
    for paragraph in _split(table["body"]):
        match = _REFERENCE.fullmatch(paragraph)
        parts += [(True, text) for text in _quote(match, wires)] if match else [(False, paragraph)]
    borrowed = iter(_changed([text for quoted, text in parts if quoted], table.get("changes", ())))
    return tuple(next(borrowed) if quoted else text for quoted, text in parts)


def _quote(match: re.Match[str], wires: Mapping[str, Sequence[str]]) -> Sequence[str]:
    wire, first, last = match[1], int(match[2]), int(match[3] or match[2])
    if not 1 <= first <= last <= len(wires[wire]):
        raise ValueError(f"{match[0]}: {wire} has {len(wires[wire])} paragraphs")
    return wires[wire][first - 1 : last]


def _changed(paragraphs: Iterable[str], changes: Iterable[Sequence[str]]) -> tuple[str, ...]:
    text = "\n".join(paragraphs)
    for old, new in changes:
        if old not in text:
            raise ValueError(f"nothing to change in {old!r} -> {new!r}")
        text = text.replace(old, new)
    return tuple(text.split("\n"))


def _split(body: str) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in body.split("\n\n") if paragraph.strip()]


def _path(page: Page) -> str:
    """The address in the form of its outlet's layout."""
    slug = _slug(page.title)
    day = f"{page.published.astimezone(page.outlet.zone):%Y/%m/%d}"
    return {
        "agency": f"/{page.language}/{page.section}/{page.number}",
        "harbour": f"/{day}/{slug}-a{page.number}",
        "rnworld": f"/news/{page.number}-{slug}/",
        "independent": f"/{slug}/",
        "ledger": f"/{page.section}/{slug}",
        "gazette": f"/{slug}/",
        "tagblick": f"/{page.section}/{slug}-{page.number}.html",
        "vestnik": f"/doc/{page.number}",
        "neda": f"/news/{page.number}",
    }[page.outlet.layout]


def _slug(title: str) -> str:
    for old, new in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        title = title.replace(old, new)
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:80].rstrip("-")
