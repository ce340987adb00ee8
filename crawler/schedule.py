"""Crawls of the sources that are due, one after the other, for as long as nobody says stop."""

from __future__ import annotations

import logging
import shlex
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from crawler import clock, exit_codes
from crawler.config import PROJECT
from crawler.frontier.due import Due, Visit, due_sources, next_due
from crawler.frontier.history import History
from crawler.frontier.store import SqliteFrontier
from pipelines.sources.load import SourceErrors
from pipelines.sources.model import Sources

logger = logging.getLogger(__name__)

LONGEST_SLEEP = 60.0
"""Seconds after which the loop looks again, for source files and clocks are changed meanwhile."""


class CrawlProcess:
    """`scrapy crawl news` as a child process, for the sources that are due; `stop` ends it in order, at any moment."""

    def __init__(self, settings: Sequence[str]) -> None:
        self._settings = settings
        self._running: subprocess.Popen[bytes] | None = None

    def __call__(self, sources: Sequence[str], resting: Sequence[str]) -> int:
        """Crawl these sources, of those that rest only known articles; gives the exit code, negative for a signal."""
        chosen = ["-a", f"sources={','.join(sources)}"]
        if resting:
            chosen += ["-a", f"recheck={','.join(resting)}"]
        command = [*scrapy("crawl"), "news", *chosen, *self._settings]
        self._running = subprocess.Popen(command, cwd=PROJECT)
        try:
            return self._running.wait()
        finally:
            self._running = None

    def stop(self) -> None:
        """Ask a crawl that runs to end: it settles what it has fetched."""
        if self._running is not None:
            self._running.terminate()


class Schedule:
    """The loop: what is due is crawled, then it waits for the next. `stop` may be called from a signal handler.

    `sleep` waits so many seconds, or less; without it that is until `stop`.

    Raises FrontierUnusable where the frontier is none, SourceErrors where a source file is unsound at the start.
    """

    def __init__(
        self,
        load: Callable[[], Sources],
        frontier: Path,
        crawl: Callable[[Sequence[str], Sequence[str]], int],
        now: Callable[[], float] = clock.now,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self._load = load
        self._sources = load()
        self._frontier = frontier
        self._crawl = crawl
        self._now = now
        self._tried: dict[str, float] = {}
        self._rechecked: dict[str, float] = {}
        self._announced: Due | None = None
        self._stopping = threading.Event()
        self._wait = sleep or self._stopping.wait
        if frontier.exists():
            # One that an older version left is brought up to date before it is read.
            SqliteFrontier(frontier).close()

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping.set()

    def once(self) -> int:
        """Crawl what is due now; the crawl's exit code, 0 when nothing is due. Raises FrontierUnusable."""
        due = due_sources(self._sources, self._visits(), self._now())
        if not due or self._stopping.is_set():
            return exit_codes.OK
        names = [each.source for each in due]
        logger.info("due: %s", ", ".join(names))
        resting = [each.source for each in due if not each.lists]
        code = self._crawl(names, resting)
        if code != exit_codes.LOCKED:
            # A crawl that could not look at a source tries again after its interval, not at once.
            self._tried |= dict.fromkeys((each.source for each in due if each.lists), self._now())
            self._rechecked |= dict.fromkeys(resting, self._now())
        return code

    def forever(self) -> int:
        """Go on until `stop`; a crawl that is refused for bad usage ends it, for it would be refused again."""
        while not self._stopping.is_set():
            self._reload()
            code = self.once()
            if code == exit_codes.USAGE:
                return code
            if code != exit_codes.OK:
                logger.warning("the crawl ended with exit code %d", code)
            self._announce()
            self._wait(LONGEST_SLEEP if code == exit_codes.LOCKED else self._sleep())
        return exit_codes.OK

    def next(self) -> Due | None:
        """The source that is due next, and since when; None without sources. Raises FrontierUnusable."""
        now, visits = self._now(), self._visits()
        dues = [next_due(each, visits.get(each.id, Visit()), now) for each in self._sources]
        return min(dues, key=lambda due: (due.since, due.source), default=None)

    def _announce(self) -> None:
        """Say what comes next, once for each time that it is another."""
        due = self.next()
        if due is not None and due != self._announced and due.since > self._now():
            logger.info("next: %s at %s", due.source, moment(due.since))
            self._announced = due

    def _sleep(self) -> float:
        due, now = self.next(), self._now()
        return min(max((due.since if due else now + LONGEST_SLEEP) - now, 0.0), LONGEST_SLEEP)

    def _visits(self) -> dict[str, Visit]:
        known: dict[str, Visit] = {}
        if self._frontier.exists():
            history = History(self._frontier)
            known = history.visits()
            history.close()
        for source, tried in self._tried.items():
            visit = known.get(source, Visit())
            known[source] = replace(visit, last=max(visit.last or 0.0, tried))
        for source, rechecked in self._rechecked.items():
            visit = known.get(source, Visit())
            known[source] = replace(visit, asked=max(visit.asked or 0.0, rechecked))
        return known

    def _reload(self) -> None:
        try:
            self._sources = self._load()
        except SourceErrors as errors:
            logger.error("source files are not read again until they are sound: %s", errors)


def moment(seconds: float) -> str:
    """POSIX seconds as ISO 8601 in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def scrapy(command: str) -> list[str]:
    """The start of a command line for one of our commands, with absolute paths; it has to run in the project's folder."""
    return [sys.executable, "-m", "scrapy", command]


def systemd_unit(settings: Sequence[str]) -> str:
    """A systemd service that runs the schedule (systemd.service(5)); goes into /etc/systemd/system/."""
    arguments = " ".join(_systemd_word(each) for each in [*scrapy("schedule"), *settings])
    return f"""[Unit]
Description=Wirecopy: crawl the news sources that are due
Wants=network-online.target
After=network-online.target

[Service]
WorkingDirectory={_systemd_word(str(PROJECT))}
ExecStart={arguments}
Restart=on-failure
RestartSec=30
RestartPreventExitStatus={exit_codes.USAGE} {exit_codes.LOCKED}
KillMode=mixed
TimeoutStopSec=180

[Install]
WantedBy=multi-user.target"""


def cron_line(settings: Sequence[str]) -> str:
    """A line of a crontab that looks every five minutes what is due (crontab(5)); overlapping runs end with 75."""
    arguments = shlex.join([*scrapy("schedule"), "--once", *settings])
    command = f"cd {shlex.quote(str(PROJECT))} && {arguments}"
    return "*/5 * * * * " + command.replace("%", "\\%")


def _systemd_word(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if any(char in escaped for char in " \t;'\"\\") else escaped
