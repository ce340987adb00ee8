"""The registry: the data is whole, names are found in every script, and two owners of one name are told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.attribute.names import Context, Names
from pipelines.attribute.registry import KINDS, Registry, default_registry

REGISTRY = default_registry()
WORLD = """
afp ap reuters dpa efe ansa tass ria sputnik interfax xinhua kyodo jiji yonhap irna tasnim fars mehr isna aa ani pti ians uni
ukrinform unian unn interfax-ukraine belta trend apa-az azertac armenpress sana wam kuna qna spa petra pa
"""


def owner(name: str, **context: object) -> str | None:
    found = Names(REGISTRY, Context(**context)).whole(name)  # type: ignore[arg-type]
    assert found is not None
    return found.id


def test_it_holds_the_agencies_of_the_field() -> None:
    agencies = [agency for agency in REGISTRY.agencies.values() if agency.kind == "agency"]
    assert len(agencies) >= 45
    for id_ in WORLD.split():
        agency = REGISTRY.get(id_)
        assert agency is not None
        assert agency.kind == "agency"
        assert agency.domains


def test_entries_are_well_formed() -> None:
    for agency in REGISTRY.agencies.values():
        assert agency.id == agency.id.lower().strip()
        assert agency.kind in KINDS
        assert agency.country is None or len(agency.country) == 2
        assert all(
            domain == domain.lower() and "." in domain and "/" not in domain for domain in agency.domains
        )


def test_every_name_finds_its_agency() -> None:
    for name in REGISTRY.by_slot.values():
        for text in name.texts:
            found = REGISTRY.lookup(text)
            assert found is not None, text
            assert found.owners == name.owners


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("Agence France-Presse", "afp"),
        ("法新社", "afp"),
        ("رويترز", "reuters"),
        ("РИА «Новости»", "ria"),
        ("ТАСС", "tass"),
        ("ITAR-TASS", "tass"),
        ("新华社", "xinhua"),
        ("สำนักข่าวซินหัว", "xinhua"),
        ("연합뉴스", "yonhap"),
        ("مهر", "mehr"),
        ("БЕЛТА", "belta"),
        ("АЗЕРТАДЖ", "azertac"),
        ("واس", "spa"),
        ("كونا", "kuna"),
        ("भाषा", "pti"),
        ("বাসস", "bss"),
        ("ΑΠΕ-ΜΠΕ", "amna"),
        ("(sputnik srbija)", "sputnik"),
        ("the Associated Press", "ap"),
        ("DPA", "dpa"),
        ("Al Alam", "alalam"),
    ],
)
def test_names_in_their_scripts(text: str, id_: str) -> None:
    assert owner(text) == id_


@pytest.mark.parametrize(
    "text", ["ap", "Ap", "pa", "Sta", "uni", "Ip", "Lighthouse Weekly", "", "Reuters could not verify it"]
)
def test_what_is_no_name(text: str) -> None:
    assert REGISTRY.lookup(text) is None


@pytest.mark.parametrize(
    ("name", "context", "id_"),
    [
        ("APA", {"language": "de"}, "apa"),
        ("APA", {"language": "az"}, "apa-az"),
        ("APA", {"countries": frozenset({"AZ"})}, "apa-az"),
        ("APA", {"own": frozenset({"apa"})}, "apa"),
        ("APA", {"language": "en"}, None),
        ("CNA", {"language": "zh"}, "cna-taiwan"),
        ("CNA", {"countries": frozenset({"SG"})}, "cna-singapore"),
        ("CNA", {"language": "el"}, "cna-cyprus"),
        ("KNA", {"language": "de"}, "kna"),
        ("APS", {"countries": frozenset({"DZ"})}, "aps-algeria"),
        ("APS", {"countries": frozenset({"SN"})}, "aps-senegal"),
        ("NTV", {"countries": frozenset({"TR"})}, "ntv-tr"),
    ],
)
def test_two_owners_of_a_name_are_told_apart(name: str, context: dict[str, object], id_: str | None) -> None:
    assert owner(name, **context) == id_


@pytest.mark.parametrize(
    ("place", "id_"), [("VIENNA", "apa"), ("Baku", "apa-az"), ("BAKU, Azerbaijan", "apa-az"), ("LIMA", None)]
)
def test_the_datelines_place_tells_them_apart_too(place: str, id_: str | None) -> None:
    found = Names(REGISTRY, Context(language="en")).whole("APA", place)
    assert found is not None
    assert found.id == id_


@pytest.mark.parametrize(
    ("domain", "id_"),
    [
        ("afp.com", "afp"),
        ("en.irna.ir", "irna"),
        ("WWW.Reuters.com", "reuters"),
        ("rsport.ria.ru", "ria"),
        ("bbc.co.uk", "bbc"),
        ("news.bbc.co.uk", "bbc"),
        ("themoscowtimes.com", "moscowtimes"),
        ("notreuters.com", None),
        ("com", None),
        ("", None),
    ],
)
def test_domains(domain: str, id_: str | None) -> None:
    assert REGISTRY.agency_for_domain(domain) == id_


def test_no_domain_has_two_owners() -> None:
    domains = [domain for agency in REGISTRY.agencies.values() for domain in agency.domains]
    assert sorted(domains) == sorted(set(domains))


def test_running_text_is_read_strictly() -> None:
    text = "The paper said more than Reuters, the Guardian and Интерфакса; AP and Petra came, not ap (رويترز، 法新社)."
    found = Names(REGISTRY, Context()).scan(text)
    assert [match.named.id for match in found if not match.name.ambiguous] == [
        "reuters",
        "guardian",
        "interfax",
        "reuters",
        "afp",
    ]
    assert [match.named.id for match in found if match.name.ambiguous] == ["ap", "petra"]


def test_a_registry_of_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[[agency]]\nid = "coast"\nname = "Coast Wire"\nkind = "agency"\ndomains = ["coast.example"]\n',
        "utf-8",
    )
    registry = Registry.load(own)
    assert registry.agency_for_domain("en.coast.example") == "coast"
    assert registry.lookup("coast wire") is not None
    assert registry.lookup("Reuters") is None


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ('id = "coast"\nkind = "agency"', "without id or name"),
        ('id = "coast"\nname = "Coast"\nkind = "wire"', "kind must be one of"),
        (
            'id = "coast"\nname = "Coast"\nkind = "agency"\n[[agency]]\nid = "coast"\nname = "C"\nkind = "agency"',
            "stands twice",
        ),
    ],
)
def test_faults_in_the_data_are_named(tmp_path: Path, entry: str, says: str) -> None:
    own = tmp_path / "own.toml"
    own.write_text(f"[[agency]]\n{entry}\n", "utf-8")
    with pytest.raises(ValueError, match=f"own.toml: .*{says}"):
        Registry.load(own)
