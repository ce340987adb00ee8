"""What a crawl costs beside bare Scrapy in the same run: CPU ms a page of our own parts, and pages a second with the archive.

    python bench/bench_crawl.py [--pages 800] [--hosts 20] [--rounds 3]

Three crawls of the same invented pages (about 100 kB of HTML, gzip on the wire) from one asyncio server on loopback, each in
a process of its own, all with CONCURRENT_REQUESTS 32, 8 a host and no delay:

  bare      a Scrapy spider without robots.txt, cookies, redirects and retries
  own       `crawl news` with frontier, politeness, guard and recording handler, nothing written to WARC, nothing cleaned
  archive   the same with every exchange durable in WARC (records, digests, index, revisits, fsync), nothing cleaned

CPU is that of the crawling process with all its threads, from the engine's start to its stop. What is compared is compared within
a round, in which the three take turns, and the median of the rounds counts: other work on the machine slows all three. Where it
takes the processor from them, pages a second say little; CPU a page stays what it is.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import gzip
import json
import random
import resource
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

ROLES = ("bare", "own", "archive")
SAME: dict[str, Any] = {
    "CONCURRENT_REQUESTS": 32,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "CONCURRENT_ITEMS": 4,
    "DOWNLOAD_DELAY": 0,
    "COOKIES_ENABLED": False,
    "RETRY_ENABLED": False,
    "REDIRECT_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "LOG_LEVEL": "WARNING",
}
CROWNED = 10
"""Stories that take turns; each page has a line of its own, so that no two payloads are the same."""


def bodies() -> list[bytes]:
    """Invented pages as they go over the wire."""
    dice = random.Random(3)
    words = ["".join(dice.choices("abcdefghijklmnop", k=dice.randrange(2, 11))) for _ in range(3000)]
    pages = []
    for _ in range(CROWNED):
        paragraphs = "".join(f"<p>{' '.join(dice.choices(words, k=60))}</p>" for _ in range(220))
        pages.append(f"<html><head><title>bench</title></head><body>{paragraphs}</body></html>".encode())
    return pages


async def serve(port: int, hosts: int, count: int) -> None:
    """Answer every path of every host with a page; robots.txt and the feed with 404."""
    stories = bodies()
    pages = [gzip.compress(stories[n % CROWNED] + f"/p{n}".encode(), 1) for n in range(count)]

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode()
                number = path.removeprefix("/p")
                found = number.isdigit()
                body = pages[int(number)] if found else b""
                status = "200 OK" if found else "404 Not Found"
                fields = f"Content-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}"
                writer.write(f"HTTP/1.1 {status}\r\n{fields}\r\n\r\n".encode() + body)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    for number in range(hosts):
        await asyncio.start_server(connected, f"127.0.1.{number + 1}", port)
    print("ready", flush=True)
    await asyncio.Event().wait()


def urls(port: int, hosts: int, pages: int) -> list[str]:
    """The addresses, the hosts taking turns."""
    return [f"http://127.0.1.{number % hosts + 1}:{port}/p{number}" for number in range(pages)]


def measured(crawler: Any, pages: int) -> None:
    """Print the CPU and wall seconds between the engine's start and its stop."""
    from scrapy import signals

    began: list[float] = []

    def cpu() -> float:
        used = resource.getrusage(resource.RUSAGE_SELF)
        return used.ru_utime + used.ru_stime

    def start() -> None:
        began.extend((cpu(), time.perf_counter()))

    def stop() -> None:
        got = crawler.stats.get_value("downloader/response_status_count/200", 0)
        facts = {"cpu": cpu() - began[0], "wall": time.perf_counter() - began[1], "pages": got}
        print(json.dumps(facts), flush=True)
        if got != pages:
            raise SystemExit(f"{got} pages of {pages}")

    crawler.signals.connect(start, signal=signals.engine_started, weak=False)
    crawler.signals.connect(stop, signal=signals.engine_stopped, weak=False)


def crawl_bare(port: int, hosts: int, pages: int) -> None:
    """Scrapy alone."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    class Bare(scrapy.Spider):
        name = "bare"

        async def start(self) -> Any:
            for url in urls(port, hosts, pages):
                yield scrapy.Request(url, dont_filter=True)

        def parse(self, response: Any) -> None:
            pass

    process = AsyncCrawlerProcess({**SAME, "ROBOTSTXT_OBEY": False})
    made = process.create_crawler(Bare)
    measured(made, pages)
    process.crawl(made)
    process.start()


def crawl_ours(port: int, hosts: int, pages: int, *, archive: bool) -> None:
    """`crawl news` with nothing cleaned and, unless `archive`, nothing archived."""
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.utils.project import get_project_settings

    import crawler.session
    from archive.capture import Capture, RecordRef
    from crawler.frontier.entry import ARTICLE, Found
    from crawler.frontier.store import SqliteFrontier
    from crawler.spiders.news import NewsSpider
    from pipelines.outcome import NOT_ARTICLE, Cleaned, Outcome

    home = Path(tempfile.mkdtemp(prefix="bench-crawl-"))
    (home / "sources").mkdir()
    (home / "data").mkdir()
    for number in range(hosts):
        host = f"127.0.1.{number + 1}"
        text = f'id = "s{number}"\nname = "s{number}"\ndomains = ["{host}"]\nfeeds = ["http://{host}:{port}/feed"]\n'
        (home / "sources" / f"s{number}.toml").write_text(text)
    frontier = SqliteFrontier(home / "data" / "frontier.sqlite")
    frontier.add([Found(url, f"s{n % hosts}", ARTICLE) for n, url in enumerate(urls(port, hosts, pages))], 0)
    frontier.close()

    class Nothing:
        """Workers that clean nothing."""

        restarts = 0

        def __init__(self, *args: Any, **named: Any) -> None:
            pass

        async def open(self) -> None:
            pass

        async def close(self) -> None:
            pass

        async def clean(self, capture: Capture) -> Cleaned:
            return Cleaned(Outcome(NOT_ARTICLE, "bench"))

    blank = Capture(
        ref=RecordRef("", 0, 0, ""),
        record_type="response",
        url="",
        date="2026-03-01T12:00:00Z",
        payload=b"",
        payload_digest="sha256:bench",
        status=200,
        headers=(),
        content_type="text/html",
    )

    async def not_archived(self: Any, what: Any) -> Capture:
        return dataclasses.replace(blank, url=what.url)

    crawler.session.WorkerPool = Nothing  # type: ignore[misc,assignment,attr-defined]
    if not archive:
        crawler.session.Session.archive = not_archived  # type: ignore[method-assign]
    settings = get_project_settings()
    ours = {
        "WIRECOPY_DATA": str(home / "data"),
        "WIRECOPY_SOURCES": str(home / "sources"),
        "WIRECOPY_ALLOW_ADDRESSES": "127.0.0.0/8",
        "WIRECOPY_PROGRESS": "0",
    }
    settings.setdict({**SAME, **ours}, "cmdline")
    process = AsyncCrawlerProcess(settings)
    made = process.create_crawler(NewsSpider)
    measured(made, pages)
    process.crawl(made)
    process.start()


def command(role: str, port: int, options: argparse.Namespace) -> list[str]:
    """The command line of one of the processes."""
    line = [sys.executable, __file__, "--role", role, "--port", str(port)]
    return [*line, "--pages", str(options.pages), "--hosts", str(options.hosts)]


def child(role: str, port: int, options: argparse.Namespace) -> dict[str, float]:
    """One crawl in a process of its own."""
    done = subprocess.run(command(role, port, options), cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0 or not done.stdout.strip():
        raise SystemExit(f"{role}: {done.stderr[-3000:]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def compare(options: argparse.Namespace) -> None:
    """Serve, crawl in turns, print."""
    with socket.socket() as probe:
        probe.bind(("127.0.1.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        command("server", port, options),
        stdout=subprocess.PIPE,
    )
    try:
        assert server.stdout is not None
        server.stdout.readline()
        rounds = [{role: child(role, port, options) for role in ROLES} for _ in range(options.rounds)]
    finally:
        server.terminate()
        server.wait()
    print(
        f"{options.pages} invented pages of 100 kB, {options.hosts} hosts on loopback, median of {options.rounds}"
    )
    for role in ROLES:
        cpu = median(each[role]["cpu"] * 1000 / options.pages for each in rounds)
        rate = median(options.pages / each[role]["wall"] for each in rounds)
        print(f"{role:8} {cpu:6.2f} ms CPU a page  {rate:6.0f} pages/s")
    more = median((each["own"]["cpu"] - each["bare"]["cpu"]) * 1000 / options.pages for each in rounds)
    wall, busy = (
        median(each["bare"][what] / each["archive"][what] for each in rounds) for what in ("wall", "cpu")
    )
    print(f"own parts over bare Scrapy: {more:.2f} ms CPU a page (at most 1.0)")
    print(
        f"fetch and archive beside bare Scrapy: {wall:.2f} of its pages/s (at least 0.6), {busy:.2f} of its pages a CPU second"
    )


def main() -> None:
    """Parse the command line; without a role it is the comparison."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=800)
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--role", choices=[*ROLES, "server"], help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    place = (options.port, options.hosts)
    if options.role is None:
        compare(options)
    elif options.role == "server":
        asyncio.run(serve(*place, options.pages))
    elif options.role == "bare":
        crawl_bare(*place, options.pages)
    else:
        crawl_ours(*place, options.pages, archive=options.role == "archive")


if __name__ == "__main__":
    main()
