"""Kinds of pages that news sites make, each as a page of an invented outlet beside the text that is to be found in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.extract import extract
from tests.pipelines.extract.newsroom import URL, shuffled

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))


def test_there_are_pages() -> None:
    assert len(PAGES) > 25


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_text_of_a_page(page: Path) -> None:
    found = extract(page.read_bytes(), URL)
    assert found.kind == "article"
    assert found.text == page.with_suffix(".txt").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_class_names_are_not_needed(page: Path) -> None:
    found = extract(shuffled(page.read_bytes(), 7, structured=False), URL)
    assert found.text == page.with_suffix(".txt").read_text(encoding="utf-8").strip()
