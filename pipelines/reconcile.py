"""Whether a data folder's derived files agree with its archive and with each other; each fault is one line."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from archive.capture import Capture, RecordRef, Unread
from archive.reader import Archive
from archive.verify import Fault
from pipelines.export.check import fault_of
from pipelines.export.schema import article_schema, outcome_schema
from pipelines.outcome import ARTICLE
from pipelines.state import StateUnusable
from pipelines.state_view import StateView
from pipelines.swap import FILES, is_cut_off

STATE = "state.sqlite"


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What was compared: `captures` in the archive, `lines` in the JSONL files, and what does not agree."""

    captures: int
    lines: int
    faults: list[Fault]


@dataclass(slots=True)
class _Line:
    """What a line claims: its capture's place and id; `place` is where the line itself stands."""

    name: str
    at: int
    id: str
    url: str
    length: int
    record_id: str


@dataclass(slots=True)
class _Reconciler:
    data: Path
    running: bool
    view: StateView | None
    faults: list[Fault] = field(default_factory=list)
    lines: dict[tuple[str, int], _Line] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)
    known: set[int] = field(default_factory=set)
    stones: set[tuple[str, int]] = field(default_factory=set)
    count: int = 0
    captures: int = 0

    def fault(self, file: str, offset: int | None, kind: str, message: str) -> None:
        self.faults.append(Fault(file, offset, kind, message))

    def read_lines(self, name: str) -> None:
        """Every committed line: JSON, schema, identity, and the outcome that the state has for it."""
        path = self.data / f"{name}.jsonl"
        schema = outcome_schema() if name == "outcomes" else article_schema()
        committed = self._committed(path)
        at = 0
        if not path.is_file():
            return
        with path.open("rb") as file:
            while at < committed and (raw := file.readline()):
                self._line(name, at, raw, schema)
                at += len(raw)

    def _committed(self, path: Path) -> int:
        """How many bytes of a file count; a difference to what it has is a fault unless a crawl is running."""
        size = path.stat().st_size if path.is_file() else 0
        said = self.view.get(f"size:{path.stem}") if self.view else None
        committed = size if said is None else int(said)
        if size < committed:
            self.fault(
                path.name, None, "state", f"{size} bytes, but {committed} were committed: edited or cut"
            )
        elif size > committed and not self.running:
            self.fault(
                path.name,
                committed,
                "unfinished",
                f"{size - committed} bytes were not committed: the next crawl cuts them back",
            )
        return committed

    def _line(self, name: str, at: int, raw: bytes, schema: dict[str, Any]) -> None:
        self.count += 1
        file = f"{name}.jsonl"
        try:
            value = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            self.fault(file, at, "line", f"not JSON: {error}")
            return
        wrong = fault_of(value, schema) if raw.endswith(b"\n") else "without its line end"
        if wrong is not None:
            self.fault(file, at, "line", wrong)
            return
        proof = value["capture"]
        if proof is None:
            self.fault(file, at, "pointer", "names no capture")
            return
        claimed = Capture(
            RecordRef(proof["file"], proof["offset"], proof["length"], proof["record_id"]),
            "",
            value["url"],
            proof["fetched"],
            b"",
            proof["payload_digest"],
        )
        if claimed.id != value["id"]:
            self.fault(file, at, "pointer", f"{value['id']} is not the id of its address, time and digest")
        self._remember(name, at, value["id"], claimed, value)

    def _remember(self, name: str, at: int, told: str, claimed: Capture, value: dict[str, Any]) -> None:
        ref = claimed.ref
        if hash(told) in self.told:
            self.fault(f"{name}.jsonl", at, "line", f"{told} has a line already")
        self.told.add(hash(told))
        self.lines[ref.file, ref.offset] = _Line(name, at, told, claimed.url, ref.length, ref.record_id)
        if self.view is None:
            return
        settled = self.view.outcome(told)
        wanted = (value["outcome"], value["reason"]) if name == "outcomes" else (ARTICLE, None)
        if settled is None:
            self.fault(f"{name}.jsonl", at, "state", f"{STATE} does not know {told}")
        elif (settled.outcome, settled.reason) != wanted:
            self.fault(
                f"{name}.jsonl", at, "state", f"{STATE} has it as {settled.outcome} {settled.reason or ''}"
            )

    def read_archive(self, archive: Path) -> None:
        """Every capture: the line that names its place is its own, and the state has its outcome."""
        for each in Archive(archive).captures():
            place = (each.ref.file, each.ref.offset)
            if isinstance(each, Capture):
                self._capture(each, self.lines.pop(place, None))
            elif each.reason == "withheld":
                self._tombstone(each, self.lines.pop(place, None))
        for place, line in sorted(self.lines.items()):
            self.fault(
                f"{line.name}.jsonl", line.at, "pointer", f"no capture begins at {place[0]}@{place[1]}"
            )

    def _capture(self, capture: Capture, line: _Line | None) -> None:
        self.captures += 1
        self.known.add(hash(capture.id))
        ref = capture.ref
        if line is not None:
            here = f"{ref.file}@{ref.offset}"
            if line.id != capture.id:
                self.fault(
                    f"{line.name}.jsonl", line.at, "pointer", f"{here} is another capture: {capture.url}"
                )
            elif (line.length, line.record_id) != (ref.length, ref.record_id):
                self.fault(
                    f"{line.name}.jsonl", line.at, "pointer", f"{here} has another length or record id"
                )
        if self.view is None or self.view.outcome(capture.id) is not None:
            return
        if not self._is_to_come(ref):
            self.fault(ref.file, ref.offset, "state", f"{capture.url} has no outcome in {STATE}")
        elif not self.running:
            self.fault(
                ref.file,
                ref.offset,
                "unfinished",
                f"{capture.url} is not processed yet: the next crawl does it",
            )

    def _is_to_come(self, ref: RecordRef) -> bool:
        consumed = self.view.consumed if self.view else None
        return consumed is None or (ref.file, ref.offset) > consumed

    def _tombstone(self, stone: Unread, line: _Line | None) -> None:
        """What was erased on request may be named until the next rebuild, at the very place of its tombstone."""
        self.stones.add((stone.ref.file, stone.ref.offset))
        if line is not None and line.url != stone.url:
            self.fault(
                f"{line.name}.jsonl",
                line.at,
                "pointer",
                f"a tombstone of another address stands at {stone.ref}",
            )

    def read_state(self, archive_was_read: bool) -> None:
        """Every outcome: its capture is in the archive, and an article has its line."""
        assert self.view is not None
        for each in self.view.settled():
            if each.outcome == ARTICLE and hash(each.id) not in self.told:
                self.fault(STATE, None, "state", f"{each.id} ({each.url}) is an article and has no line")
            gone = hash(each.id) not in self.known and (each.file, each.offset) not in self.stones
            if archive_was_read and gone:
                self.fault(
                    STATE,
                    None,
                    "state",
                    f"{each.id} ({each.url}): no such capture at {each.file}@{each.offset}",
                )


def reconcile(data: Path, archive: Path | None, *, running: bool) -> Reconciled:
    """Compare a data folder's lines and state with each other, and with its archive where one is given.

    Each line must be JSON of its schema, have the id of its capture, name a record of that capture, and have its
    outcome in the state; each capture has exactly one outcome, each article one line; the committed sizes are those
    of the files. Kinds of fault: line, pointer, state, unfinished (what a killed crawl left and the next one repairs;
    nothing is unfinished while a crawl is `running`). Reads the archive once; memory grows by some 400 bytes a line and
    100 a capture. Raises ArchiveNotFound and ArchiveEmpty for an `archive` that holds none.
    """
    if is_cut_off(data):
        message = "a rebuild was cut off while its files were swapped: any crawl or rebuild finishes it"
        return Reconciled(0, 0, [Fault("rebuilt", None, "unfinished", message)])
    view, unusable = _view(data)
    found = _Reconciler(data, running, view, unusable)
    try:
        for name in FILES:
            found.read_lines(name)
        if archive is not None:
            found.read_archive(archive)
        if view is not None:
            found.read_state(archive is not None)
    except StateUnusable as error:
        found.fault(STATE, None, "state", str(error))
    finally:
        if view is not None:
            view.close()
    return Reconciled(found.captures, found.count, found.faults)


def _view(data: Path) -> tuple[StateView | None, list[Fault]]:
    path = data / STATE
    if not path.exists():
        there = any((data / f"{name}.jsonl").exists() for name in FILES)
        missing = Fault(STATE, None, "state", "missing: make it anew with `scrapy rebuild --state`")
        return None, [missing] if there else []
    try:
        return StateView(path), []
    except StateUnusable as error:
        return None, [Fault(STATE, None, "state", str(error))]
