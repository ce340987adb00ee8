"""The clusters of a whole collection, the same whatever order it came in."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from pipelines.deduplicate.arrays import U64
from pipelines.deduplicate.decide import Match, Outcome, joins
from pipelines.deduplicate.document import Decision, Document
from pipelines.deduplicate.engine import Engine
from pipelines.deduplicate.fingerprint import fingerprints
from pipelines.deduplicate.fold import fold
from pipelines.deduplicate.origin import is_origin, origin_of, translated_origin
from pipelines.deduplicate.store import DocumentStore
from pipelines.deduplicate.verdict import COPY, NONE, PARTIAL, TRANSLATION, Verdict
from pipelines.items import Link

_ROUNDS = 3
_VOTES, _VOTERS, _WHOLE = 0.5, 12, 52
_LAST = "9999"
_WEIGHT = (COPY, PARTIAL, TRANSLATION)
_COUNTERS, _STEPS, _LARGER = 1 << 28, 5, 1.5
_TRIED, _SHARED = 6, 0.3


@dataclass(slots=True)
class _Place:
    """Where a document ended: its number in the collection and in the engine, its cluster, what else it was compared with."""

    number: int
    rank: int
    cluster: int
    outcome: Outcome


Watch = Callable[[int, int], None]
"""Is told how many steps of how many are done."""


def unwatched(done: int, total: int) -> None:
    """Nobody looks."""


def final_decisions(
    source: DocumentStore, folder: Path | None, watch: Watch = unwatched
) -> Iterator[tuple[str, Decision]]:
    """Yield the id of every document of a store, in order of admission, with its final decision.

    What others share most of goes first, of that the longest, so that what was cut from it or built on it finds it; then
    every story looks at all the others once more. `folder` is a scratch folder for the second index; None keeps it in memory.
    """
    order = _central_first(source)
    engine = Engine(folder)
    places = []
    for rank, number in enumerate(order):
        places.append(_settle(engine, replace(source.document(number), position=rank), number))
        watch(rank + 1, 2 * len(order))
    undecided: set[int] | None = None
    for _ in range(_ROUNDS):
        undecided = _merge(engine, places, undecided, watch)
        if not undecided:
            break
    _put_out(engine, places)
    yield from _told(engine, source, places)
    engine.close()


def _central_first(source: DocumentStore) -> list[int]:
    """The documents in the order to settle them: first those that others share most of, of these the longest.

    What an outlet wrote around a wire is shared by nobody: the bare story comes before those who built on it. Counting is by
    hashed counters of a fixed number, so that memory is bounded; a collision moves a document in the order, no more.
    """
    seen = np.zeros(min(_COUNTERS, 1 << max(16, (source.count * 1024).bit_length())), np.uint8)
    slots = np.uint64(len(seen) - 1)
    for number in source.numbers():
        place = (_asked(source, number) >> np.uint64(24)) & slots
        seen[place] = np.minimum(seen[place], 254) + 1
    keys = []
    for number in source.numbers():
        asked = _asked(source, number)
        shared = int(np.count_nonzero(seen[(asked >> np.uint64(24)) & slots] > 1))
        share = int(_STEPS * shared / max(len(asked), 1))
        keys.append(
            (
                -int(math.log(max(shared, 1), _LARGER)),
                -share,
                -len(asked),
                source.record(number)["id"],
                number,
            )
        )
    return [number for *_, number in sorted(keys)]


def _asked(source: DocumentStore, number: int) -> U64:
    return fingerprints(fold(source.record(number)["text"])).asked


def _settle(engine: Engine, doc: Document, number: int) -> _Place:
    previous = engine.store.latest_of_story(doc.story, doc.position) if doc.story else None
    reading = engine.read(doc)
    outcome = engine.outcome(doc, reading)
    best = outcome.best
    cluster = best.cluster if best else None
    if previous is not None:
        cluster, best, outcome = int(engine.store.clusters[previous]), None, Outcome("first", None, ())
    own = engine.remember(doc, reading, cluster, outcome.joined, best, None)
    return _Place(number, own, int(engine.store.clusters[own]), outcome)


def _merge(engine: Engine, places: list[_Place], undecided: set[int] | None, watch: Watch) -> set[int]:
    """Let the members of each story vote for another story they are copies of; return the stories to ask again because they
    or what they may be copies of changed. None asks all.
    """
    members = _members(places)
    moved: dict[int, int] = {}
    again: set[int] = set()
    asked = len(places)
    for cluster in sorted(members, key=lambda c: (len(members[c]), -c)):
        if undecided is not None and cluster not in undecided:
            continue
        target, voted = _elected(engine, places, cluster, members[cluster])
        if undecided is None:
            asked += len(members[cluster])
            watch(asked, 2 * len(places))
        if target is not None and moved.get(target, target) != cluster:
            moved[cluster] = moved.get(target, target)
        elif voted:
            again.add(cluster)
    goals = {cluster: _end_of(moved, cluster) for cluster in moved}
    for place in places:
        place.cluster = goals.get(place.cluster, place.cluster)
    engine.store.clusters[: len(places)] = [place.cluster for place in places]
    return {*goals.values(), *again} if goals else set()


def _members(places: list[_Place]) -> dict[int, list[_Place]]:
    members = defaultdict(list)
    for place in places:
        members[place.cluster].append(place)
    return members


def _end_of(moved: dict[int, int], cluster: int) -> int:
    seen = {cluster}
    while cluster in moved and moved[cluster] not in seen:
        cluster = moved[cluster]
        seen.add(cluster)
    return min(seen) if cluster in moved else cluster


def _elected(
    engine: Engine, places: list[_Place], cluster: int, members: list[_Place]
) -> tuple[int | None, bool]:
    """The cluster that half of the members are copies of, and whether any voted."""
    votes: Counter[int] = Counter()
    voters = 0
    for turn, place in enumerate(members):
        own = engine.store.support(place.rank, len(places)) if len(members) > 1 else 0
        if turn >= _VOTERS and own.bit_count() >= _WHOLE:
            continue
        doc = replace(engine.store.document(place.rank), position=len(places))
        place.outcome = engine.outcome(doc, engine.read(doc, cluster), but=cluster)
        engine.store.mark_joined(place.rank, place.outcome.joined)
        if place.outcome.joined or joins(place.outcome, own):
            continue
        voters += 1
        if place.outcome.best is not None:
            votes[place.outcome.best.cluster] += 1
    if not votes:
        return None, False
    target, count = min(votes.items(), key=lambda item: (-item[1], item[0]))
    return (target if count >= _VOTES * voters else None), True


def _put_out(engine: Engine, places: list[_Place]) -> None:
    """Give every document that joins several stories a cluster of its own, now that the parts of each story are one."""
    put_out: list[_Place] = []
    left: list[_Place] = []
    for members in _members(places).values():
        if len(members) == 1:
            continue
        joined = [place for place in members if _joins_others(engine, places, place)]
        rest = [place for place in members if place not in joined]
        for place in joined:
            place.cluster = place.rank
            put_out.append(place)
        for place in rest:
            place.cluster = rest[0].rank
        left += rest if joined else []
    engine.store.clusters[: len(places)] = [place.cluster for place in places]
    for place in left:
        engine.post_again(place.rank)
    for place in put_out:
        doc = replace(engine.store.document(place.rank), position=len(places))
        place.outcome = engine.outcome(doc, engine.read(doc, place.rank), but=place.rank)


def _joins_others(engine: Engine, places: list[_Place], place: _Place) -> bool:
    own = engine.store.support(place.rank, len(places))
    away = tuple(m for m in place.outcome.links if places[m.number].cluster != place.cluster)
    return joins(replace(place.outcome, links=away), own)


def _told(engine: Engine, source: DocumentStore, places: list[_Place]) -> Iterator[tuple[str, Decision]]:
    clusters = defaultdict(list)
    docs = {place.number: replace(source.document(place.number), text="", title="") for place in places}
    for place in places:
        clusters[place.cluster].append(place)
    decisions: dict[int, Decision] = {}
    for members in clusters.values():
        members.sort(key=lambda place: (docs[place.number].published or _LAST, docs[place.number].id))
    firsts = {cluster: members[0] for cluster, members in clusters.items()}
    for members in clusters.values():
        for turn, place in enumerate(members):
            decisions[place.number] = _decision(engine, docs, firsts, members[:turn], place)
    for number in sorted(docs):
        yield docs[number].id, decisions[number]


def _decision(
    engine: Engine, docs: dict[int, Document], firsts: dict[int, _Place], earlier: list[_Place], place: _Place
) -> Decision:
    doc = docs[place.number]
    before = [docs[other.number] for other in earlier]
    found = [*place.outcome.links, *place.outcome.translations]
    away = [match for match in found if int(engine.store.clusters[match.number]) != place.cluster]
    links = [link for match in away if (link := _link_back(engine, docs, firsts, place, match)) is not None]
    if not before:
        relation = min((link.relation for link in links), key=_WEIGHT.index, default="first")
        origin = origin_of(doc, [])
        told = engine.store.number_of(links[0].to) if relation == TRANSLATION else None
        if told is not None:
            origin = translated_origin(doc, engine.store.document(told))
        return Decision(relation.replace(COPY, PARTIAL), doc.id, links, origin)
    relation = _relation(doc, before)
    target, verdict = _nearest(engine, earlier, place)
    link = Link(docs[target.number].id, relation, verdict.overlap, verdict.confidence)
    return Decision(relation, before[0].id, [link, *links], origin_of(doc, before))


def _nearest(engine: Engine, earlier: list[_Place], place: _Place) -> tuple[_Place, Verdict]:
    """The first telling, or where a text has nothing of that one, the earliest of the next few that it has most of."""
    mine = engine.prepared(place.rank)
    best = earlier[0], engine.verdict(mine, earlier[0].rank)
    for other in earlier[1:_TRIED]:
        if best[1].overlap >= _SHARED:
            break
        verdict = engine.verdict(mine, other.rank)
        if verdict.overlap > best[1].overlap:
            best = other, verdict
    return best


def _relation(doc: Document, before: list[Document]) -> str:
    if doc.site is not None and any(other.site == doc.site for other in before):
        return "same_outlet"
    if is_origin(doc, before):
        return "origin"
    return "copy"


def _earlier(other: Document, doc: Document) -> bool:
    """Whether the other was published before; where that is not known either may have used the other."""
    return not other.published or not doc.published or (other.published, other.id) < (doc.published, doc.id)


def _link_back(
    engine: Engine, docs: dict[int, Document], firsts: dict[int, _Place], place: _Place, match: Match
) -> Link | None:
    """A link to the telling that matched or, where that is a later one, to the first of its story; none where all are later."""
    doc, target = docs[place.number], engine.store.document(match.number)
    if _earlier(target, doc):
        return Link(target.id, match.verdict.relation, match.verdict.overlap, match.verdict.confidence)
    first = firsts[int(engine.store.clusters[match.number])]
    verdict = engine.verdict(engine.prepared(place.rank), first.rank)
    if verdict.relation == NONE or not _earlier(docs[first.number], doc):
        return None
    return Link(docs[first.number].id, match.verdict.relation, verdict.overlap, verdict.confidence)
