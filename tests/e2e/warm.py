"""`scrapy` without its start-up: commands forked from a process that has imported what they need, and done nothing else.

Run as `python -m tests.e2e.warm` by tests.e2e.command: one command a line of JSON on standard input, one exit code a line
on standard output. A command has the environment, streams and exit of a process of its own; imports and the seed of
hashes it shares with those before it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.forked import PROJECT, load


class Warm:
    """The process that forks, started on first use and ended with this one."""

    def __init__(self, options: Sequence[str]) -> None:
        self._options = options
        self._process: subprocess.Popen[str] | None = None
        self._turn = threading.Lock()

    def run(
        self, arguments: Sequence[str], environment: Mapping[str, str], timeout: float
    ) -> subprocess.CompletedProcess[str]:
        """One finished command; raises TimeoutExpired, when it has been killed."""
        with self._turn, tempfile.TemporaryDirectory() as folder:
            asked = {
                "arguments": list(arguments),
                "environment": dict(environment),
                "folder": folder,
                "timeout": timeout,
            }
            code = self._ask(json.dumps(asked))
            if code is None:
                raise subprocess.TimeoutExpired(list(arguments), timeout)
            out, err = ((Path(folder) / name).read_text() for name in ("out", "err"))
            return subprocess.CompletedProcess(list(arguments), code, out, err)

    def end(self) -> None:
        """Let it end, as it does without anybody to ask it."""
        if self._process is not None:
            self._process.communicate()
            self._process = None

    def _ask(self, line: str) -> int | None:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, *self._options, "-m", "tests.e2e.warm"],
                cwd=PROJECT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        code: int | None = json.loads(self._process.stdout.readline())
        return code


def serve() -> None:
    """Fork a command for each line; in the child this returns when the command is over, and the interpreter ends as ever."""
    load()
    while line := sys.stdin.readline():
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            become(asked)
            return
        print(json.dumps(exit_code(pid, asked["timeout"])), flush=True)


def become(asked: Mapping[str, Any]) -> None:
    """Run a command, in the child."""
    from scrapy.cmdline import execute

    from pipelines.worker import die_with_parent

    die_with_parent()
    os.environ.clear()
    os.environ.update(asked["environment"])
    time.tzset()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for name, stream in (("out", 1), ("err", 2)):
        os.dup2(os.open(Path(asked["folder"]) / name, os.O_WRONLY | os.O_CREAT, 0o600), stream)
    execute(["scrapy", *asked["arguments"]])


def exit_code(pid: int, timeout: float) -> int | None:
    """The exit code of a child, negative for a signal; None when it had to be killed for taking too long."""
    alarm = threading.Timer(timeout, os.kill, (pid, signal.SIGKILL))
    began = time.monotonic()
    alarm.start()
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    alarm.cancel()
    alarm.join()
    return None if code == -signal.SIGKILL and time.monotonic() - began >= timeout else code


if __name__ == "__main__":
    serve()
