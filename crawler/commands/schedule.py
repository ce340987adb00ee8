"""`scrapy schedule`: crawl the sources that are due, for years or once."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from pathlib import Path
from typing import Any

from archive.lock import FolderLock
from crawler import clock
from crawler.command import CannotRun, FolderCommand
from crawler.config import Config, check_frontier
from crawler.frontier.store import FrontierUnusable
from crawler.schedule import CrawlProcess, Schedule, cron_line, moment, systemd_unit
from pipelines.sources.load import load_sources

LOCK = ".schedule"
"""Name of the lock that a schedule holds on its data folder, beside the one of the crawl that it starts."""


class Command(FolderCommand):
    """Runs `crawl news` for the sources that are due."""

    usage = "[options]"
    about = "Crawl the sources that are due, again and again, or once for cron"
    examples = """Run `scrapy crawl news` for the sources that are due by their interval, cron line and window, or for
articles that are to be looked at again. Without an option it goes on until SIGTERM or Ctrl-C, which end a running crawl in order.

examples:
  scrapy schedule --once -s WIRECOPY_DATA=data -s WIRECOPY_CONTACT=you@example.org       what is due now, for cron
  scrapy schedule --print-systemd -s WIRECOPY_DATA=data -s WIRECOPY_CONTACT=you@example.org
  scrapy schedule --print-cron -s WIRECOPY_DATA=data -s WIRECOPY_CONTACT=you@example.org

docs/schedule.md tells when a source is due.
exit code: 0 nothing to do or stopped, that of the crawl with --once, 2 bad usage, 75 another schedule or crawl runs.
"""
    facts = False

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add --once and the two that print."""
        super().add_options(parser)
        group = parser.add_mutually_exclusive_group()
        group.add_argument("--once", action="store_true", help="crawl what is due now, then end")
        group.add_argument("--print-systemd", action="store_true", help="print a service file and end")
        group.add_argument("--print-cron", action="store_true", help="print a crontab line and end")

    def act(self, args: list[str], opts: argparse.Namespace, config: Config) -> int:
        """Print, or hold the lock and crawl."""
        if args:
            raise CannotRun(f"what is {args[0]}? Sources are chosen by their files; scrapy schedule --help")
        if not config.contact and not config.allow_addresses:
            raise CannotRun("who runs these crawls? Set WIRECOPY_CONTACT to a URL or e-mail address")
        settings = settings_of(config, opts.set)
        if opts.print_systemd or opts.print_cron:
            print(systemd_unit(settings) if opts.print_systemd else cron_line(settings))
            return 0
        check_frontier(config)
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
        with FolderLock(config.data, name=LOCK):
            return self._crawl(CrawlProcess(settings), config, opts.once)

    def _crawl(self, crawl: CrawlProcess, config: Config, once: bool) -> int:
        schedule = Schedule(lambda: load_sources(config.sources), config.frontier_path, crawl)

        def stop(number: int, frame: Any) -> None:
            schedule.stop()
            # A terminal's Ctrl-C has reached the crawl already.
            if number == signal.SIGTERM:
                crawl.stop()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        try:
            if once and sys.stderr.isatty() and (due := schedule.next()) and due.since > clock.now():
                # Cron would send it by mail every five minutes.
                print(f"nothing is due; next: {due.source} at {moment(due.since)}", file=sys.stderr)
            return schedule.once() if once else schedule.forever()
        except FrontierUnusable as error:
            raise CannotRun(str(error)) from error


def settings_of(config: Config, given: list[str]) -> list[str]:
    """The settings of the command line for another command, paths made absolute."""
    values = dict(each.split("=", 1) for each in given)
    values["WIRECOPY_DATA"] = str(config.data)
    values["WIRECOPY_SOURCES"] = ",".join(str(Path(each).absolute()) for each in config.sources)
    if config.frontier:
        values["WIRECOPY_FRONTIER"] = str(config.frontier_path)
    return [part for name, value in values.items() for part in ("-s", f"{name}={value}")]
