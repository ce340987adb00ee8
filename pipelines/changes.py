"""What another version of the code made of the same archive: line by line, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from pipelines.swap import FILES

EXAMPLES = 3
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Example:
    """One change of a field: both values shortened to where they begin to differ."""

    url: str
    old: str
    new: str


@dataclass(slots=True)
class Change:
    """How many lines changed in the same way, with the first few of them."""

    count: int = 0
    examples: list[Example] = field(default_factory=list)

    def add(self, example: Example) -> None:
        """Count one more; the first EXAMPLES are kept."""
        self.count += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(example)


@dataclass(slots=True)
class Changes:
    """The difference between two sets of derived files; lines are the same when their captures are.

    `before` and `after` are numbers of lines by file. `fields` are those of articles and copies (`syndication.relation` is
    a field of its own), sorted by name; `became` are captures that gave another kind of line, or another outcome.
    """

    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)
    added: Change = field(default_factory=Change)
    removed: Change = field(default_factory=Change)
    became: Change = field(default_factory=Change)
    changed: int = 0
    fields: dict[str, Change] = field(default_factory=dict)

    @property
    def none(self) -> bool:
        """True when the lines are the same."""
        return not (self.added.count or self.removed.count or self.became.count or self.changed)


def compare(old: Path, new: Path) -> Changes:
    """Compare the JSONL files of two folders; one that is not there has no lines.

    One line of each is in memory at a time, and some 200 bytes for every line of the old files.
    """
    found = Changes()
    with _Lines(old) as before:
        found.before = before.counts
        for name, line in _lines(new):
            found.after[name] = found.after.get(name, 0) + 1
            known = before.take(line.get("id"))
            if known is None:
                found.added.add(Example(_url(line), "", _kind(name, line)))
            else:
                _compare(found, known, (name, line))
        for name, line in before.rest():
            found.removed.add(Example(_url(line), _kind(name, line), ""))
    found.after = {name: found.after.get(name, 0) for name in FILES}
    found.fields = dict(sorted(found.fields.items()))
    return found


_Line = tuple[str, dict[str, Any]]


def _compare(found: Changes, old: _Line, new: _Line) -> None:
    kinds = _kind(*old), _kind(*new)
    if kinds[0] != kinds[1]:
        found.became.add(Example(_url(new[1]), *kinds))
    if "outcomes" in (old[0], new[0]):
        return
    before, after = _flat(old[1]), _flat(new[1])
    names = [name for name in (before | after) if before.get(name) != after.get(name)]
    found.changed += bool(names)
    for name in names:
        example = Example(_url(new[1]), *shortened(before.get(name), after.get(name)))
        found.fields.setdefault(name, Change()).add(example)


def _kind(name: str, line: Mapping[str, Any]) -> str:
    if name != "outcomes":
        return "article" if name == "articles" else "copy"
    return f"{line.get('outcome')}: {line.get('reason')}"


def _url(line: Mapping[str, Any]) -> str:
    return str(line.get("url"))


def _flat(line: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in line.items():
        if name in ("syndication", "dateline", "source") and isinstance(value, dict):
            flat.update({f"{name}.{inner}": each for inner, each in value.items()})
        else:
            flat[name] = value
    return flat


def shortened(old: Any, new: Any) -> tuple[str, str]:
    """Both values as JSON on one line, cut to the stretch where they begin to differ."""
    one, other = (orjson.dumps(value).decode() for value in (old, new))
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    start = max(0, same - 20)
    return _cut(one, start), _cut(other, start)


def _cut(text: str, start: int) -> str:
    head = "…" if start else ""
    tail = "…" if len(text) > start + _SHOWN else ""
    return head + text[start : start + _SHOWN] + tail


def _lines(folder: Path) -> Iterator[_Line]:
    for name in FILES:
        path = folder / f"{name}.jsonl"
        if path.is_file():
            with path.open("rb") as file:
                yield from ((name, value) for raw in file if (value := _parsed(raw)) is not None)


def _parsed(raw: bytes) -> dict[str, Any] | None:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


class _Lines:
    """The lines of a folder's files, found by id; each is taken once."""

    def __init__(self, folder: Path) -> None:
        self._files: dict[str, BinaryIO] = {}
        self._places: dict[str, tuple[str, int]] = {}
        self.counts = dict.fromkeys(FILES, 0)
        for name in FILES:
            path = folder / f"{name}.jsonl"
            if path.is_file():
                self._files[name] = path.open("rb")
                self._index(name)

    def _index(self, name: str) -> None:
        at = 0
        for raw in self._files[name]:
            value = _parsed(raw)
            if value is not None:
                self.counts[name] += 1
                self._places[str(value.get("id"))] = (name, at)
            at += len(raw)

    def take(self, known: object) -> _Line | None:
        place = self._places.pop(str(known), None)
        return None if place is None else self._at(*place)

    def rest(self) -> Iterator[_Line]:
        for place in self._places.values():
            yield self._at(*place)

    def _at(self, name: str, at: int) -> _Line:
        self._files[name].seek(at)
        return name, _parsed(self._files[name].readline()) or {}

    def __enter__(self) -> _Lines:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            file.close()
