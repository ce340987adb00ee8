"""docs/sources.md says every key as the code has it, and its example and that of docs/add-a-source.md load."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.sources.keys import CRAWL, RULES, SOURCE, Key
from pipelines.sources.load import load_sources

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
