"""What was decided of the articles of lines that are there: as the fingerprints beside them say, or else decided anew."""

from __future__ import annotations

from pathlib import Path

from pipelines.attribute.registry import Registry
from pipelines.deduplicate import Deduplicator
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

    def decide(self, article: Article, position: int) -> Syndication:
        """What an article at a position is to those before it; raises OtherFingerprints."""
        known = next(self._known, None)
        if known is not None:
            if known[:2] != (article.id, position):
                raise OtherFingerprints(f"{article.id} at {position}, not {known[0]} at {known[1]}")
            decision = known[2]
        else:
            document = document_of(article, position, self._registry)
            decision = self._deduplicator.decide(document)
            self._deduplicator.admit(document, decision)
        return Syndication(decision.relation, decision.cluster, decision.links, decision.origin)

    def flush(self) -> None:
        """Make durable what was admitted so far."""
        self._deduplicator.flush()

    def close(self) -> None:
        """Make it durable and let go of the files."""
        self._deduplicator.close()
