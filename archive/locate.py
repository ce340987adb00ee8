"""Which files a path, folder or glob means, in archive order, and what each is called in a RecordRef."""

from __future__ import annotations

import glob
import os
from pathlib import Path

from archive.errors import ArchiveEmpty, ArchiveNotFound

_NAMES = (".warc", ".arc", ".wacz", ".gz", ".zst", ".lz4", ".wet", ".wat")
OPEN = ".open"
"""What the name of a file ends in while it is written; no RecordRef ever says it."""


def locate(path: str | Path) -> list[tuple[Path, str]]:
    """Files and their names for RecordRef.file, sorted by name: the order of the archive.

    A file is named by its own name, those of a folder by their path inside it, those of a glob by their path from its
    fixed part on; always with `/`, never with `.open` (a file still being written is found by its final name too). Of a
    folder, searched to its depth, only files named like archives count; a file or glob counts as it is. Raises
    ArchiveNotFound or ArchiveEmpty.
    """
    path = Path(path)
    if path.is_dir():
        found = _in_folder(path)
        if not found:
            raise ArchiveEmpty(
                f"no archive in folder {path}: expected files named *.warc, *.warc.gz, *.arc, *.wacz... there; "
                "give the folder they are in, or a file"
            )
        return _named(found, path)
    for file in (path, path.with_name(path.name + OPEN)):
        if file.exists():
            return [(file, file.name.removesuffix(OPEN))]
    if glob.has_magic(str(path)):
        return _of_glob(path)
    raise ArchiveNotFound(
        f"no archive at {path}: no file or folder of that name; check the path, or give a glob in quotes"
    )


def _of_glob(path: Path) -> list[tuple[Path, str]]:
    fixed = Path(*_before_magic(path.parts))
    pattern = str(path.relative_to(fixed)) if fixed.parts else str(path)
    found = [match for match in fixed.glob(pattern) if match.is_file()]
    if not found:
        raise ArchiveNotFound(
            f"no archive matches {path}: check the pattern; it is matched from the current folder"
        )
    return _named(found, fixed)


def _before_magic(parts: tuple[str, ...]) -> list[str]:
    fixed: list[str] = []
    for part in parts:
        if glob.has_magic(part):
            break
        fixed.append(part)
    return fixed


def _in_folder(folder: Path) -> list[Path]:
    found: list[Path] = []
    for parent, _, names in os.walk(folder):
        found += [
            Path(parent, name) for name in names if looks_like_archive(name) and Path(parent, name).is_file()
        ]
    return found


def looks_like_archive(name: str) -> bool:
    """True when a file in a folder is taken for part of an archive, by its name alone."""
    return not name.startswith(".") and name.removesuffix(OPEN).lower().endswith(_NAMES)


def _named(paths: list[Path], base: Path) -> list[tuple[Path, str]]:
    named = [(path, path.relative_to(base).as_posix().removesuffix(OPEN)) for path in paths]
    return sorted(named, key=lambda pair: (pair[1], str(pair[0])))
