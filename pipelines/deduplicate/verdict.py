"""What an alignment proves: copy, partial reuse or look-alike."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pipelines.deduplicate.align import Alignment
from pipelines.deduplicate.arrays import Bools, Ints
from pipelines.deduplicate.echo import Echo, echo, figures_may_be_same, openings_alike, same_facts
from pipelines.deduplicate.shares import NEXT_DAY, Circumstances, Shares
from pipelines.deduplicate.telling import Telling

COPY, PARTIAL, TRANSLATION, NONE = "copy", "partial", "translation", "none"
SEGMENTS = 64
"""A text is divided into as many equal parts; a set of parts is the bits of one integer."""

_ENOUGH = 15.0
_LEAST = 0.3
"""Where less than this of either's words, quotes and all, is found in the other, twice as many have to prove it."""
_ITEM = 0.6
"""Less of a digest than this is one of its items; a digest itself may be copied."""
_LONG = 250.0
_OWN_TEXT = 40.0
_WRAPPED, _TAKEN_UP = 0.4, 0.45
_OTHER_NEWS, _ALIKE = 0.6, 0.25
_BOTH_WAYS, _THE_SAME = 0.5, 0.85
_LEAD, _NEWS, _LATER, _PASSAGE, _BACKGROUND, _SERIES = 10.0, 20.0, 0.5, 0.4, 0.7, 0.9
_WITHIN, _KEPT, _VERSION = 0.6, 0.5, 0.45
_DENSE = 0.07
_SPOILT, _OTHERS = 0.2, 5
_TOLD = 10
_SOME, _DAYS = 0.1, 4.0
_MANY, _MOSTLY_ALIKE = 3, 0.5
_FORM, _BLANKS, _FILLED = 0.7, 0.12, 0.2
_RETOLD, _RETOLD_BARELY, _RETOLD_BACK = 0.7, 0.8, 0.4
_SAME_FACTS, _SAME_NAMES, _FACTS = 0.75, 0.7, 3
_IN_ORDER, _FOLLOWED, _FOLLOWED_BACK, _FOLLOWED_NAMES, _MANY_NAMES = 0.6, 0.58, 0.5, 0.65, 6


@dataclass(frozen=True, slots=True)
class Verdict:
    """`relation` of text a to text b; `overlap` the share of a's words found in b, `back` of b's in a; `here` and `there`
    the parts of a and b that correspond (bits); `reasons` in words; `words` counts those of a found in b.
    """

    relation: str
    overlap: float
    back: float
    confidence: float
    here: int
    there: int
    reasons: tuple[str, ...]
    words: int = 0

    @property
    def likeness(self) -> float:
        """How alike the two are on the whole: for the choice among several."""
        return self.overlap + self.back


def judge(alignment: Alignment, circumstances: Circumstances) -> Verdict:
    """Return what two aligned texts are to each other."""
    found = _judged(alignment, circumstances)
    if found.relation == COPY and (
        (circumstances.digest and found.overlap < _ITEM)
        or (circumstances.other_digest and found.back < _ITEM)
    ):
        return replace(found, relation=PARTIAL, reasons=("an item of a page of several", *found.reasons))
    return found


def _judged(alignment: Alignment, circumstances: Circumstances) -> Verdict:
    shares = Shares.of(alignment)
    found = _by_runs(alignment, shares, circumstances)
    if found.relation != COPY and _may_be_retold(alignment, shares, circumstances):
        forward, back = echo(alignment.a, alignment.b), echo(alignment.b, alignment.a)
        followed = _followed(alignment, forward, back, shares, circumstances)
        if followed or _retold(alignment, forward, back, shares, circumstances):
            return _retelling(alignment, shares, forward, back)
    return found


def _may_be_retold(alignment: Alignment, shares: Shares, known: Circumstances) -> bool:
    """Whether it is worth asking what is told in other words: not of another day, no figures changed, no old background."""
    other_day = known.days is not None and known.days > (NEXT_DAY if known.same_site else _DAYS)
    changed = known.other_figures_in_title or shares.figures > 1 or (shares.figures and shares.lead)
    follows_up = shares.below and shares.opening >= _NEWS * shares.scale and known.other_day
    if other_day or changed or follows_up or shares.names > 1 or shares.raw < _SOME:
        return False
    return figures_may_be_same(alignment.a, alignment.b)


def _retold(alignment: Alignment, forward: Echo, back: Echo, shares: Shares, known: Circumstances) -> bool:
    """Whether most of one text's narrative is told by the other with its figures and names, though in other words.

    A form filled in anew says as much in the same words, but has other figures; another agency's report of one event has
    some of the figures, but tells other things.
    """
    a, b = alignment.a, alignment.b
    told, other = (forward, back) if forward.share >= back.share else (back, forward)
    if told.share < _RETOLD or told.share * told.stems < _ENOUGH * shares.scale:
        return False
    facts = same_facts(a, b) if told is forward else same_facts(b, a)
    if facts.figures < _SAME_FACTS or facts.shared_figures + facts.shared_names < _FACTS:
        return False
    sure = facts.shared_figures >= _FACTS and not known.other_credit and other.share >= _RETOLD_BACK
    named = facts.shared_names < _FACTS or facts.names >= _SAME_NAMES
    return named and told.share >= (_RETOLD if sure else _RETOLD_BARELY)


def _followed(alignment: Alignment, forward: Echo, back: Echo, shares: Shares, known: Circumstances) -> bool:
    """Whether the texts tell the same sentence after sentence, each with the other's figures and names.

    A rewriting desk changes words and keeps the order. Two reports of one event choose and order what they tell; a follow-up
    shares its background word for word and leaves the rest of both untold.
    """
    told, other = (forward, back) if forward.share >= back.share else (back, forward)
    if known.other_credit or told.share < _FOLLOWED or other.share < _FOLLOWED_BACK:
        return False
    enough = told.share * told.stems >= _ENOUGH * shares.scale
    if not enough or min(forward.in_order, back.in_order) < _IN_ORDER:
        return False
    mine, theirs = same_facts(alignment.a, alignment.b), same_facts(alignment.b, alignment.a)
    if max(mine.figures, theirs.figures) < _SAME_FACTS or not mine.shared_figures:
        return False
    names = max(mine.names, theirs.names) >= _FOLLOWED_NAMES and mine.shared_names >= _MANY_NAMES
    return names or mine.shared_figures >= _FACTS


def _retelling(alignment: Alignment, shares: Shares, forward: Echo, back: Echo) -> Verdict:
    share = max(forward.share, back.share)
    verdict = _verdict(
        COPY, alignment, shares, min(0.95, share), f"{share:.0%} of the narrative told in other words"
    )
    here = alignment.here | forward.here | back.there
    there = alignment.covered | back.here | forward.there
    return replace(verdict, here=_bits(here), there=_bits(there))


def _by_runs(alignment: Alignment, shares: Shares, circumstances: Circumstances) -> Verdict:
    if not shares.various:
        return _verdict(NONE, alignment, shares, 0.5, "too few different words shared")
    if shares.identical:
        return _verdict(COPY, alignment, shares, 0.99, "the same text")
    if shares.contained:
        return _verdict(COPY, alignment, shares, 0.95, "all of one text, from the same beginning")
    form = _form_letter(shares, circumstances)
    if form:
        return _verdict(NONE, alignment, shares, 0.9, form)
    other_news = _other_news(alignment, shares)
    version = not other_news and _may_be_version(shares, circumstances)
    running = "" if version else _running_story(shares, circumstances)
    share = shares.full if shares.calm(circumstances) or shares.updated(circumstances) else shares.clean
    needed = _VERSION if version else max(_needed(shares, circumstances), _OTHER_NEWS * other_news)
    enough = shares.evidence >= (_ENOUGH if shares.raw >= _LEAST else 2 * _ENOUGH) * shares.scale
    if not running and share >= needed and enough and not _taken_up(shares, circumstances):
        confidence = min(0.99, 0.7 + 0.3 * (share - needed) / (1 - needed))
        return _verdict(COPY, alignment, shares, confidence, f"{share:.0%} of the narrative shared")
    if shares.names + shares.figures >= _MANY and shares.raw >= _MOSTLY_ALIKE:
        return _verdict(NONE, alignment, shares, 0.8, "a form: names and figures differ all over")
    if _consecutive(alignment, shares):
        reason = running or "consecutive sentences shared"
        return _verdict(PARTIAL, alignment, shares, min(0.95, 0.6 + shares.clean), reason)
    return _verdict(NONE, alignment, shares, 1 - shares.clean, running or "too little shared")


def _form_letter(shares: Shares, known: Circumstances) -> str:
    spoilt = shares.spoilt / max(shares.spoilt + shares.evidence, 1.0)
    differing = shares.names + shares.figures
    if not differing or shares.calm(known):
        return ""
    if spoilt >= _SPOILT and shares.figures >= _OTHERS and 4 * shares.same_figures <= shares.figures:
        return "a form filled in anew: hardly a figure is the same"
    dense = differing >= _DENSE * shares.spoilt_words
    if (spoilt >= 0.5 and (dense or shares.lead_names)) or (
        spoilt >= 0.3 and shares.lead_names and shares.names >= 2
    ):
        return "a form filled in anew: names or figures differ in corresponding sentences"
    return ""


def _may_be_version(shares: Shares, known: Circumstances) -> bool:
    """Whether one may be what an agency made of the other within the day: lead and toll move on, narrative and quotes stay.

    A running story's next report is another day's, an outlet's own update is on its own pages; both keep less.
    """
    within = known.days is not None and known.days < _WITHIN and not known.other_day
    if not within or known.same_site or known.other_credit or shares.names or shares.figures > 1:
        return False
    return shares.raw >= _KEPT and shares.even >= _PASSAGE


def _running_story(shares: Shares, known: Circumstances) -> str:
    titles = known.other_figures_in_title and (shares.figures > 0 or shares.clean < _THE_SAME)
    if titles or any(pair in known.title_figures for pair in shares.values):
        return "the same running story with other figures in the title"
    if shares.calm(known) or not shares.figures or shares.evidence >= _LONG * shares.scale:
        return ""
    if shares.repeated:
        return "a figure was replaced throughout"
    changed = shares.unlike >= 12 * shares.scale or (known.days or 0.0) >= NEXT_DAY or known.same_site
    return "a running story with new figures in the lead" if shares.lead and changed else ""


def _other_news(alignment: Alignment, shares: Shares) -> bool:
    """Whether both open with news that have hardly a word in common, and share what follows: background, on one day as well."""
    if not shares.below or shares.opening < _NEWS * shares.scale:
        return False
    a, b = alignment.a, alignment.b
    ends = int(a.sentence[np.argmax(alignment.here)]), int(b.sentence[np.argmax(alignment.covered)])
    return openings_alike(a, b, ends) < _ALIKE


def _is_filled_in(shares: Shares) -> bool:
    """Whether what differs stands close together in a part of what corresponds: a form has its blanks in a sentence or two."""
    differing = shares.names + shares.figures
    return (
        shares.figures >= _MANY
        and differing >= _BLANKS * shares.spoilt_words
        and shares.spoilt >= _FILLED * (shares.spoilt + shares.evidence)
    )


def _taken_up(shares: Shares, known: Circumstances) -> bool:
    """Whether a text of days later, most of it something else, has taken up what it shares."""
    return known.days is not None and known.days > _DAYS and shares.clean_of[not known.a_later] < _TAKEN_UP


def _needed(shares: Shares, known: Circumstances) -> float:
    """The share of narrative that makes a copy: the more each has of its own around it, the more."""
    if shares.opening >= _NEWS * shares.scale and known.other_day and (known.days or 0.0) >= _LATER:
        return _SERIES if known.same_site else _BACKGROUND
    if shares.opening >= _LEAD * shares.scale and shares.even < _PASSAGE:
        return _BACKGROUND
    if _is_filled_in(shares):
        return _FORM
    if known.other_credit or (known.days is not None and known.days > 4):
        return 0.6
    if shares.same_lead or shares.even >= _BOTH_WAYS:
        return 0.35
    amid = shares.half and not shares.below and not shares.names + shares.figures
    if (shares.lead_told or amid) and shares.even >= _WRAPPED:
        return _WRAPPED
    own = shares.unlike / max(shares.evidence, 1.0) if shares.unlike >= _OWN_TEXT * shares.scale else 0.0
    if own >= 0.4:
        return 0.65 if own >= 0.8 else 0.55
    return 0.35 if known.same_title else 0.45


def _verdict(relation: str, alignment: Alignment, shares: Shares, confidence: float, reason: str) -> Verdict:
    here, covered = alignment.here, alignment.covered
    return Verdict(
        relation=relation,
        overlap=round(float(here.mean()) if len(here) else 0.0, 4),
        back=round(float(covered.mean()) if len(covered) else 0.0, 4),
        confidence=round(confidence, 3),
        here=_bits(here),
        there=_bits(covered),
        reasons=(reason,),
        words=int(np.count_nonzero(here)),
    )


def _bits(mask: Bools) -> int:
    if not len(mask):
        return 0
    segment = np.arange(len(mask)) * SEGMENTS // len(mask)
    size = np.bincount(segment, minlength=SEGMENTS)
    filled = np.bincount(segment, mask, minlength=SEGMENTS)
    return int.from_bytes(np.packbits((filled * 2 >= size) & (size > 0)).tobytes(), "big")


def _consecutive(alignment: Alignment, shares: Shares) -> bool:
    """At least two sentences in a row found nearly whole: both mostly narrative, in the row of either text, or one of them and
    what is quoted beside it.
    """
    least = _ENOUGH * shares.scale
    size, whole, told = _sentences(alignment.a, shares.clean_a)
    if _neighbours(size, whole & told, least) or _neighbours(*_narrative(alignment.b, shares.clean_b), least):
        return True
    mixed = np.flatnonzero(whole[1:] & whole[:-1] & (told[1:] != told[:-1]))
    beside = size * told
    return any(
        max(beside[k], beside[k + 1]) >= _TOLD * shares.scale and size[k] + size[k + 1] >= 1.3 * least
        for k in mixed.tolist()
    )


def _sentences(side: Telling, clean: Bools) -> tuple[Ints, Bools, Bools]:
    """The words of each sentence, whether it is found nearly whole, whether it is mostly narrative."""
    if not len(clean):
        return np.zeros(0, np.int64), np.zeros(0, np.bool_), np.zeros(0, np.bool_)
    size = np.bincount(side.sentence)
    found, told = np.bincount(side.sentence, clean) / size, np.bincount(side.sentence, side.weight) / size
    return size, (found >= 0.7) & (size >= 4), told >= 0.6


def _narrative(side: Telling, clean: Bools) -> tuple[Ints, Bools]:
    size, whole, told = _sentences(side, clean)
    return size, whole & told


def _neighbours(size: Ints, good: Bools, least: float) -> bool:
    pairs = np.flatnonzero(good[1:] & good[:-1])
    return bool(((size[pairs] + size[pairs + 1]) >= least).any())
