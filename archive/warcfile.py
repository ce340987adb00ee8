"""The one WARC file that is being written: whole records or nothing, `.open` until it is finished."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from archive.errors import ArchiveError

OPEN = ".open"
SUFFIX = ".warc.gz"

_SERIAL = re.compile(r"-(\d{8,})-\d{14}\.warc\.gz(?:\.open)?\Z")


class ArchiveWriteError(ArchiveError):
    """The archive took no more bytes (disk full, I/O error, closed); what it was given is not archived."""


class ArchiveFull(ArchiveWriteError):
    """Less disk space is free than the low-water mark; the writer goes on when there is more."""


def file_name(prefix: str, serial: int, moment: datetime) -> str:
    """`<prefix>-<serial>-<UTC stamp>.warc.gz`: the order of names is the order of serials, and so of the archive."""
    return f"{prefix}-{serial:08d}-{moment:%Y%m%d%H%M%S}{SUFFIX}"


def next_serial(folder: Path) -> int:
    """One more than the highest serial of any file in the folder, open or finished, whatever its prefix."""
    serials = (_SERIAL.search(path.name) for path in folder.iterdir())
    return max((int(match[1]) for match in serials if match), default=0) + 1


def serial_of(name: str) -> int:
    """The serial in a file name; 0 when it has none."""
    match = _SERIAL.search(name)
    return int(match[1]) if match else 0


def is_written_here(name: str) -> bool:
    """Whether a file as RecordRef names it is called as the writer calls its own: they grow in the order of names."""
    return "/" not in name and name.endswith(SUFFIX) and serial_of(name) > 0


def archive_files(folder: Path) -> list[Path]:
    """The finished WARC files of a folder in archive order: by serial, then by name."""
    return sorted(folder.glob(f"*{SUFFIX}"), key=lambda path: (serial_of(path.name), path.name))


def sync_folder(folder: Path) -> None:
    """Make created, renamed and removed names durable. Raises OSError when the disk refuses."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Create a folder and those above it where they are missing, their names durable. Raises OSError."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in missing:
        sync_folder(each.parent)


class OpenFile:
    """A new file under its `.open` name; `size` is where the next record will begin.

    Raises ArchiveWriteError when it cannot be made; a file of that name is never written over.
    """

    def __init__(self, folder: Path, name: str, *, fsync: bool = True) -> None:
        self.name = name
        self.size = 0
        self._folder = folder
        self._path = folder / (name + OPEN)
        self._fsync = fsync
        self._durable = 0
        self._named = False
        try:
            self._handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise ArchiveWriteError(f"cannot create {self._path}: {error.strerror}") from error

    def write(self, data: bytes) -> int:
        """Append `data` with one write and give its offset; it is durable only after `sync`.

        Raises ArchiveWriteError when it could not be written whole; then the file ends where it ended before.
        """
        return self.write_pieces((data,))

    def write_pieces(self, pieces: Iterable[bytes | memoryview]) -> int:
        """`write` for what is too large for memory: all pieces, or none. An OSError of the pieces counts as one of ours."""
        offset = end = self.size
        try:
            for data in pieces:
                view = memoryview(data)
                end += len(view)
                while view:
                    # The kernel may take less than all, near the end of the disk or beyond 2 GiB.
                    view = view[os.write(self._handle, view) :]
        except OSError as error:
            self._cut(offset, error)
            raise ArchiveWriteError(f"cannot write {self._path}: {error.strerror or error}") from error
        self.size = end
        return offset

    def sync(self) -> None:
        """Make everything written durable, the file's name too.

        Raises ArchiveWriteError when the disk refuses; then what was written since the last sync is cut off, since
        after a failed fsync nobody knows what reached the disk.
        """
        if not self._fsync:
            return
        try:
            os.fsync(self._handle)
            if not self._named:
                sync_folder(self._folder)
                self._named = True
        except OSError as error:
            self._cut(self._durable, error)
            raise ArchiveWriteError(f"cannot make {self._path} durable: {error.strerror}") from error
        self._durable = self.size

    def finish(self) -> Path:
        """Sync, close and give the file its final name; returns the path. Raises ArchiveWriteError as `sync` does."""
        self.sync()
        self.abandon()
        final = self._folder / self.name
        try:
            self._path.rename(final)
            if self._fsync:
                sync_folder(self._folder)
        except OSError as error:
            raise ArchiveWriteError(f"cannot rename {self._path}: {error.strerror}") from error
        return final

    def abandon(self) -> None:
        """Close the file and leave it `.open`, for recovery to look at; a second call does nothing."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _cut(self, size: int, cause: OSError) -> None:
        """Back to whole records. When even that fails the torn tail stays, and recovery cuts it on the next start."""
        try:
            os.ftruncate(self._handle, size)
            os.lseek(self._handle, size, os.SEEK_SET)
            self.size = size
        except OSError as error:
            cause.add_note(f"and the torn record could not be cut off: {error.strerror}")
