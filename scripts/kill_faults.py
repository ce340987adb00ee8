"""What is wrong with a data folder whose crawl was killed: lost, doubled, unreadable, or without its outcome."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

from archive.capture import Capture
from archive.reader import read_archive

FILES = ("articles.jsonl", "copies.jsonl", "outcomes.jsonl")
Told = Counter[tuple[str, int, str]]


def lines(data: Path, *names: str) -> list[dict[str, Any]]:
    """The lines of JSON Lines files."""
    found = []
    for name in names:
        found += [json.loads(line) for line in (data / name).read_bytes().split(b"\n") if line]
    return found


def told(data: Path) -> Told:
    """Every article and copy by address, version and text."""
    return Counter((each["url"], each["version"], each["text"]) for each in lines(data, *FILES[:2]))


def faults(data: Path, reference: Told, replayed: Path) -> list[str]:
    """What is wrong with a folder; empty when nothing is."""
    captures, unreadable = _captures(data)
    return [
        *_other_articles(told(data), reference),
        *unreadable,
        *(f"archived {count} times: {key}" for key, count in captures.items() if count > 1),
        *_without_outcome(data, set(captures)),
        *_lines(data, set(captures)),
        *_never_fetched(data),
        *(
            f"{name} of the replay differs"
            for name in FILES
            if (data / name).read_bytes() != (replayed / name).read_bytes()
        ),
    ]


def _other_articles(ours: Told, reference: Told) -> list[str]:
    if ours == reference:
        return []
    missing, extra = reference - ours, ours - reference
    some = [key[:2] for key in (*missing, *extra)][:4]
    return [f"articles: {missing.total()} missing, {extra.total()} too many: {some}"]


def _captures(data: Path) -> tuple[Counter[str], list[str]]:
    read = list(read_archive(data / "archive"))
    captures = Counter(each.id for each in read if isinstance(each, Capture))
    damaged = [each for each in read if not isinstance(each, Capture) and each.reason != "record type"]
    return captures, [
        f"unreadable: {each.reason} in {each.ref.file} at {each.ref.offset}" for each in damaged
    ]


def _without_outcome(data: Path, captures: set[str]) -> list[str]:
    settled = {key for (key,) in _rows(data / "state.sqlite", "SELECT id FROM captures")}
    if settled == captures:
        return []
    return [f"{len(captures - settled)} records without outcome, {len(settled - captures)} outcomes without"]


def _lines(data: Path, captures: set[str]) -> list[str]:
    wrong = []
    for names in (FILES[:2], FILES[2:]):
        ids = Counter(each["id"] for each in lines(data, *names))
        wrong += [f"{count} lines for {key}" for key, count in ids.items() if count > 1]
        wrong += [f"a line without record: {key}" for key in ids if key not in captures]
    return wrong


def _never_fetched(data: Path) -> list[str]:
    lost = _rows(data / "frontier.sqlite", "SELECT url FROM urls WHERE fetches = 0")
    return [f"{len(lost)} queued pages were never fetched: {lost[:3]}"] if lost else []


def _rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    database = sqlite3.connect(path)
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()
