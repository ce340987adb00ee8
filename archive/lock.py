"""One writer per folder: a lock that names its holder and that a dead holder cannot keep."""

from __future__ import annotations

import fcntl
import json
import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from archive.errors import ArchiveError
from archive.warcfile import make_folder

LOCK_NAME = ".lock"


class FolderLocked(ArchiveError):
    """Another process writes in the folder; the message is one line and names it. Callers end with exit code 75."""


class FolderLock:
    """The right to write in a folder, held from construction until `release`, the end of `with`, or the end of the process.

    The lock is flock(2) on `.lock` in the folder, so the kernel gives it back when its holder dies, however it dies;
    the text in the file (pid, host, start, command) is only there to name the holder. On network file systems flock
    is as good as their server's. The folder is created when missing, durably. Raises FolderLocked, or OSError when the folder
    cannot be written. `name` sets more than one lock apart in the same folder.
    """

    def __init__(self, folder: Path, *, name: str = LOCK_NAME) -> None:
        make_folder(folder)
        self.path = folder / name
        self._fd: int | None = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._fd)
            raise FolderLocked(f"{folder} is in use by {_holder(self.path)}") from error
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, _name_ourselves(), 0)

    def release(self) -> None:
        """Give the folder back; a second call does nothing. The lock file stays, for its removal could free two writers."""
        if self._fd is not None:
            fd, self._fd = self._fd, None
            with suppress(OSError):
                # The name of the last holder may stay on a disk that takes nothing.
                os.ftruncate(fd, 0)
            os.close(fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _name_ourselves() -> bytes:
    started = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    who = {
        "pid": os.getpid(),
        "host": os.uname().nodename,
        "started": started,
        "command": " ".join(sys.argv)[:200],
    }
    return json.dumps(who).encode() + b"\n"


def _holder(path: Path) -> str:
    """One line about the holder, from what it wrote; the file is only text, so anything may stand in it."""
    try:
        who = json.loads(path.read_text("utf-8", "replace"))
        pid, host, started, command = (str(who[key]) for key in ("pid", "host", "started", "command"))
    except (ValueError, TypeError, KeyError):
        return "another process"
    line = f"process {pid} on {host} since {started}" + (f": {command}" if command else "")
    return "".join(char if char.isprintable() else " " for char in line)
