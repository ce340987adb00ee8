"""What extraction says of one page: the fields of the article that the page itself gives."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.items import Block, Image, PhotoCredit


@dataclass(slots=True)
class Extracted:
    """Fields of one page; unknown is None or empty. `text` is the blocks joined by a newline.

    `kind` is `article` or, where the page is none, `not_article`; `reason` then says what it is instead
    (`section_page`, `soft_404`, `consent_wall`, `login_wall`, `video_only`, `needs_javascript`, `no_text`...).
    `head_lines` and `tail_lines` are the short lines that stood above and below the body and may name whose text it is
    (bylines, source lines, credit lines): evidence for attribution, not body.
    """

    kind: str = "article"
    reason: str | None = None
    title: str | None = None
    subtitle: str | None = None
    description: str | None = None
    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    byline: str | None = None
    authors: list[str] = field(default_factory=list)
    author_orgs: list[str] = field(default_factory=list)
    published: str | None = None
    published_zone: str | None = None
    published_utc: str | None = None
    modified: str | None = None
    modified_zone: str | None = None
    modified_utc: str | None = None
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    genre: str | None = None
    images: list[Image] = field(default_factory=list)
    photo_credits: list[PhotoCredit] = field(default_factory=list)
    language: str | None = None
    canonical_url: str | None = None
    site_name: str | None = None
    copyright: str | None = None
    free_access: bool | None = None
    flags: list[str] = field(default_factory=list)
    provenance: dict[str, str] = field(default_factory=dict)
    robots: list[tuple[str, str]] = field(default_factory=list)
    """Meta elements of the page, as (name, content), that may ask something of machines: read by pipelines.optouts."""
    head_lines: list[str] = field(default_factory=list)
    tail_lines: list[str] = field(default_factory=list)
