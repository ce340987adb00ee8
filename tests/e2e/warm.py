"""`scrapy` without its start-up: commands forked from a process that has imported what they need and made what they make
on first use, and done nothing else.

Run as `python -m tests.e2e.warm` by tests.e2e.command: one demand a line of JSON on standard input (start a child, wait for
one), one answer a line on standard output. A command has the environment, streams, signals and exit of a process of its
own; imports and the seed of hashes it shares with those before it.
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
from importlib import import_module
from pathlib import Path
from typing import Any

from scripts.forked import PROJECT, fork_workers, load

Call = tuple[str, str, Sequence[Any]]
"""A module, the name of one of its functions, and arguments of plain types."""


class Running:
    """A command under way, with as much of subprocess.Popen as tests ask for; `communicate` must be called in the end."""

    def __init__(self, warm: Warm, pid: int, folder: tempfile.TemporaryDirectory[str]) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._warm, self._folder = warm, folder

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, also when it has ended: its number is not given to another before `communicate`."""
        os.kill(self.pid, number)

    def communicate(self, timeout: float) -> tuple[str, str]:
        """Wait for its end; its output and what it said. Raises TimeoutExpired, when it has been killed."""
        self.returncode = self._warm.ask({"wait": self.pid, "timeout": timeout})
        with self._folder as folder:
            if self.returncode is None:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            out, err = ((Path(folder) / name).read_text() for name in ("out", "err"))
        return out, err


class Warm:
    """The process that forks, started on first use and ended with this one."""

    def __init__(self, options: Sequence[str]) -> None:
        self._options = options
        self._process: subprocess.Popen[str] | None = None
        self._turn = threading.Lock()

    def run(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        timeout: float,
        first: Sequence[Call] = (),
    ) -> subprocess.CompletedProcess[str]:
        """One finished command, after some calls; raises TimeoutExpired, when it has been killed."""
        running = self.start(arguments, environment, first)
        out, err = running.communicate(timeout)
        assert running.returncode is not None
        return subprocess.CompletedProcess(list(arguments), running.returncode, out, err)

    def start(
        self, arguments: Sequence[str], environment: Mapping[str, str], first: Sequence[Call] = ()
    ) -> Running:
        """A `scrapy` command that runs by itself, after some calls in its process."""
        return self.call([*first, ("scrapy.cmdline", "execute", [["scrapy", *arguments]])], environment)

    def call(self, calls: Sequence[Call], environment: Mapping[str, str]) -> Running:
        """A child that makes some calls, one after the other."""
        folder = tempfile.TemporaryDirectory()
        asked = {"calls": list(calls), "environment": dict(environment), "folder": folder.name}
        pid = self.ask(asked)
        assert pid is not None
        return Running(self, pid, folder)

    def ask(self, demand: Mapping[str, Any]) -> int | None:
        """Its answer to a demand."""
        with self._turn:
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
            self._process.stdin.write(json.dumps(demand) + "\n")
            self._process.stdin.flush()
            answer: int | None = json.loads(self._process.stdout.readline())
            return answer

    def end(self) -> None:
        """Let it end, as it does without anybody to ask it."""
        if self._process is not None:
            self._process.communicate()
            self._process = None


def serve() -> None:
    """Answer each line; in a child this returns when its calls are made, and the interpreter ends as ever."""
    load()
    while line := sys.stdin.readline():
        asked = json.loads(line)
        if "wait" in asked:
            print(json.dumps(exit_code(asked["wait"], asked["timeout"])), flush=True)
            continue
        pid = os.fork()
        if pid == 0:
            become(asked)
            return
        print(pid, flush=True)


def become(asked: Mapping[str, Any]) -> None:
    """Make the calls, in the child."""
    from pipelines.worker import die_with_parent

    die_with_parent()
    # What `nohup make test` or a shell's `&` ignores, it would ignore as well.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(asked["environment"])
    time.tzset()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for name, stream in (("out", 1), ("err", 2)):
        os.dup2(os.open(Path(asked["folder"]) / name, os.O_WRONLY | os.O_CREAT, 0o600), stream)
    fork_workers()
    for module, function, arguments in asked["calls"]:
        getattr(import_module(module), function)(*arguments)


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
