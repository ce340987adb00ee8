"""Run one of our commands in this process, with the settings of the project, as Scrapy's command line would."""

from __future__ import annotations

import argparse
import shlex
from importlib import import_module
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import Settings


def command(name: str) -> ScrapyCommand:
    made: ScrapyCommand = import_module(f"crawler.commands.{name}").Command()
    return made


def run(line: str, data: Path | None = None) -> int:
    """The exit code of `scrapy LINE`; what it prints goes where this process prints."""
    name, *arguments = shlex.split(line)
    made = command(name)
    settings = Settings()
    settings.setmodule("crawler.settings")
    settings.setdict(made.default_settings, "command")
    made.settings = settings
    parser = argparse.ArgumentParser(description=made.long_desc())
    made.add_options(parser)
    if data is not None:
        arguments += ["-s", f"WIRECOPY_DATA={data}"]
    options, rest = parser.parse_known_args(arguments)
    try:
        made.process_options(rest, options)
        made.run(rest, options)
    except UsageError:
        return 2
    return made.exitcode
