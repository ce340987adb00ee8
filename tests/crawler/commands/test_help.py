"""--help, its examples and docs/commands.md say the same, and the examples do what they say."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib import import_module
from pathlib import Path

import pytest

import crawler.commands
from crawler.command import FolderCommand
from tests.crawler.commands.here import command, run
from tests.e2e.command import FILES, ROOT, Folder, scrapy

NAMES = sorted(
    path.stem for path in Path(crawler.commands.__path__[0]).glob("*.py") if path.stem != "__init__"
)
HERE = ("clusters", "verify", "why", "withhold", "package")
"""Commands that need no process of their own."""


@pytest.mark.parametrize("name", NAMES)
def test_the_page_has_the_help_of_every_command(name: str) -> None:
    page = (ROOT / "docs" / "commands.md").read_text()
    told = command(name).long_desc().rstrip("\n")
    section = f"## scrapy {name}\n\n```\n{told}\n```\n"
    assert section in page, f"docs/commands.md needs this section as it stands:\n{section}"
    assert f"| `{name}` |" in page, f"docs/commands.md: its table has no row for {name}"


@pytest.mark.parametrize("name", NAMES)
def test_the_help_has_examples_of_its_command(name: str) -> None:
    told = command(name).long_desc()
    examples = told.partition("\nexample")[2].splitlines()[1:]
    assert any(f"scrapy {name} " in line for line in examples)
    assert max(map(len, told.splitlines())) <= 130
    assert command(name).short_desc() in scrapy_list()


def scrapy_list(known: list[str] = []) -> str:  # noqa: B006 - asked once
    if not known:
        known.append(scrapy().stdout)
    return known[0]


@pytest.mark.parametrize("name", HERE)
def test_every_code_of_the_help_is_one_of_ours(name: str) -> None:
    made = command(name)
    assert isinstance(made, FolderCommand)
    codes = re.findall(
        r"(?:exit code: |, |; )(\d+) ",
        made.examples.partition("exit code:")[1] + made.examples.partition("exit code:")[2],
    )
    assert set(codes) <= {"0", "1", "2", "75"}
    assert "0" in codes


def calls(name: str, demo: Path, folder: Path) -> list[list[str]]:
    """The arguments of every `scrapy` in a command's examples, as a shell would give them, for a folder like the demo's."""
    examples = import_module(f"crawler.commands.{name}").Command.examples.partition("\nexamples")[2]
    lines = [line[2:] for line in examples.partition("exit code:")[0].splitlines()[1:]]
    script = "\n".join(lines).replace("data/demo", str(demo)).replace("demo.wacz", str(folder / "demo.wacz"))
    # An explanation stands behind at least three spaces.
    script = re.sub(r" {3,}\S.*$", "", script, flags=re.MULTILINE)
    function = "scrapy() { printf '%s\\0' \"$@\"; printf '\\n'; }\n"
    done = subprocess.run(["bash", "-euc", function + script], capture_output=True, text=True, check=True)
    return [line.rstrip("\0").split("\0") for line in done.stdout.splitlines()]


@pytest.mark.parametrize("name", HERE)
def test_the_examples_do_what_they_say(
    name: str, data: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replayed = data.path / "replayed"
    replayed.mkdir()
    for file in (*FILES, "state.sqlite"):
        shutil.copy(data.path / file, replayed / file)
    (data.path / "sources").mkdir()
    if name == "verify":
        assert run(f"package {tmp_path / 'demo.wacz'}", data.path) == 0
    found = [call for call in calls(name, data.path, tmp_path) if call[0] == name]
    assert len(found) >= 2
    for call in found:
        assert run(" ".join(f"'{part}'" for part in call)) == 0, call
    assert capsys.readouterr().err == ""
