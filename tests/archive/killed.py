"""Writers that are killed: run as a program of its own, it forks one writer a crash and prints what each acknowledged.

    python -m tests.archive.killed steps FOLDER     exit at the n-th system call of the writer, for every n
    python -m tests.archive.killed random FOLDER N  kill -9 at N seeded random moments of one folder's writers

One JSON object a line. Forking from here and not from the tests spares the start of an interpreter for each crash.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from archive.capture import Capture
from archive.spool import Spool
from archive.writer import ArchiveWriter
from tests.archive.exchanges import answer, exchange

CALLS = ("write", "fsync", "rename", "open", "ftruncate", "unlink")
_say = os.write


def forked(work: Callable[[Callable[[str], None]], None]) -> tuple[int, int]:
    """A child that does `work`, which gets a way to say lines; the child's pid and the end of the pipe to read."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        return pid, reader

    def say(line: str) -> None:
        _say(writer, line.encode() + b"\n")

    status = 1
    try:
        work(say)
        status = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(status)


def exit_at(step: int) -> None:
    """From here on the step-th of the counted calls ends the process instead."""
    left = itertools.count(step - 1, -1)

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            if next(left) == 0:
                os._exit(9)
            return real(*args, **named)

        return call

    for name in CALLS:
        setattr(os, name, counted(getattr(os, name)))


def few(folder: Path, step: int, say: Callable[[str], None]) -> None:
    """Four exchanges in several files, one of them large, with an end at the step-th call."""
    exit_at(step)
    with ArchiveWriter(
        folder,
        software="s",
        operator=None,
        settings={},
        max_bytes=1500,
        on_durable=lambda group: told(group, say),
    ) as archive:
        for number in range(4):
            large = number == 2
            body = spooled(folder, answer(b"story" * 2000)) if large else answer(b"story")
            archive.append(exchange(number, body)).result(20)


def endless(folder: Path, start: int, say: Callable[[str], None]) -> None:
    """Exchanges from `start` on, five at a time, until somebody kills us."""
    archive = ArchiveWriter(
        folder,
        software="s",
        operator=None,
        settings={},
        max_bytes=40_000,
        on_durable=lambda group: told(group, say),
    )
    for number in itertools.count(start, 5):
        large = spooled(folder, answer(os.urandom(60_000)))
        entries = [exchange(number, large), *(exchange(number + more) for more in range(1, 5))]
        [archive.append(entry) for entry in entries][-1].result(20)


def spooled(folder: Path, data: bytes) -> Spool:
    """The bytes as a large answer comes: in a file of their own, written to the archive in pieces."""
    spool = Spool(folder, memory=100)
    spool.write(data)
    return spool


def told(group: Any, say: Callable[[str], None]) -> None:
    for capture in group:
        assert isinstance(capture, Capture)
        say(capture.url)


def steps(folder: Path) -> None:
    status = 9
    step = 0
    while status == 9:
        step += 1
        place = folder / str(step)
        pid, reader = forked(lambda say, place=place, step=step: few(place, step, say))  # type: ignore[misc]
        with os.fdopen(reader) as lines:
            acknowledged = lines.read().split()
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        print(json.dumps({"folder": str(place), "acknowledged": acknowledged, "status": status}), flush=True)


def at_random(folder: Path, count: int) -> None:
    dice = random.Random(20260301)
    for kill in range(count):
        pid, reader = forked(lambda say, kill=kill: endless(folder, kill * 100_000, say))  # type: ignore[misc]
        with os.fdopen(reader) as lines:
            acknowledged = [lines.readline() for _ in range(dice.randrange(1, 120))]
            os.kill(pid, signal.SIGKILL)
            acknowledged += lines.readlines()
        os.waitpid(pid, 0)
        whole = [line.strip() for line in acknowledged if line.endswith("\n")]
        print(json.dumps({"acknowledged": whole}), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "steps":
        steps(Path(sys.argv[2]))
    else:
        at_random(Path(sys.argv[2]), int(sys.argv[3]))
