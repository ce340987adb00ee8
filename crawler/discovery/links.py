"""From candidates to addresses of the frontier: those of the source that named them, in one form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from crawler.discovery.candidate import ARTICLE, Candidate
from crawler.frontier.entry import Found
from pipelines.normalise.dates import parse_date
from pipelines.normalise.urls import canonical_url
from pipelines.sources.model import Source, Sources


def links(
    candidates: Iterable[Candidate], source: Source, sources: Sources, *, via: str, now: float
) -> tuple[list[Found], int]:
    """Addresses worth fetching, and how many candidates were left out: other outlets' pages and what is no article's form."""
    kept: list[Found] = []
    left_out = 0
    for candidate in candidates:
        url = canonical_url(candidate.url)
        owner = sources.for_url(url)
        if (
            owner is None
            or owner.id != source.id
            or (candidate.kind == ARTICLE and not source.is_article(url))
        ):
            left_out += 1
            continue
        modified = _moment(candidate.lastmod, now) if candidate.lastmod else None
        kept.append(Found(url, source.id, candidate.kind, due=now, via=via, modified=modified))
    return list(_once(kept)), left_out


def _once(found: Iterable[Found]) -> Iterator[Found]:
    seen: set[str] = set()
    for each in found:
        if each.url not in seen:
            seen.add(each.url)
            yield each


def _moment(raw: str, now: float) -> float | None:
    """POSIX seconds of a date in a list; None when it is none, or only a day."""
    moment = parse_date(raw, captured=datetime.fromtimestamp(now, UTC))
    if moment is None or moment.utc is None or moment.precision == "day":
        return None
    return datetime.fromisoformat(moment.utc.replace("Z", "+00:00")).timestamp()
