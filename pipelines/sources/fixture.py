"""A page kept for tests: a folder of page.html, meta.json and expected.json, which a person has checked.

The folders lie at `<source id or domain>/<slug>/`. A source file beside the slugs declares an outlet for them alone.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pipelines.extract.extracted import Extracted
from pipelines.items import Block
from pipelines.sources.recorded import RecordedPage

PAGE, META, EXPECTED = "page.html", "meta.json", "expected.json"
_AS_THEY_ARE = (
    *("kind", "reason", "title", "subtitle", "byline", "authors", "author_orgs", "published", "modified"),
    *("section", "tags", "genre", "language", "flags"),
)
_MARKS = {"text": "", "heading": "## ", "quote": "> ", "list": "- "}
_LONGEST_SLUG = 60


class FixtureError(ValueError):
    """A fixture folder that cannot be used or written; the message names the file and says what is wrong."""


@dataclass(frozen=True, slots=True)
class Fixture:
    """A recorded page and what is expected of it, field by field."""

    folder: Path
    page: RecordedPage
    expected: Mapping[str, Any]


def fixture_folders(path: Path) -> list[Path]:
    """The fixture folders at or below a path, sorted."""
    return sorted(meta.parent for meta in path.rglob(META) if (meta.parent / PAGE).is_file())


def source_folders(path: Path) -> list[Path]:
    """The folders beside fixtures that hold source files, sorted: for `load_sources`."""
    return sorted({f.parent for f in fixture_folders(path) if any(f.parent.glob("*.toml"))})


def read_fixture(folder: Path) -> Fixture:
    """One fixture; raises FixtureError for a file that is missing or damaged, and for an expected field that is none."""
    meta, expected = _table(folder / META), _table(folder / EXPECTED)
    known = expectation(Extracted())
    unknown = sorted(expected.keys() - known.keys())
    if unknown:
        raise FixtureError(f'{folder / EXPECTED}: no field "{unknown[0]}"; known are {", ".join(known)}')
    try:
        captured = datetime.fromisoformat(meta["captured"])
        page = RecordedPage(
            meta["url"], meta["content_type"], captured.astimezone(UTC), (folder / PAGE).read_bytes()
        )
    except (KeyError, TypeError, ValueError) as error:
        raise FixtureError(
            f"{folder / META}: needs url, content_type and captured (ISO 8601): {error!r}"
        ) from error
    return Fixture(folder, page, expected)


def write_fixture(folder: Path, page: RecordedPage, expected: Mapping[str, Any]) -> None:
    """Make the folder; raises FixtureError where there is one: what a person has checked is not written over."""
    if folder.exists():
        raise FixtureError(f"{folder} is there already; delete it to record the page anew")
    folder.mkdir(parents=True)
    meta = {
        "url": page.url,
        "content_type": page.content_type,
        "captured": page.captured.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    (folder / PAGE).write_bytes(page.body)
    for name, table in ((META, meta), (EXPECTED, expected)):
        text = json.dumps(table, ensure_ascii=False, indent=1) + "\n"
        (folder / name).write_text(text, "utf-8")


def expectation(found: Extracted) -> dict[str, Any]:
    """What extraction gave, in the form of expected.json: the body as one line a block, marked `## `, `> `, `- `."""
    fields = {name: getattr(found, name) for name in _AS_THEY_ARE}
    fields["text"] = [_marked(block) for block in found.blocks]
    fields["images"] = [asdict(image) for image in found.images]
    fields["photo_credits"] = [asdict(credit) for credit in found.photo_credits]
    return fields


def differences(expected: Mapping[str, Any], found: Extracted) -> dict[str, str]:
    """What is not as expected, by field, each told line by line; a field that is not in `expected` may be anything."""
    actual = expectation(found)
    return {
        name: told
        for name, wanted in expected.items()
        if (told := difference(name, wanted, actual[name])) is not None
    }


def difference(name: str, wanted: Any, given: Any) -> str | None:
    """How a value differs from the expected one: `-` lines were expected, `+` lines were found; None when it does not."""
    if wanted == given:
        return None
    lines = difflib.unified_diff(_lines(wanted), _lines(given), "expected", "found", lineterm="", n=1)
    return "\n".join([f"{name} is not as expected:", *(line for line in lines if not line.startswith("@@"))])


def slug_of(url: str) -> str:
    """A short folder name for an address: the words of its last part in ASCII, or a digest where there are none."""
    parts = [part for part in unquote(urlsplit(url).path).split("/") if part]
    last = unicodedata.normalize("NFKD", parts[-1] if parts else "").encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", re.sub(r"\.[a-z]{3,5}$", "", last.lower())).strip("-")
    return slug[:_LONGEST_SLUG].rstrip("-") or hashlib.sha256(url.encode()).hexdigest()[:12]


def _marked(block: Block) -> str:
    return _MARKS.get(block.kind, f"{block.kind}: ") + block.text


def _lines(value: Any) -> list[str]:
    return list(_each_line(value)) if isinstance(value, list) else [_line(value)]


def _each_line(values: list[Any]) -> Iterator[str]:
    for value in values:
        yield _line(value)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _table(file: Path) -> dict[str, Any]:
    try:
        table = json.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise FixtureError(f"{file} is missing; scrapy sources --record makes it") from error
    except ValueError as error:
        raise FixtureError(f"{file} is no JSON: {error}") from error
    if not isinstance(table, dict):
        raise FixtureError(f"{file} must hold one JSON object")
    return table
