"""The documents of the index: SQLite for what is known of each, compressed texts for their verification."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import zstandard

from pipelines.deduplicate.arrays import Ints
from pipelines.deduplicate.document import Decision, Document
from pipelines.items import Link, Origin
from pipelines.state_view import open_to_read

_BITS, _HEAD = (1 << 64) - 1, 0xFFFF << 48
_PRAGMAS = """
pragma page_size=16384; pragma cache_size=-65536; pragma journal_mode=wal; pragma synchronous=normal;
"""
"""Keys fall anywhere in their index: its pages have to be held (64 MB hold those of some millions), and be small, for each
commit writes every page that it touched.
"""

_SCHEMA = """
create table if not exists docs (
    number integer primary key, key integer not null, position integer not null, cluster integer not null,
    site integer not null, joined integer not null,
    credited integer not null, size integer not null, story integer, via integer, via_parts integer, own_parts integer);
create index if not exists docs_key on docs (key);
create index if not exists docs_cluster on docs (cluster, site) where cluster <> number;
create index if not exists docs_site on docs (site, number);
create index if not exists docs_story on docs (story) where story is not null;
create index if not exists docs_via on docs (via) where via is not null;
create table if not exists texts (number integer primary key, body blob not null);
create table if not exists sites (number integer primary key, name text not null unique);
create table if not exists unions (
    number integer not null, goal integer not null, source integer not null, members text not null);
create table if not exists meta (name text primary key, value integer not null);
"""

_PART = 1 << 14

_CLUSTER = (
    "select number from docs where (number = ?1 or (cluster = ?1 and cluster <> number)) and cluster = ?1 "
)
"""Most documents are the only one of their cluster: the index leaves founders out."""


@dataclass(frozen=True, slots=True)
class Row:
    """A document as stored: numbers of documents and sites, `via` the member it was matched with, parts as bits."""

    number: int
    position: int
    cluster: int
    site: int
    joined: bool
    via: int | None = None
    via_parts: int = 0
    own_parts: int = 0


@dataclass(frozen=True, slots=True)
class Union:
    """Document `number` showed two clusters to be one story: `members` went from cluster `source` to `goal`."""

    number: int
    goal: int
    source: int
    members: tuple[int, ...]


class DocumentStore:
    """Documents by number, in `path` or, where it is None, in memory; durable after `commit`.

    `read_only` shows one moment of a store that somebody else may be writing; raises sqlite3.Error where there is none.
    """

    def __init__(self, path: Path | None, *, read_only: bool = False) -> None:
        if path is not None and read_only:
            self._db = open_to_read(path)
            self._db.execute("begin")
        else:
            self._db = sqlite3.connect(str(path) if path else ":memory:", isolation_level=None)
            self._db.executescript(_PRAGMAS + _SCHEMA)
        self._pack = zstandard.ZstdCompressor(level=1)
        self._unpack = zstandard.ZstdDecompressor()
        self._sites: dict[str, int] = {
            name: number for number, name in self._db.execute("select number, name from sites")
        }
        self._columns_file = path.with_suffix(".columns") if path else None
        if not self._load_columns():
            self._load()
        if not self._db.in_transaction:
            self._db.execute("begin")

    def _load(self) -> None:
        (last,) = self._db.execute("select max(number) from docs").fetchone()
        self.count = 0 if last is None else int(last) + 1
        self._columns: Ints = np.full((5, self._room()), -1, np.int64)
        rows = self._db.execute("select number, position, cluster, site, joined, size from docs")
        while part := rows.fetchmany(_PART):
            table = np.array(part, np.int64)
            self._columns[:, table[:, 0]] = table[:, 1:].T

    def _room(self) -> int:
        return max(1024, self.count + self.count // 2)

    def _load_columns(self) -> bool:
        """Read what `save_columns` wrote, where nothing was changed since; return whether it was there."""
        count, file = self.meta("columns"), self._columns_file
        if self.meta("clean") != 1 or count is None or file is None or not file.exists():
            return False
        values = np.fromfile(file, np.int64)
        if len(values) != 1 + 5 * count or int(values[0]) != self.meta("columns_stamp"):
            return False
        self.count = count
        self._columns = np.full((5, self._room()), -1, np.int64)
        self._columns[:, :count] = values[1:].reshape(5, count)
        return True

    def save_columns(self) -> None:
        """Write what is held of each document into one file, which the next process reads in no time.

        It counts only while `clean` is remembered: whoever changes something forgets that first.
        """
        if self._columns_file is None:
            return
        stamp = (self.meta("columns_stamp") or 0) + 1
        with self._columns_file.open("wb") as file:
            np.array([stamp], np.int64).tofile(file)
            self._columns[:, : self.count].tofile(file)
            file.flush()
            os.fsync(file.fileno())
        self.remember(columns=self.count, columns_stamp=stamp)

    @property
    def positions(self) -> Ints:
        """Archive position by document number; -1 where a document was forgotten."""
        row: Ints = self._columns[0]
        return row

    @property
    def clusters(self) -> Ints:
        """Cluster (number of its first document) by document number."""
        row: Ints = self._columns[1]
        return row

    @property
    def sites(self) -> Ints:
        """Site by document number; 0 is none."""
        row: Ints = self._columns[2]
        return row

    @property
    def sizes(self) -> Ints:
        """Words by document number."""
        row: Ints = self._columns[4]
        return row

    def is_joined(self, number: int) -> bool:
        """Return whether a document joins several stories."""
        return bool(self._columns[3, number] == 1)

    def mark_joined(self, number: int, joined: bool) -> None:
        """Say of a held document whether it joins several stories; what is stored of it stays."""
        self._columns[3, number] = int(joined)

    def number_of(self, doc_id: str) -> int | None:
        """Return the number of a document, None where it was never admitted."""
        for (number,) in self._db.execute(
            "select number from docs where key = ? order by number", (_key(doc_id),)
        ):
            if self.record(number)["id"] == doc_id:
                return int(number)
        return None

    def latest_of_story(self, story: str, before: int) -> int | None:
        """Return the number of the last version of an article that stands before a position."""
        query = (
            "select number from docs where (key = ?1 or story = ?1) and position < ?2 order by position desc"
        )
        for (number,) in self._db.execute(query, (_key(story), before)):
            record = self.record(number)
            if story in (record["id"], record.get("story")):
                return int(number)
        return None

    def site_number(self, name: str | None) -> int:
        """Return the number of a site, made on first use; 0 for None."""
        if name is None:
            return 0
        number = self._sites.get(name)
        if number is None:
            number = self._sites[name] = len(self._sites) + 1
            self._db.execute("insert into sites values (?, ?)", (number, name))
        return number

    def add(
        self,
        doc: Document,
        size: int,
        cluster: int | None,
        joined: bool,
        match: Row | None,
        decision: Decision | None,
    ) -> int:
        """Store a document of `size` words under the next number and return it; `cluster` None founds its own."""
        number = self.count
        own = number if cluster is None else cluster
        site = self.site_number(doc.site)
        story = _key(doc.story) if doc.story and doc.story != doc.id else None
        link = (
            (match.via, _signed(match.via_parts), _signed(match.own_parts)) if match else (None, None, None)
        )
        row = (
            number,
            _key(doc.id),
            doc.position,
            own,
            site,
            int(joined),
            int(bool(doc.agencies or doc.own_agency or doc.outlets or doc.own_outlet)),
            size,
            story,
            *link,
        )
        self._db.execute("insert into docs values (?,?,?,?,?,?,?,?,?,?,?,?)", row)
        body = self._pack.compress(orjson.dumps(_record(doc) | {"decision": decision}))
        self._db.execute("insert into texts values (?, ?)", (number, body))
        if number >= self._columns.shape[1]:
            more = np.full((5, self._room() - number), -1, np.int64)
            self._columns = np.concatenate((self._columns, more), axis=1)
        self._columns[:, number] = doc.position, own, site, int(joined), size
        self.count = number + 1
        return number

    def main_cluster(self, clusters: Iterable[int]) -> int:
        """Return the cluster with the most documents, of equals the oldest: most lines of the story name it already."""
        return min(clusters, key=lambda cluster: (-len(self.members(cluster)), cluster))

    def unite(self, number: int, clusters: Sequence[int]) -> list[Union]:
        """Make one story of clusters, on the word of a document; return what it took, nothing where they are one already."""
        goal = self.main_cluster(clusters)
        unions = []
        for source in sorted({*clusters} - {goal}):
            members = self.members(source)
            self._move(members, goal)
            row = (number, goal, source, orjson.dumps(members).decode())
            self._db.execute("insert into unions values (?,?,?,?)", row)
            unions.append(Union(number, goal, source, tuple(members)))
        return unions

    def unions(self, first: int = 0) -> list[Union]:
        """Return the unions that documents numbered from `first` on brought about, in order."""
        rows = self._db.execute(
            "select number, goal, source, members from unions where number >= ? order by rowid", (first,)
        )
        return [Union(number, goal, source, tuple(orjson.loads(m))) for number, goal, source, m in rows]

    def members(self, cluster: int) -> list[int]:
        """Return the documents of a cluster, in order of admission."""
        query = _CLUSTER + "order by number"
        return [number for (number,) in self._db.execute(query, (cluster,))]

    def _move(self, members: Sequence[int], cluster: int) -> None:
        rows = [(cluster, member) for member in members]
        self._db.executemany("update docs set cluster = ? where number = ?", rows)
        self._columns[1, list(members)] = cluster

    def record(self, number: int) -> dict[str, Any]:
        """Return what was stored of a document: the fields of Document and its decision."""
        (body,) = self._db.execute("select body from texts where number = ?", (number,)).fetchone()
        record: dict[str, Any] = orjson.loads(self._unpack.decompress(body))
        return record

    def document(self, number: int) -> Document:
        """Return a stored document."""
        return self.admitted(number)[0]

    def admitted(self, number: int) -> tuple[Document, Any]:
        """Return a stored document and the JSON of its decision, for `decision_of`; None where none was stored."""
        record = self.record(number)
        decision = record.pop("decision")
        record["agencies"] = tuple(record.get("agencies", ()))
        record["outlets"] = tuple(record.get("outlets", ()))
        return Document(**record), decision

    def decision(self, number: int) -> Decision:
        """Return what was decided of a document when it was admitted."""
        return decision_of(self.record(number)["decision"])

    def stamp(self) -> str:
        """Return a text that is another one after every change of what is stored."""
        (last,) = self._db.execute("select max(position) from docs").fetchone()
        return f"{self.count} {last} {self.meta('forgot') or 0}"

    def witnesses(self, cluster: int, before: int) -> list[int]:
        """Return the first member of a cluster and the first few that credit somebody or are a credited name's own page."""
        query = _CLUSTER + "and position < ?2 and (credited = 1 or number = ?1) order by position limit 8"
        return [number for (number,) in self._db.execute(query, (cluster, before))]

    def member_on_site(self, cluster: int, site: int, before: int) -> int | None:
        """Return the first member of a cluster on a site."""
        query = _CLUSTER + "and position < ?2 and site = ?3 order by position limit 1"
        found = self._db.execute(query, (cluster, before, site)).fetchone()
        return int(found[0]) if found and site else None

    def last_on_site(self, site: int, count: int, before: int) -> list[int]:
        """Return the last documents of a site that are numbered below `before`, oldest first."""
        query = "select number from docs where site = ? and number < ? order by number desc limit ?"
        return [number for (number,) in self._db.execute(query, (site, before, count))][::-1]

    def support(self, number: int, before: int) -> int:
        """Return the parts of a document that other members of its cluster share with it (bits), and its opening where it is
        the first of them and each of the others has another one: what they replaced is the story's own.
        """
        query = "select via_parts, own_parts from docs where via = ? and position < ?"
        rows = self._db.execute(query, (number, before)).fetchall()
        parts, begun = 0, False
        for theirs, own in rows:
            parts |= theirs & _BITS
            begun |= bool(own & _BITS & _HEAD)
        mine = self._db.execute("select own_parts, via from docs where number = ?", (number,)).fetchone()
        if rows and not begun and mine and mine[1] is None:
            parts |= _HEAD
        return parts | ((mine[0] or 0) & _BITS if mine else 0)

    def numbers(self) -> Iterator[int]:
        """Yield the number of every stored document."""
        for number in range(self.count):
            if self._columns[0, number] >= 0:
                yield number

    def forget_after(self, position: int) -> None:
        """Delete the documents that stand after a position."""
        first = self._db.execute("select min(number) from docs where position > ?", (position,)).fetchone()[0]
        for union in reversed(self.unions(first) if first is not None else []):
            self._move(union.members, union.source)
            self._db.execute("delete from unions where number = ?", (union.number,))
        self.remember(forgot=(self.meta("forgot") or 0) + 1)
        query = "delete from texts where number in (select number from docs where position > ?)"
        self._db.execute(query, (position,))
        self._db.execute("delete from docs where position > ?", (position,))
        self._load()

    def meta(self, name: str) -> int | None:
        """Return a remembered integer."""
        found = self._db.execute("select value from meta where name = ?", (name,)).fetchone()
        return int(found[0]) if found else None

    def remember(self, **values: int) -> None:
        """Keep named integers with the next commit."""
        self._db.executemany("insert or replace into meta values (?, ?)", sorted(values.items()))

    def commit(self) -> None:
        """Make everything durable that was added so far."""
        self._db.execute("commit")
        self._db.execute("begin")

    def close(self) -> None:
        """Commit and let go of the file."""
        self._db.execute("commit")
        self._db.close()


def decision_of(stored: dict[str, Any]) -> Decision:
    """Return a decision from its JSON."""
    links = [Link(**link) for link in stored["links"]]
    return Decision(stored["relation"], stored["cluster"], links, Origin(**stored["origin"]))


def _key(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


def _signed(bits: int) -> int:
    return bits - (1 << 64) if bits >= 1 << 63 else bits


def _record(doc: Document) -> dict[str, Any]:
    fields = {name: getattr(doc, name) for name in Document.__dataclass_fields__}
    return {
        name: value for name, value in fields.items() if value not in (None, "", ()) or name in ("id", "text")
    }
