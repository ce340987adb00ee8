from __future__ import annotations

from pipelines.attribute.registry import Registry, default_registry
from pipelines.sources.credited import registry_entries, registry_with
from pipelines.sources.model import Source, Sources

SOURCES = Sources(
    [
        Source(
            "wire_en",
            "Wire News Agency",
            ("en.wire.example",),
            aliases=("Wire",),
            kind="agency",
            agency="wire",
        ),
        Source(
            "wire_ru",
            "Агентство Провод",
            ("ru.wire.example",),
            aliases=("Провод",),
            kind="agency",
            agency="wire",
        ),
        Source("herald", "The Herald", ("herald.example",), aliases=("Herald",), country="GB"),
        Source("known", "Known", ("known.example",)),
    ]
)


def test_services_of_one_agency_are_one_entry_with_all_names() -> None:
    entries = {entry["id"]: entry for entry in registry_entries(SOURCES, ())}
    assert entries["wire"] == {
        "id": "wire",
        "name": "Wire News Agency",
        "short": "Wire",
        "kind": "agency",
        "domains": ["en.wire.example", "ru.wire.example"],
        "names": ["Wire News Agency", "Wire", "Агентство Провод", "Провод"],
    }
    assert entries["herald"]["kind"] == "site"
    assert entries["herald"]["country"] == "GB"


def test_what_the_registry_knows_is_left_to_it() -> None:
    ids = [entry["id"] for entry in registry_entries(SOURCES, {"wire"}, {"known.example"})]
    assert ids == ["herald"]


def test_the_registry_takes_the_entries_and_finds_the_names() -> None:
    registry = Registry.build(registry_entries(SOURCES, ()))
    agency, outlet = registry.lookup("Провод"), registry.lookup("Herald")
    assert agency is not None
    assert outlet is not None
    assert (agency.owners[0].id, agency.ambiguous) == ("wire", False)
    assert (outlet.owners[0].id, outlet.owners[0].credit_kind, outlet.ambiguous) == ("herald", "outlet", True)
    assert registry.agency_for_domain("www.ru.wire.example") == "wire"


def test_declared_agencies_join_those_of_the_project() -> None:
    registry = registry_with(SOURCES)
    assert registry is registry_with(SOURCES)
    assert registry is registry_with(Sources(SOURCES)), "built once for equal sources"
    assert registry.get("wire") is not None
    assert registry.get("afp") == default_registry().get("afp")
    assert registry_with(Sources()) is default_registry()
