"""A month of `scrapy schedule` in minutes: the real loop, frontier and spider over an invented newsroom, on a clock that jumps.

    python scripts/month.py [--days 30] [--down 12 3] [--outlets quick0,morning]

Twelve outlets with intervals, cron lines and windows in nine time zones publish and correct stories; one is always down.
Between two crawls the clock jumps to when the next source is due; from day 12 on nothing runs for 3 days. Then the newsroom's
log is held against what was due (scripts/month_checks.py), and the archive is replayed to the same bytes. Prints one JSON
object; exit code 1 when something was not as it should be, with the folder kept.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings

from crawler import clock, exit_codes
from crawler.demo.process import ADDRESSES, PROJECT
from crawler.schedule import Schedule
from crawler.spiders.news import NewsSpider
from pipelines.sources.credited import registry_with
from pipelines.sources.load import load_sources
from scripts.almanac import OUTLETS, START, Outlet
from scripts.in_process import InProcess
from scripts.kill_faults import FILES, lines
from scripts.month_checks import Entry, Period, wrong

DAY = 86_400.0


class VirtualTime:
    """A clock that goes like the system's, ahead of it by what it has jumped."""

    def __init__(self, start: float) -> None:
        self.offset = start - time.time()

    def now(self) -> float:
        """POSIX seconds."""
        return time.time() + self.offset

    def jump(self, seconds: float) -> None:
        """Let it be later."""
        self.offset += max(seconds, 0.0)


class AlmanacProcess:
    """The newsroom as a child process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "scripts.almanac"],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())

    def set_clock(self, offset: float) -> None:
        """Let it be the same time there."""
        self._ask("offset", repr(offset).encode())

    def log(self) -> list[Entry]:
        """Every request so far."""
        found: list[Entry] = json.loads(self._ask("log", None))
        return found

    def stop(self) -> None:
        """End it."""
        self._process.communicate(timeout=10)

    def _ask(self, what: str, body: bytes | None) -> bytes:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/.almanac/{what}", data=body)
        with urllib.request.urlopen(request, timeout=10) as response:
            found: bytes = response.read()
            return found


class Crawls:
    """What the schedule calls, in its own thread: a `crawl news` in the event loop of this process."""

    def __init__(self, process: AsyncCrawlerProcess, almanac: AlmanacProcess, virtual: VirtualTime) -> None:
        self.count = 0
        self.seconds: list[float] = []
        self._process, self._almanac, self._virtual = process, almanac, virtual
        self._loop = asyncio.get_running_loop()

    def __call__(self, sources: Sequence[str], resting: Sequence[str]) -> int:
        """Crawl these sources, of those that rest only known articles; the exit code."""
        self._almanac.set_clock(self._virtual.offset)
        began = time.monotonic()
        crawl = self._crawl(",".join(sources), ",".join(resting))
        done: Future[int] = asyncio.run_coroutine_threadsafe(crawl, self._loop)
        code = done.result()
        self.count += 1
        self.seconds.append(time.monotonic() - began)
        return code

    async def _crawl(self, sources: str, resting: str) -> int:
        crawler = self._process.create_crawler(NewsSpider)
        await self._process.crawl(crawler, sources=sources, recheck=resting)
        ended = crawler.stats.get_value("finish_reason")
        return exit_codes.OK if ended == "finished" else exit_codes.FAULTS


def process_for(home: Path) -> AsyncCrawlerProcess:
    """A Scrapy process for many crawls over one data folder."""
    settings = get_project_settings()
    values = {
        "WIRECOPY_DATA": str(home / "data"),
        "WIRECOPY_SOURCES": str(home / "sources"),
        "WIRECOPY_HOSTS": ",".join(f"{each.host}=127.0.0.1" for each in OUTLETS),
        "WIRECOPY_ALLOW_ADDRESSES": ADDRESSES,
        "WIRECOPY_PROGRESS": "0",
        "DOWNLOAD_DELAY": "0",
        "LOG_LEVEL": "ERROR",
    }
    settings.setdict(values, "cmdline")
    return AsyncCrawlerProcess(settings)


def scheduled(crawls: Crawls, home: Path, virtual: VirtualTime, until: float) -> None:
    """Run the schedule until a moment, from one due time to the next."""

    def sleep(seconds: float) -> None:
        virtual.jump(min(seconds, until - virtual.now()))
        if virtual.now() >= until - 1:
            schedule.stop()

    schedule = Schedule(
        lambda: load_sources([home / "sources"]),
        home / "data" / "frontier.sqlite",
        crawls,
        virtual.now,
        sleep,
    )
    schedule.forever()


async def month(process: AsyncCrawlerProcess, home: Path, almanac: AlmanacProcess, period: Period) -> Crawls:
    """Crawl until the first day off, and from the last on."""
    virtual = VirtualTime(period.start)
    crawls = Crawls(process, almanac, virtual)
    with patched(home, virtual):
        await asyncio.to_thread(scheduled, crawls, home, virtual, period.down[0])
        virtual.jump(period.down[1] - virtual.now())
        await asyncio.to_thread(scheduled, crawls, home, virtual, period.end)
    return crawls


@contextmanager
def patched(home: Path, virtual: VirtualTime) -> Iterator[None]:
    """The clock of crawls and captures is the virtual one; a crawl does not wait for what is due within a minute."""
    sources = load_sources([home / "sources"])
    registry = registry_with(sources)
    with (
        patch.object(clock, "now", virtual.now),
        patch("crawler.session.WorkerPool", lambda *args, **named: InProcess(sources)),
        # The same for every crawl, and half of what it would cost.
        patch("crawler.session.registry_with", lambda sources: registry),
        patch("crawler.frontier.scheduler.PATIENCE", 0.0),
        patch("crawler.schedule.LONGEST_SLEEP", DAY),
    ):
        yield


def replayed(home: Path) -> list[str]:
    """Replay the archive; names of the files that differ."""
    values = {"WIRECOPY_DATA": home / "again", "WIRECOPY_SOURCES": home / "sources", "WIRECOPY_PROGRESS": "0"}
    options = [part for name, value in values.items() for part in ("-s", f"{name}={value}")]
    archive = home / "data" / "archive"
    command = [sys.executable, "-m", "scrapy", "crawl", "replay", "-a", f"archive={archive}", *options]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    return [
        name for name in FILES if (home / "data" / name).read_bytes() != (home / "again" / name).read_bytes()
    ]


def facts(
    home: Path, almanac: AlmanacProcess, outlets: Sequence[Outlet], period: Period, crawls: Crawls
) -> dict[str, Any]:
    """What is printed: counts, and what was wrong."""
    log = almanac.log()
    told = lines(home / "data", *FILES[:2])
    found = wrong(outlets, log, told, period)
    found += [f"{name} of the replay differs" for name in replayed(home)]
    tenth = max(len(crawls.seconds) // 10, 1)
    return {
        "outlets": len(outlets),
        "days": (period.end - period.start) / DAY,
        "days off": (period.down[1] - period.down[0]) / DAY,
        "crawls": crawls.count,
        "requests": len(log),
        "feeds asked": sum(path == "/feed" for _, _, path, _ in log),
        "unchanged": sum(status == 304 for _, _, _, status in log),
        "articles": len({line["url"] for line in told}),
        "versions": len(told),
        "seconds a crawl, first tenth": round(sum(crawls.seconds[:tenth]) / tenth, 3),
        "last tenth": round(sum(crawls.seconds[-tenth:]) / tenth, 3),
        "wrong": found,
    }


def run(options: argparse.Namespace, home: Path) -> dict[str, Any]:
    """Run everything in this process's reactor."""
    almanac = AlmanacProcess()
    (home / "data").mkdir()
    (home / "sources").mkdir()
    chosen = [each for each in OUTLETS if not options.outlets or each.name in options.outlets.split(",")]
    for each in chosen:
        (home / "sources" / f"{each.name}.toml").write_text(each.toml(almanac.port))
    off = START + options.down[0] * DAY
    period = Period(START, START + options.days * DAY, (off, off + options.down[1] * DAY))
    result: dict[str, Any] = {}

    process = process_for(home)

    from twisted.internet import reactor as installed

    reactor: Any = installed
    tasks: list[asyncio.Task[None]] = []

    async def everything() -> None:
        try:
            result.update(facts(home, almanac, chosen, period, await month(process, home, almanac, period)))
        finally:
            reactor.stop()

    reactor.callWhenRunning(lambda: tasks.append(asyncio.ensure_future(everything())))
    process.start(stop_after_crawl=False, install_signal_handlers=False)
    almanac.stop()
    tasks[0].result()
    return result


def main() -> int:
    """Parse the command line, run, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--days", type=float, default=30)
    parser.add_argument(
        "--down",
        type=float,
        nargs=2,
        default=(12, 3),
        metavar=("DAY", "DAYS"),
        help="from when and how long nothing runs",
    )
    parser.add_argument("--outlets", default="", help="some of them, by name; without it all")
    options = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="wirecopy-month-"))
    result = run(options, home)
    print(json.dumps(result, indent=1))
    if result["wrong"]:
        print(f"kept: {home}", file=sys.stderr)
        return 1
    shutil.rmtree(home)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
