"""The engine: reads a document against the index, verifies what it finds, remembers documents."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from pipelines.deduplicate import boilerplate
from pipelines.deduplicate.align import align
from pipelines.deduplicate.arrays import U64, Bools, Ints
from pipelines.deduplicate.boilerplate import SiteLines, distinct_lines, dull_words
from pipelines.deduplicate.candidates import Candidate, Hits, find_hits, new_to_cluster, ranked
from pipelines.deduplicate.decide import Match, Outcome, decide, seen_from_cluster
from pipelines.deduplicate.document import Decision, Document
from pipelines.deduplicate.evidence import Prepared, circumstances, days, prepare
from pipelines.deduplicate.facts import figure_keys
from pipelines.deduplicate.fingerprint import Fingerprints, fingerprints
from pipelines.deduplicate.fold import Folded, fold
from pipelines.deduplicate.store import DocumentStore, Row
from pipelines.deduplicate.table import PostingTable
from pipelines.deduplicate.translation import may_be_translated, translation
from pipelines.deduplicate.verdict import COPY, NONE, PARTIAL, Verdict, judge

CHECKPOINT = 50_000
"""Documents after which the table's pages are written out; a power cut costs their re-posting, not more."""

KEYS = 2
"""How fingerprints are chosen; a table made in another way is made again from the stored texts."""

_HELD, _SITES_HELD = 1024, 4096
_SETTLED = 0.85
_PART = 0.15


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as read for one decision: valid as long as nothing else is remembered (`generation`)."""

    folded: Folded
    lines: U64
    dull: Bools | None
    prints: Fingerprints
    hits: Hits
    generation: int


class Engine:
    """Index, store and verification together; `folder` None keeps everything in memory.

    The folder holds `documents.sqlite`, which is durable with each `flush`, and `postings.bin`, which can be made again
    from it. One folder has one writer.
    """

    def __init__(self, folder: Path | None) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self.store = DocumentStore(folder / "documents.sqlite" if folder else None)
        self._table = PostingTable(folder / "postings.bin" if folder else None)
        self._lines: OrderedDict[int, SiteLines] = OrderedDict()
        self._held: OrderedDict[int, Prepared] = OrderedDict()
        self._last: tuple[Document, Prepared] | None = None
        self.generation = 0
        self._dirty = False
        self._recover()

    def read(self, doc: Document, own: int | None = None) -> Reading:
        """Return a document's fingerprints and what the index holds of them before its position; `own` is its cluster
        where it is stored already.
        """
        folded = fold(doc.text)
        site = self.store.site_number(doc.site)
        dull = self._dull(site, folded.lines, folded.line_starts, len(folded.words), own)
        prints = _keys(doc, folded, dull)
        hits = find_hits(self._table, prints.asked, self.store.positions, self.store.clusters, doc.position)
        return Reading(folded, distinct_lines(folded), dull, prints, hits, self.generation)

    def outcome(
        self, doc: Document, reading: Reading, but: int | None = None, *, thorough: bool = False
    ) -> Outcome:
        """Return what a document is to the clusters found, the cluster `but` left out; `thorough` looks behind
        the one that settles whose copy it is for others that are the same story.
        """
        clusters = ranked(reading.hits, len(reading.prints.asked), self.store.sizes, but)
        if not clusters:
            return Outcome("first", None, ())
        prepared = prepare(doc, reading.folded)
        self._last = doc, prepared
        mine = prepared.without(reading.dull)
        matches: list[Match] = []
        for turn, candidate in enumerate(clusters, 1):
            found = self._compared(mine, candidate)
            matches += found
            if any(
                m.verdict.relation == COPY and m.verdict.overlap >= _SETTLED and not m.joined for m in found
            ):
                rest = clusters[turn:] if thorough else []
                return decide(matches, [self._match(mine, c.cluster, n) for c in rest for n in c.first])
        return decide(matches)

    def remember(
        self,
        doc: Document,
        reading: Reading,
        cluster: int | None,
        joined: bool,
        best: Match | None,
        decision: Decision | None,
        same: Sequence[int] = (),
    ) -> int:
        """Store and index a document, return its number; `cluster` None founds its own, `same` are clusters that it shows
        to be the same story.
        """
        self._mark_dirty()
        match = None
        if best is not None:
            match = Row(-1, -1, best.cluster, 0, False, best.number, best.verdict.there, best.verdict.here)
        number = self.store.add(doc, len(reading.folded.words), cluster, joined, match, decision)
        own = int(self.store.clusters[number])
        self._table.post(
            new_to_cluster(reading.hits, reading.prints.asked, reading.prints.posted, own), number
        )
        self._count_lines(number, reading.lines)
        if self._last is not None and self._last[0] is doc:
            self._hold(number, self._last[1])
        if same:
            self._unite(number, same)
        self.generation += 1
        if number % CHECKPOINT == CHECKPOINT - 1:
            self._checkpoint()
        return number

    def verdict(self, mine: Prepared, number: int) -> Verdict:
        """Return what a prepared document is to a stored one."""
        other = self.prepared(number)
        own = int(self.store.clusters[number])
        site, words = int(self.store.sites[number]), len(other.told.words)
        other = other.without(self._dull(site, other.lines, other.line_starts, words, own))
        verdict = judge(align(mine.told, other.told), circumstances(mine, other))
        if verdict.relation == NONE and may_be_translated(mine, other):
            return translation(mine, other)
        return verdict

    def prepared(self, number: int) -> Prepared:
        """Return a stored document ready for comparison; the last few hundred are held."""
        held = self._held.get(number)
        if held is None:
            doc = self.store.document(number)
            held = prepare(doc, fold(doc.text))
            self._hold(number, held)
        else:
            self._held.move_to_end(number)
        return held

    def _hold(self, number: int, prepared: Prepared) -> None:
        self._held[number] = prepared
        if len(self._held) > _HELD:
            self._held.popitem(last=False)

    def post_again(self, number: int) -> None:
        """Post a document's keys for the cluster it is in now: what held them for its story may have left that cluster."""
        cluster = int(self.store.clusters[number])
        reading = self.read(replace(self.store.document(number), position=self.store.count), cluster)
        fresh = new_to_cluster(reading.hits, reading.prints.asked, reading.prints.posted, cluster)
        self._table.post(fresh, number)
        self.generation += 1

    def flush(self) -> None:
        """Make everything durable that was remembered so far."""
        self.store.commit()

    def forget_after(self, position: int) -> None:
        """Forget every document that stands after a position."""
        if not np.any(self.store.positions[: self.store.count] > position):
            return
        self.store.forget_after(position)
        self.store.remember(clean=0, checkpoint=min(self.store.meta("checkpoint") or 0, self.store.count))
        self.store.commit()
        self._lines.clear()
        self._held.clear()
        self.generation += 1
        self._table.drop_after(self.store.count - 1)

    def close(self) -> None:
        """Make everything durable and let go of the files."""
        self._table.flush()
        self.store.save_columns()
        self.store.remember(clean=1, checkpoint=self.store.count, used=len(self._table))
        self.store.close()

    @property
    def index_size(self) -> int:
        """Bytes of the table of fingerprints."""
        return self._table.size

    def _compared(self, mine: Prepared, candidate: Candidate) -> list[Match]:
        """The matches with a cluster: where a part is found and no copy, the text may be one of another member."""
        found = [self._match(mine, candidate.cluster, number) for number in candidate.first]
        if any(m.verdict.relation == COPY for m in found) or not any(_tells_part(m.verdict) for m in found):
            return found
        for number in candidate.more:
            found.append(self._match(mine, candidate.cluster, number))
            if found[-1].verdict.relation == COPY:
                break
        return found

    def _match(self, mine: Prepared, cluster: int, number: int) -> Match:
        match = Match(number, cluster, self.verdict(mine, number), self.store.is_joined(number))
        return seen_from_cluster(match, lambda other: self.store.support(other, mine.doc.position))

    def _dull(self, site: int, lines: U64, starts: Ints, words: int, own: int | None) -> Bools | None:
        if not site:
            return None
        return dull_words(lines, starts, words, self._site_lines(site, self.store.count), own)

    def _count_lines(self, number: int, lines: U64) -> None:
        site = int(self.store.sites[number])
        if site in self._lines:
            self._lines[site].add(lines, int(self.store.clusters[number]))

    def _site_lines(self, site: int, before: int) -> SiteLines:
        held = self._lines.get(site)
        if held is None:
            if len(self._lines) >= _SITES_HELD:
                self._lines.popitem(last=False)
            held = self._lines[site] = SiteLines()
            for number in self.store.last_on_site(site, boilerplate.WINDOW, before):
                lines = distinct_lines(fold(self.store.record(number)["text"]))
                held.add(lines, int(self.store.clusters[number]))
        else:
            self._lines.move_to_end(site)
        return held

    def _unite(self, number: int, same: Sequence[int]) -> None:
        clusters = [int(self.store.clusters[each]) for each in (number, *same)]
        for union in self.store.unite(number, clusters):
            for member in union.members:
                self._lines.pop(int(self.store.sites[member]), None)

    def _mark_dirty(self) -> None:
        if not self._dirty:
            self._dirty = True
            self.store.remember(clean=0)
            self.store.commit()

    def _checkpoint(self) -> None:
        self._table.flush()
        self.store.remember(checkpoint=self.store.count)
        self.store.commit()

    def _recover(self) -> None:
        """Bring the table to what the store holds, after a process was stopped between the two."""
        if self.store.meta("keys") != KEYS:
            self.store.remember(clean=0, checkpoint=0, keys=KEYS)
            self.store.commit()
        used = self.store.meta("used")
        if self.store.meta("clean") == 1 and used is not None and not self._table.is_new:
            self._table.trust(used)
            return
        upto = 0 if self._table.is_new else min(self.store.meta("checkpoint") or 0, self.store.count)
        self._table.drop_after(upto - 1)
        unions = self.store.unions(upto)
        for union in reversed(unions):
            self.store.clusters[list(union.members)] = union.source
        for number in range(upto, self.store.count):
            if self.store.positions[number] >= 0:
                self._repost(number)
            while unions and unions[0].number == number:
                union = unions.pop(0)
                self.store.clusters[list(union.members)] = union.goal
                self._lines.clear()

    def _repost(self, number: int) -> None:
        doc = self.store.document(number)
        folded = fold(doc.text)
        site = int(self.store.sites[number])
        dull = None
        if site:
            known = self._site_lines(site, number)
            dull = dull_words(folded.lines, folded.line_starts, len(folded.words), known)
        prints = _keys(doc, folded, dull)
        hits = find_hits(self._table, prints.asked, self.store.positions, self.store.clusters, doc.position)
        cluster = int(self.store.clusters[number])
        self._table.post(new_to_cluster(hits, prints.asked, prints.posted, cluster), number)
        self._count_lines(number, distinct_lines(folded))


def _tells_part(verdict: Verdict) -> bool:
    return verdict.relation == PARTIAL or max(verdict.overlap, verdict.back) >= _PART


def _keys(doc: Document, folded: Folded, dull: Bools | None) -> Fingerprints:
    """A text's word sequences, and its figures for tellings in other words or another language."""
    prints = fingerprints(folded, dull)
    asked, posted = figure_keys(folded, days(doc.published))
    return prints.with_keys(asked, posted) if len(asked) else prints
