"""The fixity manifest: length and SHA-256 of every finished file, as they were when it was finished."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from archive.digest import of_file
from archive.locate import looks_like_archive

MANIFEST = "fixity.sha256"
"""Beside the WARC files: one line a file, `<sha256 in hexadecimal>  <name>  <bytes>`; the last line of a name counts."""


@dataclass(frozen=True, slots=True)
class Fixity:
    """What a finished file was: hexadecimal SHA-256 and length in bytes."""

    sha256: str
    length: int


def enter(path: Path, name: str | None = None) -> Fixity:
    """Read a finished file and add its line to the manifest beside it, under the `name` it has or will get.

    Durable on return. Raises OSError.
    """
    fixity = Fixity(of_file(path), path.stat().st_size)
    line = f"{fixity.sha256}  {name or path.name}  {fixity.length}\n".encode()
    handle = os.open(path.with_name(MANIFEST), os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    try:
        size = os.lseek(handle, 0, os.SEEK_END)
        # A line that a crash tore must not swallow this one.
        if size and os.pread(handle, 1, size - 1) != b"\n":
            line = b"\n" + line
        os.write(handle, line)
        os.fsync(handle)
    finally:
        os.close(handle)
    return fixity


def enter_new(path: Path) -> None:
    """`enter`, unless the manifest has the file already: what it was when it was finished is not written over."""
    if path.name not in manifest(path.parent):
        enter(path)


def manifest(folder: Path) -> dict[str, Fixity]:
    """What the manifest says, by file name; torn or foreign lines are passed over. Empty where there is none."""
    try:
        text = (folder / MANIFEST).read_text("utf-8", "replace")
    except FileNotFoundError:
        return {}
    entries: dict[str, Fixity] = {}
    for line in text.splitlines():
        parts = line.split("  ")
        if len(parts) == 3 and len(parts[0]) == 64 and parts[2].isdigit():
            entries[parts[1]] = Fixity(parts[0], int(parts[2]))
    return entries


def changed(folder: Path) -> list[str]:
    """What the manifest has and the folder does not have any more, or in another length: a line for each; no file is read."""
    faults = []
    for name, entry in sorted(manifest(folder).items()):
        try:
            length = (folder / name).stat().st_size
        except FileNotFoundError:
            faults.append(f"{name} is gone: it had {entry.length} bytes")
            continue
        if length != entry.length:
            faults.append(f"{name} has {length} bytes, it had {entry.length}")
    return faults


def added(folder: Path) -> list[str]:
    """Names of archive files that lie in the folder and that no writer finished there; empty without a manifest.

    Ask it when no writer is at work and `recover` has entered what one left.
    """
    known = manifest(folder)
    if not known:
        return []
    there = (path.name for path in folder.iterdir() if looks_like_archive(path.name) and path.is_file())
    return sorted(name for name in there if name not in known)


def vouches_for(path: Path) -> bool:
    """True when the manifest has the file with the length it has now; its bytes are not read."""
    entry = manifest(path.parent).get(path.name)
    return entry is not None and entry.length == path.stat().st_size
