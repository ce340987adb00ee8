"""The deduplicator: asks what an article retells, then remembers the article."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

import numpy as np

from pipelines.deduplicate import boilerplate
from pipelines.deduplicate.align import align
from pipelines.deduplicate.boilerplate import SiteLines, dull_words, line_hashes
from pipelines.deduplicate.candidates import Hits, find_hits, new_to_cluster, ranked
from pipelines.deduplicate.decide import Match, Outcome, decide
from pipelines.deduplicate.document import Decision, Document
from pipelines.deduplicate.evidence import Prepared, circumstances, prepare
from pipelines.deduplicate.fingerprint import Fingerprints, fingerprints
from pipelines.deduplicate.fold import U64, Bools, Folded, Ints, fold
from pipelines.deduplicate.origin import origin_of
from pipelines.deduplicate.store import DocumentStore, Row
from pipelines.deduplicate.table import PostingTable
from pipelines.deduplicate.verdict import COPY, Verdict, judge
from pipelines.items import Link, Origin

CHECKPOINT = 50_000
"""Documents after which the table's pages are written out; a power cut costs their re-posting, not more."""

_HELD = 256
_SETTLED = 0.85


@dataclass(frozen=True, slots=True)
class _Reading:
    """A document as read for one decision, kept until it is admitted."""

    folded: Folded
    lines: list[int]
    dull: Bools | None
    prints: Fingerprints
    hits: Hits
    outcome: Outcome
    generation: int


class Deduplicator:
    """Finds for each document the story it retells among the documents admitted before it.

    `folder` None keeps everything in memory; otherwise the folder holds `documents.sqlite` and `postings.bin`, which
    survive a kill at any moment: what was not flushed is as if never admitted. One folder has one writer.
    """

    def __init__(self, folder: Path | None) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._store = DocumentStore(folder / "documents.sqlite" if folder else None)
        self._table = PostingTable(folder / "postings.bin" if folder else None)
        self._lines: OrderedDict[int, SiteLines] = OrderedDict()
        self._held: OrderedDict[int, Prepared] = OrderedDict()
        self._readings: OrderedDict[str, _Reading] = OrderedDict()
        self._generation = 0
        self._recover()

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
        if known is not None:
            return self._decision_of(known)
        previous = self._store.latest_of_story(doc.story, doc.position) if doc.story else None
        if previous is not None:
            return self._decision_of(previous)
        reading = self._read(doc)
        self._readings[doc.id] = reading
        if len(self._readings) > _HELD:
            self._readings.popitem(last=False)
        return self._decision(doc, reading.outcome)

    def admit(self, doc: Document, decision: Decision) -> None:
        """Remember a document and what was decided; once more changes nothing."""
        if self._store.number_of(doc.id) is not None:
            return
        previous = self._store.latest_of_story(doc.story, doc.position) if doc.story else None
        reading = self._readings.pop(doc.id, None)
        if reading is None or reading.generation != self._generation:
            reading = self._read(doc)
        self._mark_dirty()
        outcome = reading.outcome
        best = outcome.best
        cluster = best.cluster if best else None
        joined = outcome.joined
        match = None
        if previous is not None:
            cluster, joined = int(self._store.clusters[previous]), self._store.is_joined(previous)
        elif best is not None:
            match = Row(-1, -1, best.cluster, 0, False, best.number, best.verdict.there, best.verdict.here)
        number = self._store.add(doc, cluster, joined, match, asdict(decision))
        self._post(number, reading)
        self._count_lines(number, reading.lines)
        self._generation += 1
        if number % CHECKPOINT == CHECKPOINT - 1:
            self._checkpoint()

    def flush(self) -> None:
        """Make everything durable that was admitted so far."""
        self._store.commit()

    def forget_after(self, position: int) -> None:
        """Forget every document that stands after a position, as if it had never been admitted."""
        if not np.any(self._store.positions[: self._store.count] > position):
            return
        self._mark_dirty()
        self._store.forget_after(position)
        self._lines.clear()
        self._held.clear()
        self._readings.clear()
        self._generation += 1
        self._table.drop_after(self._store.count - 1)
        self._store.commit()

    def close(self) -> None:
        """Make everything durable and let go of the files."""
        self._table.flush()
        self._store.remember(clean=1, checkpoint=self._store.count, used=len(self._table))
        self._store.close()

    def documents(self) -> Iterator[tuple[Document, Decision]]:
        """Yield every document with its decision, in order of admission."""
        for number in self._store.numbers():
            yield self._store.document(number), self._decision_of(number)

    # -- reading ---------------------------------------------------------------------------------------------------

    def _read(self, doc: Document) -> _Reading:
        folded = fold(doc.text)
        lines, line_of_word = line_hashes(folded)
        site = self._store.site_number(doc.site)
        dull = self._dull(site, lines, line_of_word)
        prints = fingerprints(folded, dull)
        hits = find_hits(self._table, prints.asked, self._store.positions, self._store.clusters, doc.position)
        outcome = self._compare(doc, folded, dull, hits, len(prints.asked))
        return _Reading(folded, sorted(set(lines.tolist())), dull, prints, hits, outcome, self._generation)

    def _compare(self, doc: Document, folded: Folded, dull: Bools | None, hits: Hits, asked: int) -> Outcome:
        clusters = ranked(hits, asked)
        if not clusters:
            return Outcome("first", None, ())
        mine = prepare(doc, folded).without(dull)
        matches: list[Match] = []
        for cluster, numbers in clusters:
            found = [Match(n, cluster, self._verdict(mine, n), self._store.is_joined(n)) for n in numbers]
            matches += found
            if any(
                m.verdict.relation == COPY and m.verdict.overlap >= _SETTLED and not m.joined for m in found
            ):
                break
        return decide(matches, lambda number: self._store.support(number, doc.position))

    def _verdict(self, mine: Prepared, number: int) -> Verdict:
        other = self._prepared(number)
        other = other.without(self._dull(int(self._store.sites[number]), other.lines, other.line_of_word))
        return judge(align(mine.told, other.told), circumstances(mine, other))

    def _prepared(self, number: int) -> Prepared:
        held = self._held.get(number)
        if held is None:
            doc = self._store.document(number)
            held = self._held[number] = prepare(doc, fold(doc.text))
            if len(self._held) > _HELD:
                self._held.popitem(last=False)
        else:
            self._held.move_to_end(number)
        return held

    def _dull(self, site: int, lines: U64, line_of_word: Ints) -> Bools | None:
        return dull_words(lines, line_of_word, self._site_lines(site, self._store.count)) if site else None

    # -- remembering -----------------------------------------------------------------------------------------------

    def _post(self, number: int, reading: _Reading) -> None:
        cluster = int(self._store.clusters[number])
        self._table.post(
            new_to_cluster(reading.hits, reading.prints.asked, reading.prints.posted, cluster), number
        )

    def _count_lines(self, number: int, lines: list[int]) -> None:
        site = int(self._store.sites[number])
        if site in self._lines:
            self._lines[site].add(lines, int(self._store.clusters[number]))

    def _site_lines(self, site: int, before: int) -> SiteLines:
        held = self._lines.get(site)
        if held is None:
            held = self._lines[site] = SiteLines()
            for number in self._store.last_on_site(site, boilerplate.WINDOW, before):
                lines, _ = line_hashes(fold(self._store.record(number)["text"]))
                held.add(sorted(set(lines.tolist())), int(self._store.clusters[number]))
        return held

    def _mark_dirty(self) -> None:
        if self._store.meta("clean") != 0:
            self._store.remember(clean=0)
            self._store.commit()

    def _checkpoint(self) -> None:
        self._table.flush()
        self._store.remember(checkpoint=self._store.count)
        self._store.commit()

    def _recover(self) -> None:
        """Bring the table to what the store holds, after a process was stopped between the two."""
        used = self._store.meta("used")
        if self._store.meta("clean") == 1 and used is not None:
            self._table.trust(used)
            return
        upto = min(self._store.meta("checkpoint") or 0, self._store.count)
        self._table.drop_after(upto - 1)
        for number in range(upto, self._store.count):
            if self._store.positions[number] >= 0:
                self._repost(number)

    def _repost(self, number: int) -> None:
        doc = self._store.document(number)
        folded = fold(doc.text)
        lines, line_of_word = line_hashes(folded)
        site = int(self._store.sites[number])
        dull = dull_words(lines, line_of_word, self._site_lines(site, number)) if site else None
        prints = fingerprints(folded, dull)
        hits = find_hits(self._table, prints.asked, self._store.positions, self._store.clusters, doc.position)
        cluster = int(self._store.clusters[number])
        self._table.post(new_to_cluster(hits, prints.asked, prints.posted, cluster), number)
        self._count_lines(number, sorted(set(lines.tolist())))

    # -- telling ---------------------------------------------------------------------------------------------------

    def _decision_of(self, number: int) -> Decision:
        stored = self._store.record(number)["decision"]
        links = [Link(**link) for link in stored["links"]]
        return Decision(stored["relation"], stored["cluster"], links, Origin(**stored["origin"]))

    def _decision(self, doc: Document, outcome: Outcome) -> Decision:
        links = [self._link(doc, match) for match in outcome.links]
        best = outcome.best
        if best is None:
            relation = "partial" if links else "first"
            return Decision(relation, doc.id, links, origin_of(doc, []))
        members = [self._store.document(n) for n in self._store.witnesses(best.cluster, doc.position)]
        relation = self._relation(doc, best, members)
        links[0].relation = relation
        cluster = self._store.record(best.cluster)["id"]
        return Decision(relation, cluster, links, origin_of(doc, members))

    def _relation(self, doc: Document, best: Match, members: list[Document]) -> str:
        if (
            self._store.member_on_site(best.cluster, self._store.site_number(doc.site), doc.position)
            is not None
        ):
            return "same_outlet"
        if doc.own_agency and any(doc.own_agency in member.agencies for member in members):
            return "origin"
        return "copy"

    def _link(self, doc: Document, match: Match) -> Link:
        target = self._prepared(match.number).doc
        relation = "copy" if match.verdict.relation == COPY else "partial"
        return Link(target.id, relation, match.verdict.overlap, match.verdict.confidence)
