"""Opening a file of an archive, wherever it lies; and keeping some open between look-ups by offset."""

from __future__ import annotations

import weakref
from pathlib import Path

from archive.errors import ArchiveNotFound
from archive.locate import OPEN
from archive.source import Source
from archive.unzip import open_entry

_MOST = 4


def open_source(path: Path, name: str) -> Source:
    """The file, also when it was just renamed from or to `.open`, or the entry of a zip that the path leads to.

    Raises ArchiveNotFound, and PackageRefused for an entry that cannot be read.
    """
    for candidate in (path, path.with_name(path.name.removesuffix(OPEN)), path.with_name(path.name + OPEN)):
        if candidate.is_file():
            return Source(candidate.open("rb", buffering=0), name)
    package = _package(path)
    if package is None:
        raise ArchiveNotFound(f"no archive at {path}: no file of that name, and no zip above it")
    return open_entry(package, path.relative_to(package).as_posix(), name)


def _package(path: Path) -> Path | None:
    """The zip that the path leads into; None when no file stands above it."""
    return next((parent for parent in path.parents if parent.is_file()), None)


class Opened:
    """The sources asked for last, four at most, each for as long as its file is the one that was opened.

    Not for use by several threads at once.
    """

    def __init__(self) -> None:
        self._kept: dict[Path, tuple[Source, tuple[int, ...]]] = {}
        weakref.finalize(self, _close, self._kept)

    def source(self, path: Path, name: str) -> Source:
        """`open_source`, or the source of an earlier call where the file was not replaced and has not changed since."""
        stamp = _stamp(path)
        source, seen = self._kept.pop(path, (None, None))
        if source is None or not stamp or seen != stamp:
            if source is not None:
                source.close()
            source = open_source(path, name)
            if len(self._kept) >= _MOST:
                self._kept.pop(next(iter(self._kept)))[0].close()
        self._kept[path] = source, stamp
        return source


def _close(kept: dict[Path, tuple[Source, tuple[int, ...]]]) -> None:
    for source, _ in kept.values():
        source.close()


def _stamp(path: Path) -> tuple[int, ...]:
    """What tells a file from one that took its place; of an entry of a zip, the zip's."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return ()
    except NotADirectoryError:
        return _stamp(path.parent)
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
