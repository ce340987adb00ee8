"""docs/sources.md says every key as the code has it, and its example and that of docs/add-a-source.md load."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.sources.check import check_rules
from pipelines.sources.keys import CRAWL, RULES, SOURCE, Key
from pipelines.sources.load import load_sources
from pipelines.sources.recorded import RecordedPage
from tests.pipelines.extract.newsroom import TITLE, page, paragraphs

DOCS = Path(__file__).resolve().parents[3] / "docs"


def row(key: Key) -> str:
    """The line of one key in the table."""
    return f"| `{key.name}` | {'yes' if key.required else ''} | {key.doc} | `{key.example}` |".replace(
        "|  |", "| |"
    )


@pytest.mark.parametrize("keys", [SOURCE, CRAWL, RULES], ids=["source", "crawl", "rules"])
def test_the_tables_hold_every_key(keys: tuple[Key, ...]) -> None:
    rows = "\n".join(map(row, keys))
    assert rows in (DOCS / "sources.md").read_text("utf-8"), f"docs/sources.md must hold:\n{rows}"


@pytest.mark.parametrize("key", [*SOURCE, *CRAWL, *RULES], ids=lambda key: key.name)
def test_every_example_is_a_sound_value(key: Key) -> None:
    import tomllib

    assert key.read(tomllib.loads(f"x = {key.example}")["x"]) is not None


@pytest.mark.parametrize("name", ["sources.md", "add-a-source.md"])
def test_the_examples_load(name: str, tmp_path: Path) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", (DOCS / name).read_text("utf-8"), re.DOTALL)
    assert blocks
    for number, block in enumerate(blocks):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "example.toml").write_text(block, "utf-8")
        assert len(load_sources([folder])) == 1


def captured(year: int, title: str, body: str) -> RecordedPage:
    """A page as the example's outlet laid it out: in `title` the headline, in `body` the story and a line on top of it."""
    cells = [f"<{each.replace('.', ' class=')}>{{}}</{each.partition('.')[0]}>" for each in (title, body)]
    rows = "".join(
        f"<table><tr>{cell if 'td' in cell else f'<td>{cell}</td>'}</tr></table>" for cell in cells
    )
    html = page(rows.format(TITLE, '<div class="postmetadata">|</div>' + paragraphs()))
    url = f"http://straitgazette.example:8642/story-of-{year}/"
    return RecordedPage(url, "text/html", datetime(year, 5, 6, tzinfo=UTC), html)


def test_the_rules_of_the_example_read_each_page_with_those_of_its_day(tmp_path: Path) -> None:
    example = re.findall(r"```toml\n(.*?)```", (DOCS / "add-a-source.md").read_text("utf-8"), re.DOTALL)[-1]
    (tmp_path / "example.toml").write_text(example, "utf-8")
    sources = load_sources([tmp_path])
    new, old = (
        captured(2025, "h2.entrytitle", "div.storycontent"),
        captured(2023, "td.headline", "td.story"),
    )
    check = check_rules([new, old], sources)
    assert [(each.valid_from, each.valid_until, each.pages, each.broken) for each in check.rules] == [
        (date(2024, 3, 1), None, 1, []),
        (None, date(2024, 2, 29), 1, []),
    ]
    read = old.read(sources.for_url(old.url))
    assert (read.title, read.provenance["title"], read.provenance["body"]) == (TITLE, "rules", "rules")
    late = captured(2025, "td.headline", "td.story")
    assert check_rules([new, late], sources).rules[0].broken == ["title", "body"]
