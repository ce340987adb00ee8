"""What is odd in a JSON Lines file and does not keep it from being used: counted, with the first example of each kind."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_WANTED: Mapping[str, tuple[type, str]] = {
    "title": (str, "text"),
    "language": (str, "text"),
    "published": (str, "text"),
    "url": (str, "text"),
    "site": (str, "text"),
    "article": (str, "text"),
    "source": (dict, "object"),
    "credits": (list, "list"),
}
_LONGEST = 60


class Remarks:
    """Takes note of odd lines; iterating gives a sentence for each kind of oddity, in the order of their first lines."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._first: dict[str, str] = {}

    def note(self, kind: str, example: str) -> None:
        """Count one more line of a kind; the first one's example is kept."""
        self._counts[kind] += 1
        self._first.setdefault(kind, example)

    def fields(self, record: Mapping[str, Any], number: int) -> None:
        """Take note of each optional field that is there and not of its type; the document is read without it."""
        for name, (wanted, word) in _WANTED.items():
            value = record.get(name)
            if value is not None and not isinstance(value, wanted):
                self._unused(f"`{name}` is no {word}", value, number)
        credits = record.get("credits")
        for each in credits if isinstance(credits, list) else ():
            if not isinstance(each, (str, dict)):
                self._unused("a credit is neither a name nor an object", each, number)
                break

    def _unused(self, what: str, value: Any, number: int) -> None:
        said = json.dumps(value, ensure_ascii=False)
        said = said if len(said) <= _LONGEST else said[:_LONGEST] + "..."
        self.note(f"{what} and is not used", f"line {number}: {said}")

    def __iter__(self) -> Iterator[str]:
        for kind, count in self._counts.items():
            yield f"{count} line{'s' if count > 1 else ''}: {kind} (first: {self._first[kind]})"


class Ids:
    """The ids met so far, in a file of a scratch folder, so that a file of any length can be read."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "ids.sqlite", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute("CREATE TABLE ids (id TEXT PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID")
        self._db.execute("BEGIN")

    def first(self, doc_id: str, number: int) -> int:
        """The line on which an id was met first, which is this one (`number`) when it is new."""
        if self._db.execute("INSERT OR IGNORE INTO ids VALUES (?, ?)", (doc_id, number)).rowcount:
            return number
        return int(self._db.execute("SELECT line FROM ids WHERE id = ?", (doc_id,)).fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
