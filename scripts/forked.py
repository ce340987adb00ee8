"""`scrapy` commands as forked children of a process that has imported everything already: they start in no time."""

from __future__ import annotations

import gc
import logging
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from scrapy.settings import Settings
from scrapy.utils.misc import load_object, walk_modules_iter

from scripts.first_use import read_two_pages

PROJECT = Path(__file__).resolve().parents[1]
_PARTS = (
    "scrapy.cmdline",
    "scrapy.crawler",
    "scrapy.core.engine",
    "crawler.addon",
    "crawler.session",
    "crawler.summary",
    "crawler.progress",
    "crawler.item_processor",
    "crawler.frontier.scheduler",
    "crawler.network.handler",
    "crawler.network.middleware",
    "crawler.network.wire",
    "pipelines.clean_pipeline",
    "pipelines.deduplicate_pipeline",
    "pipelines.export_pipeline",
    "pipelines.worker",
)
_PACKAGES = ("crawler.commands", "crawler.spiders", "scrapy.commands")
_COMPONENTS = ("DOWNLOADER_MIDDLEWARES_BASE", "SPIDER_MIDDLEWARES_BASE")


def load() -> None:
    """Import what every crawl imports, and make what it makes on first use.

    Raises RuntimeError when that would install a reactor before the fork.
    """
    for name in _PARTS:
        import_module(name)
    for package in _PACKAGES:
        list(walk_modules_iter(package))
    for setting in _COMPONENTS:
        for path in Settings()[setting]:
            load_object(path)
    read_two_pages()
    if "twisted.internet.reactor" in sys.modules:
        raise RuntimeError("a reactor is installed: children would share it")
    gc.freeze()


class Forked:
    """A running `scrapy` command; what it says on standard error goes to a file."""

    def __init__(self, arguments: Sequence[str], errors: Path) -> None:
        self.errors = errors
        self.returncode: int | None = None
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid == 0:
            _be_scrapy(arguments, errors)

    def poll(self) -> int | None:
        """The exit code, negative for the signal that killed it; None while it runs."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def kill(self) -> None:
        """`kill -9`, and wait until it is gone."""
        os.kill(self.pid, signal.SIGKILL)
        self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def wait(self, patience: float) -> int:
        """The exit code; raises TimeoutError, and kills it, when it takes longer than `patience` seconds."""
        until = time.monotonic() + patience
        while self.poll() is None:
            if time.monotonic() > until:
                self.kill()
                raise TimeoutError(f"not done in {patience:g} s: {self.said()}")
            time.sleep(0.01)
        assert self.returncode is not None
        return self.returncode

    def said(self) -> str:
        """The end of what it said on standard error."""
        return self.errors.read_text(errors="replace")[-3000:]


def fork_workers() -> None:
    """From here on a cleaning worker of this process is a fork of it, not a new interpreter that imports the same again.

    Everything else is as ever: it has pipes, a limit of memory, an own process number, and dies with its parent.
    """
    start_new = subprocess._fork_exec  # type: ignore[attr-defined]

    def start(arguments: Sequence[str], *rest: Any) -> int:
        if arguments[1:3] != ["-m", "pipelines.worker"]:
            pid: int = start_new(arguments, *rest)
            return pid
        pid = os.fork()
        if pid == 0:
            _be_worker(arguments[3:], reads=rest[5], writes=rest[8])
        return pid

    subprocess._fork_exec = start  # type: ignore[attr-defined]


def _be_worker(arguments: Sequence[str], reads: int, writes: int) -> None:
    """Become `python -m pipelines.worker` with these ends of pipes; files, signals and logging of the crawl are let go."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        os.dup2(reads, 0)
        os.dup2(writes, 1)
        _let_go_of_files()
        sys.stdin = os.fdopen(0, closefd=False)
        logging.getLogger().handlers.clear()
        from pipelines.worker import main

        main(list(arguments))
        code = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        sys.stderr.flush()
        os._exit(code)


def _let_go_of_files() -> None:
    """Close what is open but the three streams; each number stays taken, for an object of the parent may close it yet."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - no objects of its own while files are closed
        number = int(name)
        if number > 2 and number != nothing:
            os.dup2(nothing, number)


def _be_scrapy(arguments: Sequence[str], errors: Path) -> None:
    """Become the command: nothing of this process but its imports is left."""
    code = 1
    try:
        os.chdir(PROJECT)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), 2)
        fork_workers()
        from scrapy.cmdline import execute

        execute(["scrapy", *arguments])
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        sys.stderr.flush()
        os._exit(code)
