"""`scrapy rebuild`: every derived file made anew from the archive with today's code, compared, then put in place."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.exceptions import UsageError

from archive.errors import ArchiveError
from archive.fixity import added, enter
from archive.indexing import rebuild as rebuild_index
from archive.journal import recover
from archive.lock import FolderLock
from archive.reader import read_archive
from archive.verify import verify_records
from archive.withhold import withheld
from crawler import exit_codes
from crawler.command import CannotRun, FolderCommand, as_json, need_folder
from crawler.config import Config
from crawler.frontier.store import FrontierUnusable
from crawler.spiders.inputs import InputError, check_archive
from pipelines.changes import Change, Changes, compare
from pipelines.export.told import UnsoundLines
from pipelines.sources.load import load_sources
from pipelines.state import State
from pipelines.state_view import StateView, is_sound
from pipelines.swap import FILES, MAKING, STATE, begin, finish_swap, swap
from pipelines.workers import WorkerDied, WorkerPool

if TYPE_CHECKING:
    from crawler.frontier.refill import Refilled
    from pipelines.restate import Restated


class Command(FolderCommand):
    """Makes the derived files of a data folder anew."""

    requires_crawler_process = True
    default_settings: ClassVar[dict[str, Any]] = {}
    usage = "[options]"
    about = "Make all derived files anew from the archive, and say what changed"
    examples = """Replay the archive with today's code, sources and settings into a folder beside the files that are there; say
what changed, field by field; then, with --yes or when asked on a terminal, put the new files in the place of the old
ones, all or none, and make the archive's index anew. The WARC files and the frontier stay as they are; the next crawl
goes on where the last one ended. With --frontier, make frontier.sqlite anew instead, and nothing else: addresses,
validators, due times and what was found and never fetched, as far as the archive tells; an unfinished list of `crawl urls`
goes on where the old frontier can be read, and begins anew otherwise. Name the sources of the crawl.

examples:
  scrapy rebuild -s WIRECOPY_DATA=data/demo -s WIRECOPY_SOURCES=data/demo/sources              what would change
  scrapy rebuild --yes -s WIRECOPY_DATA=data/demo -s WIRECOPY_SOURCES=data/demo/sources        and change it
  scrapy rebuild --state --yes -s WIRECOPY_DATA=data/demo -s WIRECOPY_SOURCES=data/demo/sources
                                                    only what is missing or corrupt, the frontier as well; from the
                                                    lines that are there, where they are sound
  scrapy rebuild --frontier -s WIRECOPY_DATA=data/demo -s WIRECOPY_SOURCES=data/demo/sources

exit code: 0 done, or nothing to do; 1 the replay did not come to its end, nothing was changed; 2 there is no archive;
75 a crawl holds the folder: ask again when it is over.
"""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add --yes and --state."""
        super().add_options(parser)
        parser.add_argument("--yes", action="store_true", help="put the new files in place without asking")
        parser.add_argument(
            "--state",
            action="store_true",
            help="do nothing unless state.sqlite or frontier.sqlite is missing or corrupt",
        )
        parser.add_argument(
            "--frontier", action="store_true", help="make only frontier.sqlite anew, from the archive"
        )

    def act(self, args: list[str], opts: argparse.Namespace, config: Config) -> int:
        """Rebuild under the folder's lock."""
        if args:
            raise UsageError("usage: scrapy rebuild [--yes] [--state | --frontier]", print_help=False)
        if opts.state and opts.frontier:
            raise UsageError("--state and --frontier: one of them", print_help=False)
        need_folder(config.archive)
        from crawler.frontier.refill import is_usable

        with FolderLock(config.data):
            if finish_swap(config.data):
                print(
                    "an earlier rebuild was cut off while its files were swapped: finished", file=sys.stderr
                )
            if opts.frontier:
                done = _refill(config)
                print(as_json(asdict(done)) if opts.json else _of_frontier(done))
                return exit_codes.OK
            if opts.state and not config.frontier and not is_usable(config.frontier_path):
                print(_of_frontier(_refill(config)), file=sys.stderr)
            if opts.state and is_sound(config.data / "state.sqlite"):
                print(as_json({"state": "sound"}) if opts.json else "state.sqlite is sound: nothing to do")
                return exit_codes.OK
            try:
                if opts.state and (made := _from_lines(config)) is not None:
                    print(
                        as_json({"state": "made from lines", **asdict(made)})
                        if opts.json
                        else _of_state(made)
                    )
                    return exit_codes.OK
                return self._rebuild(opts, config)
            finally:
                shutil.rmtree(config.data / MAKING, ignore_errors=True)

    def _rebuild(self, opts: argparse.Namespace, config: Config) -> int:
        _recovered(config.archive)
        making = begin(config.data)
        stats = self._replay(config.archive, making)
        if (why := cut_short(stats)) is not None:
            print(
                f"scrapy rebuild: the replay did not come to its end ({why}); nothing was changed",
                file=sys.stderr,
            )
            return exit_codes.FAULTS
        take_over_archive(making)
        changes = compare(config.data, making)
        if not opts.json:
            print("\n".join(in_words(changes)), flush=True)
        agreed = opts.yes or ask()
        if agreed:
            swap(config.data)
            rebuild_index(config.archive)
        taken = take_in(config.archive) if agreed else []
        if opts.json:
            print(
                as_json({**asdict(changes), "swapped": agreed, "taken_in": [asdict(each) for each in taken]})
            )
        else:
            print("\n".join([*map(str, taken), _done(agreed)]))
        return exit_codes.OK

    def _replay(self, archive: Path, making: Path) -> Mapping[str, Any]:
        """Replay the archive into an empty folder, in this process; gives the crawl's stats."""
        assert self.settings is not None
        assert self.crawler_process is not None
        self.settings.set("WIRECOPY_DATA", str(making), "cmdline")
        crawler = self.crawler_process.create_crawler("replay")
        self.crawler_process.crawl(crawler, archive=str(archive))
        self.crawler_process.start()
        return crawler.stats.get_stats() if getattr(crawler, "_stats", None) else {}


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A file that another hand put into the archive, and what is damaged in it: the number of faults and the first one."""

    file: str
    faults: int
    first: str | None

    def __str__(self) -> str:
        if not self.faults:
            return f"{self.file} entered in the archive's manifest: its records are whole"
        count = f"{self.faults} fault{'s' if self.faults > 1 else ''}"
        return (
            f"{self.file} entered in the archive's manifest as it is, damaged"
            f" ({count}, listed by `scrapy verify`): {self.first}"
        )


def take_in(archive: Path) -> list[TakenIn]:
    """Enter the files that no writer finished in the manifest; gives each, its records looked at first.

    A damaged file is entered as well: what is whole in it was replayed, and from now on it is noticed when more of it goes.
    """
    taken = []
    for name in added(archive):
        try:
            faults = [str(each) for each in verify_records(archive / name) if each.kind != "link"]
        except ArchiveError as error:
            faults = [str(error)]
        enter(archive / name)
        taken.append(TakenIn(name, len(faults), faults[0] if faults else None))
    return taken


def _recovered(archive: Path) -> None:
    """Cut back what a crash left at the archive's end; raises CannotRun where there is no archive."""
    recover(archive)
    try:
        check_archive(str(archive))
    except InputError as error:
        raise CannotRun(str(error)) from error


def _from_lines(config: Config) -> Restated | None:
    """Make state and fingerprints anew from the lines that are there; None, with the reason said, where these do not tell."""
    _recovered(config.archive)
    pool = WorkerPool(1, deadline=config.deadline, memory=config.worker_memory, folders=config.sources)
    # Not asyncio.run: it would take the loop away that the replay of a full rebuild uses.
    loop = asyncio.new_event_loop()
    try:
        done = loop.run_until_complete(_restated(config, pool))
    except (UnsoundLines, WorkerDied) as error:
        print(f"the lines do not tell: {error}; all is made anew from the archive", file=sys.stderr)
        return None
    finally:
        loop.close()
    swap(config.data, STATE if done.fingerprints else STATE[:1])
    return done


async def _restated(config: Config, pool: WorkerPool) -> Restated:
    from pipelines.restate import restate
    from pipelines.sources.credited import registry_with

    if withheld(config.archive):
        raise UnsoundLines("addresses are withheld on request, which lines do not tell")
    registry = registry_with(load_sources(config.sources))
    await pool.open()
    try:
        return await restate(lambda: read_archive(config.archive), config.data, pool.clean, registry)
    finally:
        await pool.close()


def _refill(config: Config) -> Refilled:
    """Make the frontier anew; raises CannotRun for one that several data folders share, of which no archive tells all."""
    if config.frontier:
        raise CannotRun(
            f"{config.frontier_path} is shared by several data folders: the archive of one does not tell all of it"
        )
    from crawler.frontier.refill import refill

    _recovered(config.archive)
    try:
        return refill(
            config.archive, config.frontier_path, load_sources(config.sources), config.recheck_seconds
        )
    except FrontierUnusable as error:
        raise CannotRun(str(error)) from error


def _of_frontier(done: Refilled) -> str:
    damaged = sum(done.unread.values())
    return (
        f"frontier.sqlite made from {done.captures} captures: {done.answered} addresses answered, {done.queued} to be"
        f" fetched; {done.left_out} captures of addresses that no list names"
        + (f"; {damaged} damaged places passed over" if damaged else "")
        + _of_lists(done.lists)
    )


def _of_lists(count: int | None) -> str:
    if count is None:
        return "; where an unfinished list of `crawl urls` began is not known any more: it begins anew"
    if not count:
        return ""
    return f"; {count} unfinished list{'s' if count > 1 else ''} of `crawl urls` go{'' if count > 1 else 'es'} on"


def _of_state(done: Restated) -> str:
    made = "state.sqlite and fingerprints" if done.fingerprints else "state.sqlite"
    return (
        f"{made} made from {done.captures} captures and their {done.lines} lines, which stay as they are;"
        f" {done.cleaned} pages were cleaned again to be sure"
        + (
            f"\nthe lines end before {done.stopped}: the next crawl goes on from there"
            if done.stopped
            else ""
        )
    )


def cut_short(stats: Mapping[str, Any]) -> str | None:
    """Why a replay did not read and settle its whole archive; None when it did."""
    if "start_time" not in stats:
        return "it could not start"
    if "wirecopy/stopped" in stats:
        return str(stats["wirecopy/stopped"])
    if stats.get("spider_exceptions/count") or any(name.startswith("spider_exceptions/") for name in stats):
        return "the spider broke off"
    reason = stats.get("finish_reason")
    return None if reason == "finished" else str(reason)


def take_over_archive(folder: Path) -> None:
    """Tell a replayed state that the archive is its own, so that the next crawl finds nothing to catch up with."""
    with StateView(folder / "state.sqlite") as view:
        last = view.last_written()
    state = State(folder / "state.sqlite")
    if last is not None:
        state.put("archive_file", last.file)
        state.put("archive_offset", str(last.offset))
    state.commit()
    state.close()


def ask() -> bool:
    """Whether a person at a terminal agrees; False where nobody sits at one."""
    if not sys.stdin.isatty():
        return False
    print("Put the new files in place? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _done(agreed: bool) -> str:
    return (
        "the new files are in place" if agreed else "nothing was changed; --yes puts the new files in place"
    )


def in_words(changes: Changes) -> Iterator[str]:
    """The report as lines for a person."""
    counts = ", ".join(f"{name} {changes.after.get(name, 0)}" for name in FILES)
    if not any(changes.before.values()):
        yield f"made from the archive: {counts} lines"
        return
    before = ", ".join(f"{name} {changes.before.get(name, 0)}" for name in FILES)
    yield f"before: {before} lines; after: {counts}"
    if changes.none:
        yield "every line says the same"
        return
    for what, change in (
        ("added", changes.added),
        ("removed", changes.removed),
        ("became another", changes.became),
    ):
        if change.count:
            yield f"lines {what}: {change.count}"
            yield from _examples(change)
    if changes.changed:
        yield f"lines with other fields: {changes.changed}"
    for name, change in changes.fields.items():
        yield f"{name}: {change.count} changed"
        yield from _examples(change)


def _examples(change: Change) -> Iterator[str]:
    for each in change.examples:
        said = " -> ".join(part for part in (each.old, each.new) if part)
        yield f"    {each.url}: {said}"
    if change.count > len(change.examples):
        yield f"    and {change.count - len(change.examples)} more"
