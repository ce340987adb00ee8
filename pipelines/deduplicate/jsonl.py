"""Deduplication of a JSONL file: what each line retells, one line each."""

from __future__ import annotations

import codecs
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from pipelines.attribute.registry import default_registry
from pipelines.deduplicate.deduplicator import Deduplicator
from pipelines.deduplicate.document import Decision, Document
from pipelines.deduplicate.final import Watch, final_decisions, unwatched
from pipelines.deduplicate.remarks import Ids, Remarks
from pipelines.deduplicate.store import DocumentStore
from pipelines.normalise.urls import registrable_domain


class InputError(ValueError):
    """A line of the input that is no document; the message says which line and why."""


def deduplicate_jsonl(
    lines: Iterable[bytes | str],
    *,
    online: bool = False,
    scratch: Path | None = None,
    watch: Watch = unwatched,
    remarks: Remarks | None = None,
) -> Iterator[bytes]:
    """Yield for each document of a JSONL file one JSON line: `id`, `cluster`, `relation`, `links`, in the order of the input.

    A line needs `id` and `text`; `title`, `language`, `published`, `url`, `site`, `source`, `article` and `credits` are used
    where they are. Final clusters, the same whatever the order of the lines; with `online` each line is judged by the lines
    before it. Texts and index lie in a temporary folder below `scratch`, not in memory. `watch` is told how far it is, with a
    total of 0 while lines are read; `remarks` of ids that come twice and fields that are not of their type. Raises InputError.
    """
    with tempfile.TemporaryDirectory(prefix="deduplicate-", dir=scratch) as folder:
        ids = Ids(Path(folder))
        documents = read_documents(lines, remarks if remarks is not None else Remarks(), ids)
        yield from (_online if online else _final)(documents, Path(folder), watch)
        ids.close()


def read_documents(lines: Iterable[bytes | str], remarks: Remarks, ids: Ids) -> Iterator[Document]:
    """Yield the documents of a JSONL file, numbered by their place; empty lines are passed over. Raises InputError."""
    position = 0
    for number, line in enumerate(lines, 1):
        line = _unmarked(line)
        if not line.strip():
            continue
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise InputError(f"line {number}: {_no_json(line, error)}") from error
        try:
            document = document_of(record, position)
        except ValueError as error:
            raise InputError(f"line {number}: {error}") from error
        remarks.fields(record, number)
        if (first := ids.first(document.id, number)) != number:
            remarks.note(
                "the id was there before", f"line {number} has that of line {first}, {document.id!r}"
            )
        yield document
        position += 1


def _no_json(line: bytes | str, error: orjson.JSONDecodeError) -> str:
    try:
        if isinstance(line, bytes):
            line.decode()
    except UnicodeDecodeError:
        return "not UTF-8: is the file compressed, or saved in another coding?"
    return f"not JSON: {error}"


def _unmarked(line: bytes | str) -> bytes | str:
    """A line without the byte order mark that some editors put in front of a file, and `cat` between two."""
    return line.removeprefix(codecs.BOM_UTF8) if isinstance(line, bytes) else line.removeprefix("\ufeff")


def document_of(record: Any, position: int) -> Document:
    """Return the document of a JSON object, an article of this project or of anybody's making. Raises ValueError."""
    if isinstance(record, list):
        raise ValueError(
            "not a JSON object but an array: put each document on a line of its own (jq -c '.[]')"
        )
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    for name in ("id", "text"):
        if not isinstance(record.get(name), str):
            raise ValueError(f"`{name}` is missing or no text")
    source = record["source"] if isinstance(record.get("source"), dict) else {}
    url = _text(record, "url")
    site = _text(record, "site") or _text(source, "id") or (registrable_domain(url) if url else None)
    return Document(
        id=record["id"],
        text=record["text"],
        position=position,
        title=_text(record, "title") or "",
        language=_text(record, "language"),
        published=_in_utc(_text(record, "published_utc") or _text(record, "published")),
        url=url,
        site=site or None,
        story=_text(record, "article"),
        agencies=tuple(_credited(record.get("credits"), "agency")),
        own_agency=_text(record, "own_agency") or _own_agency(source, url),
        outlets=tuple(_credited(record.get("credits"), "outlet")),
        own_outlet=_owner(url, "outlet"),
    )


def _in_utc(published: str | None) -> str | None:
    """A moment with an offset in UTC, so that moments compare as text; whatever else is said stays as it is."""
    try:
        moment = datetime.fromisoformat(published or "")
        return (
            published if moment.tzinfo is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
        )
    except (ValueError, OverflowError):
        return published


def _own_agency(source: dict[str, Any], url: str | None) -> str | None:
    if source.get("kind") == "agency":
        return _text(source, "id")
    return _owner(url, "agency")


def _owner(url: str | None, kind: str) -> str | None:
    """The agency, or outlet, of the registry whose site an address is on."""
    registry = default_registry()
    owner = registry.get(registry.agency_for_domain(registrable_domain(url)) or "") if url else None
    return owner.id if owner is not None and owner.credit_kind == kind else None


def _text(record: dict[str, Any], name: str) -> str | None:
    value = record.get(name)
    return value if isinstance(value, str) and value else None


def _credited(credits: Any, kind: str) -> Iterator[str]:
    for credit in credits if isinstance(credits, list) else []:
        if isinstance(credit, str) and credit and kind == "agency":
            yield credit.lower()
        elif isinstance(credit, dict) and credit.get("kind", "agency") == kind:
            name = _text(credit, "id") or _text(credit, "name")
            if name:
                yield name.lower()


def _online(documents: Iterator[Document], folder: Path, watch: Watch) -> Iterator[bytes]:
    with Deduplicator(folder) as deduplicator:
        for document in documents:
            decision = deduplicator.decide(document)
            deduplicator.admit(document, decision)
            watch(document.position + 1, 0)
            yield _line(document.id, decision)


def _final(documents: Iterator[Document], folder: Path, watch: Watch) -> Iterator[bytes]:
    source = DocumentStore(folder / "input.sqlite")
    for document in documents:
        source.add(document, 0, None, False, None, None)
        watch(document.position + 1, 0)
    for doc_id, decision in final_decisions(source, folder / "index", watch):
        yield _line(doc_id, decision)
    source.close()


def _line(doc_id: str, decision: Decision) -> bytes:
    links = [asdict(link) for link in decision.links]
    return (
        orjson.dumps(
            {"id": doc_id, "cluster": decision.cluster, "relation": decision.relation, "links": links}
        )
        + b"\n"
    )
