"""A crawl and the replay of its archive give the same bytes, whatever went wrong on the way."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from archive.capture import Capture
from archive.reader import read_archive
from crawler import exit_codes
from tests.e2e.command import Folder, crawl_urls, replay, scrapy, started, urls_arguments
from tests.server.fixture import Server

FAULTS = (
    "/redirect?to=/article/9",
    "/flaky/once",
    "/reset-at-0",
    "/reset-mid-body",
    "/cut",
    "/bad-chunk",
    "/bad-gzip",
    "/status/404",
    "/redirect-loop/a",
    "/soft-404",
    "/304-unasked",
    "/drop",
)


def addresses(server: Server, count: int = 8, faults: tuple[str, ...] = FAULTS) -> list[str]:
    sound = [server.url(f"/article/{number}") for number in range(count)]
    broken = [server.url(path) for path in faults]
    mixed = [each for pair in zip(sound, broken, strict=False) for each in pair]
    return mixed + sound[len(broken) :] + broken[len(sound) :]


def assert_replay_is_same(live: Folder, again: Folder, options: Mapping[str, str] | None = None) -> None:
    done = replay(live.archive, again.path, options=options)
    assert done.returncode == 0, done.stderr
    assert live.bytes()["articles.jsonl"], "there is something to compare"
    assert again.bytes() == live.bytes()
    # A second replay into the same folder adds nothing.
    assert replay(live.archive, again.path, options=options).returncode == 0
    assert again.bytes() == live.bytes()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_with_every_fault(server: Server, tmp_path: Path, workers: str) -> None:
    live = Folder(tmp_path / "live")
    # A body that drips comes to its end by the time limit alone; once is enough, for it takes that long.
    slow = ("/slow-body",) if workers == "1" else ()
    done = crawl_urls(
        addresses(server, faults=FAULTS + slow),
        live.path,
        options={"WIRECOPY_WORKERS": workers, "DOWNLOAD_TIMEOUT": "5"},
    )
    assert done.returncode == 0, done.stderr
    reasons = {line["reason"] for line in live.lines("outcomes")}
    expected = {"http 503", "http 404", "cut off: disconnect", "connection broken", "bad chunk"}
    assert expected | ({"cut off: time"} if slow else set()) <= reasons, reasons
    assert_replay_is_same(live, Folder(tmp_path / "again"), {"WIRECOPY_WORKERS": workers})


def test_a_second_crawl_of_unchanged_pages_adds_no_line(server: Server, tmp_path: Path) -> None:
    live = Folder(tmp_path / "live")
    pages = [
        *(server.url(f"/article/{number}") for number in range(4)),
        server.url("/status/404"),
        server.url("/soft-404"),
    ]
    assert crawl_urls(pages, live.path).returncode == 0
    before = live.bytes()
    assert crawl_urls(pages, live.path).returncode == 0
    assert live.bytes() == before
    assert_replay_is_same(live, Folder(tmp_path / "again"))
    # A file that somebody took away between two crawls is missed by the next one, not only by `scrapy verify`.
    gone = min(live.archive.glob("*.warc.gz"))
    gone.unlink()
    done = crawl_urls(pages[:1], live.path, options={"WIRECOPY_STRICT": "1"})
    assert done.returncode == exit_codes.FAULTS
    assert f"ARCHIVE CHANGED since the last run: {gone.name} is gone" in done.stderr


@pytest.mark.parametrize(
    ("stage", "priority"), [("Dropper", 100), ("Buggy", 700), ("Noter", 800), ("Buggy", 950)]
)
def test_with_a_pipeline_of_the_users(server: Server, tmp_path: Path, stage: str, priority: int) -> None:
    options = {"ITEM_PIPELINES": f'{{"tests.e2e.extras.stages.{stage}": {priority}}}'}
    live = Folder(tmp_path / "live")
    done = crawl_urls([server.url(f"/article/{number}") for number in range(8)], live.path, options=options)
    assert done.returncode == 0, done.stderr
    told = {(line["outcome"], line["reason"]) for line in live.lines("outcomes")}
    assert (
        told
        == {
            "Dropper": {("refused", "dropped by a pipeline")},
            "Buggy": {
                ("failed", f"pipeline error {name}")
                for name in ("ValueError", "SystemExit", "CancelledError")
            },
            "Noter": set(),
        }[stage]
    )
    lines = live.lines("articles") + live.lines("copies")
    assert len(lines) == {"Dropper": 7, "Buggy": 5, "Noter": 8}[stage]
    if stage == "Noter":
        assert all("noted" in line["tags"] for line in lines)
    assert_replay_is_same(live, Folder(tmp_path / "again"), options)


@pytest.mark.parametrize("policy", ["split", "mark"])
def test_with_each_place_for_copies(server: Server, tmp_path: Path, policy: str) -> None:
    options = {"WIRECOPY_DEDUP": policy}
    live = Folder(tmp_path / "live")
    pages = [server.url(f"/article/{number}") for number in range(4)]
    done = crawl_urls(pages, live.path, options=options)
    assert done.returncode == 0, done.stderr
    relations = {
        name: [line["syndication"]["relation"] for line in live.lines(name)]
        for name in ("articles", "copies")
    }
    assert sum(map(len, relations.values())) == 4
    retold = {"copy", "origin", "same_outlet"}
    if policy == "mark":
        assert not relations["copies"]
        assert retold & {*relations["articles"]}, "there is a copy to be marked"
    else:
        assert relations["copies"]
        assert retold >= {*relations["copies"]}
        assert not retold & {*relations["articles"]}
    assert_replay_is_same(live, Folder(tmp_path / "again"), options)


def test_with_a_callback_that_raises(server: Server, tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text("\n".join(server.url(f"/article/{number}") for number in range(8)))
    live = Folder(tmp_path / "live")
    arguments = urls_arguments(listed, live.path, {"SPIDER_MODULES": "crawler.spiders,tests.e2e.extras"})
    arguments[1] = "raising"
    done = scrapy(*arguments)
    assert done.returncode == 0, done.stderr
    assert "a bug in the callback" in done.stderr
    assert len(live.lines("articles") + live.lines("copies")) == 8
    assert_replay_is_same(live, Folder(tmp_path / "again"))


def children(pid: int) -> list[int]:
    """Processes whose parent is `pid` (proc(5))."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == pid:
                found.append(int(entry.name))
    return found


def wait_for(condition: object, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def some_archived(data: Path, more_than: int = 3000) -> bool:
    return sum(file.stat().st_size for file in data.glob("archive/*.warc.gz*")) > more_than


SLOWLY = {"DOWNLOAD_DELAY": "0.05", "RANDOMIZE_DOWNLOAD_DELAY": "0"}


def test_with_killed_workers(server: Server, tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text("\n".join(server.url(f"/article/{number}") for number in range(40)))
    live = Folder(tmp_path / "live")
    crawl = started(urls_arguments(listed, live.path, {**SLOWLY, "WIRECOPY_WORKERS": "2"}))
    wait_for(lambda: some_archived(live.path))
    workers = children(crawl.pid)
    assert len(workers) == 2
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    _, errors = crawl.communicate(timeout=120)
    assert crawl.returncode == 0, errors
    assert len(live.lines("articles") + live.lines("copies")) == 40
    assert_replay_is_same(live, Folder(tmp_path / "again"))


@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "SIGKILL", "SIGHUP", "SIGINT SIGINT"])
def test_stopped_and_started_again(server: Server, tmp_path: Path, how: str) -> None:
    """Ctrl-C, also twice, and kill -9 with items pending: nothing archived is without its outcome, no worker is left."""
    listed = tmp_path / "list.txt"
    listed.write_text("\n".join(server.url(f"/article/{number}") for number in range(40)))
    live = Folder(tmp_path / "live")
    arguments = urls_arguments(listed, live.path, SLOWLY)
    crawl = started(arguments)
    wait_for(lambda: some_archived(live.path))
    workers = children(crawl.pid)
    for name in how.split():
        crawl.send_signal(signal.Signals[name])
        time.sleep(0.1)
    _, said = crawl.communicate(timeout=60)
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), 10)
    if how in ("SIGINT", "SIGTERM"):
        assert crawl.returncode == exit_codes.INTERRUPTED
        assert "run it again to go on" in said
        assert_replay_is_same(live, Folder(tmp_path / "before"))
    done = scrapy(*arguments)
    assert done.returncode == 0, done.stderr
    assert "list.txt: goes on where it was interrupted" in done.stderr
    archived = [each.url for each in read_archive(live.archive) if isinstance(each, Capture)]
    assert len([url for url in archived if "/article/" in url]) == 40, (
        "what is durable is not asked for again"
    )
    lines = live.lines("articles") + live.lines("copies")
    assert len({line["url"] for line in lines}) == len(lines) == 40
    assert_replay_is_same(live, Folder(tmp_path / "again"))


def test_an_opt_out_is_recorded_and_obeyed_when_asked_to(server: Server, tmp_path: Path) -> None:
    plain, obeying = Folder(tmp_path / "plain"), Folder(tmp_path / "obeying")
    page = server.url("/opt-out")
    assert crawl_urls([page, server.url("/article/1")], plain.path).returncode == 0
    (line,) = [each for each in plain.lines("articles") + plain.lines("copies") if each["url"] == page]
    assert "noai" in line["opt_outs"]
    options = {"WIRECOPY_OBEY_OPT_OUTS": "noai"}
    assert crawl_urls([page, server.url("/article/1")], obeying.path, options=options).returncode == 0
    assert [(each["url"], each["reason"]) for each in obeying.lines("outcomes")] == [(page, "opt-out")]
    assert_replay_is_same(obeying, Folder(tmp_path / "again"), options)


def test_a_pipeline_that_returns_no_item_is_told(server: Server, tmp_path: Path) -> None:
    options = {"ITEM_PIPELINES": '{"tests.e2e.extras.stages.Forgetful": 950}'}
    live = Folder(tmp_path / "live")
    assert crawl_urls([server.url("/article/1")], live.path, options=options).returncode == 0
    assert [(line["outcome"], line["reason"]) for line in live.lines("outcomes")] == [
        ("refused", "replaced by a pipeline")
    ]
    assert not live.lines("articles")
