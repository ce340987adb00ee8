"""The article and its parts, as every line of articles.jsonl and copies.jsonl says them."""

from __future__ import annotations

from dataclasses import dataclass, field

SCHEMA_VERSION = "1.0"
"""Version of the article's JSON Schema: additive within a major."""


@dataclass(slots=True)
class Block:
    """One block of the body: `kind` is text, heading, quote or list (one item a block)."""

    kind: str
    text: str


@dataclass(slots=True)
class Image:
    """A picture of the article, with its caption and its credit apart."""

    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(slots=True)
class PhotoCredit:
    """Who made or supplied a picture; never a credit of the story."""

    line: str
    photographer: str | None = None
    agencies: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Dateline:
    """Place, date and agency at the head of the text; `date` is ISO 8601 (a day), `agency` a registry id."""

    raw: str
    place: str | None = None
    date: str | None = None
    agency: str | None = None


@dataclass(slots=True)
class Credit:
    """One link of the credit chain: whom the text is from.

    `kind` is agency, outlet or unnamed; `role` is origin, via or source; `form` names the way it is written
    (byline, dateline, source line, tail, inline, metadata...) and `evidence` quotes it.
    """

    id: str | None
    name: str
    kind: str
    role: str
    form: str
    evidence: str


@dataclass(slots=True)
class SourceRef:
    """The outlet a page belongs to; for an unknown outlet `id` and `name` are the registrable domain."""

    id: str
    name: str
    country: str | None = None
    kind: str | None = None


@dataclass(slots=True)
class Link:
    """A relation to another article: `overlap` is the share of this text found there (0 to 1)."""

    to: str
    relation: str
    overlap: float
    confidence: float


@dataclass(slots=True)
class Origin:
    """Who wrote the text first, as far as it can be said: `kind` is own, agency, outlet or unknown."""

    kind: str = "unknown"
    id: str | None = None
    article: str | None = None
    confidence: float = 0.0
    reasons: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Syndication:
    """Whose text this is: relation first, copy, origin, partial, same_outlet or translation; its cluster and links."""

    relation: str
    cluster: str
    links: list[Link] = field(default_factory=list)
    origin: Origin = field(default_factory=Origin)


@dataclass(slots=True)
class Proof:
    """The record an article was made from: final file name, offset, length, record id, digest, capture time, status."""

    file: str
    offset: int
    length: int
    record_id: str
    payload_digest: str
    fetched: str
    status: int | None


@dataclass(slots=True)
class Article:
    """One version of one article. A field that is not known is None or empty, never guessed."""

    id: str
    url: str
    article: str | None = None
    """`id` of the first version."""
    version: int = 1
    previous: str | None = None
    canonical_url: str | None = None
    source: SourceRef | None = None
    title: str | None = None
    subtitle: str | None = None
    description: str | None = None
    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    language: str | None = None
    word_count: int = 0
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    genre: str | None = None
    byline: str | None = None
    authors: list[str] = field(default_factory=list)
    author_orgs: list[str] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    photo_credits: list[PhotoCredit] = field(default_factory=list)
    published: str | None = None
    published_zone: str | None = None
    published_utc: str | None = None
    modified: str | None = None
    modified_zone: str | None = None
    modified_utc: str | None = None
    dateline: Dateline | None = None
    credits: list[Credit] = field(default_factory=list)
    syndication: Syndication | None = None
    capture: Proof | None = None
    provenance: dict[str, str] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    free_access: bool | None = None
    copyright: str | None = None
    opt_outs: list[str] = field(default_factory=list)
    wirecopy: str = ""
    schema: str = SCHEMA_VERSION
