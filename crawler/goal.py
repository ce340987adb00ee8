"""Whether a file can be written where a user wants it: asked before the work, for what is written first is a temporary file."""

from __future__ import annotations

import os
from pathlib import Path


def unwritable(goal: Path) -> str | None:
    """Why a file cannot be written, in words that say what to do; None when it can."""
    folder = goal.absolute().parent
    if not folder.is_dir():
        return f"{goal}: there is no folder {folder}; make it first (mkdir -p), or name another place"
    if goal.is_dir():
        return f"{goal} is a folder; give the name of a file"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"{goal}: nothing can be written in the folder {folder}; name another place"
    return None
