"""What an alignment proves: copy, partial reuse or look-alike; the one place that holds thresholds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.deduplicate.align import Alignment, Difference
from pipelines.deduplicate.arrays import Bools, Ints
from pipelines.deduplicate.lexicon import NAME, NUMBER
from pipelines.deduplicate.telling import Telling

COPY, PARTIAL, NONE = "copy", "partial", "none"
SEGMENTS = 64
"""A text is divided into as many equal parts; a set of parts is the bits of one integer."""

_ENOUGH = 18.0
_LONG = 250.0
_LONG_RUN, _STOCK = 9.0, 0.25
_MOST, _NEARLY_ALL, _EDITED = 0.75, 0.9, 0.6
_OWN_TEXT = 40.0
_DIFFERENT, _STRANGE = 12, 3
_BOTH_WAYS, _THE_SAME = 0.5, 0.85
_DENSE = 0.07
_CALM, _CALM_WORDS = 0.09, 40.0
_NEXT_DAY = 0.8


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of two documents beside their texts."""

    same_credit: bool = False
    other_credit: bool = False
    same_title: bool = False
    other_figures_in_title: bool = False
    title_figures: frozenset[tuple[int, int]] = frozenset()
    days: float | None = None
    same_site: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """`relation` of text a to text b; `overlap` the share of a's words found in b, `back` of b's in a; `here` and `there`
    the parts of a and b that correspond (bits); `reasons` in words.
    """

    relation: str
    overlap: float
    back: float
    confidence: float
    here: int
    there: int
    reasons: tuple[str, ...]

    @property
    def likeness(self) -> float:
        """How alike the two are on the whole: for the choice among several."""
        return self.overlap + self.back


def judge(alignment: Alignment, circumstances: Circumstances) -> Verdict:
    """Return what two aligned texts are to each other."""
    shares = _Shares.of(alignment)
    if not shares.various:
        return _verdict(NONE, alignment, shares, 0.5, "too few different words shared")
    if shares.identical:
        return _verdict(COPY, alignment, shares, 0.99, "the same text")
    form = _form_letter(shares, circumstances)
    if form:
        return _verdict(NONE, alignment, shares, 0.9, form)
    running = _running_story(shares, circumstances)
    share = shares.full if shares.calm(circumstances) else shares.clean
    needed = _needed(shares, circumstances)
    if not running and share >= needed and shares.evidence >= _ENOUGH * shares.scale:
        confidence = min(0.99, 0.7 + 0.3 * (share - needed) / (1 - needed))
        return _verdict(COPY, alignment, shares, confidence, f"{share:.0%} of the narrative shared")
    if _consecutive(alignment, shares):
        reason = running or "consecutive sentences shared"
        return _verdict(PARTIAL, alignment, shares, min(0.95, 0.6 + shares.clean), reason)
    return _verdict(NONE, alignment, shares, 1 - shares.clean, running or "too little shared")


@dataclass(frozen=True, slots=True)
class _Shares:
    """Weighed shares: `clean` of the side that is better explained, `even` of the other, `evidence` in words; `spoilt` words
    stand in sentences that correspond but differ in a number, name or day.
    """

    clean: float
    full: float
    even: float
    evidence: float
    spoilt: float
    spoilt_words: float
    raw: float
    unlike: float
    identical: bool
    various: bool
    scale: float
    names: int
    figures: int
    same_figures: int
    lead: bool
    lead_names: bool
    same_lead: bool
    repeated: bool
    values: frozenset[tuple[int, int]]
    clean_a: Bools

    def calm(self, known: Circumstances) -> bool:
        """Whether figures differ here and there and nothing else does: slips of a copy, not another day's report."""
        if (
            self.names
            or self.repeated
            or known.other_figures_in_title
            or (known.days or 0.0) >= _NEXT_DAY
            or known.same_site
        ):
            return False
        enough = self.evidence + self.spoilt >= _CALM_WORDS * self.scale
        return enough and self.raw >= 0.8 and self.figures < _CALM * self.spoilt_words

    @classmethod
    def of(cls, alignment: Alignment) -> _Shares:
        a, b, differences = alignment.a, alignment.b, _certain(alignment)
        bad_a = _marked(a, [d.here for d in differences])
        bad_b = _marked(b, [d.there for d in differences])
        here, covered = alignment.here, alignment.covered
        full_a, full_b = _filled(a, here), _filled(b, covered)
        clean_a, clean_b = full_a & ~bad_a, full_b & ~bad_b
        proof_a, proof_b = _proof(a, here, alignment.run), _proof(b, covered, alignment.run_back)
        weight_a, weight_b = float(proof_a[clean_a].sum()), float(proof_b[clean_b].sum())
        raw_a, raw_b = (
            float(full_a.mean()) if len(full_a) else 0.0,
            float(full_b.mean()) if len(full_b) else 0.0,
        )
        return cls(
            clean=max(weight_a / max(a.total, 1.0), weight_b / max(b.total, 1.0)),
            even=min(_found(a, full_a), _found(b, full_b)),
            full=max(float(proof_a.sum()) / max(a.total, 1.0), float(proof_b.sum()) / max(b.total, 1.0)),
            evidence=max(weight_a, weight_b),
            spoilt=float(a.weight[full_a & bad_a].sum()),
            spoilt_words=float(np.count_nonzero(full_a & bad_a)),
            raw=max(raw_a, raw_b),
            unlike=min(_unlike(a, full_a), _unlike(b, full_b)),
            identical=min(raw_a, raw_b) >= 0.9 and not differences and int(full_a.sum()) >= 15,
            various=len(np.unique(a.words[here])) >= _DIFFERENT,
            scale=1.8 if a.span > 3 else 1.0,
            names=len({d.values for d in differences if d.kind == NAME}),
            figures=len({d.values for d in differences if d.kind != NAME}),
            same_figures=int(np.count_nonzero(here & (a.kind == NUMBER))),
            lead=_in_lead(a, [d.here for d in differences]) or _in_lead(b, [d.there for d in differences]),
            lead_names=_in_lead(a, [d.here for d in differences if d.kind == NAME]),
            same_lead=_same_lead(alignment, clean_a),
            repeated=_repeated(differences) or _replaced(a, b, differences),
            values=frozenset(d.values for d in differences if d.kind == NUMBER),
            clean_a=clean_a,
        )


def _form_letter(shares: _Shares, known: Circumstances) -> str:
    spoilt = shares.spoilt / max(shares.spoilt + shares.evidence, 1.0)
    differing = shares.names + shares.figures
    if not differing or shares.calm(known):
        return ""
    dense = differing >= _DENSE * shares.spoilt_words
    if (spoilt >= 0.5 and (dense or shares.lead_names)) or (
        spoilt >= 0.3 and shares.lead_names and shares.names >= 2
    ):
        return "a form filled in anew: names or figures differ in corresponding sentences"
    return ""


def _running_story(shares: _Shares, known: Circumstances) -> str:
    titles = known.other_figures_in_title and (shares.figures > 0 or shares.clean < _THE_SAME)
    if titles or any(pair in known.title_figures for pair in shares.values):
        return "the same running story with other figures in the title"
    if shares.calm(known) or not shares.figures or shares.evidence >= _LONG * shares.scale:
        return ""
    if shares.repeated:
        return "a figure was replaced throughout"
    changed = shares.unlike >= 12 * shares.scale or (known.days or 0.0) >= _NEXT_DAY or known.same_site
    return "a running story with new figures in the lead" if shares.lead and changed else ""


def _needed(shares: _Shares, known: Circumstances) -> float:
    """The share of narrative that makes a copy: the more each has of its own around it, the more."""
    if known.other_credit or (known.days is not None and known.days > 4):
        return 0.6
    if shares.same_lead or shares.even >= _BOTH_WAYS:
        return 0.35
    own = shares.unlike / max(shares.evidence, 1.0) if shares.unlike >= _OWN_TEXT * shares.scale else 0.0
    if own >= 0.4:
        return 0.65 if own >= 0.8 else 0.55
    return 0.35 if known.same_title else 0.45


def _verdict(relation: str, alignment: Alignment, shares: _Shares, confidence: float, reason: str) -> Verdict:
    here, covered = alignment.here, alignment.covered
    return Verdict(
        relation=relation,
        overlap=round(float(here.mean()) if len(here) else 0.0, 4),
        back=round(float(covered.mean()) if len(covered) else 0.0, 4),
        confidence=round(confidence, 3),
        here=_bits(here),
        there=_bits(covered),
        reasons=(reason,),
    )


def _bits(mask: Bools) -> int:
    if not len(mask):
        return 0
    segment = np.arange(len(mask)) * SEGMENTS // len(mask)
    size = np.bincount(segment, minlength=SEGMENTS)
    filled = np.bincount(segment, mask, minlength=SEGMENTS)
    return int.from_bytes(np.packbits((filled * 2 >= size) & (size > 0)).tobytes(), "big")


def _marked(side: Telling, places: list[int]) -> Bools:
    """The words of all sentences in which one of the places stands."""
    flag = np.zeros(max(side.sentences, 1), np.bool_)
    if places:
        flag[side.sentence[places]] = True
    return flag[side.sentence]


def _filled(side: Telling, found: Bools) -> Bools:
    """A sentence found for three quarters is found whole: what is missing is house style."""
    if not len(found):
        return found
    size = np.bincount(side.sentence)
    share = np.bincount(side.sentence, found) / size
    return found | (share >= _MOST)[side.sentence]


def _proof(side: Telling, found: Bools, run: Ints) -> NDArray[np.float64]:
    """What each word proves: in long equal runs all it weighs, in short ones a part, for official phrases are short runs."""
    if not len(found):
        return side.weight
    words = run / (2 if side.span > 3 else 1)
    strength = np.where(found, np.clip((words - 1) / _LONG_RUN, _STOCK, 1.0), 0.0)
    covered = (np.bincount(side.sentence, found) / np.bincount(side.sentence))[side.sentence]
    strength = np.where(covered >= _MOST, np.maximum(strength, _EDITED), strength)
    strength = np.where(covered >= _NEARLY_ALL, 1.0, strength)
    proof: NDArray[np.float64] = strength * side.weight
    return proof


def _found(side: Telling, found: Bools) -> float:
    return float(side.weight[found].sum()) / max(side.total, 1.0)


def _certain(alignment: Alignment) -> tuple[Difference, ...]:
    """The differences, without names that may be other words: in scripts without capitals one or two prove nothing."""
    differences = alignment.differences
    if alignment.a.cased and alignment.b.cased:
        return differences
    names = [difference for difference in differences if difference.kind == NAME]
    if len(names) >= _STRANGE or len(names) < len(differences):
        return differences
    return ()


def _unlike(side: Telling, found: Bools) -> float:
    return float(side.weight[~found].sum())


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


def _consecutive(alignment: Alignment, shares: _Shares) -> bool:
    """At least two sentences in a row, mostly narrative, found nearly whole."""
    a = alignment.a
    if not len(a.words):
        return False
    size = np.bincount(a.sentence)
    found = np.bincount(a.sentence, shares.clean_a) / size
    weight = np.bincount(a.sentence, a.weight) / size
    good = (found >= 0.7) & (weight >= 0.6) & (size >= 4)
    pairs = np.flatnonzero(good[1:] & good[:-1])
    return any(size[k] + size[k + 1] >= _ENOUGH * shares.scale for k in pairs.tolist())
