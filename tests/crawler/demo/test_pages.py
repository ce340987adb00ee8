from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from crawler.demo import pages
from crawler.demo.pages import Page, all_pages, edition
from crawler.demo.world import OUTLETS

ROOT = Path(__file__).resolve().parents[3]


def test_the_newsroom_is_as_large_and_as_mixed_as_it_is_said_to_be() -> None:
    found = edition(2)
    articles = [page for page in found if page.kind == "article"]
    assert 70 <= len(articles) <= 110
    assert len({page.outlet.id for page in found} - {"skarv"}) >= 6
    assert len({page.language for page in articles}) >= 3
    assert sum(page.relation == "wire" for page in articles) >= 12


def test_every_way_of_carrying_a_wire_is_there() -> None:
    copies = [page for page in all_pages() if page.relation == "copy"]
    wires = {page.key: page for page in all_pages() if page.relation == "wire"}
    assert any(page.title != wires[page.of[0]].title for page in copies)
    assert any(len(page.paragraphs) == 2 for page in copies), "cut to two paragraphs"
    assert any(len(page.paragraphs) > len(wires[page.of[0]].paragraphs) for page in copies), "extended"
    assert any(page.hidden and not page.credits for page in copies), "not credited"
    assert any(len(page.credits) > 1 for page in copies), "a chain"
    assert any(
        credit.role == "source" and credit.kind == "outlet" for page in copies for credit in page.credits
    )
    assert any(page.byline for page in copies)
    assert any(page.tail for page in copies)
    assert any(page.glued for page in copies)
    assert {page.kind for page in all_pages()} == {"article", "disallowed", "dead", "video"}
    lookalikes = " / ".join(sorted({page.lookalike for page in all_pages() if page.lookalike}))
    for kind in (
        "form letter",
        "independently",
        "statement quoted by two",
        "background paragraph",
        "running story",
    ):
        assert kind in lookalikes


def test_later_there_are_new_pages_and_edited_ones() -> None:
    before = {page.key: page for page in edition(1)}
    after = {page.key: page for page in edition(2)}
    assert {after[key].relation for key in after.keys() - before.keys()} == {"wire", "partial"}
    edited = [key for key in before if before[key].paragraphs != after[key].paragraphs]
    assert {after[key].relation for key in edited} == {"wire", "copy", "own"}
    assert all(
        after[key].version == 2 and after[key].modified and after[key].path == before[key].path
        for key in edited
    )
    wire, stale = after["ferry"], after["ferry.rnworld"]
    assert "injuring 41" in " ".join(wire.paragraphs)
    assert "injuring 14" in " ".join(stale.paragraphs), "the correction does not travel to every copy"


def test_addresses_are_unique_and_of_the_outlets_own_form() -> None:
    counts = Counter((page.outlet.id, page.path) for page in edition(2))
    assert max(counts.values()) == 1
    assert all(page.path.startswith("/") and page.path.isascii() for page in edition(2))


def test_every_pair_that_must_stay_apart_exists() -> None:
    keys = {page.key for page in all_pages()}
    assert all(other in keys for page in all_pages() for other in page.apart_from)
    assert all(story in keys for page in all_pages() for story in page.of)


def test_pages_are_the_same_in_any_process() -> None:
    program = (
        "import hashlib, json; from crawler.demo.pages import edition;"
        "print(json.dumps([[p.key, p.path, hashlib.sha256(repr(p).encode()).hexdigest()] for p in edition(2)]))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "TZ": zone, "PATH": ""},
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    ]
    assert runs[0] == runs[1]
    assert len(json.loads(runs[0])) == len(edition(2))


@pytest.mark.parametrize(
    ("body", "changes", "wanted"),
    [
        ("Own words.\n\n{w:1-2}\n\nMore.", [["x", "y"]], ("Own words.", "a y", "b", "More.")),
        ("{w:2}", [], ("b",)),
        ("{w:1}", [["q", "y"]], "nothing to change"),
        ("{w:1-3}", [], "has 2 paragraphs"),
    ],
)
def test_a_body_quotes_wires_and_changes_only_what_it_quotes(
    body: str, changes: list[list[str]], wanted: tuple[str, ...] | str
) -> None:
    table = {"title": "t", "body": body, "changes": changes}
    wires = {"w": ["a x", "b"]}
    if isinstance(wanted, tuple):
        assert pages._body(table, wires) == wanted
        return
    with pytest.raises(ValueError, match=wanted):
        pages._body(table, wires)


def test_the_outlets_have_an_address_each() -> None:
    assert len({outlet.address for outlet in OUTLETS.values()}) == len(OUTLETS)
    assert all(outlet.host.endswith(".example") for outlet in OUTLETS.values())
    assert all(outlet.address.startswith("127.") for outlet in OUTLETS.values())


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.key)
def test_the_agency_is_named_in_a_dateline_or_not_at_all(page: Page) -> None:
    names = ("Skarv", "Скарв", "اسکارو")
    first = page.paragraphs[0] if page.paragraphs else ""
    if page.relation == "wire":
        assert any(name in first.split(" - ")[0] or f"/{name}/" in first for name in names)
    if page.hidden:
        assert not any(
            name in line for name in names for line in (*page.paragraphs, *page.tail, page.byline or "")
        )
