"""What can be wrong with an archive, as exceptions: two levels, so that a caller may catch one or all.

Names say what happened, as Scrapy's do (`NotConfigured`), hence no `Error` suffix.
"""

from __future__ import annotations


class ArchiveError(Exception):
    """Base of every error this package raises by itself; the message says what, where and what to do."""


class RecordDamaged(ArchiveError):
    """Bytes that should be a WARC record are not; raised by `archive.record`, turned into `Unread` by the reader."""


class HttpDamaged(ArchiveError):
    """A block that should be an HTTP message is not; `archive.reader` turns it into `Capture.fault`."""


class ChunkingDamaged(HttpDamaged):
    """Chunked framing that breaks off or lies; `partial` is what could be read before."""

    def __init__(self, message: str, partial: bytes) -> None:
        super().__init__(message)
        self.partial = partial


class ArchiveNotFound(ArchiveError, FileNotFoundError):
    """No file, folder or glob of that name."""


class ArchiveEmpty(ArchiveError):
    """The folder or glob is there and holds no archive."""
