"""`scrapy verify`: whether archive, index, articles and state agree."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from scrapy.exceptions import UsageError

from archive.locate import locate
from archive.package_check import verify_package
from archive.verify import Fault, verify_records
from archive.verify import verify as verify_archive
from archive.warcfile import SUFFIX
from crawler import exit_codes
from crawler.command import CannotRun, FolderCommand, as_json, in_use
from crawler.config import Config
from pipelines.reconcile import Reconciled, reconcile
from pipelines.swap import DERIVED


class Command(FolderCommand):
    """Checks a data folder, or an archive of any kind."""

    usage = "[options] [PATH]"
    about = "Say whether archive, index, articles and state agree"
    examples = """Check a data folder (default: WIRECOPY_DATA), or an archive of any kind (file, folder, package); list every
fault, one a line.

The archive: structure, digests, links, index, fixity. Each line of articles.jsonl, copies.jsonl and outcomes.jsonl: JSON
of its schema, with the id of its capture, naming a record of it. The state: one outcome for each capture, sizes of the files.
Nothing is changed. Beside a running crawl, what it has not finished is no fault.

examples:
  scrapy verify data/demo                                           the demo's folder
  scrapy verify data/demo/archive                                   WARC files alone; anybody's, ARC too
  scrapy verify demo.wacz                                           what `scrapy package demo.wacz` wrote
  scrapy verify data/demo/replayed --archive data/demo/archive      a replay, against the archive it was made from
  scrapy verify data/demo --json                                    the same as facts

exit code: 0 nothing is wrong, 1 there are faults, 2 the folder cannot be read. docs/archive.md tells what the kinds mean.
"""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add --archive."""
        super().add_options(parser)
        parser.add_argument("--archive", metavar="FOLDER", help="the archive, where it is not PATH/archive")

    def act(self, args: list[str], opts: argparse.Namespace, config: Config) -> int:
        """Check and list; 1 when something is wrong."""
        if len(args) > 1:
            raise UsageError("usage: scrapy verify [PATH]", print_help=False)
        path = Path(args[0]) if args else config.data
        checked = check(path, Path(opts.archive) if opts.archive else None)
        if opts.json:
            print(as_json({"path": str(path), **asdict(checked)}))
        else:
            for fault in checked.faults:
                print(fault)
            has_archive = bool(opts.archive) or checked.captures > 0 or not checked.lines
            words = _in_words(path, checked, has_archive)
            print(words, file=sys.stderr if checked.faults else sys.stdout)
        return exit_codes.FAULTS if checked.faults else exit_codes.OK


def check(path: Path, archive: Path | None = None) -> Reconciled:
    """Everything that is wrong in a data folder, or in an archive of any kind. Raises CannotRun for neither, ArchiveEmpty."""
    if path.is_file():
        return Reconciled(0, 0, _of_file(path))
    if not path.is_dir():
        raise CannotRun(f"no folder {path}; give a data folder, or a file or folder of an archive")
    home = archive or path / "archive"
    derived = any((path / name).exists() for name in DERIVED)
    if not derived and not home.is_dir():
        return Reconciled(0, 0, _of_bare_folder(path))
    if not derived and not _holds_files(home):
        raise CannotRun(f"{home} holds no WARC file: nothing was crawled into it")
    if archive is not None and not archive.is_dir():
        raise CannotRun(f"no folder {archive}")
    running = in_use(path)
    found = reconcile(path, home if _holds_files(home) else None, running=running)
    faults = _of_archive(home, running) if home.is_dir() else []
    return Reconciled(found.captures, found.lines, [*faults, *found.faults])


def _of_file(path: Path) -> list[Fault]:
    if path.suffix == ".wacz":
        return verify_package(path)
    faults = verify_records(path)
    if faults and all(fault.message.startswith("not an archive") for fault in faults):
        raise CannotRun(f"{path}: {faults[0].message}")
    return faults


def _of_bare_folder(folder: Path) -> list[Fault]:
    """With index and manifest where all its files are like ours; of others the records alone."""
    ours = all("/" not in name and name.endswith(SUFFIX) for _path, name in locate(folder))
    return verify_archive(folder) if ours else verify_records(folder)


def _holds_files(archive: Path) -> bool:
    return archive.is_dir() and any(archive.glob("*.warc.gz*"))


def _of_archive(archive: Path, running: bool) -> list[Fault]:
    """The faults of an archive; beside a running crawl those that last, for a file may just be on its way to its final name."""
    faults = verify_archive(archive)
    if not running:
        return faults
    passing = any(fault.kind in ("index", "fixity", "link") for fault in faults)
    again = set(verify_archive(archive)) if passing else set(faults)
    return [fault for fault in faults if fault in again and fault.kind != "unfinished"]


def _in_words(path: Path, checked: Reconciled, has_archive: bool) -> str:
    read = (
        f" {checked.captures} captures, {checked.lines} lines:" if checked.captures or checked.lines else ""
    )
    faults = f"{len(checked.faults) or 'no'} fault{'' if len(checked.faults) == 1 else 's'}"
    alone = (
        ""
        if has_archive
        else "; there is no archive here, so no line was compared with its capture (--archive)"
    )
    return f"{path}:{read} {faults}{alone}"
