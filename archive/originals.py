"""Where the originals of revisits lie: by record id, by target URI and date, by payload digest (WARC 1.1, 6.7.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from archive.capture import Capture, Unread
from archive.interpret import resolve
from archive.record import Record, unbracket

Place = tuple[Path, int]
"""A file (an entry of a zip as a path below it) and the offset of a record in it."""

MAX_HOPS = 100
"""Revisits that refer to revisits are followed this far."""


class Originals:
    """Finds and reads the payload that a revisit refers to; remembers about 300 bytes for each record it was shown.

    `read` gives the record at a place and what it means; `everything` goes through the whole archive once, and is asked
    only when a revisit refers to what was not seen on the way (later in the archive, or before the start).
    """

    def __init__(
        self,
        read: Callable[[Path, int], tuple[Record, Capture | Unread] | None],
        everything: Callable[[], Iterator[tuple[Path, int, Mapping[str, str]]]],
    ) -> None:
        self._read = read
        self._everything: Callable[[], Iterator[tuple[Path, int, Mapping[str, str]]]] | None = everything
        self._files: dict[Path, int] = {}
        self._at: dict[int, int] = {}

    def add(self, path: Path, offset: int, fields: Mapping[str, str]) -> None:
        """Remember a record, by its fields, that revisits may refer to; others are passed over."""
        kind = fields.get("warc-type", "").lower()
        if kind not in {"response", "resource", "revisit"}:
            return
        place = self._files.setdefault(path, len(self._files)) << 48 | offset
        url = unbracket(fields.get("warc-target-uri", ""))
        keys = [unbracket(fields.get("warc-record-id", "")), _moment(url, fields.get("warc-date", ""))]
        if kind != "revisit":
            keys.append(fields.get("warc-payload-digest", "").casefold())
        for key in keys:
            # The hash alone is kept, to save memory: what it leads to is compared when it is read.
            if key:
                self._at.setdefault(hash(key), place)

    def resolved(self, revisit: Capture, record: Record) -> Capture:
        """The revisit with its payload; or, when the archive does not hold it, with a `fault` that says why."""
        at, seen = record, set[Place]()
        for _ in range(MAX_HOPS):
            place, found = self._original(at)
            if place is None or found is None:
                return _unresolved(revisit, f"{_named(at)} is not in this archive")
            if place in seen:
                return _unresolved(revisit, "it refers to itself")
            seen.add(place)
            at, original = found
            if isinstance(original, Unread):
                return _unresolved(revisit, f"the original gives no capture ({original.reason})")
            if original.revisit is None:
                return _joined(revisit, original, record)
        return _unresolved(revisit, f"more than {MAX_HOPS} revisits in a chain")

    def _original(self, record: Record) -> tuple[Place | None, tuple[Record, Capture | Unread] | None]:
        place_and_found = self._look_up(record)
        if place_and_found[0] is None and self._everything is not None:
            everything, self._everything = self._everything, None
            for path, offset, fields in everything():
                self.add(path, offset, fields)
            place_and_found = self._look_up(record)
        return place_and_found

    def _look_up(self, record: Record) -> tuple[Place | None, tuple[Record, Capture | Unread] | None]:
        paths = list(self._files)
        for key, of in _references(record):
            packed = self._at.get(hash(key)) if key else None
            if packed is None:
                continue
            place = paths[packed >> 48], packed & ((1 << 48) - 1)
            found = self._read(*place)
            if found is not None and of(found[0]) == key:
                return place, found
        return None, None


def _references(record: Record) -> list[tuple[str, Callable[[Record], str]]]:
    """What a revisit says its original is, surest first, each with how the original itself is asked."""
    url = unbracket(record.get("WARC-Refers-To-Target-URI") or "") or record.url
    return [
        (unbracket(record.get("WARC-Refers-To") or ""), lambda found: found.id),
        (_moment(url, record.get("WARC-Refers-To-Date") or ""), lambda found: _moment(found.url, found.date)),
        (_digest(record), _digest),
    ]


def _moment(url: str, date: str) -> str:
    return f"{date} {url}" if url and (date := date.strip()) else ""


def _digest(record: Record) -> str:
    return (record.get("WARC-Payload-Digest") or "").strip().casefold()


def _named(record: Record) -> str:
    named = unbracket(record.get("WARC-Refers-To") or "") or (record.get("WARC-Refers-To-Target-URI") or "")
    return named or _digest(record) or "an original it does not name"


def _joined(revisit: Capture, original: Capture, record: Record) -> Capture:
    if original.fault:
        return _unresolved(revisit, f"the original has no payload ({original.fault})")
    ours, theirs = _digest(record), original.payload_digest.casefold()
    # Two algorithms, or two spellings of one (hex and base32), say nothing about each other.
    if ours.partition(":")[0] == theirs.partition(":")[0] and len(ours) == len(theirs) and ours != theirs:
        return _unresolved(revisit, "the original has another payload digest")
    return resolve(revisit, original.payload, original)


def _unresolved(revisit: Capture, why: str) -> Capture:
    return replace(revisit, fault=f"unresolved revisit: {why}")
