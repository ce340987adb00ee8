"""A small crawl without a network that ends at the n-th step of its commit path, for every n.

    python -m tests.crawler.killed FOLDER PART PARTS          the n-th steps with n % PARTS == PART
    python -m tests.crawler.killed FOLDER PART PARTS power    the same, and nothing stays on the disk that was not synced
    python -m tests.crawler.killed FOLDER PART PARTS refused  from the n-th step on the disk refuses (full, broken, read-only)

Session, archive writer, runner, pipelines, state, frontier and the spider's own callback are the real ones; only
Scrapy's engine and the wire are replaced by a loop over the frontier's leases. A step is a write, fsync, rename, open,
truncate or unlink of Python's, or a commit of an SQLite database. After each end the crawl is started again, runs to
its end and is compared with one that was never ended. One JSON object a step is printed. With `power` every other step
ends in a disk that has lost names too, the others in one that has names and zeros (tests.crawler.powerless).
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import os
import sqlite3
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock, patch

from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import HtmlResponse, Request
from scrapy.utils.project import get_project_settings
from scrapy.utils.reactor import install_reactor

from archive.capture import Capture
from archive.errors import ArchiveError
from archive.exchange import Exchange
from archive.reader import read_archive
from crawler import clock
from crawler.frontier.entry import Lease
from crawler.item_processor import ArchiveOrderProcessor
from crawler.session import Session, session_of
from crawler.spiders.news import NewsSpider
from pipelines.sources.load import load_sources
from pipelines.swap import FILES
from scripts.in_process import InProcess
from tests.crawler import powerless, refusing

HOST = "http://kettleford-courier.test"
STEPS = ("write", "fsync", "rename", "open", "ftruncate", "unlink")
ENDED = 9
STORIES = (
    "The harbour council voted on Tuesday to reopen the northern ferry quay after a winter of repairs. "
    "Skippers had asked for the quay since the old one was closed in a storm, and said the boats would sail again by May. "
    "A second quay for freight is to follow, and the council asked its engineers for plans of both before the summer.",
    "A market hall of glass and timber will stand where the tannery stood, the borough said on Friday. "
    "Traders are to move in before the autumn fair, and the rents of the first two years will be halved. "
    "The tannery's chimney is to stay, as a landmark for ships and as a nest for the storks that have lived there since.",
    "Three bakeries of Kettleford have begun to mill their own flour from rye grown on the ridge. "
    "The farmers there say that the late frost spared the fields, and that the harvest was the best in nine years. "
    "Loaves of the new flour cost a tenth more, which the bakers say pays for the mill that they restored together.",
)


def exchange(url: str, headers: dict[str, str]) -> Exchange:
    """What the outlet answers: a feed that is unchanged for who knows its ETag, stories, one that moved, one that is gone."""
    path = url.removeprefix(HOST)
    status, fields, body = _answer(path, headers.get("If-None-Match"))
    lines = [f"HTTP/1.1 {status}", *fields, f"Content-Length: {len(body)}", "", ""]
    asked = [f"GET {path} HTTP/1.1", "Host: kettleford-courier.test"]
    asked += [f"{name}: {value}" for name, value in headers.items()]
    request = "\r\n".join([*asked, "", ""]).encode()
    return Exchange(url, clock.utc(), request, "\r\n".join(lines).encode() + body)


def _answer(path: str, known: str | None) -> tuple[str, list[str], bytes]:
    if path == "/feed":
        if known == '"feed"':
            return "304 Not Modified", ['ETag: "feed"'], b""
        links = [f"/story/{number}" for number in range(len(STORIES))] + ["/moved", "/gone"]
        items = "".join(f"<item><title>a</title><link>{HOST}{link}</link></item>" for link in links)
        return (
            "200 OK",
            ["Content-Type: application/rss+xml", 'ETag: "feed"'],
            f'<rss version="2.0"><channel><title>f</title>{items}</channel></rss>'.encode(),
        )
    if path == "/moved":
        return "301 Moved Permanently", [f"Location: {HOST}/story/0"], b""
    if path == "/gone":
        return "410 Gone", ["Content-Type: text/html"], b"<p>gone</p>"
    text = STORIES[int(path.rpartition("/")[2])]
    paragraphs = "".join(f"<p>{part}.</p>" for part in text.rstrip(".").split(". "))
    page = f"<html><head><title>Story {path}</title></head><body><article><h1>Story {path}</h1>{paragraphs}"
    return "200 OK", ["Content-Type: text/html; charset=utf-8"], f"{page}</article></body></html>".encode()


def write_source(folder: Path) -> Path:
    """The outlet's source file; gives its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = (
        f'id = "courier"\nname = "Courier"\ndomains = ["kettleford-courier.test"]\nfeeds = ["{HOST}/feed"]\n'
    )
    (folder / "courier.toml").write_text(text + 'language = "en"\n')
    return folder


def prepared(
    data: Path, sources: Path, options: Mapping[str, str] | None = None
) -> tuple[NewsSpider, ArchiveOrderProcessor, Session]:
    """The parts of a crawl over a data folder, not yet open."""
    settings = get_project_settings()
    settings.setdict(
        {
            "WIRECOPY_DATA": str(data),
            "WIRECOPY_SOURCES": str(sources),
            "WIRECOPY_ARCHIVE_FILE_BYTES": "2500",
            "WIRECOPY_PROGRESS": "0",
            **(options or {}),
        },
        "cmdline",
    )
    made = Crawler(NewsSpider, settings)
    made._apply_settings()
    spider = NewsSpider.from_crawler(made)
    made.spider = spider
    session = session_of(made)
    session.wake_engine = lambda: None  # type: ignore[method-assign]
    made.engine = SimpleNamespace(close_spider_async=AsyncMock())  # type: ignore[assignment]
    return spider, ArchiveOrderProcessor.from_crawler(made), session


async def crawl(data: Path, sources: Path, options: Mapping[str, str] | None = None) -> str | None:
    """Crawl until nothing is due, two addresses at a time, each pair committed; why it stopped early, None when it did not."""
    spider, processor, session = prepared(data, sources, options)
    since = clock.now()
    try:
        await processor.open_spider_async()
        async for _ in spider.start():
            pass
        while leases := _claimed(session, since):
            for lease in leases:
                await _fetch(spider, session, lease)
            if not session.is_stopping:
                await session.runner.drain()
    except CloseSpider:
        pass
    finally:
        await processor.close_spider_async()
    stopped: str | None = session.crawler.stats.get_value("wirecopy/stopped")
    return stopped


def _claimed(session: Session, since: float) -> list[Lease]:
    """What the scheduler would hand out."""
    with session.stopping_without_frontier():
        if not session.is_stopping:
            return session.frontier.claim(session.worker, 2, clock.now(), 3600, since)
    return []


async def _fetch(spider: NewsSpider, session: Session, lease: Lease) -> None:
    request: Request = spider.request_for(lease)
    known = {name.decode(): values[0].decode() for name, values in request.headers.items()}
    try:
        capture = await session.archive(exchange(request.url, known))
    except ArchiveError:
        # The errback leaves the lease alone, for the crawl is being stopped.
        return
    request.meta["capture"] = capture
    response = HtmlResponse(
        request.url,
        status=capture.status or 0,
        headers=dict(capture.headers),
        body=capture.payload or b"",
        request=request,
    )
    spider.parse(response)


def at_step(step: int, then: Callable[[bool], None]) -> None:
    """From here on `then` is called before the step-th step and all that follow; it is told whether it is one of a database."""
    counter = itertools.count(1)

    def count(database: bool) -> None:
        if next(counter) >= step:
            then(database)

    def counting(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            count(False)
            return real(*args, **named)

        return call

    for name in STEPS:
        setattr(os, name, counting(getattr(os, name)))

    class Counted(sqlite3.Connection):
        def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
            if sql.lstrip().upper().startswith(("COMMIT", "PRAGMA USER_VERSION =")):
                count(True)
            return super().execute(sql, *args)

        def executescript(self, sql: str) -> sqlite3.Cursor:
            count(True)
            return super().executescript(sql)

        def commit(self) -> None:
            count(True)
            super().commit()

    real_connect = sqlite3.connect
    sqlite3.connect = lambda *args, **named: real_connect(*args, **named, factory=Counted)  # type: ignore


def told(data: Path) -> list[tuple[Any, ...]]:
    """What a folder says in the end: articles and copies by address, version and text; outcomes by address and reason."""
    rows: list[tuple[Any, ...]] = []
    for name in FILES:
        for line in (data / f"{name}.jsonl").read_bytes().splitlines():
            each = json.loads(line)
            rows.append((each["url"], each.get("version"), each.get("text"), each.get("reason")))
    return sorted(rows, key=repr)


def wrong(data: Path, again: Path, reference: list[tuple[Any, ...]]) -> list[str]:
    """What is wrong with a folder whose crawl was ended and started again; empty when nothing is."""
    found = []
    if told(data) != reference:
        found.append(f"lines: {[row[:2] for row in told(data)]}")
    captures = Counter(each.id for each in read_archive(data / "archive") if isinstance(each, Capture))
    settled = Counter(
        row for (row,) in sqlite3.connect(data / "state.sqlite").execute("SELECT id FROM captures")
    )
    if captures != settled:
        found.append(f"{len(captures)} records, {len(settled)} outcomes, not the same")
    queue = sqlite3.connect(data / "frontier.sqlite").execute("SELECT url FROM urls WHERE fetches = 0")
    found += [f"never fetched: {url}" for (url,) in queue]
    found += [
        f"{name}.jsonl of the replay differs"
        for name in FILES
        if (data / f"{name}.jsonl").read_bytes() != (again / f"{name}.jsonl").read_bytes()
    ]
    return found


async def replayed(archive: Path, data: Path, sources: Path) -> None:
    """The archive through runner and pipelines into a fresh folder."""
    _spider, processor, session = prepared(data, sources)
    session.archives = False
    await processor.open_spider_async()
    for each in read_archive(archive):
        if isinstance(each, Capture):
            session.runner.put(each)
    await session.runner.drain()
    await processor.close_spider_async()


async def again_and_replayed(data: Path, again: Path, sources: Path) -> None:
    """Crawl to the end, then replay what is archived."""
    await crawl(data, sources)
    await replayed(data / "archive", again, sources)


def forked(work: Callable[[], None]) -> int:
    """The exit status of a child that does some work."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    status = 1
    try:
        work()
        status = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        sys.stdout.flush()
        os._exit(status)


def harmed(how: str, step: int, data: Path, sources: Path, after: Path) -> None:
    """A crawl whose step-th step is the last, or the first that is refused; ends the process with ENDED when it came so far."""
    if how == "refused":
        refused = refusing.Refusal(step)
        at_step(step, refused)
        asyncio.run(crawl(data, sources))
        os._exit(ENDED if refused.happened else 0)
    disk = powerless.Disk(data.parent)

    def end(database: bool) -> None:
        if how == "power":
            disk.fail(after.parent, names=bool(step % 2))
        os._exit(ENDED)

    if how == "power":
        disk.watch()
    at_step(step, end)
    asyncio.run(crawl(data, sources))


def one(folder: Path, sources: Path, step: int, how: str, reference: list[tuple[Any, ...]]) -> bool:
    """Harm a crawl at a step, start it again, compare; False when the crawl has fewer steps than that."""
    home = folder / str(step)
    home.mkdir()
    data, after = home / "data", folder / f"{step}-after" / "data"

    def again() -> None:
        left = after if how == "power" else data
        asyncio.run(again_and_replayed(left, folder / f"{step}-again", sources))
        found = wrong(left, folder / f"{step}-again", reference)
        found += powerless.lost(left) if how == "power" else []
        print(json.dumps({"step": step, "wrong": found}))

    status = forked(lambda: harmed(how, step, data, sources, after))
    if status not in (0, ENDED):
        print(json.dumps({"step": step, "wrong": ["it did not stop in order"]}), flush=True)
    elif status == ENDED and forked(again) != 0:
        print(json.dumps({"step": step, "wrong": ["it could not be started again"]}), flush=True)
    return status != 0


@contextmanager
def patched(sources: Path) -> Iterator[None]:
    """The session without worker processes and wire; every child begins with what a crawl loads on first use."""
    logging.disable()
    loaded = load_sources([sources])
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    with patch.multiple(
        "crawler.session",
        WorkerPool=lambda *args, **named: InProcess(loaded),
        load_sources=lambda folders: loaded,
        assert_installed=lambda *args, **named: None,
    ):
        yield


def main(home: str, part: int, parts: int, how: str = "killed") -> None:
    """Every step of this part, in a folder."""
    folder = Path(home)
    sources = write_source(folder / "sources")
    whole = folder / "whole"
    with patched(sources):
        asyncio.run(crawl(whole, sources))
        reference = told(whole)
        print(
            json.dumps({"lines": len(reference), "articles": sum(bool(row[2]) for row in reference)}),
            flush=True,
        )
        step = part or parts
        while one(folder, sources, step, how, reference):
            step += parts


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
