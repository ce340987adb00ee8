"""From verdicts on single pairs to one decision: against clusters, never along chains of pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipelines.deduplicate.verdict import COPY, NONE, PARTIAL, SEGMENTS, TRANSLATION, Verdict

_OWN_PART = 0.25
_MOSTLY = 0.8
_BRIDGE = 0.35
_BEGINNING, _OPENING = 16, 12
_FRAGMENT, _FRAGMENT_WORDS = 0.2, 30
"""What of a story must stand in a document, and in how many words, for it to say that the story is one with another."""


@dataclass(frozen=True, slots=True)
class Match:
    """A verdict on the document and one earlier document (`number`) of `cluster`; `joined`: that one joins several stories."""

    number: int
    cluster: int
    verdict: Verdict
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """`relation` is first, copy or partial; `best` the match it follows, `links` all that are worth a link, best first;
    `joined` says that the document puts several stories together, `same` names clusters that turn out to be the story of
    `best`: the document is a copy of both; `translations` are tellings in another language, best first.
    """

    relation: str
    best: Match | None
    links: tuple[Match, ...]
    joined: bool = False
    same: tuple[int, ...] = ()
    translations: tuple[Match, ...] = ()

    @property
    def clusters(self) -> tuple[int, ...]:
        """The clusters that are the document's story: one, more where fragments come together, none where it has no other
        telling.
        """
        return (self.best.cluster, *self.same) if self.best is not None else ()


def decide(matches: Sequence[Match], beside: Sequence[Match] = ()) -> Outcome:
    """Return the outcome of all verdicts, each as seen from its cluster; those `beside` only say what else is the same story."""
    told = [match for match in matches if match.verdict.relation != TRANSLATION]
    outcome = _decided(told, beside)
    translations = _best_of_each([match for match in matches if match.verdict.relation == TRANSLATION])
    return replace(outcome, translations=translations) if translations else outcome


def _decided(matches: Sequence[Match], beside: Sequence[Match]) -> Outcome:
    links = _best_of_each(matches)
    if not links:
        return Outcome("first", None, ())
    best = links[0]
    copies = [match for match in links if match.verdict.relation == COPY]
    if not copies:
        return Outcome("partial", None, links, _joins_others(best, links[1:]))
    if _joins_others(best, links[1:]):
        whole = next((match for match in copies if match.joined), None)
        if whole is not None:
            return Outcome("copy", whole, (whole, *(match for match in links if match is not whole)))
        return Outcome("partial", None, links, True)
    others = [match for match in _best_of_each(beside) if match.verdict.relation == COPY]
    same = _one_story(best, [*copies, *others])
    links += tuple(match for match in others if match.cluster in same)
    return Outcome("copy", best, links, same=same)


def _best_of_each(matches: Sequence[Match]) -> tuple[Match, ...]:
    """The best match of each cluster, best first."""
    best_of: dict[int, Match] = {}
    for match in matches:
        held = best_of.get(match.cluster)
        if match.verdict.relation != NONE and (held is None or _rank(match) < _rank(held)):
            best_of[match.cluster] = match
    return tuple(sorted(best_of.values(), key=_rank))


def _one_story(best: Match, copies: Sequence[Match]) -> tuple[int, ...]:
    """The clusters of other copies that tell in the document what the best one tells: fragments of one story.

    A good part of each is in the document, and in the same place: a text that puts two stories together has each in a place
    of its own, and a brief that is found in two longer texts may be what one of them put into another story.
    """
    if not _is_fragment(best):
        return ()
    return tuple(
        match.cluster
        for match in copies
        if match is not best and _is_fragment(match) and not _apart(match.verdict.here, best.verdict.here)
    )


def _is_fragment(match: Match) -> bool:
    verdict = match.verdict
    return not match.joined and verdict.back >= _FRAGMENT and verdict.words >= _FRAGMENT_WORDS


def _rank(match: Match) -> tuple[int, float, float, int]:
    """What explains most of the document comes first; of equals what is most like it."""
    verdict = match.verdict
    return (0 if verdict.relation == COPY else 1, -round(verdict.overlap, 1), -verdict.likeness, match.number)


def seen_from_cluster(match: Match, support: Callable[[int], int]) -> Match:
    """Return a match as its cluster sees it; `support(number)` gives the parts of a document its cluster shares with it.

    A copy of what one member has beside the cluster's story is a reuse of that member alone.
    """
    verdict = match.verdict
    if verdict.relation != COPY:
        return match
    shared = support(match.number)
    bridge = bool(shared) and _apart(verdict.there, shared)
    one_story_of_several = match.joined and _count(verdict.there) < _MOSTLY * SEGMENTS
    if not bridge and not one_story_of_several:
        return match
    lesser = Verdict(
        PARTIAL,
        verdict.overlap,
        verdict.back,
        verdict.confidence,
        verdict.here,
        verdict.there,
        verdict.reasons,
    )
    return Match(match.number, match.cluster, lesser, match.joined)


def joins(outcome: Outcome, parts: int) -> bool:
    """Return whether a document that has `parts` from its own story has a good part of the rest from another."""
    return bool(parts) and _tells_others(outcome.links, parts)


def _tells_others(matches: Sequence[Match], parts: int) -> bool:
    if _count(parts) >= _MOSTLY * SEGMENTS:
        return False
    return any(_apart(match.verdict.here, parts) and _tells_too(match, parts) for match in matches)


def _tells_too(match: Match, parts: int) -> bool:
    """Whether a document tells the story of a match beside its given parts: a good part of its text, begun at the beginning.

    What two stories of an agency share at their ends is background.
    """
    begun = _count(match.verdict.there >> (SEGMENTS - _BEGINNING)) >= _BEGINNING // 4
    return begun and _count(match.verdict.here & ~parts) >= _OWN_PART * SEGMENTS


def _apart(parts: int, others: int) -> bool:
    """Whether two stories have places of their own in a text; of those that both have its opening, one is the other cut down."""
    if _count((parts & others) >> (SEGMENTS - _OPENING)) > _OPENING // 3:
        return False
    return _count(parts & others) < _BRIDGE * min(_count(parts), _count(others))


def _joins_others(best: Match, others: Sequence[Match]) -> bool:
    """Whether another story, in a place of its own, explains a good part of the document that the best one leaves over."""
    return _tells_others(others, best.verdict.here)


def _count(parts: int) -> int:
    return parts.bit_count()
