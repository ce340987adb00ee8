"""What is withheld in a folder, without reading finished files twice: a small derived index beside them."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from archive.errors import ArchiveEmpty, ArchiveNotFound
from archive.warcfile import archive_files
from archive.withhold import withheld

TOMBSTONES = "withheld.json"
"""By file name: size and modification time when it was read, and the URLs with the date of their tombstones."""


def withheld_in(folder: Path) -> dict[str, str]:
    """URL and date of everything withheld in the finished files of a folder, as `archive.withhold.withheld` gives it.

    A file is read once; what was found is kept in `withheld.json` and believed as long as the file has the size and
    modification time of then, which an erasure changes. The file can be deleted at any time. Where it cannot be
    written, everything is read again the next time. Empty for a folder that is not there.
    """
    known = _load(folder / TOMBSTONES)
    now: dict[str, dict[str, Any]] = {}
    found: dict[str, str] = {}
    for path in archive_files(folder) if folder.is_dir() else ():
        stamp = [path.stat().st_size, path.stat().st_mtime_ns]
        entry = known.get(path.name)
        if entry is None or entry["stamp"] != stamp:
            entry = {"stamp": stamp, "withheld": _read(path)}
        now[path.name] = entry
        for url, date in entry["withheld"].items():
            found[url] = max(date, found.get(url, ""))
    if now != known:
        _save(folder / TOMBSTONES, now)
    return found


def _read(path: Path) -> dict[str, str]:
    try:
        return withheld(path)
    except (ArchiveNotFound, ArchiveEmpty):
        return {}


def _load(path: Path) -> dict[str, dict[str, Any]]:
    try:
        entries = json.loads(path.read_bytes())
        return {
            str(name): {"stamp": list(each["stamp"]), "withheld": dict(each["withheld"])}
            for name, each in entries.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _save(path: Path, entries: dict[str, dict[str, Any]]) -> None:
    new = path.with_name(path.name + ".new")
    try:
        new.write_text(json.dumps(entries, indent=0))
        new.replace(path)
    except OSError:
        # On a read-only medium not even what is not there can be removed.
        with suppress(OSError):
            new.unlink(missing_ok=True)
