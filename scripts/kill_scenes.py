"""What is crawled while it is killed: the demo newsroom, or the simulator with its faults; and how a crawl of it is started."""

from __future__ import annotations

import socket
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from crawler.demo.pages import PHASES
from crawler.demo.process import ADDRESSES, PROJECT, NewsroomProcess, write_sources
from scripts.forked import Forked
from tests.e2e.newsroom import SIMULATOR, simulator, write_source

PATIENCE = 180.0
"""Seconds that a crawl which nobody kills may take."""
SHARED = PROJECT.parent / "shared"
FAULTS = (
    "slow=.03,503=.06,429=.04,reset=.06,truncate=.03,loop=.04,charset=.04,badgzip=.03,empty=.04,soft404=.04"
)
"""Shares of the simulator's articles that misbehave: late, busy, broken off, cut, in a circle, in another charset, damaged..."""
PUBLISHERS, ARTICLES = 4, 14


class CannotPlay(Exception):
    """The scene is not to be had here; the message says why."""


class Scene(Protocol):
    """Sites that can be crawled again and again, each time as if for the first time."""

    phases: Sequence[int]
    sources: Path

    def settings(self) -> Mapping[str, str]:
        """What a crawl needs to know of it."""

    def begin(self) -> None:
        """Forget the crawl before."""

    def move_to(self, phase: int) -> None:
        """Let it become later: pages are added and edited."""


@dataclass
class DemoScene:
    """The demo newsroom in one or more of its phases."""

    newsroom: NewsroomProcess
    sources: Path
    phases: Sequence[int]

    def settings(self) -> Mapping[str, str]:
        """Its hosts, and rechecks at once where pages are edited."""
        recheck = "0.01" if len(self.phases) > 1 else "3600"
        return {
            "WIRECOPY_HOSTS": self.newsroom.hosts,
            "WIRECOPY_RECHECK_SECONDS": recheck,
            "DOWNLOAD_DELAY": "0.02",
        }

    def begin(self) -> None:
        """Back to the first phase."""
        self.newsroom.move_to(self.phases[0])

    def move_to(self, phase: int) -> None:
        """The newsroom's own clock."""
        self.newsroom.move_to(phase)


@dataclass
class SimulatorScene:
    """The simulator's publishers, whose articles fail in ten ways."""

    port: int
    sources: Path
    phases: Sequence[int] = field(default=(1,))

    def settings(self) -> Mapping[str, str]:
        """Short waits; nothing is looked at twice."""
        return {
            "WIRECOPY_RECHECK_SECONDS": "3600",
            "DOWNLOAD_DELAY": "0.02",
            "DOWNLOAD_TIMEOUT": "10",
        }

    def begin(self) -> None:
        """Its articles fail anew as often as they did."""
        with urllib.request.urlopen(f"http://127.0.1.1:{self.port + 1}/reset", timeout=10) as response:
            response.read()

    def move_to(self, phase: int) -> None:
        """It has one phase."""


@contextmanager
def demo(home: Path, phases: Sequence[int]) -> Iterator[Scene]:
    """The demo newsroom; raises CannotPlay for a phase that it has not."""
    unknown = [each for each in phases if each not in PHASES]
    if unknown:
        raise CannotPlay(f"the demo newsroom has no phase {unknown[0]}; it has {', '.join(map(str, PHASES))}")
    with NewsroomProcess() as newsroom:
        yield DemoScene(newsroom, write_sources(home / "sources", newsroom.port), phases)


@contextmanager
def simulated(home: Path) -> Iterator[Scene]:
    """The simulator; raises CannotPlay where it is not beside the clone."""
    if not (SHARED / SIMULATOR).is_file():
        raise CannotPlay(f"skipped: the simulator is not here ({SHARED / SIMULATOR})")
    with socket.socket() as probe:
        probe.bind(("127.0.1.1", 0))
        port = int(probe.getsockname()[1])
    options = ["--publishers", str(PUBLISHERS), "--articles", str(ARTICLES), "--epoch", "1700000000"]
    options += ["--faults", FAULTS, "--slow-s", "1", "--retry-after", "1"]
    with simulator(SHARED, port, *options):
        for number in range(PUBLISHERS):
            host = f"127.0.1.{number + 1}"
            write_source(home / "sources", f"pub{number}", host, f"http://{host}:{port}/rss.xml")
        yield SimulatorScene(port, home / "sources")


def start(scene: Scene, data: Path, *arguments: str) -> Forked:
    """A `scrapy crawl` over a data folder; what it says stands beside the folder."""
    values: Mapping[str, str] = {
        "WIRECOPY_DATA": str(data),
        "WIRECOPY_SOURCES": str(scene.sources),
        "WIRECOPY_ALLOW_ADDRESSES": ADDRESSES,
        "WIRECOPY_PROGRESS": "0",
        "WIRECOPY_COMMIT_EVERY": "5",
        "WIRECOPY_WORKERS": "1",
        # How long a page waits for a loaded machine must decide nothing here.
        "WIRECOPY_DEADLINE": "120",
        "WIRECOPY_ARCHIVE_FILE_BYTES": "60000",
        **scene.settings(),
    }
    options = [part for name, value in values.items() for part in ("-s", f"{name}={value}")]
    return Forked(["crawl", *arguments, *options], data.with_name(f"{data.name}.log"))


def finish(crawl: Forked) -> None:
    """Wait for a crawl that ends by itself; raises RuntimeError when it fails."""
    code = crawl.wait(PATIENCE)
    if code != 0:
        raise RuntimeError(f"exit code {code}: {crawl.said()}")
