"""What attribution is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.items import Credit, Dateline


@dataclass(frozen=True, slots=True)
class Evidence:
    """The places of a page where a credit may stand; captions are left out, for theirs are photo credits.

    `paragraphs` is the body in order, `head_lines` and `tail_lines` the short lines above and below it, `byline` the raw
    byline, `author_orgs` organisations named as author (text or JSON-LD), `carrier_names` the outlet's own names,
    `carrier_domains` its own domains (neither is ever a credit), `published` ISO 8601 as far as known (for the dateline's year).
    """

    paragraphs: Sequence[str]
    title: str | None = None
    byline: str | None = None
    author_orgs: Sequence[str] = ()
    head_lines: Sequence[str] = ()
    tail_lines: Sequence[str] = ()
    url: str | None = None
    canonical_url: str | None = None
    carrier_names: Sequence[str] = ()
    carrier_domains: Sequence[str] = ()
    language: str | None = None
    published: str | None = None


@dataclass(slots=True)
class Attribution:
    """Dateline and credit chain, oldest first; `mentions` are names found that are no credit ("told AFP")."""

    dateline: Dateline | None = None
    credits: list[Credit] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
