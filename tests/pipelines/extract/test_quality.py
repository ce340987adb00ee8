"""The floor under extraction's quality on real pages: it may rise, and cannot drop unseen."""

from __future__ import annotations

from pathlib import Path
from statistics import fmean

import pytest

from bench.bench_extract import Page, Tally, body_score, f1, pages, readability_text, score_fields
from pipelines.extract import extract

FLOOR = {"aeb": 0.955, "fundus": 0.97}


@pytest.fixture(scope="module")
def sample(shared: Path) -> list[Page]:
    return list(pages(shared / "corpus" / "articles"))[::2]


def test_body_is_not_below_the_floor_nor_below_readability(sample: list[Page]) -> None:
    assert len(sample) >= 100
    ours: dict[str, list[tuple[float, float]]] = {}
    theirs: dict[str, list[tuple[float, float]]] = {}
    for page in sample:
        ours.setdefault(page.benchmark, []).append(
            body_score(page.truth["text"], extract(page.html, page.truth["url"]).text)[:2]
        )
        theirs.setdefault(page.benchmark, []).append(
            body_score(page.truth["text"], readability_text(page))[:2]
        )
    for benchmark, floor in FLOOR.items():
        mine, other = (
            f1(fmean(p for p, _ in x[benchmark]), fmean(r for _, r in x[benchmark])) for x in (ours, theirs)
        )
        assert mine >= floor
        assert mine >= other - 0.01


def test_fields_are_not_below_the_floor(sample: list[Page]) -> None:
    tally = Tally()
    for page in sample:
        score_fields(tally, page.truth, extract(page.html, page.truth["url"]))
    means = {name: fmean(values) for name, values in tally.marks.items()}
    for name, floor in {"title": 0.77, "day": 0.95, "instant": 0.9, "authors": 0.78, "topics": 0.55}.items():
        assert means[name] >= floor, name
