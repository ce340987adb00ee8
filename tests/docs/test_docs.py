"""The documentation says what the code does: tables are compared with what they describe."""

from __future__ import annotations

import re
import subprocess
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from crawler import exit_codes
from crawler.config import PROJECT, Config
from pipelines.items import Article
from pipelines.outcome import COUNTED_ONLY, OUTCOMES

ROOT = Path(__file__).resolve().parents[2]


def _page(name: str) -> str:
    return (ROOT / "docs" / name).read_text()


def shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(shown(each) for each in value)
    if isinstance(value, Path):
        return str(value.relative_to(PROJECT)) if value.is_relative_to(PROJECT) else str(value)
    return str(value)


def test_every_setting_is_documented_with_its_type_and_default() -> None:
    page = _page("settings.md")
    default = Config()
    rows = [
        f"| `WIRECOPY_{each.name.upper()}` | `{shown(getattr(default, each.name))}` | {each.metadata['doc']} |"
        for each in fields(Config)
    ]
    missing = [row for row in rows if row not in page]
    assert not missing, "docs/settings.md lacks these rows:\n" + "\n".join(missing)
    named = set(re.findall(r"^\| `(WIRECOPY_\w+)`", page, re.MULTILINE))
    assert named == {f"WIRECOPY_{each.name.upper()}" for each in fields(Config)}


def test_every_field_of_the_article_is_documented() -> None:
    named = set(re.findall(r"^\| `(\w+)` \|", _page("article.md"), re.MULTILINE))
    assert named >= {each.name for each in fields(Article)}


def test_every_outcome_is_documented() -> None:
    page = _page("outcomes.md")
    for name in (*OUTCOMES, *COUNTED_ONLY):
        assert f"`{name}`" in page, name


def test_every_exit_code_is_documented() -> None:
    codes = {value for name, value in vars(exit_codes).items() if name.isupper()}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", _page("exit-codes.md"), re.MULTILINE)} == codes


def test_every_dependency_says_why_it_is_here() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    page = _page("dependencies.md")
    for requirement in wanted:
        name = re.split(r"[<>=~!\[]", requirement)[0]
        assert re.search(rf"^\| {re.escape(name)} \|", page, re.MULTILINE), (
            f"docs/dependencies.md lacks {name}"
        )


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = dict(project["optional-dependencies"])
    # pywb needs older packages than ours, so that it is installed, and pinned, apart.
    _all_pinned(extras.pop("browse"), "constraints-browse.txt")
    _all_pinned(
        [*project["dependencies"], *(each for extra in extras.values() for each in extra)], "constraints.txt"
    )


def _all_pinned(wanted: list[str], constraints: str) -> None:
    pinned = {_normal(line) for line in (ROOT / constraints).read_text().splitlines() if "==" in line}
    names = {_normal(each) for each in wanted}
    assert names <= pinned, names - pinned


def _normal(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=~!\[]", requirement)[0]).lower()


def test_every_test_that_the_archive_page_names_is_there() -> None:
    folder = ROOT / "tests" / "archive"
    page = _page("archive.md")
    named = re.findall(r"`((?:tests/)?[\w/]*\.py)?(?:::(test_\w+)(\*?))?`", page)
    last, missing = folder, []
    for file, name, more in named:
        if file:
            last = ROOT / file if file.startswith("tests/") else folder / file
            if last.name.startswith("test_") and not last.is_file():
                missing.append(file)
        start = f"def {name}" if more else f"def {name}("
        if name and not any(line.startswith(start) for line in last.read_text().splitlines()):
            missing.append(f"{last.name}::{name}")
    assert not missing
    assert len(named) > 40


def test_no_path_of_a_machine_is_committed() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.split(b"\0")
    for name in filter(None, tracked):
        content = (ROOT / name.decode()).read_bytes()
        assert b"/work" + b"/" not in content, name
