"""Chain: the credits of a page put in order, oldest first, each name once, with the role its place gives it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from pipelines.attribute.names import Named
from pipelines.attribute.spelling import slot_key
from pipelines.items import Credit

EVIDENCE = 200
"""Characters of a quotation kept as evidence."""


_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,12}")


class Rank(IntEnum):
    """Where a credit stands, in the order of the chain."""

    DATELINE = 0
    BYLINE = 1
    METADATA = 2
    SLOT = 3
    CITED = 4
    INLINE = 5
    INPUT = 6
    TAIL = 7
    CANONICAL = 8


_ORIGINS = (Rank.DATELINE, Rank.BYLINE, Rank.METADATA)


@dataclass(slots=True)
class _Link:
    named: Named
    rank: Rank
    form: str
    evidence: str
    group: int
    id: str | None


class Chain:
    """Collects credits; `credits()` gives them in order with roles."""

    def __init__(self) -> None:
        self._links: dict[str, _Link] = {}
        self._unnamed: list[tuple[str, str, str, bool]] = []

    def add(
        self, named: Named, rank: Rank, form: str, evidence: str, *, group: int = 0, id_: str | None = None
    ) -> None:
        """Enter a credit unless it is the carrier's own or a picture's; of two for one name the older place counts."""
        if named.own or named.kind == "photo" or not named.text:
            return
        id_ = named.id or id_ or (named.text if _DOMAIN.fullmatch(named.text) else None)
        link = _Link(named, rank, form, " ".join(evidence.split())[:EVIDENCE], group, id_)
        key = _key(named)
        old = self._links.get(key)
        if old is None or rank < old.rank:
            self._links[key] = link

    def add_unnamed(self, name: str, form: str, evidence: str, *, origin: bool) -> None:
        """Enter "Agencies" and the like; it counts only where no agency is named."""
        self._unnamed.append((name, form, " ".join(evidence.split())[:EVIDENCE], origin))

    def has_agency(self) -> bool:
        """True where a named agency is credited already."""
        return any(link.named.kind == "agency" for link in self._links.values())

    def holds(self, named: Named) -> bool:
        """True where `named` is credited."""
        return _key(named) in self._links

    def credits(self) -> list[Credit]:
        """Give the credits, oldest first."""
        links = sorted(self._links.values(), key=lambda link: (link.rank, link.group))
        first = min((link.group for link in links if link.rank is Rank.TAIL), default=0)
        present = {link.rank for link in links}
        credits = [self._credit(link, _role(link, present, first)) for link in links]
        if not self.has_agency() and self._unnamed:
            name, form, evidence, origin = self._unnamed[0]
            credits.append(Credit(None, name, "unnamed", "origin" if origin else "source", form, evidence))
        return credits

    def _credit(self, link: _Link, role: str) -> Credit:
        named = link.named
        name = named.agency.name if named.agency else named.text
        return Credit(link.id, name, named.kind, role, link.form, link.evidence)


def _role(link: _Link, present: set[Rank], first_group: int) -> str:
    """Origin by place; the first further name is the source, later ones handed it on (via)."""
    if link.rank in _ORIGINS:
        return "origin"
    has_origin = any(rank in present for rank in _ORIGINS)
    if link.rank is Rank.SLOT:
        return "via"
    if link.rank is Rank.INPUT:
        return "source"
    if link.rank is Rank.CANONICAL:
        return "origin" if present == {Rank.CANONICAL} else "via"
    if has_origin:
        return "via"
    if link.rank is Rank.INLINE:
        return "via" if Rank.CITED in present else "source"
    if link.rank is Rank.TAIL:
        return "via" if {Rank.CITED, Rank.INLINE} & present or link.group > first_group else "source"
    return "source"


def _key(named: Named) -> str:
    return named.id or "=" + slot_key(named.text)
