"""Source files to `Sources`; a wrong folder is refused with every fault of every file at once."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pipelines.sources.keys import CRAWL, RULES, SOURCE, Key
from pipelines.sources.lines import Lines
from pipelines.sources.model import CrawlRules, Rules, Source, Sources
from pipelines.sources.values import WrongValueError, did_you_mean

LARGEST_FILE = 1 << 20
PROJECT_SOURCES = Path(__file__).parent
"""The folder of the sources that come with the project."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in one file; prints as `file:line: what` (line 0: the whole folder)."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.what}"


class SourceErrors(ValueError):
    """Everything that is wrong with the source files, in the order of files and lines; `faults` holds it one by one."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        files = len({fault.file for fault in self.faults})
        head = f"{_count(len(self.faults), 'fault')} in {_count(files, 'source file')} (docs/sources.md explains each key)"
        super().__init__("\n".join([head, *map(str, self.faults)]))

    def __reduce__(self) -> tuple[type[SourceErrors], tuple[tuple[Fault, ...]]]:
        return SourceErrors, (self.faults,)


def load_sources(folders: Sequence[Path]) -> Sources:
    """All `*.toml` files of the folders (not of their sub-folders) as one `Sources`.

    Raises `SourceErrors` that lists every fault of every file: nothing is loaded while anything is wrong.
    """
    faults: list[Fault] = []
    read: list[_File] = []
    for folder in folders:
        if not folder.is_dir():
            faults.append(Fault(str(folder), 0, "no such folder"))
        for path in sorted(folder.glob("*.toml")):
            file = _File(path)
            faults += file.faults
            read.append(file)
    faults += _twice(read, "id", lambda source: [source.id])
    faults += _twice(read, "domain", lambda source: source.domains)
    if faults:
        raise SourceErrors(faults)
    return Sources(file.source for file in read if file.source is not None)


class _File:
    """One file: its source, or its faults; with a few faults, as much of the source as could be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[Fault] = []
        self.source: Source | None = None
        text = self._text()
        self.lines = Lines(text or "")
        table = self._table(text) if text is not None else None
        if table is not None:
            self.source = self._source(table)

    def fault(self, line: int, what: str) -> None:
        self.faults.append(Fault(str(self.path), line, what))

    def _text(self) -> str | None:
        """The file as text with `\\n` line ends: a byte order mark and CRLF do no harm, another encoding is a fault."""
        data = self.path.read_bytes()
        if len(data) > LARGEST_FILE:
            self.fault(1, f"is larger than {LARGEST_FILE} bytes")
            return None
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            self.fault(1, "is UTF-16; save it as UTF-8")
            return None
        try:
            return data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            self.fault(line, f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8")
            return None

    def _table(self, text: str) -> dict[str, Any] | None:
        try:
            return tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            # Not only TOMLDecodeError: a number of 5,000 digits is a plain ValueError, a thousand brackets a RecursionError.
            what, _, place = str(error).rpartition(" (at ")
            numbers = [word.rstrip(",)") for word in place.split() if word.rstrip(",)").isdigit()]
            line = int(numbers[0]) if what and numbers else text.count("\n") + 1
            self.fault(line, f"no TOML: {what or str(error)}")
            return None

    def _source(self, table: dict[str, Any]) -> Source | None:
        crawl, rules = table.pop("crawl", {}), table.pop("rules", [])
        fields = self._fields(table, SOURCE, (), ["crawl", "rules"])
        fields["crawl"] = CrawlRules(**self._fields(self._is_table(crawl, "crawl"), CRAWL, ("crawl",)))
        fields["rules"] = self._rules(rules)
        if not any(table.get(key) for key in ("feeds", "sitemaps", "sections")):
            self.fault(1, 'no way to find articles: give "feeds", "sitemaps" or "sections"')
        if "agency" in table and table.get("kind", "publisher") in ("publisher", "aggregator"):
            self.fault(self.lines.of("agency"), '"agency" is only for a source of kind = "agency"')
        if any(key.required and key.name not in fields for key in SOURCE):
            return None
        return Source(**fields)

    def _fields(
        self, table: dict[str, Any], keys: Sequence[Key], path: tuple[str, ...], also: Sequence[str] = ()
    ) -> dict[str, Any]:
        known = {key.name: key for key in keys}
        fields: dict[str, Any] = {}
        for name, value in table.items():
            if name not in known:
                self.fault(self.lines.of(*path, name), _unknown(name, [*known, *also], path))
                continue
            try:
                fields[name] = known[name].read(value)
            except WrongValueError as wrong:
                line = (
                    self.lines.of(*path, name)
                    if wrong.item is None
                    else self.lines.of_item(wrong.item, *path, name)
                )
                self.fault(line, f'"{name}" {wrong}' if not str(wrong).startswith('"') else f"{name} {wrong}")
        for key in keys:
            if key.required and key.name not in table:
                self.fault(1, f'"{key.name}" is missing')
            elif key.required and table[key.name] == []:
                self.fault(self.lines.of(key.name), f'"{key.name}" is empty')
        return fields

    def _is_table(self, value: object, *path: str) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        self.fault(self.lines.of(*path), f'"{path[0]}" must be a table: write [{path[0]}]')
        return {}

    def _rules(self, value: object) -> tuple[Rules, ...]:
        if not isinstance(value, list):
            self.fault(self.lines.of("rules"), '"rules" must be a list of tables: write [[rules]]')
            return ()
        found: list[Rules] = []
        for index, table in enumerate(value):
            path = ("rules", str(index))
            if not isinstance(table, dict):
                self.fault(self.lines.of(*path), '"rules" must be a list of tables: write [[rules]]')
                continue
            fields = self._fields(table, RULES, path)
            rules = Rules(**fields)
            line = self.lines.of(*path)
            if not set(table) - {"valid_from", "valid_until"}:
                self.fault(line, "these rules hold no selector")
            if rules.valid_from and rules.valid_until and rules.valid_until < rules.valid_from:
                self.fault(
                    line, f"these rules end ({rules.valid_until}) before they begin ({rules.valid_from})"
                )
            elif _covered(rules, found):
                self.fault(line, "these rules are never used: the rules above cover all of their days")
            found.append(rules)
        return tuple(found)


def _unknown(name: str, known: list[str], path: tuple[str, ...]) -> str:
    inside = f" in [{path[0]}]" if path else ""
    hint = did_you_mean(name, known)
    if not hint:
        homes = {"the top of the file": SOURCE, "[crawl]": CRAWL, "[[rules]]": RULES}
        home = next((home for home, keys in homes.items() if name in {key.name for key in keys}), None)
        hint = f" It belongs to {home}." if home else f" Known are {', '.join(known)}."
    return f'unknown key "{name}"{inside}.{hint}'


def _covered(rules: Rules, earlier: Sequence[Rules]) -> bool:
    """Whether earlier rules, which win, leave no day to these."""
    day, last = rules.valid_from or date.min, rules.valid_until or date.max
    while cover := [other.valid_until or date.max for other in earlier if other.covers(day)]:
        if max(cover) >= last:
            return True
        day = max(cover) + timedelta(days=1)
    return False


def _twice(files: Sequence[_File], key: str, values: Callable[[Source], Iterable[str]]) -> Iterable[Fault]:
    """A fault for each id or domain that another file holds too."""
    first: dict[str, _File] = {}
    for file in files:
        for value in values(file.source) if file.source else ():
            other = first.setdefault(value, file)
            if other is not file:
                name = "domains" if key == "domain" else key
                line = file.lines.of_item(value, name)
                place = f"{other.path}:{other.lines.of_item(value, name)}"
                yield Fault(str(file.path), line, f'{key} "{value}" is already in {place}')


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
