"""Three workers on one frontier, a data folder each: hosts are shared out, paced as one, and told once."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from tests.e2e.command import QUICK, Folder, replay, settings, started
from tests.e2e.newsroom import write_source
from tests.server.fixture import Server

HOSTS = [f"post-{letter}.test" for letter in "abcdefghi"]
PAGES = 4
DELAY = 0.8
SENTENCES = (
    "The {town} council voted to rebuild the bridge over the mill race before winter, and set {number} crowns aside.",
    "Stonemasons from {town} will cut the arches by hand, the mayor said on {number} occasions this month.",
    "A ferry carries children of {town} to school until then, {number} times a day and free of charge.",
)


def documents(host: str) -> list[dict[str, object]]:
    """A site with a Crawl-delay, a feed and a few articles of its own."""
    links = "".join(
        f"<item><title>a</title><link>{html.escape(f'http://{host}:{{port}}/{n}')}</link></item>"
        for n in range(PAGES)
    )
    feed = f'<rss version="2.0"><channel><title>f</title>{links}</channel></rss>'
    found: list[dict[str, object]] = [
        {"host": host, "path": "/feed", "text": feed, "headers": [["Content-Type", "application/rss+xml"]]},
        {"host": host, "path": "/robots.txt", "text": f"User-agent: *\nCrawl-delay: {DELAY}\n"},
    ]
    for number in range(PAGES):
        town = f"{host[5].upper()}lder{'abcdefgh'[number]}ick"
        text = "".join(
            f"<p>{line.format(town=town, number=number * 7 + ord(host[5]))}</p>" for line in SENTENCES
        )
        page = f"<html><head><title>{town}</title></head><body><article><h1>{town}</h1>{text}</article></body></html>"
        found.append({"host": host, "path": f"/{number}", "text": page})
    return found


def test_three_workers_share_hosts_and_keep_their_pace(tmp_path: Path, serve: Callable[..., Server]) -> None:
    server = serve([each for host in HOSTS for each in documents(host)], 1)
    for host in HOSTS:
        write_source(tmp_path / "sources", host.partition(".")[0], host, f"http://{host}:{server.port}/feed")
    shared = {
        **QUICK,
        "WIRECOPY_SOURCES": str(tmp_path / "sources"),
        "WIRECOPY_HOSTS": ",".join(f"{host}=127.0.0.1" for host in HOSTS),
        "WIRECOPY_FRONTIER": str(tmp_path / "frontier.sqlite"),
        "WIRECOPY_WORKERS": "1",
        # Three hosts keep a worker busy.
        "CONCURRENT_REQUESTS": "24",
    }
    folders = [Folder(tmp_path / "data" / name) for name in "123"]
    running = [
        started(["crawl", "news", *settings({**shared, "WIRECOPY_DATA": str(folder.path)})])
        for folder in folders
    ]
    for crawl in running:
        _, errors = crawl.communicate(timeout=120)
        assert crawl.returncode == 0, errors
    log = [entry for entry in server.audit()["log"] if entry["target"] != "/robots.txt"]
    asked = Counter((entry["host"], entry["target"]) for entry in log)
    assert asked == {
        (host, path): 1 for host in HOSTS for path in ("/feed", *map("/{}".format, range(PAGES)))
    }
    for host in HOSTS:
        times = [entry["at"] for entry in log if entry["host"] == host]
        gaps = [later - before for before, later in pairwise(times)]
        assert min(gaps) >= DELAY * 0.97, (host, gaps)
    lines = [{line["url"] for line in folder.lines("articles")} for folder in folders]
    assert [bool(each) for each in lines].count(True) >= 2, "the hosts were shared out"
    joint = tmp_path / "joint"
    joint.mkdir()
    for number, folder in enumerate(folders):
        for file in sorted(folder.archive.glob("*.warc.gz")):
            (joint / f"{number}-{file.name}").symlink_to(file)
    done = replay(joint, tmp_path / "all", options={"WIRECOPY_SOURCES": shared["WIRECOPY_SOURCES"]})
    assert done.returncode == 0, done.stderr
    told = Counter(
        line["url"] for name in ("articles", "copies") for line in Folder(tmp_path / "all").lines(name)
    )
    assert told == {f"http://{host}:{server.port}/{number}": 1 for host in HOSTS for number in range(PAGES)}
