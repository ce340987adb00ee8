"""What a command loads before it does anything: start-up is most of what a short command costs."""

from __future__ import annotations

import subprocess
import sys

import pytest
from scrapy.settings import Settings

from crawler.addon import Wirecopy
from tests.e2e.command import ROOT

REMOTE = "scrapy.extensions.remote_control.RemoteControl"
# Scrapy imports every command to find one, and a crawl every spider.
PROGRAM = """
import sys
from scrapy.utils.misc import walk_modules_iter
for package in sys.argv[1:]:
    list(walk_modules_iter(package))
print(*sorted(sys.modules))
"""
COSTLY = {
    "numpy",
    "numba",
    "aiohttp",
    "rich.console",
    "pipelines.extract.fields",
    "pipelines.attribute.phrases",
}


def loaded(*packages: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *packages], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_commands_load_what_they_need_when_they_run() -> None:
    assert not loaded("crawler.commands") & (COSTLY | {"crawler.session", "crawler.network.handler"})


def test_a_crawl_leaves_extraction_to_its_workers() -> None:
    assert not loaded("crawler.commands", "crawler.spiders") & (COSTLY - {"numpy"})


@pytest.mark.parametrize("wanted", [False, True])
def test_the_remote_control_is_loaded_for_those_alone_who_want_it(wanted: bool) -> None:
    settings = Settings({"REMOTE_CONTROL_ENABLED": True} if wanted else {})
    Wirecopy().update_settings(settings)
    assert (REMOTE in settings["EXTENSIONS_BASE"]) is wanted
