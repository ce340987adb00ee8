"""What has become of each source's captures so far: the numbers behind the progress display and the summary."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from archive.capture import Capture
from pipelines.export_pipeline import RETELLINGS
from pipelines.items import Article
from pipelines.outcome import ARTICLE, FAILED, NOT_ARTICLE, REFUSED, UNCHANGED, Outcome
from pipelines.sources.model import Sources, host_of

COLUMNS = ("fetched", "new", "copies", "changed", "unchanged", "no article", "refused", "failed")


@dataclass(slots=True)
class Line:
    """The numbers of one source, by COLUMNS, and the reasons of what gave no article."""

    numbers: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)


class Tally:
    """Counts outcomes by source; a page of an undeclared outlet counts under its host."""

    def __init__(self, sources: Sources) -> None:
        self.lines: dict[str, Line] = {}
        self._sources = sources

    def count(self, capture: Capture, outcome: Outcome, article: Article | None) -> None:
        """Take note of one settled capture."""
        # A picture from another host counts for the outlet whose page shows it.
        url = capture.requisite_of or capture.url
        source = self._sources.for_url(url)
        line = self.lines.setdefault(source.id if source else host_of(url) or "?", Line())
        line.numbers["fetched"] += not capture.refused
        line.numbers[_column(outcome, article)] += 1
        if outcome.name in (REFUSED, FAILED):
            line.reasons[outcome.reason or outcome.name] += 1

    def total(self) -> Counter[str]:
        """The numbers of all sources together."""
        whole: Counter[str] = Counter()
        for line in self.lines.values():
            whole.update(line.numbers)
        return whole


def _column(outcome: Outcome, article: Article | None) -> str:
    if outcome.name != ARTICLE:
        return {UNCHANGED: "unchanged", NOT_ARTICLE: "no article", REFUSED: "refused", FAILED: "failed"}[
            outcome.name
        ]
    if article is not None and article.version > 1:
        return "changed"
    relation = article.syndication.relation if article is not None and article.syndication else "first"
    return "copies" if relation in RETELLINGS else "new"
