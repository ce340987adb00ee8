"""What was decided of the articles of lines that are there: as the fingerprints beside them say, or else decided anew."""

from __future__ import annotations

from pathlib import Path

from pipelines.attribute.registry import Registry
from pipelines.deduplicate import Decision, Deduplicator
from pipelines.deduplicate_pipeline import document_of
from pipelines.items import Article, Syndication


class OtherFingerprints(Exception):
    """The index holds other articles than the lines; the message says which comes first."""


class Decided:
    """An index walked along the lines: what is in it must be theirs, what is not is decided and admitted."""

    def __init__(self, folder: Path, registry: Registry) -> None:
        """Open an index, or begin one; raises sqlite3.Error or OSError where it cannot be read."""
        self._deduplicator = Deduplicator(folder)
        self._registry = registry
        self._known = self._deduplicator.admitted()

    def known(self, article_id: str, position: int) -> Syndication | None:
        """What the index says of the article at a position, the next in turn; None behind its end. Raises OtherFingerprints."""
        known = next(self._known, None)
        if known is None:
            return None
        if known[:2] != (article_id, position):
            raise OtherFingerprints(f"{article_id} at {position}, not {known[0]} at {known[1]}")
        return _syndication(known[2])

    def anew(self, article: Article, position: int) -> Syndication:
        """What an article behind the index's end is to those before it; those behind it are compared with it."""
        document = document_of(article, position, self._registry)
        decision = self._deduplicator.decide(document)
        self._deduplicator.admit(document, decision)
        return _syndication(decision)

    def flush(self) -> None:
        """Make durable what was admitted so far."""
        self._deduplicator.flush()

    def close(self) -> None:
        """Make it durable and let go of the files."""
        self._deduplicator.close()


def _syndication(decision: Decision) -> Syndication:
    return Syndication(decision.relation, decision.cluster, decision.links, decision.origin)
