"""The chain: order, roles, the carrier's own name, metadata, and what is only a mention."""

from __future__ import annotations

import pytest

from pipelines.attribute import Attribution, Evidence, attribute
from pipelines.attribute.registry import Registry

FIRST = (
    "A ferry ran aground off the old lighthouse on Sunday, the coast guard said, and all on board were saved."
)
REST = (
    "Forty people had been on board.",
    "The captain, a man of 61, was unhurt.",
    "Divers will look at the hull next week.",
)


def page(*paragraphs: str, **evidence: object) -> Attribution:
    fields: dict[str, object] = {
        "paragraphs": paragraphs or (FIRST, *REST),
        "published": "2023-11-14",
        "language": "en",
    }
    return attribute(Evidence(**fields | evidence))  # type: ignore[arg-type]


def chain(found: Attribution) -> list[tuple[str | None, str, str]]:
    return [(credit.id, credit.kind, credit.role) for credit in found.credits]


def test_a_page_without_a_credit_has_none() -> None:
    assert page() == Attribution()


def test_dateline_is_the_origin_and_the_source_line_handed_it_on() -> None:
    found = page("(Tasnim) -- " + FIRST, *REST, tail_lines=["Source: Al-Alam News Network"])
    assert chain(found) == [("tasnim", "agency", "origin"), ("alalam", "agency", "via")]
    assert [credit.form for credit in found.credits] == ["dateline", "source line"]
    assert [credit.evidence for credit in found.credits] == ["(Tasnim) --", "Source: Al-Alam News Network"]


def test_a_source_line_alone_is_the_source() -> None:
    assert chain(page(tail_lines=["Source: RT"])) == [("rt", "outlet", "source")]


def test_two_source_lines_are_a_chain_oldest_first() -> None:
    found = page(tail_lines=["منبع: سایت بندر", "منبع: همشهری آنلاین"])
    assert [(credit.name, credit.role) for credit in found.credits] == [
        ("سایت بندر", "source"),
        ("Hamshahri Online", "via"),
    ]


def test_one_agency_in_several_places_is_one_credit() -> None:
    found = page("LIMA (AFP) - " + FIRST, *REST, byline="By AFP", author_orgs=["AFP"], tail_lines=["AFP"])
    assert chain(found) == [("afp", "agency", "origin")]
    assert found.credits[0].form == "dateline"


def test_byline_and_tail_of_different_agencies() -> None:
    assert chain(page(byline="By Reuters", tail_lines=["(ANI)"])) == [
        ("reuters", "agency", "origin"),
        ("ani", "agency", "via"),
    ]


def test_an_agency_that_helped_is_a_source() -> None:
    assert chain(page(tail_lines=["AFP contributed reporting."])) == [("afp", "agency", "source")]


def test_the_bracket_of_a_dateline_can_be_a_chain() -> None:
    found = page("RIGA (UrduPoint News / Sputnik - 13th November, 2023) " + FIRST, *REST)
    assert chain(found) == [("sputnik", "agency", "origin"), ("urdupoint", "outlet", "via")]


def test_the_inline_chain_on_the_agencys_own_page() -> None:
    found = page(
        "به گزارش خبرگزاری مهر به نقل از راشاتودی، کشتی به گل نشست.",
        *REST,
        carrier_domains=["mehrnews.com"],
        language="fa",
    )
    assert chain(found) == [("rt", "outlet", "source")]


def test_an_agency_text_that_cites_another_credits_only_its_own() -> None:
    found = page("A ferry ran aground, Xinhua reported.", *REST, byline="By AFP")
    assert chain(found) == [("afp", "agency", "origin")]
    assert found.mentions == ["Xinhua"]


@pytest.mark.parametrize(
    "evidence",
    [
        {"carrier_domains": ["tass.com"]},
        {"carrier_names": ["TASS"]},
        {"url": "https://tass.com/world/1"},
    ],
)
def test_the_agencys_own_page_has_no_credit(evidence: dict[str, object]) -> None:
    found = page(
        "MINSK, November 13. /TASS/. " + FIRST,
        *REST,
        byline="TASS",
        tail_lines=["Source: TASS", "/TASS/"],
        **evidence,
    )
    assert found.credits == []
    assert found.dateline is not None
    assert found.dateline.agency == "tass"


@pytest.mark.parametrize(
    "line",
    [
        "Source: Harbour Herald",
        "Source: The Harbour Herald",
        "Source: harbour-herald.example",
        "(Harbour Herald)",
    ],
)
def test_the_carriers_own_name_is_never_a_credit(line: str) -> None:
    found = page(
        tail_lines=[line],
        byline="By Harbour Herald",
        author_orgs=["The Harbour Herald"],
        carrier_names=["The Harbour Herald"],
        carrier_domains=["harbour-herald.example"],
    )
    assert found.credits == []


@pytest.mark.parametrize("slot", ["Representative", "Dispatches", "Harbour Herald", "Staff", "Iran"])
def test_a_slot_that_lies_gives_no_agency(slot: str) -> None:
    found = page(f"LIMA, Nov 13 ({slot}) - " + FIRST, *REST)
    assert found.credits == []
    assert found.dateline is not None
    assert (found.dateline.place, found.dateline.date, found.dateline.agency) == ("LIMA", "2023-11-13", None)


def test_unnamed_agencies_count_only_where_none_is_named() -> None:
    assert [
        (c.id, c.name, c.kind, c.role) for c in page(byline="Agencies", tail_lines=["Agencies"]).credits
    ] == [(None, "Agencies", "unnamed", "origin")]
    assert chain(page(byline="By PTI", tail_lines=["(With inputs from agencies)"])) == [
        ("pti", "agency", "origin")
    ]


def test_a_feed_disclaimer_names_the_agency_that_the_byline_has() -> None:
    disclaimer = "(This story has not been edited by our staff and is auto-generated from a syndicated feed.)"
    assert chain(page(byline="PTI", tail_lines=[disclaimer])) == [("pti", "agency", "origin")]
    assert [(c.kind, c.form, c.name) for c in page(tail_lines=[disclaimer]).credits] == [
        ("unnamed", "feed", "syndicated feed")
    ]


@pytest.mark.parametrize(
    ("orgs", "expected"),
    [
        (["PTI"], [("pti", "agency", "origin")]),
        (["Associated Press"], [("ap", "agency", "origin")]),
        (["Agence France-Presse"], [("afp", "agency", "origin")]),
        (["Euronews"], [("euronews", "outlet", "origin")]),
        (["Some Newsroom"], []),
        (["Ina Sample"], []),
        ([""], []),
    ],
)
def test_organisations_named_as_author(orgs: list[str], expected: list[tuple[str, str, str]]) -> None:
    assert chain(page(author_orgs=orgs)) == expected


def test_an_outlet_that_names_itself_as_author_is_no_credit() -> None:
    assert page(author_orgs=["Euronews"], carrier_domains=["euronews.com"]).credits == []


def test_a_canonical_address_on_another_site_is_the_origin() -> None:
    found = page(url="https://www.msn.com/en/a-1", canonical_url="https://www.lighthouse-weekly.co.uk/a/1")
    assert [(c.id, c.name, c.kind, c.role, c.form) for c in found.credits] == [
        ("lighthouse-weekly.co.uk", "lighthouse-weekly.co.uk", "outlet", "origin", "canonical")
    ]
    found = page(url="https://www.msn.com/en/a-1", canonical_url="https://www.reuters.com/a/1")
    assert chain(found) == [("reuters", "agency", "origin")]


def test_a_canonical_address_behind_an_agency_handed_the_text_on() -> None:
    found = page(byline="By AP", url="https://www.msn.com/en/a-1", canonical_url="https://www.cnn.com/a/1")
    assert chain(found) == [("ap", "agency", "origin"), ("cnn", "outlet", "via")]


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://amp.herald.co.uk/a", "https://www.herald.co.uk/a"),
        ("https://herald.co.uk/a", "https://herald.co.uk/b"),
        ("http://127.0.0.1:8000/a", "https://herald.co.uk/a"),
        ("https://herald.co.uk/a", "http://localhost/a"),
        ("https://herald.co.uk/a", "not an address"),
        ("https://herald.co.uk/a", "http://[broken"),
        ("https://herald.co.uk/a", "/a"),
        ("https://herald.co.uk/a", None),
        (None, "https://herald.co.uk/a"),
        ("https://www.bbc.com/a", "https://www.bbc.co.uk/a"),
    ],
)
def test_canonical_addresses_that_say_nothing(url: str | None, canonical: str | None) -> None:
    assert page(url=url, canonical_url=canonical).credits == []


def test_photo_credits_are_never_credits_of_the_story() -> None:
    lines = [
        "EPA / TASS",
        "AFP/Getty Images",
        "Photo: Reuters",
        "© Ina Sample / SPUTNIK / AFP",
        "AP Photo/Ina Sample",
        "(Ina Sample/AFP)",
    ]
    for line in lines:
        assert page(head_lines=[line]).credits == []
    assert (
        page(tail_lines=["Photo Credit: AFP/Getty Images", "Foto: dpa", "Photo by Ina Sample / AFP"]).credits
        == []
    )


def test_names_below_the_first_cards_are_tags_and_menus() -> None:
    assert page(tail_lines=["Read more", "Two boats lost", "Reuters", "AFP"]).credits == []
    assert chain(page(tail_lines=["Share", "Source: Reuters"])) == [("reuters", "agency", "source")]


def test_mentions_are_in_order_once_and_without_credits() -> None:
    found = page(
        "LIMA (AFP) - " + FIRST,
        "“It was the fog,” the captain told Reuters.",
        "The captain told dpa and Reuters the same, according to AFP.",
        "A spokesman told AP that he knew.",
        "Petra, his wife, and Dawn, his daughter, saw the Times and the AP exam.",
    )
    assert found.mentions == ["Reuters", "dpa", "AP"]


@pytest.mark.parametrize(
    ("published", "date"),
    [
        ("2023-11-14", "2023-11-13"),
        ("2024-01-02T00:10:00+01:00", "2023-11-13"),
        (None, None),
        ("unknown", None),
    ],
)
def test_the_year_of_a_dateline_comes_from_the_page(published: str | None, date: str | None) -> None:
    found = page("LIMA, Nov 13 (AFP) - " + FIRST, published=published).dateline
    assert found is not None
    assert found.date == date


def test_a_dateline_of_december_on_a_page_of_january() -> None:
    found = page("LIMA, Dec 31 (AFP) - " + FIRST, published="2024-01-01").dateline
    assert found is not None
    assert found.date == "2023-12-31"


def test_a_dateline_of_another_calendar_has_no_iso_date() -> None:
    found = page("تهران، ۱۶ تیر (ایسنا) - کشتی به گل نشست.", language="fa").dateline
    assert found is not None
    assert (found.place, found.date, found.agency) == ("تهران", None, "isna")


def test_a_dateline_below_a_lead_is_found() -> None:
    found = page("The lead says what happened, in a sentence.", "OSLO (Reuters) - " + FIRST, *REST)
    assert found.dateline is not None
    assert found.dateline.agency == "reuters"


def test_a_place_alone_below_a_lead_is_none() -> None:
    assert page("The lead says what happened.", "OSLO - " + FIRST, *REST).dateline is None


def test_a_dateline_alone_on_the_line_above_the_text() -> None:
    found = page(head_lines=["Home", "ISTANBUL (AA) -", "By Ina Sample"])
    assert found.dateline is not None
    assert (found.dateline.place, found.dateline.agency) == ("ISTANBUL", "aa")
    assert chain(found) == [("aa", "agency", "origin")]


def test_short_names_are_told_apart_by_the_carrier() -> None:
    assert chain(page("Wien (APA) - " + FIRST, *REST, language="de")) == [("apa", "agency", "origin")]
    assert chain(page("BAKU (APA) - " + FIRST, *REST)) == [("apa-az", "agency", "origin")]
    assert chain(
        page(byline="CNA", url="https://www.taipeitimes.com/a", carrier_domains=["taipeitimes.com"])
    ) == [("cna-taiwan", "agency", "origin")]
    assert page(byline="CNA", carrier_domains=["channelnewsasia.com"]).credits == []


def test_a_short_name_that_cannot_be_told_apart_has_no_id() -> None:
    found = page("LIMA (APA) - " + FIRST, *REST)
    assert [(c.id, c.name, c.kind) for c in found.credits] == [(None, "APA", "agency")]
    assert found.dateline is not None
    assert found.dateline.agency is None


def test_a_registry_of_ones_own_is_used() -> None:
    registry = Registry.build([{"id": "coast", "name": "Coast Wire", "kind": "agency"}])
    evidence = Evidence((FIRST, *REST), byline="By Coast Wire", tail_lines=["Source: Reuters"])
    assert chain(attribute(evidence, registry)) == [("coast", "agency", "origin"), (None, "outlet", "via")]


def test_empty_evidence() -> None:
    assert attribute(Evidence(())) == Attribution()
    assert attribute(Evidence(("", " "), byline="", head_lines=[""], tail_lines=["", " "])) == Attribution()


@pytest.mark.parametrize(
    "line",
    [
        "Mehr",
        "Report",
        "Trend",
        "Bild",
        "Dawn",
        "RSS",
        "MAP",
        "App",
        "The Conversation",
        "Join the conversation",
    ],
)
def test_everyday_words_alone_on_a_line_are_no_credit(line: str) -> None:
    assert page(head_lines=[line], tail_lines=[line]) == Attribution()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Odd Muster Associated Press", [("ap", "agency", "origin")]),
        ("Odd Muster Associated Press Published 11:34 PM EST Nov 13, 2023", [("ap", "agency", "origin")]),
        ("Nyheter - Anadolu Ajansı", [("aa", "agency", "origin")]),
        ("First Published on Nov 13, 2023 01:38 pm", []),
        ("Foto: REUTERS/Ina Sample", []),
    ],
)
def test_lines_between_title_and_text(line: str, expected: list[tuple[str, str, str]]) -> None:
    found = page(head_lines=[line])
    assert chain(found) == expected
    assert found.dateline is None
    assert chain(page(byline=line)) == expected


def test_an_outlet_inside_a_longer_byline_is_no_credit() -> None:
    assert page(byline="CBS Harbour News Team").credits == []
    assert chain(page(byline="By Ina Sample, CNN")) == [("cnn", "outlet", "origin")]


def test_the_carrier_is_known_by_its_domain_too() -> None:
    assert (
        page(
            tail_lines=["Originally published on Harbour Science."], url="https://www.harbourscience.com/a"
        ).credits
        == []
    )
