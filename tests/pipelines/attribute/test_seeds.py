"""The five seed pages: credits, kinds, roles, chains and photo credits exactly as ../shared says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.attribute import Evidence, attribute, is_credit_line
from pipelines.attribute.photo import parse_caption

SEEDS = [
    "000_827f6c923b7aa814.txt",
    "001_546e4f5f551dff20.txt",
    "002_478c5f253b71c946.txt",
    "003_e1614662f10daa3d.txt",
    "004_81fb7ecc1d4dd314.txt",
]
ROLES = {"agency": "origin", "origin": "origin", "intermediate": "via", "source": "source"}

pytestmark = pytest.mark.shared


def truth_of(shared: Path, seed: str) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads((shared / "reference/seeds_truth.json").read_text(encoding="utf-8"))[
        seed
    ]
    return truth


def lines_of(shared: Path, seed: str) -> list[str]:
    text = (shared / "corpus/seeds" / seed).read_text(encoding="utf-8")
    return [line.strip() for line in text.split("\n") if line.strip()]


def evidence_of(shared: Path, seed: str) -> Evidence:
    truth, lines = truth_of(shared, seed), lines_of(shared, seed)
    starts = truth["body"]["paragraph_first_3_words"]
    body = [next(at for at, line in enumerate(lines) if line.startswith(start)) for start in starts]
    return Evidence(
        paragraphs=[lines[at] for at in body],
        title=truth["title"],
        head_lines=lines[: body[0]],
        tail_lines=lines[body[-1] + 1 :],
        url=truth["url"],
        carrier_names=[truth["publisher"]],
        carrier_domains=[truth["domain"]],
        language=truth["language"],
        published=truth["published"],
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_credits_and_roles(shared: Path, seed: str) -> None:
    expected = [
        (credit["id"], credit["name"], "agency" if credit["is_agency"] else "outlet", ROLES[credit["role"]])
        for credit in truth_of(shared, seed)["credits"]
    ]
    found = attribute(evidence_of(shared, seed)).credits
    assert [(credit.id, credit.name, credit.kind, credit.role) for credit in found] == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_chain(shared: Path, seed: str) -> None:
    truth = truth_of(shared, seed)
    found = [credit.id for credit in attribute(evidence_of(shared, seed)).credits]
    assert [*found, truth["domain"]] == truth["credit_chain"]


@pytest.mark.parametrize("seed", SEEDS)
def test_photo_credits(shared: Path, seed: str) -> None:
    truth = truth_of(shared, seed)
    lines = [
        line
        for line in lines_of(shared, seed)
        if any(" ".join(line.split()).endswith(each["line"]) for each in truth["photo_credits"])
    ]
    parsed = [parse_caption(line) for line in lines]
    found = [
        {"line": each.line, "agencies": each.agencies, "photographer": each.photographer}
        for _, each in parsed
        if each
    ]
    assert found == truth["photo_credits"]
    assert [caption for caption, _ in parsed if caption] == truth["captions"]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_paragraph_of_the_body_is_taken_for_a_credit_line(shared: Path, seed: str) -> None:
    assert not [
        line
        for line in evidence_of(shared, seed).paragraphs
        if is_credit_line(line, "tail") or is_credit_line(line, "head")
    ]


def test_the_credit_lines_of_the_seeds_are_seen(shared: Path) -> None:
    assert is_credit_line("Source: RT", "tail")
    assert is_credit_line("Photo Credit: AFP/Getty Images", "tail")
    assert is_credit_line("By AFP", "head")
    assert is_credit_line("Source: Al-Alam News Network", "tail")
    assert all(
        line in lines_of(shared, seed) for line, seed in (("Source: RT", SEEDS[0]), ("By AFP", SEEDS[1]))
    )


def test_the_dateline_of_seed_004(shared: Path) -> None:
    found = attribute(evidence_of(shared, SEEDS[4])).dateline
    assert found is not None
    assert (found.raw, found.place, found.date, found.agency) == ("(Tasnim) --", None, None, "tasnim")
