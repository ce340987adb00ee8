"""What the commands over a data folder share: help with examples, --json, and every refusal as one line and an exit code."""

from __future__ import annotations

import argparse
import json
import sys
from abc import abstractmethod
from io import TextIOWrapper
from pathlib import Path
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from archive.errors import ArchiveError
from archive.lock import FolderLock, FolderLocked
from crawler import exit_codes
from crawler.config import Config, ConfigError
from pipelines.export.jsonl import JsonlDamaged
from pipelines.sources.load import SourceErrors
from pipelines.state import StateUnusable
from pipelines.swap import finish_swap, is_cut_off


class CannotRun(Exception):
    """The command cannot do what it was asked; the message is one line that says what, where and what to do."""


_REFUSALS = (CannotRun, ConfigError, SourceErrors, ArchiveError, StateUnusable, JsonlDamaged)


class FolderCommand(ScrapyCommand):
    """A command over a data folder: a subclass says `usage`, `about` and `examples`, and acts."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    usage: ClassVar[str]
    about: ClassVar[str]
    examples: ClassVar[str]
    facts: ClassVar[bool] = True
    """Whether there is a --json."""

    @abstractmethod
    def act(self, args: list[str], opts: argparse.Namespace, config: Config) -> int:
        """Do it and give the exit code."""

    def syntax(self) -> str:
        """What may follow the command's name."""
        return self.usage

    def short_desc(self) -> str:
        """One line for `scrapy --help`."""
        return self.about

    def long_desc(self) -> str:
        """The description and examples of --help."""
        return self.examples

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add --json; keep the line breaks of the examples."""
        super().add_options(parser)
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        if self.facts:
            parser.add_argument("--json", action="store_true", help="print facts as JSON")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Act; what keeps it from acting is told in one line, with exit code 2, or 75 for a folder in use."""
        assert self.settings is not None
        # Scrapy hands over options that nobody declared as if they were arguments.
        if unknown := [each for each in args if each.startswith("-")]:
            raise UsageError(f"unknown option {unknown[0]}", print_help=False)
        print_any_script()
        try:
            self.exitcode = self.act(args, opts, Config.from_settings(self.settings))
        except FolderLocked as error:
            self._refuse(str(error), exit_codes.LOCKED)
        except _REFUSALS as error:
            self._refuse(str(error), exit_codes.USAGE)
        except BrokenPipeError:
            sys.stderr.close()
        except OSError as error:
            self._refuse(f"{error.filename or 'data folder or output'}: {error.strerror}", exit_codes.USAGE)

    def _refuse(self, message: str, code: int) -> None:
        print(f"scrapy {type(self).__module__.rpartition('.')[2]}: {message}", file=sys.stderr)
        self.exitcode = code


def one_argument(args: list[str], usage: str) -> str:
    """The only argument; raises UsageError that shows the usage."""
    if len(args) != 1:
        raise UsageError(f"usage: scrapy {usage}", print_help=False)
    return args[0]


def as_json(facts: Any) -> str:
    """Facts for --json: readable, every script as it is; escaped, as JSON does it, where the output's coding is not UTF-8."""
    coding = (sys.stdout.encoding or "utf-8").lower().replace("-", "")
    return json.dumps(facts, ensure_ascii=coding != "utf8", indent=1, default=str)


def print_any_script() -> None:
    """Let standard output write `\\xe4` for what its coding (LC_ALL=C, Latin-1) has no place for, instead of raising."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def in_use(folder: Path) -> bool:
    """True while a crawl holds a data folder; asked by those that only read."""
    try:
        FolderLock(folder).release()
    except FolderLocked:
        return True
    except OSError:
        return False
    return False


def need_folder(folder: Path) -> Path:
    """The folder, when it is there; raises CannotRun."""
    if not folder.is_dir():
        raise CannotRun(f"no folder {folder}; name the data folder with -s WIRECOPY_DATA=folder")
    return folder


def finish_rebuild(data: Path) -> None:
    """Finish a rebuild that was cut off while its files were swapped, so that nobody reads a mix; raises FolderLocked."""
    if is_cut_off(data):
        with FolderLock(data):
            finish_swap(data)
