"""New derived files take the place of the old ones, all or none, whenever the process or the machine dies.

One rename decides: of the finished set's folder to `rebuilt`. Before it the old files are untouched; from it on
whoever opens the data folder moves the rest over first (`finish_swap`), so no run ever works on a mix.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from archive.warcfile import sync_folder

MAKING = "rebuilding"
"""The folder inside a data folder in which the new set is made; left over by a crash, it is thrown away."""
REBUILT = "rebuilt"
"""Its name once the set is whole and durable: what is in there replaces what lies outside."""

FILES = ("articles", "copies", "outcomes")
"""The JSON Lines files of a data folder, in the order in which they are committed."""
DERIVED = ("articles.jsonl", "copies.jsonl", "outcomes.jsonl", "fingerprints", "state.sqlite")
"""What is made from the archive, and changes places together."""
STATE = ("state.sqlite", "fingerprints")
"""What can be made from the lines of the others, where these are sound; the second only where it has to be."""
_WAL = ("state.sqlite-wal", "state.sqlite-shm")


def begin(data: Path) -> Path:
    """An empty folder for a new set; what an earlier rebuild left unfinished is thrown away. The caller holds the lock."""
    making = data / MAKING
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    return making


def swap(data: Path, names: Sequence[str] = DERIVED) -> None:
    """Put the set in `rebuilding`, or these of it, in the place of the old one. The caller holds the lock and has closed the set.

    Raises FileNotFoundError, and changes nothing, when the set is not whole; RuntimeError when it is not closed.
    """
    making = data / MAKING
    if any((making / name).exists() for name in _WAL):
        raise RuntimeError(f"{making / 'state.sqlite'} is still open")
    for name in names:
        _sync(making / name)
    sync_folder(making)
    making.rename(data / REBUILT)
    sync_folder(data)
    finish_swap(data)


def is_cut_off(data: Path) -> bool:
    """True when a swap was decided and not finished: what lies in the folder is a mix until `finish_swap`."""
    return (data / REBUILT).is_dir()


def finish_swap(data: Path) -> bool:
    """Move over what a swap that was cut off left; True when there was one. The caller holds the lock."""
    rebuilt = data / REBUILT
    if not rebuilt.is_dir():
        return False
    for name in DERIVED:
        if (rebuilt / name).exists():
            _replace(rebuilt / name, data / name)
    sync_folder(data)
    shutil.rmtree(rebuilt)
    return True


def _replace(new: Path, old: Path) -> None:
    if old.name == "state.sqlite":
        # A log of the old database beside the new one would be taken for its own.
        for name in _WAL:
            old.with_name(name).unlink(missing_ok=True)
    if old.is_dir():
        shutil.rmtree(old)
    new.rename(old)


def _sync(path: Path) -> None:
    """Flush a file, or the files of a folder and the folder, to the disk."""
    if path.is_dir():
        for each in sorted(path.iterdir()):
            _sync(each)
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
