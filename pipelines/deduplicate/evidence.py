"""What speaks for or against a copy beside the text: titles, times, credits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from pipelines.deduplicate.arrays import U64, Bools, Ints
from pipelines.deduplicate.digest import is_digest
from pipelines.deduplicate.document import Document
from pipelines.deduplicate.fold import Folded, fold
from pipelines.deduplicate.lexicon import NUMBER
from pipelines.deduplicate.shares import Circumstances
from pipelines.deduplicate.telling import Telling, telling, word_kinds

_SAME_TITLE = 0.7
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document with its text and title ready for comparison."""

    doc: Document
    told: Telling
    title: frozenset[int]
    figures: frozenset[int]
    when: float | None
    lines: U64
    line_starts: Ints
    digest: bool

    def without(self, dull: Bools | None) -> Prepared:
        """Return the same document with the words of its site's boilerplate weighing nothing."""
        if dull is None:
            return self
        return replace(self, told=replace(self.told, weight=np.where(dull, 0.0, self.told.weight)))


def prepare(doc: Document, folded: Folded) -> Prepared:
    """Return a document ready for comparison."""
    title, figures = _title(doc.title)
    return Prepared(
        doc,
        telling(folded),
        title,
        figures,
        days(doc.published),
        folded.lines,
        folded.line_starts,
        is_digest(doc.title),
    )


def circumstances(a: Prepared, b: Prepared) -> Circumstances:
    """Return what is known of two documents beside their texts."""
    credits_a, credits_b = set(a.doc.agencies), set(b.doc.agencies)
    alike = _title_likeness(a.title, b.title)
    return Circumstances(
        same_credit=bool(credits_a & credits_b),
        other_credit=bool(credits_a and credits_b and not credits_a & credits_b),
        same_title=alike >= _SAME_TITLE,
        other_figures_in_title=alike >= _ALIKE and _news_in_title(a, b) and _news_in_title(b, a),
        title_figures=frozenset((x, y) for x in a.figures for y in b.figures if x != y),
        days=abs(a.when - b.when) if a.when is not None and b.when is not None else None,
        a_later=a.when is not None and b.when is not None and a.when > b.when,
        other_day=a.when is not None and b.when is not None and int(a.when) != int(b.when),
        same_site=a.doc.site is not None and a.doc.site == b.doc.site,
        digest=a.digest,
        other_digest=b.digest,
    )


def _news_in_title(a: Prepared, b: Prepared) -> bool:
    """Whether the title of `a` has a figure that is nowhere in `b`: of one story two headlines may choose different ones."""
    return any(not (b.told.value == np.uint64(figure)).any() for figure in a.figures - b.figures)


def _title_likeness(a: frozenset[int], b: frozenset[int]) -> float:
    smaller = min(len(a), len(b))
    return len(a & b) / smaller if smaller >= 3 else 0.0


def _title(title: str) -> tuple[frozenset[int], frozenset[int]]:
    folded = fold(title)
    kind, value, _, _ = word_kinds(folded)
    return frozenset(folded.words.tolist()), frozenset(value[kind == NUMBER].tolist())


def days(published: str | None) -> float | None:
    """Return days since 1970, None where nothing is said; a time without a zone is taken as UTC: hours decide nothing."""
    if not published:
        return None
    try:
        when = datetime.fromisoformat(published)
    except ValueError:
        return None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() / 86400
