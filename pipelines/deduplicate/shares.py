"""What an alignment comes to in weighed shares: what is found, what is spoilt, what differs where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.deduplicate import align_kernels, kernels
from pipelines.deduplicate.align import Alignment, Difference
from pipelines.deduplicate.arrays import Bools, Floats, Ints
from pipelines.deduplicate.lexicon import NAME, NUMBER
from pipelines.deduplicate.telling import Telling

NEXT_DAY = 0.8
"""Days after which figures that differ are another day's."""

_LONG_RUN, _STOCK = 9.0, 0.25
_MOST, _NEARLY_ALL, _EDITED = 0.75, 0.9, 0.6
_LIMITS = np.array([_LONG_RUN, _STOCK, _MOST, _NEARLY_ALL, _EDITED])
_DIFFERENT, _STRANGE, _SAME_FIGURES = 12, 3, 4
_CALM, _CALM_WORDS = 0.09, 40.0
_CONTAINED, _BRIEF = 0.9, 25.0
_HALF, _BEFORE = 0.5, 0.8


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of two documents beside their texts."""

    same_credit: bool = False
    other_credit: bool = False
    same_title: bool = False
    other_figures_in_title: bool = False
    title_figures: frozenset[tuple[int, int]] = frozenset()
    days: float | None = None
    a_later: bool = False
    other_day: bool = False
    same_site: bool = False
    digest: bool = False
    other_digest: bool = False
    """Whether the title of the one, of the other, says that it holds several stories."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Weighed shares: `clean_of` both sides, `clean` of the one that is better explained, `even` of the other, `evidence`
    in words; `spoilt` words stand in sentences that correspond but differ in a number, name or day; `contained`: one is a
    brief, cut from the top; `lead_told`: one has, anywhere, most of the other's first sentence; `half`: half of each,
    quotes and all, is found in the other; `below`: what they share stands below what each has of its own; `opening` what
    each tells at least of its own before the first sentence of the other.
    """

    clean: float
    clean_of: tuple[float, float]
    full: float
    even: float
    evidence: float
    spoilt: float
    spoilt_words: float
    raw: float
    unlike: float
    opening: float
    identical: bool
    contained: bool
    various: bool
    scale: float
    names: int
    figures: int
    same_figures: int
    lead: bool
    lead_names: bool
    same_lead: bool
    lead_told: bool
    half: bool
    below: bool
    repeated: bool
    values: frozenset[tuple[int, int]]
    clean_a: Bools
    clean_b: Bools

    def calm(self, known: Circumstances) -> bool:
        """Whether figures differ here and there and nothing else does: slips of a copy, not another day's report."""
        if (
            self.names
            or self.repeated
            or known.other_figures_in_title
            or (known.days or 0.0) >= NEXT_DAY
            or known.same_site
        ):
            return False
        enough = self.evidence + self.spoilt >= _CALM_WORDS * self.scale
        return enough and self.raw >= 0.8 and self.figures < _CALM * self.spoilt_words

    def updated(self, known: Circumstances) -> bool:
        """Whether one figure behind the leads, and nothing else, has moved on within a day: an agency's later version."""
        within = known.days is not None and known.days < NEXT_DAY and not known.other_figures_in_title
        return within and self.figures == 1 and not (self.names or self.lead or self.repeated)

    @classmethod
    def of(cls, alignment: Alignment) -> Shares:
        """Return what an alignment comes to."""
        a, b, differences = alignment.a, alignment.b, _certain(alignment)
        bad_a = _marked(a, [d.here for d in differences])
        bad_b = _marked(b, [d.there for d in differences])
        here, covered = alignment.here, alignment.covered
        (full_a, proof_a), (full_b, proof_b) = (
            _explained(a, here, alignment.run, alignment.alone),
            _explained(b, covered, alignment.run_back, alignment.alone),
        )
        clean_a, clean_b = full_a & ~bad_a, full_b & ~bad_b
        weight_a, weight_b = float(proof_a[clean_a].sum()), float(proof_b[clean_b].sum())
        raw_a, raw_b = (
            float(full_a.mean()) if len(full_a) else 0.0,
            float(full_b.mean()) if len(full_b) else 0.0,
        )
        raw, scale = max(raw_a, raw_b), 1.8 if alignment.alone else 1.0
        same_lead = _same_lead(alignment, clean_a)
        clean_of = weight_a / max(a.total, 1.0), weight_b / max(b.total, 1.0)
        return cls(
            clean=max(clean_of),
            clean_of=clean_of,
            even=min(_found(a, full_a), _found(b, full_b)),
            full=max(float(proof_a.sum()) / max(a.total, 1.0), float(proof_b.sum()) / max(b.total, 1.0)),
            evidence=max(weight_a, weight_b),
            spoilt=float(a.weight[full_a & bad_a].sum()),
            spoilt_words=float(np.count_nonzero(full_a & bad_a)),
            raw=raw,
            unlike=min(_unlike(a, full_a), _unlike(b, full_b)),
            opening=min(_opening(a, here), _opening(b, covered)),
            identical=min(raw_a, raw_b) >= 0.9 and not differences and int(full_a.sum()) >= 15,
            contained=raw >= _CONTAINED
            and not differences
            and same_lead
            and int(np.count_nonzero(here)) >= _BRIEF * scale,
            various=_various(a, here),
            scale=scale,
            names=len({d.values for d in differences if d.kind == NAME}),
            figures=len({d.values for d in differences if d.kind != NAME}),
            same_figures=int(np.count_nonzero(here & (a.kind == NUMBER))),
            lead=_in_lead(a, [d.here for d in differences]) or _in_lead(b, [d.there for d in differences]),
            lead_names=_in_lead(a, [d.here for d in differences if d.kind == NAME]),
            same_lead=same_lead,
            lead_told=_tells_lead(a, clean_a) or _tells_lead(b, clean_b),
            half=min(raw_a, raw_b) >= _HALF,
            below=_ends_as_found(a, full_a) and _ends_as_found(b, full_b),
            repeated=_repeated(differences) or _replaced(a, b, differences),
            values=frozenset(d.values for d in differences if d.kind == NUMBER),
            clean_a=clean_a,
            clean_b=clean_b,
        )


def _marked(side: Telling, places: list[int]) -> Bools:
    """The words of all sentences in which one of the places stands."""
    flag = np.zeros(max(side.sentences, 1), np.bool_)
    if places:
        flag[side.sentence[places]] = True
    return flag[side.sentence]


def _explained(side: Telling, found: Bools, run: Ints, alone: bool) -> tuple[Bools, Floats]:
    """Which words count as found, and what each proves."""
    if not kernels.COMPILED or not len(found):
        return _filled(side, found), _proof(side, found, run, alone)
    full, proof = np.empty(len(found), np.bool_), np.empty(len(found))
    align_kernels.explained(side.sentence, side.weight, found, run, 2 if alone else 1, _LIMITS, full, proof)
    return full, proof


def _various(side: Telling, found: Bools) -> bool:
    if kernels.COMPILED:
        return align_kernels.various(side.words, found, _DIFFERENT)
    return len(np.unique(side.words[found])) >= _DIFFERENT


def _filled(side: Telling, found: Bools) -> Bools:
    """A sentence found for three quarters is found whole: what is missing is house style."""
    if not len(found):
        return found
    size = np.bincount(side.sentence)
    share = np.bincount(side.sentence, found) / size
    return found | (share >= _MOST)[side.sentence]


def _proof(side: Telling, found: Bools, run: Ints, alone: bool) -> Floats:
    """What each word proves: in long equal runs all it weighs, in short ones a part, for official phrases are short runs."""
    if not len(found):
        return side.weight
    words = run / (2 if alone else 1)
    strength = np.where(found, np.clip((words - 1) / _LONG_RUN, _STOCK, 1.0), 0.0)
    covered = (np.bincount(side.sentence, found) / np.bincount(side.sentence))[side.sentence]
    strength = np.where(covered >= _MOST, np.maximum(strength, _EDITED), strength)
    strength = np.where(covered >= _NEARLY_ALL, 1.0, strength)
    proof: Floats = strength * side.weight
    return proof


def _found(side: Telling, found: Bools) -> float:
    return float(side.weight[found].sum()) / max(side.total, 1.0)


def _certain(alignment: Alignment) -> tuple[Difference, ...]:
    """The differences, without names that may be other words: in scripts without capitals one or two prove nothing, nor do
    any where all figures are the same.
    """
    differences = alignment.differences
    if alignment.a.cased and alignment.b.cased:
        return differences
    names = [difference for difference in differences if difference.kind == NAME]
    if len(names) == len(differences) and _figures_held(alignment) >= _SAME_FIGURES:
        return ()
    if len(names) >= _STRANGE or len(names) < len(differences):
        return differences
    return ()


def _figures_held(alignment: Alignment) -> int:
    """How many different figures stand in places that correspond."""
    a = alignment.a
    return len(np.unique(a.value[alignment.here & (a.kind == NUMBER)]))


def _unlike(side: Telling, found: Bools) -> float:
    return float(side.weight[~found].sum())


def _opening(side: Telling, found: Bools) -> float:
    """What stands before the first sentence that is found nearly whole."""
    if not len(found):
        return 0.0
    share = np.bincount(side.sentence, found) / np.bincount(side.sentence)
    whole = np.flatnonzero((share >= _MOST) & (np.bincount(side.sentence, side.weight) > 0))
    return float(side.weight[: side.first[whole[0]] if len(whole) else None].sum())


def _in_lead(side: Telling, places: list[int]) -> bool:
    end = int(side.first[2]) if side.sentences > 2 else len(side.words)
    lead = int(side.first[1]) if side.sentences > 1 else end
    if lead < 8:
        lead = end
    return any(place < lead for place in places)


def _same_lead(alignment: Alignment, clean: Bools) -> bool:
    """Whether the first sentences of both, datelines and bylines apart, are one."""
    a, b = alignment.a, alignment.b
    if not len(a.words) or not len(b.words):
        return False
    lead_a, lead_b = a.sentence == _lead(a), b.sentence == _lead(b)
    there = alignment.there[lead_a & clean]
    there = there[there >= 0]
    return len(there) >= 8 and int(lead_b[there].sum()) * 2 > min(int(lead_a.sum()), int(lead_b.sum()))


def _tells_lead(side: Telling, clean: Bools) -> bool:
    """Whether most of a text's first sentence is found."""
    if not len(clean):
        return False
    told = clean[side.sentence == _lead(side)]
    return bool(8 <= told.sum() >= _HALF * len(told))


def _ends_as_found(side: Telling, full: Bools) -> bool:
    """Whether nearly all that a text has of its own stands before all that it shares."""
    own = np.where(full, 0.0, side.weight)
    return bool(full.any() and own[: int(np.argmax(full))].sum() >= _BEFORE * own.sum())


def _lead(side: Telling) -> int:
    told = np.flatnonzero(side.weight >= 0.9)
    return int(side.sentence[told[0]]) if len(told) else 0


def _repeated(differences: tuple[Difference, ...]) -> bool:
    figures = [d.values for d in differences if d.kind == NUMBER]
    distinct = len(set(figures))
    return distinct <= 3 and len(figures) > distinct


def _replaced(a: Telling, b: Telling, differences: tuple[Difference, ...]) -> bool:
    """Whether a figure that stands twice or more in one text stands as often, as another figure, in the other."""
    for difference in differences:
        if difference.kind == NUMBER:
            x, y = difference.values
            mine, theirs = a.value == np.uint64(x), b.value == np.uint64(y)
            if (
                mine.sum() > 1
                and theirs.sum() > 1
                and not (b.value == np.uint64(x)).any()
                and not (a.value == np.uint64(y)).any()
            ):
                return True
    return False
