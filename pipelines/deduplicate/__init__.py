"""Which tellings are one story: fingerprints, their index, clusters."""

from pipelines.deduplicate.deduplicator import Deduplicator
from pipelines.deduplicate.document import Decision, Document

__all__ = ["Decision", "Deduplicator", "Document"]
