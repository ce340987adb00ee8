"""Declared sources as entries of the agency registry, so that an agency or outlet somebody adds can be credited by others."""

from __future__ import annotations

from collections.abc import Container, Iterable
from functools import lru_cache
from typing import Any

from pipelines.attribute.registry import Registry, default_entries, default_registry
from pipelines.sources.model import Source, Sources


@lru_cache(maxsize=4)
def registry_with(sources: Sources) -> Registry:
    """The project's agency registry and what the sources add to it; built once for equal sources of a process."""
    return _registry_with(tuple(sources))


# Asked for each page, so `Sources` stand for themselves above; equal ones that were loaded again meet here.
@lru_cache(maxsize=4)
def _registry_with(sources: tuple[Source, ...]) -> Registry:
    listed = default_entries()
    domains = {domain for entry in listed for domain in entry.get("domains", ())}
    added = registry_entries(sources, {entry["id"] for entry in listed}, domains)
    return Registry.build([*listed, *added]) if added else default_registry()


def registry_entries(
    sources: Iterable[Source], known_ids: Container[str], known_domains: Container[str] = ()
) -> list[dict[str, Any]]:
    """One table in the form of pipelines/attribute/agencies.toml for each agency and outlet that the registry lacks.

    Sources of one agency (its services in several languages) become one entry. An outlet's names count only where a credit
    stands, never in running text, for many are ordinary words. In the order of the sources' ids.
    """
    entries: dict[str, dict[str, Any]] = {}
    for source in sources:
        id_ = source.agency or source.id
        if id_ in known_ids or any(domain in known_domains for domain in source.domains):
            continue
        entry = entries.setdefault(id_, _entry(id_, source))
        entry["domains"] = list(dict.fromkeys([*entry["domains"], *source.domains]))
        entry["names"] += [name for name in _names(source) if name not in entry["names"]]
    return list(entries.values())


def _entry(id_: str, source: Source) -> dict[str, Any]:
    agency = source.kind == "agency"
    entry: dict[str, Any] = {
        "id": id_,
        "name": source.name,
        "kind": "agency" if agency else "site",
        "domains": [],
        "names": [],
    }
    if agency and source.aliases:
        entry["short"] = source.aliases[0]
    if source.country:
        entry["country"] = source.country
    return entry


def _names(source: Source) -> list[Any]:
    names = [source.name, *source.aliases]
    return list(names) if source.kind == "agency" else [{"text": name, "ambiguous": True} for name in names]
