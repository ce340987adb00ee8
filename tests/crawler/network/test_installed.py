from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.server.fixture import ROOT

PROGRAM = """
import json, sys
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.settings import Settings
from twisted.internet import reactor
from crawler.network.addresses import AddressPolicy
from crawler.network.guard import GuardedResolver, NotInstalled, assert_installed

HANDLER = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"
said = []
for installed, settings in json.loads(sys.argv[1]):
    if installed:
        GuardedResolver(reactor, AddressPolicy()).install_on_reactor()
    off = dict.fromkeys(("file", "data", "ftp", "s3"))
    settings.setdefault("DOWNLOAD_HANDLERS", {})
    settings["DOWNLOAD_HANDLERS"] = {"http": HANDLER, "https": HANDLER, **off, **settings["DOWNLOAD_HANDLERS"]}
    crawler = Crawler(Spider, Settings(settings))
    try:
        assert_installed(crawler, handlers=HANDLER, SCHEDULER="scrapy.core.scheduler.Scheduler")
    except NotInstalled as missing:
        said.append(str(missing))
    else:
        said.append("installed")
print(json.dumps(said))
"""
SERVER = "scrapy.core.downloader.handlers.file.FileDownloadHandler"
CASES: list[tuple[bool, dict[str, object], str]] = [
    (
        False,
        {},
        "the address guard is not in force: TWISTED_DNS_RESOLVER is scrapy.resolver.CachingThreadedResolver",
    ),
    # The setting alone proves nothing: Scrapy ignores it when it comes too late.
    (
        False,
        {"TWISTED_DNS_RESOLVER": "crawler.network.guard.GuardedResolver"},
        "the address guard is not in force",
    ),
    (True, {}, "installed"),
    (True, {"DOWNLOAD_HANDLERS": {"http": SERVER}}, f"DOWNLOAD_HANDLERS['http'] is {SERVER}, must be"),
    (True, {"DOWNLOAD_HANDLERS": {"https": None}}, "DOWNLOAD_HANDLERS['https'] is None, must be"),
    (True, {"DOWNLOAD_HANDLERS": {"file": SERVER}}, "DOWNLOAD_HANDLERS['file'] must be None"),
    (
        True,
        {"SCHEDULER": "scrapy.core.scheduler.BaseScheduler"},
        "SCHEDULER is scrapy.core.scheduler.BaseScheduler, must be",
    ),
    (True, {"TWISTED_REACTOR_ENABLED": False}, "TWISTED_REACTOR_ENABLED must be on"),
]


@pytest.fixture(scope="module")
def said() -> list[str]:
    cases = [[installed, settings] for installed, settings, _ in CASES]
    command = [sys.executable, "-c", PROGRAM, json.dumps(cases)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    result: list[str] = json.loads(done.stdout)
    return result


@pytest.mark.parametrize("number", range(len(CASES)))
def test_what_is_missing_is_said_in_one_line(said: list[str], number: int) -> None:
    assert said[number].startswith(CASES[number][2])
    assert "\n" not in said[number]
