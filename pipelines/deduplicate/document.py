"""What deduplication is given of an article, and what it decides."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.items import Link, Origin


@dataclass(frozen=True, slots=True)
class Document:
    """The fields of one article version that deduplication looks at.

    `position` is where the document stands in archive order (a growing integer): a document is only ever compared with
    earlier ones. `site` is the outlet's id, `story` the id shared by versions of one article (its first version's id).
    `agencies` are the ids of credited agencies and `outlets` the ids or small-letter names of other credited outlets, oldest
    first; `own_agency` and `own_outlet` are the id of the agency or outlet of the registry whose own page this is.
    """

    id: str
    text: str
    position: int
    title: str = ""
    language: str | None = None
    published: str | None = None
    url: str | None = None
    site: str | None = None
    story: str | None = None
    agencies: tuple[str, ...] = ()
    own_agency: str | None = None
    outlets: tuple[str, ...] = ()
    own_outlet: str | None = None


@dataclass(slots=True)
class Decision:
    """The relation of one document to what was there before it, at the moment it arrived.

    `relation` is first, copy, origin, partial, same_outlet or translation; `cluster` is the id of the story's first document.
    """

    relation: str
    cluster: str
    links: list[Link] = field(default_factory=list)
    origin: Origin = field(default_factory=Origin)
