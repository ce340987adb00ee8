"""The five pages that the project was created from: every field, with and without class names and JSON-LD, and as plain text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipelines.extract import Extracted, extract
from tests.pipelines.extract.newsroom import shuffled

SEEDS = ("000", "001", "002", "003", "004")


def truth(shared: Path, number: str) -> tuple[dict[str, Any], Path]:
    table = json.loads((shared / "reference" / "seeds_truth.json").read_text(encoding="utf-8"))
    name = next(name for name in table if name.startswith(number))
    return table[name], shared / "corpus" / "seeds" / name


def markup(shared: Path, number: str) -> bytes:
    return next((shared / "corpus" / "seeds").glob(f"{number}-*.html")).read_bytes()


def check_text(found: Extracted, want: dict[str, Any]) -> None:
    body = want["body"]
    assert found.kind == "article"
    assert found.title == want["title"]
    assert found.subtitle == (want["subtitle"] or want["lead"])
    assert found.authors == want["authors"]
    assert found.author_orgs == want["author_orgs"]
    assert len(found.blocks) == body["paragraphs"]
    assert len(found.text.split()) == body["words"]
    assert len(found.text.replace("\n", "\n\n")) == body["chars"]
    assert " ".join(found.text.split()[:8]) == body["first_8_words"]
    assert " ".join(found.text.split()[-8:]) == body["last_8_words"]
    for noise in want["noise_must_not_be_in_body"]:
        if not re.fullmatch(r"esp|defrrs|0:00", noise):  # parts of glued labels, which are parts of words too
            assert noise not in found.text
    assert found.tags == want["tags"]
    credits = [(c.line, c.photographer, c.agencies) for c in found.photo_credits]
    assert credits == [(c["line"], c["photographer"], c["agencies"]) for c in want["photo_credits"]]


@pytest.mark.parametrize("number", SEEDS)
def test_page(shared: Path, number: str) -> None:
    want, _ = truth(shared, number)
    found = extract(markup(shared, number), want["url"])
    check_text(found, want)
    assert found.published == want["published"]
    assert [image.caption for image in found.images if image.caption] == want.get("captions", [])


@pytest.mark.parametrize("number", SEEDS)
@pytest.mark.parametrize("seed", range(4))
def test_page_with_shuffled_names(shared: Path, number: str, seed: int) -> None:
    want, _ = truth(shared, number)
    html = shuffled(markup(shared, number), seed, structured=seed % 2 == 0, each=seed > 1)
    check_text(extract(html, want["url"]), want)


@pytest.mark.parametrize("number", SEEDS)
def test_dump(shared: Path, number: str) -> None:
    want, path = truth(shared, number)
    zone = {"002": "UTC"}.get(number)
    found = extract(path.read_bytes(), want["url"], content_type="text/plain; charset=utf-8", timezone=zone)
    check_text(found, want)
    assert found.published == want["published"]


def test_credit_lines_stay_for_attribution(shared: Path) -> None:
    lines = {n: extract(markup(shared, n), truth(shared, n)[0]["url"]) for n in SEEDS}
    assert "Source: RT" in lines["000"].tail_lines
    assert "By AFP" in lines["001"].head_lines
    assert "Source: Al-Alam News Network" in lines["004"].tail_lines
