"""From verdicts on single pairs to one decision: against clusters, never along chains of pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipelines.deduplicate.verdict import COPY, NONE, PARTIAL, SEGMENTS, Verdict

_OWN_PART = 0.25
_MOSTLY = 0.8
_BRIDGE = 0.35
_BEGINNING = 16


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
    `joined` says that the document puts several stories together.
    """

    relation: str
    best: Match | None
    links: tuple[Match, ...]
    joined: bool = False


def decide(matches: Sequence[Match]) -> Outcome:
    """Return the outcome of all verdicts, each as seen from its cluster."""
    usable = [match for match in matches if match.verdict.relation != NONE]
    best_of: dict[int, Match] = {}
    for match in usable:
        held = best_of.get(match.cluster)
        if held is None or _rank(match) < _rank(held):
            best_of[match.cluster] = match
    links = tuple(sorted(best_of.values(), key=_rank))
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
    return Outcome("copy", best, links)


def _rank(match: Match) -> tuple[int, float, int]:
    return (0 if match.verdict.relation == COPY else 1, -match.verdict.likeness, match.number)


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
    if not parts or _count(parts) >= _MOSTLY * SEGMENTS:
        return False
    return any(_apart(match.verdict.here, parts) and _tells_too(match, parts) for match in outcome.links)


def _tells_too(match: Match, parts: int) -> bool:
    """Whether a document tells the story of a match beside its given parts: a good part of its text, begun at the beginning.

    What two stories of an agency share at their ends is background.
    """
    begun = _count(match.verdict.there >> (SEGMENTS - _BEGINNING)) >= _BEGINNING // 4
    return begun and _count(match.verdict.here & ~parts) >= _OWN_PART * SEGMENTS


def _apart(parts: int, others: int) -> bool:
    return _count(parts & others) < _BRIDGE * min(_count(parts), _count(others))


def _joins_others(best: Match, others: Sequence[Match]) -> bool:
    """Whether another story explains a good part of the document that the best one leaves over."""
    covered = best.verdict.here
    if _count(covered) >= _MOSTLY * SEGMENTS:
        return False
    return any(_tells_too(match, covered) for match in others)


def _count(parts: int) -> int:
    return parts.bit_count()
