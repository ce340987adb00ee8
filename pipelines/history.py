"""What became of an address: its captures with their outcomes, and the article's versions with their reasons."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archive.capture import Capture, Unread
from archive.errors import ArchiveEmpty, ArchiveNotFound
from archive.reader import Archive
from pipelines.export.jsonl import read_lines
from pipelines.normalise.urls import canonical_url
from pipelines.state_view import Settled, StateView


@dataclass(frozen=True, slots=True)
class Told:
    """One capture and what became of it; `fetched` and `status` are None where the record cannot be read any more."""

    id: str
    url: str
    fetched: str | None
    status: int | None
    outcome: str
    reason: str | None
    detail: str | None
    file: str
    offset: int
    via: str | None = None
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the article: where its line is, whose text it is, and why that is said."""

    id: str
    version: int
    file: str
    title: str | None
    relation: str | None
    cluster: str | None
    links: list[dict[str, Any]]
    origin: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class History:
    """Everything a data folder knows of an address, oldest first; empty lists when it never met it."""

    url: str
    captures: list[Told] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)


def history_of(data: Path, url: str) -> History:
    """The history of an address in a data folder, under the spelling given or its canonical one.

    Times come from the archive's records where there is an archive, else from the lines. Raises StateUnusable.
    """
    with StateView(data / "state.sqlite") as view:
        settled = next(
            (rows for spelling in (url, canonical_url(url)) if (rows := view.history(spelling))), []
        )
    ids = {each.id for each in settled}
    lines = {
        line["id"]: (name, line)
        for name in ("articles", "copies")
        for line in read_lines(data / f"{name}.jsonl")
        if line.get("id") in ids
    }
    archive = _archive(data / "archive")
    captures = [_told(each, archive, lines.get(each.id)) for each in settled]
    return History(
        settled[0].url if settled else url,
        captures,
        [_version(name, line) for name, line in (lines[each.id] for each in settled if each.id in lines)],
    )


def nearest(data: Path, url: str, others: Iterable[str] = ()) -> list[str]:
    """At most three known addresses of the same host that look most like this one, from the state and `others`."""
    parts = urlsplit(canonical_url(url))
    with StateView(data / "state.sqlite") as view:
        known = view.addresses(f"{parts.scheme}://{parts.netloc}")
    return difflib.get_close_matches(url, sorted({*known, *others}), n=3, cutoff=0.5)


def _archive(folder: Path) -> Archive | None:
    try:
        return Archive(folder)
    except (ArchiveNotFound, ArchiveEmpty):
        return None


def _told(settled: Settled, archive: Archive | None, line: tuple[str, dict[str, Any]] | None) -> Told:
    found = _at(archive, settled)
    capture = found if isinstance(found, Capture) and found.id == settled.id else None
    proof = line[1].get("capture") or {} if line is not None else {}
    return Told(
        id=settled.id,
        url=settled.url,
        fetched=capture.date if capture else proof.get("fetched"),
        status=capture.status if capture else proof.get("status"),
        outcome=settled.outcome,
        reason=settled.reason,
        detail=settled.detail,
        file=settled.file,
        offset=settled.offset,
        via=capture.via if capture else None,
        erased=isinstance(found, Unread) and found.reason == "withheld",
    )


def _at(archive: Archive | None, settled: Settled) -> Capture | Unread | None:
    try:
        return archive.at(settled.file, settled.offset) if archive is not None else None
    except ArchiveNotFound:
        return None


def _version(name: str, line: dict[str, Any]) -> Version:
    said = line.get("syndication") or {}
    return Version(
        id=line["id"],
        version=line["version"],
        file=f"{name}.jsonl",
        title=line["title"],
        relation=said.get("relation"),
        cluster=said.get("cluster"),
        links=said.get("links", []),
        origin=said.get("origin"),
    )
