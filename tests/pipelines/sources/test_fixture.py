from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.extract.extracted import Extracted
from pipelines.items import Block
from pipelines.sources.fixture import (
    FixtureError,
    difference,
    differences,
    expectation,
    fixture_folders,
    read_fixture,
    slug_of,
    source_folders,
    write_fixture,
)
from pipelines.sources.recorded import RecordedPage
from tests.pipelines.extract.newsroom import STORY, TITLE, URL
from tests.pipelines.sources.archived import DAY, HTML

PAGE = RecordedPage(URL, "text/html; charset=utf-8", DAY, HTML)


def made(folder: Path) -> Path:
    write_fixture(folder / "gull" / "pier", PAGE, expectation(PAGE.read(None)))
    return folder / "gull" / "pier"


def test_what_is_written_is_read_and_holds(tmp_path: Path) -> None:
    fixture = read_fixture(made(tmp_path))
    assert fixture.page == PAGE
    assert fixture.expected["title"] == TITLE
    assert fixture.expected["text"] == list(STORY)
    assert differences(fixture.expected, fixture.page.read(None)) == {}


def test_a_fixture_is_not_written_over(tmp_path: Path) -> None:
    folder = made(tmp_path)
    with pytest.raises(FixtureError, match="is there already"):
        write_fixture(folder, PAGE, {})
    assert read_fixture(folder).expected["title"] == TITLE


def test_a_difference_is_told_line_by_line_and_only_of_what_is_expected() -> None:
    found = Extracted(
        title="Pier", blocks=[Block("text", "One."), Block("heading", "Two"), Block("list", "3")]
    )
    told = differences({"title": "Pier", "text": ["One.", "Two.", "- 3"]}, found)
    assert told == {
        "text": 'text is not as expected:\n--- expected\n+++ found\n "One."\n-"Two."\n+"## Two"\n "- 3"'
    }


@pytest.mark.parametrize(("wanted", "given"), [(None, "x"), ("x", None), ([], ["x"]), (["x"], [])])
def test_something_and_nothing_differ(wanted: Any, given: Any) -> None:
    assert difference("title", wanted, wanted) is None
    told = difference("title", wanted, given)
    assert told is not None
    assert '"x"' in told


@pytest.mark.parametrize(
    ("file", "text", "what"),
    [
        ("meta.json", "{", "no JSON"),
        ("meta.json", "[]", "one JSON object"),
        ("meta.json", '{"url": "x", "content_type": null}', "captured"),
        ("meta.json", '{"url": "x", "content_type": null, "captured": "yesterday"}', "captured"),
        ("expected.json", '{"titel": "x"}', 'no field "titel"'),
        ("expected.json", None, "is missing"),
    ],
)
def test_what_is_wrong_with_a_fixture_is_said(file: str, text: str | None, what: str, tmp_path: Path) -> None:
    folder = made(tmp_path)
    (folder / file).unlink() if text is None else (folder / file).write_text(text)
    with pytest.raises(FixtureError, match=what) as told:
        read_fixture(folder)
    assert str(folder / file) in str(told.value)


def test_folders_are_found_with_the_source_files_beside_them(tmp_path: Path) -> None:
    folder = made(tmp_path)
    (tmp_path / "gull" / "none").mkdir()
    assert fixture_folders(tmp_path) == fixture_folders(folder) == [folder]
    assert source_folders(tmp_path) == []
    (tmp_path / "gull" / "gull.toml").write_text("")
    assert source_folders(tmp_path) == [tmp_path / "gull"]


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://a.example/2024/05/06/the-pier-is-back/", "the-pier-is-back"),
        ("https://a.example/news/The_Pier-71.html?page=2", "the-pier-71"),
        ("https://a.example/" + "long-" * 40, ("long-" * 12)[:60].rstrip("-")),
        ("https://a.example/../%2e%2e%2fetc", "etc"),
    ],
)
def test_a_slug_is_made_of_the_last_words(url: str, slug: str) -> None:
    assert slug_of(url) == slug


def test_an_address_without_words_gets_a_digest() -> None:
    slugs = [slug_of("https://a.example/"), slug_of("https://a.example/خبر"), slug_of("https://b.example/")]
    assert len(set(slugs)) == 3
    assert all(len(slug) == 12 and slug.isalnum() for slug in slugs)


def test_every_expected_field_is_json(tmp_path: Path) -> None:
    assert json.loads(json.dumps(expectation(Extracted()))) == expectation(Extracted())
