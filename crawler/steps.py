"""How far a long comparison is, on a terminal."""

from __future__ import annotations

import sys
import time

EVERY = 0.5


class Steps:
    """Says on standard error how much of a job is done, twice a second; silent where that is no terminal.

    Called with the steps done and all there are, 0 where that is not known yet.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._said = time.monotonic()
        self._width = 0

    def __call__(self, done: int, total: int) -> None:
        """Say it, where the last time is half a second ago."""
        if not sys.stderr.isatty() or time.monotonic() - self._said < EVERY:
            return
        self._said = time.monotonic()
        self._say(f"{self._what}: {100 * done // total} %" if total else f"{self._what}: {done} read")

    def end(self) -> None:
        """Take away what was said last."""
        if self._width:
            self._say("")
            print("\r", end="", file=sys.stderr, flush=True)

    def _say(self, line: str) -> None:
        print(f"\r{line:<{self._width}}", end="", file=sys.stderr, flush=True)
        self._width = len(line)
