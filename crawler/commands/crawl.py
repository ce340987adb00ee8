"""`scrapy crawl`: Scrapy's own, with bad input refused in one line before anything starts, and a summary at the end."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NoReturn

from scrapy.commands import crawl
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError

from archive.errors import ArchiveError
from archive.locate import locate
from archive.lock import FolderLock, FolderLocked
from crawler import exit_codes
from crawler.config import Config, ConfigError, check_frontier
from crawler.network.addresses import AddressPolicy
from crawler.politeness.policy import obeyed
from crawler.scrapy_values import check_log_level, check_values
from crawler.spiders.inputs import (
    InputError,
    check_archive,
    check_spider,
    choose_sources,
    read_list,
    read_switch,
)
from pipelines.sources.load import SourceErrors, load_sources

_EXAMPLES = """Run a spider: news (the declared sources), urls (a list of addresses) or replay (an archive of any kind).

Everything fetched goes into the data folder's archive, and from there into articles.jsonl, copies.jsonl and
outcomes.jsonl. With WIRECOPY_OFFLINE an archive answers the requests instead of the network: nothing is archived, and
what was found, missed and not asked for is listed.

A list that was interrupted goes on where it stopped, and says so; -a anew=true asks for all of it.

examples:
  scrapy crawl news -a sources=moscow_times,rt -s WIRECOPY_DATA=data -s WIRECOPY_CONTACT=you@example.org
  scrapy crawl urls -a file=list.txt -s WIRECOPY_DATA=data/list -s WIRECOPY_CONTACT=you@example.org
  scrapy crawl replay -a archive=data/demo/archive -s WIRECOPY_DATA=data/again -s WIRECOPY_SOURCES=data/demo/sources
  WIRECOPY_OFFLINE=data/demo/archive scrapy crawl news -s WIRECOPY_DATA=data/trial -s WIRECOPY_SOURCES=data/demo/sources

exit code: 0 done, 1 it could not start or had to stop, 2 something it was given cannot be used, 75 the folder is in use.
"""


def refuse(message: str, code: int) -> NoReturn:
    """End the command with one line on standard error and an exit code."""
    print(f"scrapy crawl: {message}", file=sys.stderr)
    raise SystemExit(code)


class Command(crawl.Command):
    """Runs a spider of the project."""

    def syntax(self) -> str:
        """What may follow the command's name."""
        return "[options] news | urls | replay"

    def short_desc(self) -> str:
        """One line for `scrapy --help`."""
        return "Crawl declared sources or a list of addresses, or replay an archive"

    def long_desc(self) -> str:
        """The description and examples of --help."""
        return _EXAMPLES

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's own; keep the line breaks of the examples."""
        super().add_options(parser)
        parser.formatter_class = argparse.RawDescriptionHelpFormatter

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Scrapy's own; it begins to log before it runs us, so the level of its log is looked at here."""
        # Scrapy's TLS code looks at the stack and every loaded module while it is imported: cheapest before all the rest.
        import scrapy.core.downloader.handlers.http11  # noqa: F401

        super().process_options(args, opts)
        assert self.settings is not None
        try:
            check_log_level(self.settings)
        except ConfigError as error:
            refuse(str(error), exit_codes.USAGE)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check what can be checked, crawl, say what became of it."""
        if len(args) != 1:
            raise UsageError("one spider at a time: scrapy crawl news | urls | replay", print_help=False)
        assert self.settings is not None
        assert self.crawler_process is not None
        self._check(args[0], dict(opts.spargs))
        crawler = self.crawler_process.create_crawler(args[0])
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        self.exitcode = self._exit_code(crawler)

    def _check(self, spider: str, arguments: dict[str, str]) -> None:
        assert self.settings is not None
        try:
            assert self.crawler_process is not None
            check_spider(spider, arguments, self.crawler_process.spider_loader.list())
            config = Config.from_settings(self.settings)
            check_values(self.settings)
            sources = load_sources(config.sources)
            if spider == "news":
                choose_sources(sources, arguments.get("sources"))
                choose_sources(sources, arguments.get("recheck"))
            if spider == "replay":
                check_archive(arguments.get("archive"))
            if spider == "urls":
                read_list(arguments.get("file"))
                read_switch("anew", arguments.get("anew"))
            if config.offline:
                locate(config.offline)
            _check_values(config)
            if spider != "replay" and not config.offline:
                check_frontier(config)
            _check_contact(spider, config)
            _check_folder(config.data)
        except FolderLocked as error:
            refuse(str(error), exit_codes.LOCKED)
        except (ConfigError, InputError, SourceErrors, ArchiveError) as error:
            refuse(str(error), exit_codes.USAGE)
        except OSError as error:
            refuse(f"{error.filename or config.data}: {error.strerror}", exit_codes.USAGE)

    def _exit_code(self, crawler: Crawler) -> int:
        from crawler.session import session_of
        from crawler.summary import summary

        assert self.crawler_process is not None
        stats = crawler.stats.get_stats() if getattr(crawler, "_stats", None) else {}
        if "start_time" not in stats or self.crawler_process.bootstrap_failed:
            return exit_codes.FAULTS
        interrupted = stats.get("finish_reason") == "shutdown"
        if interrupted:
            stats.setdefault(
                "wirecopy/stopped",
                "interrupted by a signal; run it again to go on",
            )
        session = session_of(crawler)
        print(summary(session.tally, stats, session.config.data), file=sys.stderr)
        if session.shelf is not None:
            print("\n".join(session.shelf.report()))
        if interrupted:
            return exit_codes.INTERRUPTED
        signs = ("wirecopy/unread/damaged", "wirecopy/archive_changed")
        damaged = any(name.startswith(signs) for name in stats)
        bad = "wirecopy/stopped" in stats or (session.config.strict and damaged)
        return exit_codes.FAULTS if bad else exit_codes.OK


def _check_values(config: Config) -> None:
    """Raise ConfigError for a value of the right type that means nothing."""
    try:
        AddressPolicy.of(config.allow_addresses, config.hosts)
    except ValueError as error:
        raise ConfigError(f"WIRECOPY_ALLOW_ADDRESSES or WIRECOPY_HOSTS: {error}") from error
    try:
        obeyed(config.obey_opt_outs)
    except ValueError as error:
        raise ConfigError(f"WIRECOPY_OBEY_OPT_OUTS: {error}") from error


def _check_contact(spider: str, config: Config) -> None:
    """Sites must be able to reach whoever crawls them; only a crawl of listed non-public addresses goes without."""
    asks_nobody = spider == "replay" or config.offline
    if not asks_nobody and not config.contact and not config.allow_addresses:
        raise ConfigError(
            "who runs this crawl? Set WIRECOPY_CONTACT to a URL or e-mail address; it is part of the User-Agent. "
            "Example: -s WIRECOPY_CONTACT=archive@library.example"
        )


def _check_folder(data: Path) -> None:
    """Raise what would make the data folder unusable: no folder, not writable, in use."""
    FolderLock(data).release()
