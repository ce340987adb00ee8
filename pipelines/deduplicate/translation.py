"""Whether one text tells another in a different language: by figures, names, credits and times."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np

from pipelines.deduplicate.evidence import Prepared
from pipelines.deduplicate.facts import skeleton
from pipelines.deduplicate.fold import fold_words
from pipelines.deduplicate.lexicon import MONTH, NAME, NUMBER
from pipelines.deduplicate.telling import Telling, figure_value
from pipelines.deduplicate.verdict import NONE, TRANSLATION, Verdict

DAYS = 2.0
"""Days between a text and its translation, at most."""

_FIGURES, _FIGURES_ALONE = 3, 5
_SHARE, _SHARE_ALONE, _OF_LONGER = 0.7, 0.85, 0.4
_NAMES, _NAMED, _MANY_NAMES, _FEW_NAMES = 2, 0.34, 3, 4
_CENTURIES = ("13", "14", "19", "20")
_ORDER, _ORDER_ALONE = 0.6, 0.8
_LENGTHS = 3.0
_CASED, _UNCASED, _TOLERANT = 3, 4, 6
_PREFIX = re.compile("^(?:[وفبلك]?ال|لل|و)(?=.{3})")


@dataclass(frozen=True, slots=True)
class _Facts:
    """Figures that stand in both texts, their share of the text that has fewer and of the other, how alike their order is;
    `of_names` names could be read in both scripts, `names` of them stand in both.
    """

    shared: int
    share: float
    of_longer: float
    order: float
    of_names: int
    names: int


def may_be_translated(a: Prepared, b: Prepared) -> bool:
    """Return whether two documents are of known different languages and of the same days."""
    if a.when is None or b.when is None or abs(a.when - b.when) > DAYS:
        return False
    first, second = (_primary(each.doc.language) for each in (a, b))
    return bool(first and second and first != second)


def translation(a: Prepared, b: Prepared) -> Verdict:
    """Return whether document `a` tells `b` in another language: a verdict `translation` or `none`.

    Most figures of the one that has fewer stand in the other, in about the same order, and so do names by their consonants;
    where a script does not spell them, more figures have to say it. Other agencies credited speak against.
    """
    facts = _shared_facts(a.told, b.told)
    if not _enough(a, b, facts):
        return Verdict(NONE, 0.0, 0.0, 0.0, 0, 0, ("too few facts shared with the other language",))
    confidence = 0.5 + 0.25 * facts.share * min(1.0, facts.shared / 6) + 0.1 * min(1.0, facts.names / 4)
    confidence += 0.1 * bool(_agencies(a) & _agencies(b))
    reason = f"{facts.shared} figures and {facts.names} names shared with another language"
    share = round(facts.share, 4)
    return Verdict(TRANSLATION, share, share, round(confidence, 3), 0, 0, (reason,))


def _shared_facts(a: Telling, b: Telling) -> _Facts:
    mine, theirs = _figures(a), _figures(b)
    small, large = (mine, theirs) if len(mine) <= len(theirs) else (theirs, mine)
    shared = [figure for figure in small if figure in large]
    of_names, names = _names(a, b)
    return _Facts(
        shared=len(shared),
        share=len(shared) / max(len(small), 1),
        of_longer=len(shared) / max(len(large), 1),
        order=_order(shared, mine, theirs),
        of_names=of_names,
        names=names,
    )


def _enough(a: Prepared, b: Prepared, facts: _Facts) -> bool:
    """Whether the evidence is thick: many figures in one order, or fewer and names; another agency's credit asks for both."""
    sizes = sorted(len(each.told.words) for each in (a, b))
    thin = facts.shared < _FIGURES or facts.share < _SHARE or facts.of_longer < _OF_LONGER
    if thin or facts.order < _ORDER or sizes[1] > _LENGTHS * sizes[0]:
        return False
    many = facts.shared >= _FIGURES_ALONE and facts.share >= _SHARE_ALONE and facts.order >= _ORDER_ALONE
    named = facts.names >= _MANY_NAMES or (facts.names >= _NAMES and facts.names >= _NAMED * facts.of_names)
    if _agencies(a) and _agencies(b) and not _agencies(a) & _agencies(b):
        return many and named
    return named or (many and (facts.names > 0 or facts.of_names <= _FEW_NAMES))


def _primary(language: str | None) -> str:
    return (language or "").partition("-")[0].lower()


def _agencies(side: Prepared) -> set[str]:
    return {*side.doc.agencies, *([side.doc.own_agency] if side.doc.own_agency else [])}


def _figures(told: Telling) -> dict[int, float]:
    """The figures of two digits and more, and where they stand first (0 to 1); years and days of a month are told by another
    calendar elsewhere.
    """
    found: dict[int, float] = {}
    months = set(np.flatnonzero(told.kind == MONTH).tolist())
    for at in np.flatnonzero((told.kind == NUMBER) & (told.weight > 0)).tolist():
        value, spelled = figure_value(told, at), told.spelled(at)
        year = len(spelled) == 4 and spelled[:2] in _CENTURIES
        if value not in _small() and not year and not {at - 1, at + 1} & months:
            found.setdefault(value, at / len(told.words))
    return found


@cache
def _small() -> frozenset[int]:
    return frozenset(fold_words([str(value) for value in range(10)]).tolist())


def _order(shared: list[int], mine: dict[int, float], theirs: dict[int, float]) -> float:
    """The share of pairs of figures that follow each other alike in both."""
    pairs = [
        (mine[x] < mine[y]) == (theirs[x] < theirs[y])
        for number, x in enumerate(shared)
        for y in shared[number + 1 :]
    ]
    return sum(pairs) / max(len(pairs), 1)


def _names(a: Telling, b: Telling) -> tuple[int, int]:
    """How many names could be read in both, and how many are: what capitals mark in one, sought in the other by consonants."""
    if not a.cased and not b.cased:
        return 0, 0
    least = _CASED if a.cased and b.cased else _UNCASED
    mine, theirs = (_skeletons(side, least) for side in (a, b))
    if not mine or not theirs:
        return 0, 0
    sought, there = (
        (mine, theirs) if a.cased and (not b.cased or len(mine) <= len(theirs)) else (theirs, mine)
    )
    shared = sum(any(_one(name, other) for other in there) for name in sought)
    return len(sought), shared


def _skeletons(side: Telling, least: int) -> frozenset[str]:
    if side.cased:
        places = np.flatnonzero((side.kind == NAME) & (side.weight > 0)).tolist()
        found = {skeleton(side.spelled(at)) for at in places}
    else:
        words = {side.spelled(at) for at in range(len(side.words))}
        found = {skeleton(form) for word in words for form in (word, _PREFIX.sub("", word))}
    return frozenset(name for name in found if len(name) >= least)


def _one(name: str, other: str) -> bool:
    """Whether two skeletons are one name: equal, or long and one letter apart."""
    if name == other:
        return True
    if min(len(name), len(other)) < _TOLERANT or abs(len(name) - len(other)) > 1:
        return False
    head = next(
        (k for k, (x, y) in enumerate(zip(name, other, strict=False)) if x != y), min(len(name), len(other))
    )
    return (
        name[head + 1 :] == other[head + 1 :]
        or name[head:] == other[head + 1 :]
        or name[head + 1 :] == other[head:]
    )
