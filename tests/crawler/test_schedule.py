"""The loop of `scrapy schedule` over a made-up crawl and clock, and as a process over the demo newsroom."""

from __future__ import annotations

import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from crawler import exit_codes
from crawler.config import PROJECT
from crawler.demo.process import ADDRESSES, NewsroomProcess, write_sources
from crawler.frontier.due import Visit, next_due
from crawler.frontier.entry import ARTICLE, FEED, Answer, Found
from crawler.frontier.store import FrontierUnusable, SqliteFrontier
from crawler.schedule import Schedule, cron_line, moment, systemd_unit
from pipelines.sources.load import load_sources
from pipelines.sources.model import CrawlRules, Source, Sources
from tests.e2e.command import ROOT, Folder, command, scrapy, settings

NOW = 1_790_000_000.0


def source(name: str, interval: float = 3600.0) -> Source:
    feeds = (f"http://{name}.example/feed",)
    return Source(name, name, (f"{name}.example",), feeds=feeds, crawl=CrawlRules(interval=interval))


class Crawls:
    """Crawls that only note what they are told."""

    def __init__(self, frontier: Path, codes: Iterator[int]) -> None:
        self.told: list[list[str]] = []
        self.resting: list[list[str]] = []
        self.now = NOW
        self._frontier = frontier
        self._codes = codes

    def __call__(self, sources: Sequence[str], resting: Sequence[str]) -> int:
        self.told.append(list(sources))
        self.resting.append(list(resting))
        code = next(self._codes)
        if code == exit_codes.OK:
            frontier = SqliteFrontier(self._frontier)
            frontier.wake(
                [Found(f"http://{name}.example/feed", name, FEED, self.now) for name in sources], self.now
            )
            for lease in frontier.claim("w", 99, self.now, 60):
                frontier.finish(lease, Answer(200, self.now, self.now + 1))
            frontier.give_back("w")
            frontier.close()
        return code


def made(tmp_path: Path, codes: Sequence[int], *sources: Source) -> tuple[Schedule, Crawls]:
    crawls = Crawls(tmp_path / "frontier.sqlite", iter(codes))
    loaded = Sources(sources)
    return Schedule(lambda: loaded, tmp_path / "frontier.sqlite", crawls, lambda: crawls.now), crawls


def test_what_is_due_is_crawled_and_then_rests(tmp_path: Path) -> None:
    schedule, crawls = made(tmp_path, [0, 0], source("a"), source("b", 7200))
    assert (schedule.once(), schedule.once()) == (0, 0)
    crawls.now += 4000
    assert schedule.once() == 0
    assert crawls.told == [["a", "b"], ["a"]]


def test_a_new_process_knows_the_last_visits(tmp_path: Path) -> None:
    made(tmp_path, [0], source("a"))[0].once()
    again, crawls = made(tmp_path, [], source("a"))
    assert again.once() == 0
    assert crawls.told == []


def test_a_source_that_could_not_be_visited_waits_for_its_interval(tmp_path: Path) -> None:
    schedule, crawls = made(tmp_path, [1, 1], source("a"))
    assert (schedule.once(), schedule.once()) == (1, 0)
    crawls.now += 4000
    assert schedule.once() == 1


def test_a_source_with_a_time_table_has_only_its_article_looked_at_again(tmp_path: Path) -> None:
    """And that is no visit that its time table would take for one of its own."""
    feeds, rules = ("http://a.example/feed",), CrawlRules(cron="0 6 * * *")
    daily = Source("a", "a", ("a.example",), feeds=feeds, crawl=rules)
    schedule, crawls = made(tmp_path, [0, 0, 0], daily)
    crawls.now = 1_790_056_800.0 - 2 * 3600  # two hours before six
    schedule.once()
    frontier = SqliteFrontier(tmp_path / "frontier.sqlite")
    frontier.add([Found("http://a.example/1", "a", ARTICLE, crawls.now)], crawls.now)
    (lease,) = frontier.claim("w", 9, crawls.now, 60, resting=["a"])
    frontier.finish(lease, Answer(200, crawls.now, crawls.now + 7190))
    frontier.close()
    crawls.now += 7199
    schedule.once()
    crawls.now += 120
    schedule.once()
    assert crawls.told == [["a"]] * 3
    assert crawls.resting == [[], ["a"], []]


def test_a_folder_in_use_is_tried_again(tmp_path: Path) -> None:
    schedule, crawls = made(tmp_path, [exit_codes.LOCKED, 0], source("a"))
    assert (schedule.once(), schedule.once()) == (exit_codes.LOCKED, 0)
    assert crawls.told == [["a"], ["a"]]


def test_bad_usage_ends_the_loop(tmp_path: Path) -> None:
    schedule, _ = made(tmp_path, [exit_codes.USAGE], source("a"))
    assert schedule.forever() == exit_codes.USAGE


def test_nothing_is_begun_after_stop(tmp_path: Path) -> None:
    schedule, crawls = made(tmp_path, [], source("a"))
    schedule.stop()
    assert schedule.forever() == 0
    assert crawls.told == []


def test_a_frontier_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "frontier.sqlite").write_bytes(b"no database, no database, no database")
    with pytest.raises(FrontierUnusable, match="moved away"):
        made(tmp_path, [], source("a"))


def test_the_printed_units_hold_absolute_paths_and_quote_what_needs_it() -> None:
    given = ["-s", "WIRECOPY_CONTACT=a b%c@x.example"]
    unit = systemd_unit(given)
    assert f"ExecStart={sys.executable} -m scrapy schedule -s" in unit
    assert '"WIRECOPY_CONTACT=a b%%c@x.example"' in unit
    assert f"WorkingDirectory={PROJECT}" in unit
    line = cron_line(given)
    assert line.startswith(f"*/5 * * * * cd {shlex.quote(str(PROJECT))} && {sys.executable} -m scrapy")
    assert r"a b\%c@x.example" in line


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_finds_nothing_wrong_with_the_printed_unit(tmp_path: Path) -> None:
    unit = tmp_path / "wirecopy.service"
    unit.write_text(
        systemd_unit(["-s", "WIRECOPY_DATA=/srv/my data 100%", "-s", 'WIRECOPY_CONTACT=a "b" $HOME; x'])
    )
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_it_says_what_comes_next_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """After a crawl, and not again at each look at the clock."""
    schedule, crawls = made(tmp_path, [0, 0], source("a"))
    looks = iter([60.0, 60.0, 4000.0])

    def sleep(seconds: float) -> None:
        crawls.now += next(looks, 0.0)
        if crawls.now > NOW + 4000:
            schedule.stop()

    schedule._wait = sleep
    with caplog.at_level("INFO"):
        schedule.forever()
    assert [each for each in caplog.messages if each.startswith("next: ")] == [
        f"next: a at {moment(next_due(source('a'), Visit(NOW), NOW).since)}"
    ]


def test_a_schedule_crawls_and_ends_in_order_with_its_crawl(tmp_path: Path) -> None:
    """SIGTERM in the middle of a crawl: both end, what is archived is settled; a second schedule is refused meanwhile."""
    data = Folder(tmp_path / "data")
    with NewsroomProcess() as newsroom:
        values = {
            "WIRECOPY_DATA": str(data.path),
            "WIRECOPY_SOURCES": str(write_sources(tmp_path / "sources", newsroom.port)),
            "WIRECOPY_HOSTS": newsroom.hosts,
            "WIRECOPY_ALLOW_ADDRESSES": ADDRESSES,
            "WIRECOPY_WORKERS": "1",
            "DOWNLOAD_DELAY": "0.3",
        }
        arguments = ["schedule", *settings(values)]
        running = subprocess.Popen(command(arguments), cwd=ROOT, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 60
        while not any(data.archive.glob("*.open")):
            assert running.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        second = scrapy(*arguments, "--once", timeout=60)
        assert second.returncode == exit_codes.LOCKED, second.stderr
        assert "in use by process" in second.stderr
        running.send_signal(signal.SIGTERM)
        _, errors = running.communicate(timeout=60)
    assert running.returncode == 0, errors
    assert not list(data.archive.glob("*.open")), "the crawl ended in order"
    assert (data.path / "articles.jsonl").exists()
    assert len(load_sources([Path(values["WIRECOPY_SOURCES"])])) == 9
