"""The stories of a collection as they look now, whatever was written of them when they arrived."""

from __future__ import annotations

import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pipelines.deduplicate.changes import Change
from pipelines.deduplicate.document import Decision, Document
from pipelines.deduplicate.final import Watch, final_decisions, unwatched
from pipelines.deduplicate.origin import GUESS, story_origin
from pipelines.deduplicate.store import DocumentStore, decision_of
from pipelines.deduplicate.view import View
from pipelines.items import Origin

_IN_MEMORY = 20_000
_LAST = "9999"


class ViewFailed(Exception):
    """The documents of a data folder cannot be read; the message is one line."""


@dataclass(frozen=True, slots=True)
class Member:
    """One article of a story, in its first version; `later` are the ids of the others.

    `minutes` after the telling in front, None where a time is missing; `relation` to it now, `written` and `written_cluster`
    as its line has them; `credit` is own, named, other, hidden or none; `kept` is the share of the telling in front that is
    found here, `own` the share of its text that is not from there; `added` and `cut` are sentences.
    """

    id: str
    url: str | None
    outlet: str | None
    title: str
    published: str | None
    minutes: int | None
    relation: str
    written: str
    written_cluster: str
    credits: tuple[str, ...]
    credit: str
    later: tuple[str, ...]
    kept: float
    own: float
    added: tuple[str, ...]
    cut: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reuse:
    """An article outside of a story that takes parts of it: `overlap` is the share of its own text found there."""

    id: str
    url: str | None
    outlet: str | None
    title: str
    overlap: float
    confidence: float
    relation: str = "partial"


@dataclass(frozen=True, slots=True)
class Story:
    """One story: `cluster` is the id of its telling in front, which `members` begin with and are compared with."""

    cluster: str
    origin: Origin
    members: tuple[Member, ...]
    reused_by: tuple[Reuse, ...] = ()

    def has(self, names: Collection[str]) -> bool:
        """Return whether one of some ids, addresses or cluster ids (of now or of a line) belongs to it."""
        return self.cluster in names or any(
            {each.id, each.url, each.written_cluster, *each.later} & {*names} for each in self.members
        )


@dataclass(slots=True)
class _Telling:
    """An article with its versions, oldest first, and the decisions of then and of now on the first."""

    versions: list[Document] = field(default_factory=list)
    written: Decision = field(default_factory=lambda: Decision("first", ""))
    now: Decision = field(default_factory=lambda: Decision("first", ""))

    @property
    def doc(self) -> Document:
        return self.versions[0]

    def has(self, names: Collection[str]) -> bool:
        """Return whether one of some ids, addresses or cluster ids (of now or of its line) is its."""
        own = {self.doc.url, self.written.cluster, *(each.id for each in self.versions)}
        return bool(own & {*names})


def present_stories(
    folder: Path,
    hidden: Callable[[str], bool] = lambda url: False,
    only: Collection[str] | None = None,
    watch: Watch = unwatched,
) -> list[Story]:
    """Return the stories of a folder of fingerprints as all its documents together say, the most told first.

    Beside a running crawl it shows one moment; `view.sqlite` keeps it for the next call. Stories with one telling are left
    out; with `only`, those are returned that one of these ids, addresses or cluster ids belongs to, single ones too. Addresses
    for which `hidden` is true take no part. After a change all documents are compared anew, some milliseconds each, of which
    `watch` is told. Raises ViewFailed.
    """
    path = folder / "documents.sqlite"
    try:
        with (
            closing(DocumentStore(path, read_only=True)) as store,
            closing(View(folder / "view.sqlite", store.stamp())) as view,
        ):
            if not view.is_current:
                _compare(store, view, watch)
            return _stories(_tellings(store, view, hidden), view, only)
    except sqlite3.Error as error:
        raise ViewFailed(f"{path}: {error}") from error


def _compare(store: DocumentStore, view: View, watch: Watch) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) if store.count > _IN_MEMORY else None
        view.keep(final_decisions(store, place, watch))


def _stories(tellings: dict[str, _Telling], view: View, only: Collection[str] | None) -> list[Story]:
    groups: dict[str, list[_Telling]] = defaultdict(list)
    for telling in tellings.values():
        groups[telling.now.cluster].append(telling)
    reuses = _reuses(tellings)
    found = [
        _story(members, reuses.get(cluster, []), view)
        for cluster, members in groups.items()
        if (len(members) > 1 if only is None else any(each.has(only) for each in members))
    ]
    return sorted(
        found, key=lambda story: (-len(story.members), story.members[0].published or _LAST, story.cluster)
    )


def _tellings(store: DocumentStore, view: View, hidden: Callable[[str], bool]) -> dict[str, _Telling]:
    tellings: dict[str, _Telling] = {}
    now = view.decisions()
    for number, (doc_id, decision) in zip(list(store.numbers()), now, strict=True):
        doc, written = store.admitted(number)
        assert doc.id == doc_id
        if doc.url and hidden(doc.url):
            continue
        telling = tellings.setdefault(doc.story or doc.id, _Telling())
        if not telling.versions:
            telling.written, telling.now = decision_of(written), decision
        telling.versions.append(doc)
    return tellings


def _reuses(tellings: dict[str, _Telling]) -> dict[str, list[Reuse]]:
    cluster_of = {doc.id: each.now.cluster for each in tellings.values() for doc in each.versions}
    found: dict[str, list[Reuse]] = defaultdict(list)
    for telling in tellings.values():
        doc = telling.doc
        for link in telling.now.links:
            goal = cluster_of.get(link.to)
            if goal is not None and goal != telling.now.cluster:
                relation = "translation" if link.relation == "translation" else "partial"
                reuse = Reuse(doc.id, doc.url, doc.site, doc.title, link.overlap, link.confidence, relation)
                found[goal].append(reuse)
    return found


def _story(members: list[_Telling], reused_by: list[Reuse], view: View) -> Story:
    members.sort(key=lambda each: (each.doc.published or _LAST, each.doc.position))
    origin = story_origin([each.doc for each in members])
    members.sort(key=lambda each: each.doc.id != origin.article)
    front = members[0].doc
    seen: set[str] = set()
    told = []
    for each in members:
        changed = view.change(front, each.doc) if each.doc is not front else Change(1.0, 1.0, (), ())
        told.append(_member(each, front, origin, changed, each.doc.site in seen))
        if each.doc.site is not None:
            seen.add(each.doc.site)
    return Story(front.id, origin, tuple(told), tuple(reused_by))


def _member(telling: _Telling, front: Document, origin: Origin, changed: Change, again: bool) -> Member:
    doc = telling.doc
    return Member(
        id=doc.id,
        url=doc.url,
        outlet=doc.site,
        title=doc.title,
        published=doc.published,
        minutes=_minutes(front, doc),
        relation=_relation(doc, front, origin, again),
        written=telling.written.relation,
        written_cluster=telling.written.cluster,
        credits=doc.agencies + doc.outlets,
        credit=_credit(doc, origin),
        later=tuple(each.id for each in telling.versions[1:]),
        kept=changed.kept,
        own=round(1 - changed.taken, 4),
        added=changed.added,
        cut=changed.cut,
    )


def _relation(doc: Document, front: Document, origin: Origin, again: bool) -> str:
    if doc is front:
        return "origin" if origin.article == doc.id and not _guessed(origin) else "first"
    return "same_outlet" if again else "copy"


def _credit(doc: Document, origin: Origin) -> str:
    credits = doc.agencies + doc.outlets
    if _guessed(origin):
        return "named" if credits else "none"
    if doc.id == origin.article or origin.id in (doc.own_agency, doc.own_outlet):
        return "own"
    if not credits:
        return "hidden"
    return "named" if origin.id in credits else "other"


def _guessed(origin: Origin) -> bool:
    """Whether no credit says whose text it is: nothing is known, or the earliest outlet stands in."""
    return origin.kind not in ("agency", "own") and origin.confidence <= GUESS


def _minutes(front: Document, doc: Document) -> int | None:
    """Minutes between two times of day in known zones."""
    times = [_moment(each.published) for each in (front, doc)]
    if times[0] is None or times[1] is None:
        return None
    return round((times[1] - times[0]).total_seconds() / 60)


def _moment(published: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(published or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
