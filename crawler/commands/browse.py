"""`scrapy browse`: the archive in a browser, each page as it was captured and when."""

from __future__ import annotations

import argparse
import tempfile
from contextlib import suppress
from pathlib import Path

from scrapy.exceptions import UsageError

from archive.tombstones import withheld_in
from archive.warcfile import archive_files
from crawler import exit_codes
from crawler.browse.child import (
    LOOPBACK,
    PortTaken,
    ServerEnded,
    free_port,
    interruptible,
    running,
    until_ended,
)
from crawler.browse.replayweb import make_server, missing_files, package_path
from crawler.browse.wayback import COLLECTION, find_wayback, prepare
from crawler.command import CannotRun, FolderCommand, finish_rebuild, need_folder
from crawler.commands.package import pages_of
from crawler.config import Config
from pipelines.withheld import Withheld

_NO_PYWB = (
    "pywb is not here; `make browse` installs it in a virtual environment of its own and starts it (by hand:"
    " python3 -m venv .venv-browse && .venv-browse/bin/pip install -c constraints-browse.txt pywb setuptools),"
    " or --pywb says in which folder its `wayback` is"
)


class Command(FolderCommand):
    """Serves an archive on loopback until Ctrl-C."""

    usage = "[options] [PACKAGE.wacz]"
    about = "Look at the archive in a browser, each page with its capture time"
    facts = False
    examples = """Serve the archive of a data folder in pywb, or a package in ReplayWeb.page, on 127.0.0.1 until Ctrl-C. The
address to open is printed. pywb reads the finished WARC files where they lie; its first page lists the articles. Withheld
addresses are neither listed nor shown. Nothing is changed.

examples:
  make browse DATA=data/demo                                     installs pywb in .venv-browse first
  scrapy browse -s WIRECOPY_DATA=data/demo                       where that is done
  scrapy browse --port 0 --pywb /opt/pywb/bin -s WIRECOPY_DATA=data/demo
  npm pack replaywebpage@2.5.3 && tar xzf replaywebpage-2.5.3.tgz    once: ReplayWeb.page is AGPL and not part of this
  scrapy browse demo.wacz --replayweb package                    what `scrapy package demo.wacz` wrote

exit code: 0 ended by Ctrl-C or SIGTERM, 2 it cannot be served.
"""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add --port, --pywb and --replayweb."""
        super().add_options(parser)
        parser.add_argument("--port", type=int, default=8080, help="port on 127.0.0.1 (8080); 0: a free one")
        parser.add_argument("--pywb", type=Path, metavar="FOLDER", help="folder of pywb's programs")
        parser.add_argument(
            "--replayweb", type=Path, metavar="FOLDER", help="folder of ReplayWeb.page's files, for a package"
        )

    def act(self, args: list[str], opts: argparse.Namespace, config: Config) -> int:
        """Serve until somebody ends it."""
        if len(args) > 1:
            raise UsageError("usage: scrapy browse [PACKAGE.wacz]", print_help=False)
        try:
            port = free_port(opts.port)
            with suppress(KeyboardInterrupt), interruptible():
                if args:
                    _package(Path(args[0]), opts.replayweb, port)
                else:
                    _archive(config.data, opts.pywb, port)
        except PortTaken as error:
            raise CannotRun(f"{error}; --port takes another, --port 0 a free one") from error
        except ServerEnded as error:
            raise CannotRun(f"pywb ended: {error}") from error
        return exit_codes.OK


def _archive(data: Path, folder: Path | None, port: int) -> None:
    archive = need_folder(data) / "archive"
    if not (archive.is_dir() and archive_files(archive)):
        raise CannotRun(
            f"{archive} holds no finished WARC file; give the data folder with -s WIRECOPY_DATA=folder"
        )
    wayback = find_wayback(folder)
    if wayback is None:
        raise CannotRun(_NO_PYWB if folder is None else f"no `wayback` in {folder}")
    finish_rebuild(data)
    hidden = Withheld(withheld_in(archive))
    with tempfile.TemporaryDirectory(prefix="wirecopy-browse-") as made:
        home = Path(made)
        count = prepare(home, archive, pages_of(data), hidden, title=data.name)
        with running([wayback, "-b", LOOPBACK, "-p", str(port)], home, port) as process:
            _say(
                f"http://{LOOPBACK}:{port}/{COLLECTION}/",
                f"{count} captures, {len(hidden)} withheld",
            )
            until_ended(process, home / "log")


def _package(package: Path, folder: Path | None, port: int) -> None:
    if not package.is_file():
        raise CannotRun(f"no file {package}; `scrapy package {package}` writes one")
    if folder is None:
        raise CannotRun(
            "a package is shown by ReplayWeb.page: fetch it once with `npm pack replaywebpage@2.5.3 &&"
            " tar xzf replaywebpage-2.5.3.tgz` and give --replayweb package"
        )
    if missing := missing_files(folder):
        raise CannotRun(f"{folder} lacks {', '.join(missing)} of ReplayWeb.page")
    with make_server(folder, package, port) as server:
        _say(f"http://{LOOPBACK}:{port}/?source={package_path(package)}", package.name)
        server.serve_forever()


def _say(url: str, what: str) -> None:
    print(f"{url}  ({what}; Ctrl-C ends it)", flush=True)
