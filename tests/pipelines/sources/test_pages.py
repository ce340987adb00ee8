"""Every recorded page gives what a person expects of it, field by field."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipelines.sources.fixture import (
    difference,
    expectation,
    fixture_folders,
    read_fixture,
    source_folders,
)
from pipelines.sources.load import PROJECT_SOURCES, load_sources

PAGES = Path(__file__).parent / "pages"
SOURCES = load_sources([PROJECT_SOURCES, *source_folders(PAGES)])
FIXTURES = [read_fixture(folder) for folder in fixture_folders(PAGES)]
READ = {each.folder: expectation(each.page.read(SOURCES.for_url(each.page.url))) for each in FIXTURES}

FIELDS = [
    pytest.param(
        each.folder,
        name,
        wanted,
        id=f"{each.folder.relative_to(PAGES)}-{name}",
    )
    for each in FIXTURES
    for name, wanted in each.expected.items()
]


@pytest.mark.parametrize(("folder", "name", "wanted"), FIELDS)
def test_a_field_is_read_as_expected(folder: Path, name: str, wanted: Any) -> None:
    told = difference(name, wanted, READ[folder][name])
    assert told is None, f"{folder.relative_to(PAGES)}: {told}"


def test_the_command_says_that_all_is_as_expected() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "sources", "--check", str(PAGES)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout
    assert "every rule matches" in done.stdout


def test_there_are_pages_of_every_seed_family_and_of_four_languages() -> None:
    assert len(FIXTURES) >= 8
    assert len({each.folder.parent for each in FIXTURES}) >= 8
    assert {each.expected["language"] for each in FIXTURES} >= {"en", "de", "fa", "ru"}


def test_every_page_says_what_its_title_and_text_are() -> None:
    for each in FIXTURES:
        assert {"title", "text", "published", "authors"} <= each.expected.keys(), each.folder
