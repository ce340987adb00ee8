"""Run `scrapy` as a user does, in a child process, and read what it left in a data folder."""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.warm import Call, Running, Warm

ROOT = Path(__file__).resolve().parents[2]
FILES = ("articles.jsonl", "copies.jsonl", "outcomes.jsonl")
QUICK: Mapping[str, str] = {
    "DOWNLOAD_DELAY": "0",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "8",
    "RETRY_TIMES": "1",
    "WIRECOPY_ALLOW_ADDRESSES": "127.0.0.0/8",
    "WIRECOPY_CONTACT": "tests@wirecopy.example",
    # Starting a second worker costs more than most of these crawls.
    "WIRECOPY_WORKERS": "1",
}
"""Settings of a crawl on loopback: allowed there, and without waiting."""
_OPTIONS = ("-W", "error::DeprecationWarning:crawler")
ONE, OTHER = Warm(_OPTIONS), Warm(_OPTIONS)
"""Replays come from the other: what depended on the order of a set would differ from the live crawl, as in two processes."""
atexit.register(ONE.end)
atexit.register(OTHER.end)


@dataclass(frozen=True)
class Folder:
    """A data folder after a run."""

    path: Path

    @property
    def archive(self) -> Path:
        return self.path / "archive"

    def lines(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.path / f"{name}.jsonl").read_bytes().split(b"\n") if line]

    def bytes(self) -> dict[str, bytes]:
        """The three derived files as they are."""
        return {name: (self.path / name).read_bytes() for name in FILES}


def heed_signals() -> None:
    """For a child that is sent signals: what `nohup make test` or a shell's `&` ignores, it would ignore as well."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def command(arguments: Sequence[str], *, environment: Mapping[str, str] | None = None) -> list[str]:
    return [sys.executable, *_OPTIONS, "-m", "scrapy", *arguments]


def scrapy(
    *arguments: str,
    timeout: float = 120,
    environment: Mapping[str, str] | None = None,
    warm: Warm = ONE,
) -> subprocess.CompletedProcess[str]:
    """One finished `scrapy` command; one that is given an environment is a new process, for Python reads it as it starts."""
    if not environment:
        return warm.run(arguments, os.environ, timeout)
    return subprocess.run(
        command(arguments),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=timeout,
        env={**os.environ, **environment},
        check=False,
    )


def started(
    arguments: Sequence[str], environment: Mapping[str, str] | None = None, first: Sequence[Call] = ()
) -> Running:
    """A `scrapy` command that runs meanwhile; `first` is called in its process before it."""
    return ONE.start(arguments, {**os.environ, **(environment or {})}, first)


def called(*calls: Call, timeout: float) -> subprocess.CompletedProcess[str]:
    """A child that makes some calls, with all that a crawl imports there already."""
    running = ONE.call(calls, os.environ)
    out, err = running.communicate(timeout)
    assert running.returncode is not None
    return subprocess.CompletedProcess([name for _, name, _ in calls], running.returncode, out, err)


def settings(values: Mapping[str, str]) -> list[str]:
    return [part for name, value in values.items() for part in ("-s", f"{name}={value}")]


def crawl_urls(
    addresses: Sequence[str], data: Path, *, options: Mapping[str, str] | None = None, timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """`scrapy crawl urls` over a list, on loopback."""
    listed = data.with_suffix(".txt")
    listed.write_text("\n".join(addresses))
    return scrapy(*urls_arguments(listed, data, options), timeout=timeout)


def urls_arguments(listed: Path, data: Path, options: Mapping[str, str] | None = None) -> list[str]:
    merged = {**QUICK, "WIRECOPY_DATA": str(data), **(options or {})}
    return ["crawl", "urls", "-a", f"file={listed}", *settings(merged)]


def replay(
    archive: Path, data: Path, *, options: Mapping[str, str] | None = None, timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """`scrapy crawl replay` over an archive."""
    merged = {"WIRECOPY_DATA": str(data), "WIRECOPY_WORKERS": "1", **(options or {})}
    return scrapy(
        "crawl", "replay", "-a", f"archive={archive}", *settings(merged), timeout=timeout, warm=OTHER
    )
