"""The hard set: invented stories with their copies and look-alikes.

Half of it (`english`, `languages`) says the truth with each document: `story`, and `links` to what it takes parts of. The other
half (`half_b_*`), written by somebody who had not seen the detector, says it of pairs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from pipelines.deduplicate import Decision, Deduplicator, Document
from pipelines.deduplicate.final import final_decisions
from pipelines.deduplicate.jsonl import document_of
from pipelines.deduplicate.store import DocumentStore

FOLDER = Path(__file__).with_name("hard_set")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document with the story it tells, the kind of copy or look-alike it is, and the documents it takes parts of."""

    doc: Document
    story: str
    kind: str
    links: tuple[str, ...]


def hard_set(name: str) -> list[Labelled]:
    """Return one file of the first half, positions in file order."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_labelled(json.loads(line), position) for position, line in enumerate(lines)]


def names() -> list[str]:
    """Return the files of the first half."""
    return sorted(path.stem for path in FOLDER.glob("*.jsonl") if not path.stem.startswith("half_b"))


def _labelled(row: dict[str, object], position: int) -> Labelled:
    def text(key: str) -> str | None:
        value = row.get(key)
        return value if isinstance(value, str) else None

    agencies, links = row.get("agencies") or [], row.get("links") or []
    assert isinstance(agencies, list)
    assert isinstance(links, list)
    doc = Document(
        id=str(row["id"]),
        text=str(row["text"]),
        position=position,
        title=text("title") or "",
        language=text("language"),
        published=text("published"),
        site=text("site"),
        agencies=tuple(agencies),
        own_agency=text("own_agency"),
    )
    return Labelled(doc, str(row["story"]), str(row["kind"]), tuple(links))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two documents of the second half: `label` is copy, partial or apart."""

    left: str
    right: str
    label: str
    kind: str


def second_half() -> tuple[list[Document], list[Pair]]:
    """Return the documents and the labelled pairs of the second half."""
    docs: list[Document] = []
    for path in sorted(FOLDER.glob("half_b_documents_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            docs.append(document_of(json.loads(line), len(docs)))
    rows = [
        json.loads(line) for line in (FOLDER / "half_b_pairs.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return docs, [Pair(row["left"], row["right"], row["label"], row["kind"]) for row in rows]


def online(docs: Iterable[Document]) -> dict[str, Decision]:
    """Return the decisions of the moment, by id."""
    with Deduplicator(None) as deduplicator:
        decided = {}
        for position, doc in enumerate(docs):
            doc = replace(doc, position=position)
            decided[doc.id] = deduplicator.decide(doc)
            deduplicator.admit(doc, decided[doc.id])
        return decided


def final(docs: Iterable[Document]) -> dict[str, Decision]:
    """Return the final decisions, by id."""
    store = DocumentStore(None)
    for position, doc in enumerate(docs):
        store.add(replace(doc, position=position), 0, None, False, None, None)
    return dict(final_decisions(store, None))


def compared(rows: list[Labelled]) -> Iterator[tuple[Labelled, Labelled]]:
    """Yield every pair; those of one family (the id without its number) are the copies and look-alikes."""
    yield from combinations(rows, 2)


def family(row: Labelled) -> str:
    """Return what the copies and look-alikes of one subject have in common."""
    return row.doc.id.rsplit("-", 1)[0]
