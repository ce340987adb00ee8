"""The present view of one state of a store, kept beside it: comparing all documents costs some milliseconds each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from functools import cache
from hashlib import blake2b
from pathlib import Path

import orjson

from pipelines.deduplicate.changes import Change, change
from pipelines.deduplicate.document import Decision, Document
from pipelines.deduplicate.store import decision_of

_SCHEMA = """
create table if not exists state (stamp text not null);
create table if not exists decisions (number integer primary key, id text not null, body blob not null);
create table if not exists changes (front text not null, id text not null, body blob not null, primary key (front, id))
    without rowid;
"""


class View:
    """Final decisions and changes of the documents of one state of a store, which `stamp` names; `path` may be missing, spoilt
    or of another state: then everything is made anew. Where nothing can be written, nothing is kept.
    """

    def __init__(self, path: Path, stamp: str) -> None:
        self._stamp = f"{stamp} {_code()}"
        self._db = _opened(path)
        state = self._db.execute("select stamp from state").fetchone()
        self.is_current = state is not None and state[0] == self._stamp
        self._changes: dict[tuple[str, str], Change] = {}

    def decisions(self) -> Iterator[tuple[str, Decision]]:
        """Yield the ids of all documents with their final decisions, in order of admission; raises sqlite3.Error."""
        self._db.execute("begin")
        kept = self._db.execute("select stamp from state").fetchone()
        if kept is None or kept[0] != self._stamp:
            raise sqlite3.OperationalError("another command made a newer view meanwhile: try again")
        for doc_id, body in self._db.execute("select id, body from decisions order by number"):
            yield doc_id, decision_of(orjson.loads(body))
        self._db.execute("commit")

    def keep(self, decisions: Iterable[tuple[str, Decision]]) -> None:
        """Keep the final decisions of all documents, in order of admission; what was kept of another state goes."""
        rows = [(number, doc_id, orjson.dumps(made)) for number, (doc_id, made) in enumerate(decisions)]
        self._db.execute("begin immediate")
        for table in ("state", "decisions", "changes"):
            self._db.execute(f"delete from {table}")
        self._db.executemany("insert into decisions values (?, ?, ?)", rows)
        self._db.execute("insert into state values (?)", (self._stamp,))
        self._db.execute("commit")
        self.is_current = True

    def change(self, front: Document, doc: Document) -> Change:
        """Return what became of the text of `front` in `doc`, compared once and then kept."""
        query = "select body from changes where front = ? and id = ?"
        row = self._db.execute(query, (front.id, doc.id)).fetchone() if self.is_current else None
        if row is not None:
            kept, taken, added, cut = orjson.loads(row[0])
            return Change(kept, taken, tuple(added), tuple(cut))
        found = self._changes[front.id, doc.id] = change(front, doc)
        return found

    def close(self) -> None:
        """Keep what was compared, and let go of the file."""
        rows = [(*names, orjson.dumps(astuple(found))) for names, found in self._changes.items()]
        if rows and self.is_current:
            self._db.execute("begin immediate")
            self._db.executemany("insert or replace into changes values (?, ?, ?)", rows)
            self._db.execute("commit")
        self._db.close()


def _opened(path: Path) -> sqlite3.Connection:
    """The file, made anew where it is spoilt; memory where it cannot be written, for the view is no more than a copy."""
    try:
        return _database(path)
    except sqlite3.OperationalError:
        return _database(":memory:")
    except sqlite3.DatabaseError:
        path.unlink()
        return _database(path)


def _database(name: Path | str) -> sqlite3.Connection:
    database = sqlite3.connect(name, isolation_level=None)
    try:
        database.executescript("pragma synchronous=normal;" + _SCHEMA + "begin immediate; rollback;")
    except sqlite3.Error:
        database.close()
        raise
    return database


@cache
def _code() -> str:
    """A digest of the code that decides: another version may see the stories otherwise."""
    code = blake2b(digest_size=8)
    for file in sorted(Path(__file__).parent.glob("*.py")):
        code.update(file.read_bytes())
    return code.hexdigest()
