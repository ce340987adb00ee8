"""One crawl over one data folder: lock, recovery, archive writer, runner and pipelines, opened and closed in order."""

from __future__ import annotations

import asyncio
import logging
import platform
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider

from archive.capture import Capture
from archive.errors import ArchiveEmpty, ArchiveError, ArchiveNotFound
from archive.exchange import Exchange, Refusal
from archive.fixity import added, changed
from archive.journal import recover
from archive.lock import FolderLock
from archive.reader import read_archive
from archive.revisits import SQLiteRevisits
from archive.tombstones import withheld_in
from archive.withhold import withheld
from archive.writer import ArchiveWriter
from crawler import clock
from crawler.config import Config
from crawler.frontier.entry import HOLD, Frontier
from crawler.frontier.store import FrontierUnusable, SqliteFrontier
from crawler.network.guard import NotInstalled, assert_installed
from crawler.network.shelf import Rounds, Shelf
from crawler.settling import Settler
from crawler.tally import Tally
from pipelines.export.jsonl import JsonlDamaged
from pipelines.run import Runner
from pipelines.sources.credited import registry_with
from pipelines.sources.load import load_sources
from pipelines.state import StateUnusable
from pipelines.swap import finish_swap
from pipelines.version import CODE_VERSION
from pipelines.withheld import Withheld
from pipelines.workers import WorkerDied, WorkerPool
from pipelines.workspace import Workspace, attach

logger = logging.getLogger(__name__)

REQUIRED = {
    "handlers": "crawler.network.handler.RecordingHandler",
    "ITEM_PROCESSOR": "crawler.item_processor.ArchiveOrderProcessor",
}
"""Settings without which a crawl would fetch what it does not archive; whoever takes them out is told so at the start."""

OFFLINE = {"handlers": "crawler.network.offline.OfflineHandler"}
"""What takes its place in a crawl with WIRECOPY_OFFLINE."""

RECORDED_SETTINGS = (
    "USER_AGENT",
    "DOWNLOAD_DELAY",
    "CONCURRENT_REQUESTS_PER_DOMAIN",
    "DOWNLOAD_MAXSIZE",
    "DOWNLOAD_TIMEOUT",
)
"""Settings that the warcinfo record says: an allow-list, for others may hold secrets."""

CANNOT_START = (
    ArchiveError,
    StateUnusable,
    JsonlDamaged,
    FrontierUnusable,
    NotInstalled,
    WorkerDied,
    OSError,
    sqlite3.Error,
)
"""What can keep a data folder from being opened; each says in one line what and where."""

_ATTRIBUTE = "wirecopy_session"


async def _no_pipelines(item: Any) -> Any:
    raise RuntimeError(
        "no item processor: set ITEM_PROCESSOR to crawler.item_processor.ArchiveOrderProcessor"
    )


class Session:
    """What a crawler holds while it runs; each crawler has one, found by `session_of`."""

    def __init__(self, crawler: Crawler) -> None:
        self.config = Config.from_settings(crawler.settings)
        self.crawler = crawler
        reads = getattr(crawler.spidercls, "reads_archive", False)
        self.offline = bool(self.config.offline) and not reads
        """True when an archive answers the requests, and nothing is fetched."""
        self.archives = not reads and not self.offline
        """False for a crawl that reads an archive: nothing is written to ours."""
        self.shelf: Shelf | None = None
        self.sources = load_sources(self.config.sources)
        self.tally = Tally(self.sources)
        self.withheld = Withheld()
        """Addresses that somebody asked to be removed: neither fetched nor exported, by any crawl or replay."""
        self.process_item: Callable[[Any], Awaitable[Any]] = _no_pipelines
        self.settler = Settler(self)
        self.pool = WorkerPool(
            self.config.workers,
            deadline=self.config.deadline,
            memory=self.config.worker_memory,
            folders=self.config.sources,
        )
        self.runner = Runner(self.pool.clean, self.settler.settle, window=self.config.window)
        self.runner.on_empty = self.settler.on_empty
        self.runner.on_broken = self._cannot_settle
        self._broken = False
        self._lock: FolderLock | None = None
        self._workspace: Workspace | None = None
        self._writer: ArchiveWriter | None = None
        self._frontier: Frontier | None = None
        self._run: int | None = None
        self._ready = asyncio.Event()
        self._stopping: asyncio.Future[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def is_open(self) -> bool:
        """True once the data folder is open and recovered: from then on fetching may begin."""
        return self._ready.is_set()

    @property
    def worker(self) -> str:
        """This worker's name in a frontier: one data folder has one writer, so the folder names it."""
        return f"{platform.node()}:{self.config.data}"

    @property
    def frontier(self) -> Frontier:
        """The open frontier; raises RuntimeError before `open` and after `close`."""
        if self._frontier is None:
            raise RuntimeError("the frontier is not open")
        return self._frontier

    def close_frontier(self) -> None:
        """Give back what is leased and close; called by the scheduler when nothing is under way any more."""
        if self._frontier is not None:
            now = clock.now()
            with suppress(FrontierUnusable):
                # Where it cannot be written, leases run out or are given back on the next start.
                self._frontier.give_back(self.worker, until=now + HOLD)
                if self._run is not None:
                    self._frontier.run_ended(self._run, now)
            self._frontier.close()
            self._frontier = self._run = None

    @property
    def workspace(self) -> Workspace:
        """The open data folder; raises RuntimeError before `open` and after `close`."""
        if self._workspace is None:
            raise RuntimeError("the data folder is not open")
        return self._workspace

    async def open(self, open_pipelines: Callable[[], Awaitable[None]]) -> None:
        """Lock and recover the folder, start workers, pipelines and writer, and process what an earlier run left.

        What keeps the crawl from starting is told in one line, and the spider is closed before it fetches anything.
        """
        self._loop = asyncio.get_running_loop()
        try:
            await self._open(open_pipelines)
        except CANNOT_START as error:
            logger.critical("cannot start: %s", error)
            self.crawler.stats.set_value("wirecopy/stopped", f"cannot start: {error}")
            raise CloseSpider("cannot_start") from error
        self._ready.set()

    async def _open(self, open_pipelines: Callable[[], Awaitable[None]]) -> None:
        if self.archives or self.offline:
            assert_installed(self.crawler, **(REQUIRED if self.archives else {**REQUIRED, **OFFLINE}))
        self._lock = FolderLock(self.config.data)
        finish_swap(self.config.data)
        self._workspace = Workspace(
            self.config.data, code_version=CODE_VERSION, registry=registry_with(self.sources)
        )
        attach(self.crawler, self._workspace)
        await self.pool.open()
        await open_pipelines()
        self.runner.start()
        if self.archives:
            await self._open_archive()
            self._open_frontier(clock.now())
            return
        # What is withheld here does not come back through another archive.
        self.withheld.add(withheld_in(self.config.archive))
        if self.offline:
            await self._open_shelf()

    async def _open_shelf(self) -> None:
        """What a live crawl knows is not touched: the frontier of a trial is in memory."""
        path = Path(self.config.offline)
        self.withheld.add(await asyncio.to_thread(withheld, path))
        self.shelf = await asyncio.to_thread(Shelf, path)
        self._frontier = SqliteFrontier(Path(":memory:"))
        self._rounds = Rounds(self.crawler, self.shelf, self._frontier)

    def _open_frontier(self, now: float) -> None:
        self._frontier = SqliteFrontier(self.config.frontier_path)
        if ahead := self._frontier.bring_back(now):
            logger.warning(
                "the clock stood ahead once: %d addresses were due later than any rule says: brought back",
                ahead,
            )
        # Killed or not: what we held is free, but our hosts may have been asked a moment ago.
        self._frontier.give_back(self.worker, until=now + HOLD)
        self._run = self._frontier.run_started(self.worker, now)

    async def _open_archive(self) -> None:
        config = self.config
        for repair in recover(config.archive).repairs:
            logger.warning("archive, left by a run that was killed: %s", repair)
        for fault in (faults := changed(config.archive)):
            logger.warning("archive, since the last run: %s; `scrapy verify` tells more", fault)
            self.crawler.stats.set_value("wirecopy/archive_changed", faults)
        for name in (names := added(config.archive)):
            logger.warning(
                "archive: %s is not in its manifest, put there by another hand or damaged; `scrapy rebuild --yes` takes it in",
                name,
            )
            self.crawler.stats.set_value("wirecopy/archive_added", names)
        self.withheld.add(withheld_in(config.archive))
        await self._catch_up()
        self._writer = ArchiveWriter(
            config.archive,
            software=f"{CODE_VERSION} scrapy/{scrapy.__version__} python/{platform.python_version()}",
            operator=config.contact or None,
            settings={name: str(self.crawler.settings.get(name)) for name in RECORDED_SETTINGS},
            on_durable=self._acknowledge,
            revisits=SQLiteRevisits(config.data / "revisits.sqlite"),
            max_bytes=config.archive_file_bytes,
            max_age=timedelta(seconds=config.archive_file_seconds),
            low_water_bytes=config.archive_low_water_bytes,
            clock=clock.utc,
        )

    async def _catch_up(self) -> None:
        """Process what was archived and never committed: the end of a run that was killed."""
        try:
            consumed = self.workspace.consumed
            for each in read_archive(self.config.archive, start=consumed):
                if isinstance(each, Capture) and (each.ref.file, each.ref.offset) != consumed:
                    self.runner.put(each)
                    await self.runner.room()
        except (ArchiveEmpty, ArchiveNotFound):
            return
        await self.runner.drain()
        self.settler.commit()

    def _acknowledge(self, captures: Sequence[Capture]) -> None:
        """Called by the writer's thread, in file order, when records are durable: the one place that sets the order."""
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._put_all, list(captures))

    def _put_all(self, captures: list[Capture]) -> None:
        for capture in captures:
            self.runner.put(capture)

    async def ready_to_fetch(self) -> None:
        """Return when fetching may go on: the folder is open and there is room for one more capture."""
        await self._ready.wait()
        await self.runner.room()

    async def archive(self, what: Exchange | Refusal) -> Capture:
        """The Capture of what has just become durable; raises ArchiveError, and stops the crawl, when it could not be written."""
        if self._writer is None:
            raise RuntimeError("this crawl writes no archive")
        try:
            return await asyncio.wrap_future(self._writer.append(what))
        except ArchiveError as error:
            self._stop(f"archive: {error}")
            raise

    async def refuse(
        self, url: str, reason: str, via: str | None = None, requisite_of: str | None = None
    ) -> None:
        """Record a request that was not sent, and why."""
        if self._writer is not None:
            await self.archive(Refusal(url, reason, via, clock.utc(), requisite_of))

    def _stop(self, reason: str) -> None:
        """End the crawl in order, once; what is archived stays and is settled."""
        if self._stopping is None:
            logger.error("%s; the crawl stops, what is archived stays", reason)
            self.crawler.stats.set_value("wirecopy/stopped", reason)
            closing = self.crawler.engine.close_spider_async(reason="archive_failed")
            self._stopping = asyncio.ensure_future(closing)

    def _cannot_settle(self, error: Exception) -> None:
        """A store took no more: what is not committed is cut back and made again from the archive on the next start."""
        self._broken = True
        self._stop(f"data folder: {error}")

    @property
    def is_stopping(self) -> bool:
        """True once the crawl ends early because something could not be written."""
        return self._stopping is not None

    @contextmanager
    def stopping_without_frontier(self) -> Iterator[None]:
        """Stop the crawl when the frontier takes no more; what was leased is given back on the next start."""
        try:
            yield
        except FrontierUnusable as error:
            self._stop(f"frontier: {error}")

    def hold(self, host: str, seconds: float) -> None:
        """Leave a host (with its port) alone for so long, in this crawl and in the next ones."""
        with self.stopping_without_frontier():
            if self._frontier is not None:
                self._frontier.hold(host, clock.now() + seconds)

    def wake_engine(self) -> None:
        """Let the engine look again whether the crawl is over."""
        slot = getattr(self.crawler.engine, "_slot", None) if self._ready.is_set() else None
        if slot is not None:
            slot.nextcall.schedule()

    async def close(self, close_pipelines: Callable[[], Awaitable[None]]) -> None:
        """Close the archive, settle what is pending, close pipelines, workers and folder, in this order."""
        try:
            with self._telling("archive"):
                if self._writer is not None:
                    await asyncio.to_thread(self._writer.close)
            # What the writer acknowledged while it closed is put by callbacks that are already scheduled.
            await asyncio.sleep(0)
            with self._telling("data folder"):
                if not self._broken:
                    await self.runner.drain()
        finally:
            await self.runner.stop()
            self.settler.no_commit_later()
            await close_pipelines()
            await self.pool.close()
            with self._telling("data folder"):
                if self._workspace is not None:
                    self._workspace.close(commit=not self._broken)
            self.close_frontier()
            if self._lock is not None:
                self._lock.release()

    @contextmanager
    def _telling(self, what: str) -> Iterator[None]:
        """Say in one line what could not be closed, and go on closing; the next start makes it good from the archive."""
        try:
            yield
        except CANNOT_START as error:
            self._broken = True
            logger.error("%s: %s; what is archived stays, and the next crawl goes on from there", what, error)
            self.crawler.stats.get_stats().setdefault("wirecopy/stopped", f"{what}: {error}")


def session_of(crawler: Crawler) -> Session:
    """The session of a crawler, made on first use; raises ConfigError when a setting is wrong."""
    session = getattr(crawler, _ATTRIBUTE, None)
    if session is None:
        session = Session(crawler)
        setattr(crawler, _ATTRIBUTE, session)
    return session
