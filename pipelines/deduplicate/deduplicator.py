"""The deduplicator: asks what an article retells, then remembers the article."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from pipelines.deduplicate.decide import Match, Outcome
from pipelines.deduplicate.document import Decision, Document
from pipelines.deduplicate.engine import Engine, Reading
from pipelines.deduplicate.origin import is_origin, origin_of, translated_origin
from pipelines.items import Link, Origin

_PENDING = 64


@dataclass(frozen=True, slots=True)
class _Pending:
    """A decision that waits for its document to be admitted."""

    reading: Reading
    outcome: Outcome


class Deduplicator:
    """Finds for each document the story it retells among the documents admitted before it.

    `folder` None keeps everything in memory; what lies in a folder survives a kill at any moment: what was not flushed is
    as if never admitted. One folder has one writer.
    """

    def __init__(self, folder: Path | None) -> None:
        self._engine = Engine(folder)
        self._store = self._engine.store
        self._pending: OrderedDict[str, _Pending] = OrderedDict()

    def __len__(self) -> int:
        """Documents ever admitted, forgotten ones included."""
        return self._store.count

    def __enter__(self) -> Deduplicator:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def decide(self, doc: Document) -> Decision:
        """Return what a document is to those before it; nothing is remembered of it.

        A document already admitted gets its decision of then; a later version of an article that of the version before.
        """
        known = self._store.number_of(doc.id)
        if known is None and doc.story:
            known = self._store.latest_of_story(doc.story, doc.position)
        if known is not None:
            return self._store.decision(known)
        pending = self._pending[doc.id] = self._judged(doc)
        if len(self._pending) > _PENDING:
            self._pending.popitem(last=False)
        return self._decision(doc, pending.outcome)

    def admit(self, doc: Document, decision: Decision) -> None:
        """Remember a document and what was decided; once more changes nothing."""
        if self._store.number_of(doc.id) is not None:
            return
        previous = self._store.latest_of_story(doc.story, doc.position) if doc.story else None
        if previous is not None:
            cluster, joined = int(self._store.clusters[previous]), self._store.is_joined(previous)
            self._engine.remember(doc, self._engine.read(doc), cluster, joined, None, decision)
            return
        pending = self._pending.pop(doc.id, None)
        if pending is None or pending.reading.generation != self._engine.generation:
            pending = self._judged(doc)
        outcome = pending.outcome
        cluster_now = self._store.main_cluster(outcome.clusters) if outcome.clusters else None
        self._engine.remember(
            doc, pending.reading, cluster_now, outcome.joined, outcome.best, decision, outcome.same
        )

    def flush(self) -> None:
        """Make everything durable that was admitted so far."""
        self._engine.flush()

    def forget_after(self, position: int) -> None:
        """Forget every document that stands after a position, as if it had never been admitted."""
        self._pending.clear()
        self._engine.forget_after(position)

    def close(self) -> None:
        """Make everything durable and let go of the files."""
        self._engine.close()

    def documents(self) -> Iterator[tuple[Document, Decision]]:
        """Yield every document with its decision, in order of admission."""
        for number in self._store.numbers():
            yield self._store.document(number), self._store.decision(number)

    def admitted(self) -> Iterator[tuple[str, int, Decision]]:
        """Yield id, position and decision of every document, in order of admission."""
        for number in self._store.numbers():
            yield (
                str(self._store.record(number)["id"]),
                int(self._store.positions[number]),
                self._store.decision(number),
            )

    def _judged(self, doc: Document) -> _Pending:
        reading = self._engine.read(doc)
        return _Pending(reading, self._engine.outcome(doc, reading, thorough=True))

    def _decision(self, doc: Document, outcome: Outcome) -> Decision:
        links = [self._link(doc, match) for match in outcome.links]
        translations = [self._link(doc, match) for match in outcome.translations]
        if not outcome.clusters:
            relation = "partial" if links else "translation" if translations else "first"
            return Decision(relation, doc.id, links + translations, self._origin(doc, outcome))
        witnesses = sorted(n for c in outcome.clusters for n in self._store.witnesses(c, doc.position))
        members = [self._store.document(n) for n in witnesses]
        relation = self._relation(doc, outcome.clusters, members)
        links[0].relation = relation
        links += translations
        cluster = self._store.record(self._store.main_cluster(outcome.clusters))["id"]
        return Decision(relation, cluster, links, origin_of(doc, members))

    def _origin(self, doc: Document, outcome: Outcome) -> Origin:
        """Whose text one is that founds a story of its own."""
        if outcome.links or not outcome.translations:
            return origin_of(doc, [])
        return translated_origin(doc, self._store.document(outcome.translations[0].number))

    def _relation(self, doc: Document, clusters: tuple[int, ...], members: list[Document]) -> str:
        site = self._store.site_number(doc.site)
        if any(self._store.member_on_site(c, site, doc.position) is not None for c in clusters):
            return "same_outlet"
        if is_origin(doc, members):
            return "origin"
        return "copy"

    def _link(self, doc: Document, match: Match) -> Link:
        target = self._engine.prepared(match.number).doc
        return Link(target.id, match.verdict.relation, match.verdict.overlap, match.verdict.confidence)
