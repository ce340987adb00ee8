"""`crawl news` over simulated and real sites: everything listed is found, politely, and replayed to the same bytes."""

from __future__ import annotations

import gzip
import html
import json
import socket
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from tests.e2e.command import Folder, replay
from tests.e2e.newsroom import crawl_news, simulator, write_source
from tests.e2e.test_real_pages import truth_of
from tests.server.fixture import Server

FAULTS = "slow=.01,503=.03,reset=.02,truncate=.02,loop=.01,charset=.02,badgzip=.01"
READABLE = {"", "slow", "503", "charset"}
"""Faults of the simulator after which the article can be read: late, at a second try, or in another charset."""
PUBLISHERS, ARTICLES = 8, 10


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.1.1", 0))
        return int(probe.getsockname()[1])


def test_the_simulator_finds_us_polite_and_we_find_every_sound_article(shared: Path, tmp_path: Path) -> None:
    port = free_port()
    options = ["--publishers", str(PUBLISHERS), "--articles", str(ARTICLES), "--quirks", "--crawl-delay", "1"]
    options += ["--faults", FAULTS, "--slow-s", "1"]
    with simulator(shared, port, *options) as newsroom:
        for number in range(PUBLISHERS):
            host = f"127.0.1.{number + 1}"
            write_source(tmp_path / "sources", f"pub{number}", host, f"http://{host}:{port}/rss.xml")
        live = Folder(tmp_path / "live")
        done = crawl_news(live.path, tmp_path / "sources")
        assert done.returncode == 0, done.stderr
        told = {line["url"] for name in ("articles", "copies") for line in live.lines(name)}
        wanted = {
            each["url"]: each["fault"] or ""
            for p in range(PUBLISHERS)
            for each in newsroom.truth(p, ARTICLES)
        }
        missed = {url: fault for url, fault in wanted.items() if fault in READABLE and url not in told}
        assert len(wanted) == PUBLISHERS * ARTICLES
        assert not missed
        audit = newsroom.stats()
    for publisher, seen in audit["publishers"].items():
        assert seen["disallowed"] == 0, publisher
        assert seen["before_robots"] == 0, publisher
        assert seen["inside_retry_after"] == 0, publisher
    assert (
        replay(
            live.archive, tmp_path / "again", options={"WIRECOPY_SOURCES": str(tmp_path / "sources")}
        ).returncode
        == 0
    )
    assert Folder(tmp_path / "again").bytes() == live.bytes()


def feed(addresses: list[str]) -> str:
    items = "".join(f"<item><title>a</title><link>{html.escape(each)}</link></item>" for each in addresses)
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>f</title>{items}</channel></rss>'


def test_real_pages_as_sites_with_feeds(shared: Path, tmp_path: Path, serve: Callable[..., Server]) -> None:
    """Over a hundred real pages and the five seeds: all that is listed is fetched, each once, and nothing else."""
    pages: dict[str, list[str]] = {}
    entries = []
    for row in truth_of(shared):
        host = str(urlsplit(row["url"]).hostname)
        (tmp_path / row["id"]).write_bytes(
            gzip.decompress((shared / "corpus" / "articles" / f"{row['id']}.html.gz").read_bytes())
        )
        entries.append({"host": host, "path": f"/{row['id']}", "body": row["id"]})
        pages.setdefault(host, []).append(f"/{row['id']}")
    for key, seed in json.loads((shared / "reference" / "seeds_truth.json").read_text()).items():
        if not key.startswith("_"):
            parts = urlsplit(seed["url"])
            (file,) = (shared / "corpus" / "seeds").glob(f"{key[:3]}-*.html")
            entries.append({"host": parts.hostname, "path": parts.path, "text": file.read_text()})
            pages.setdefault(str(parts.hostname), []).append(parts.path)
    for host, paths in pages.items():
        listed = [f"http://{host}:{{port}}{path}" for path in paths]
        headers = [["Content-Type", "application/rss+xml"]]
        entries.append({"host": host, "path": "/feed", "text": feed(listed), "headers": headers})
        entries.append({"host": host, "path": "/robots.txt", "text": "User-agent: *\nDisallow: /private/\n"})
    (tmp_path / "pages.json").write_text(json.dumps(entries))
    server = serve(tmp_path / "pages.json", 1)
    for number, host in enumerate(sorted(pages)):
        write_source(tmp_path / "sources", f"site{number}", host, f"http://{host}:{server.port}/feed")
    live = Folder(tmp_path / "live")
    hosts = ",".join(f"{host}=127.0.0.1" for host in sorted(pages))
    done = crawl_news(live.path, tmp_path / "sources", options={"WIRECOPY_HOSTS": hosts})
    assert done.returncode == 0, done.stderr
    asked = Counter((each["host"], each["target"]) for each in server.audit()["log"])
    wanted = {(host, path) for host, paths in pages.items() for path in [*paths, "/feed", "/robots.txt"]}
    assert len(wanted) - 2 * len(pages) >= 100
    assert set(asked) == wanted
    assert set(asked.values()) == {1}
    told = {line["url"] for name in ("articles", "copies", "outcomes") for line in live.lines(name)}
    assert told >= {f"http://{host}:{server.port}{path}" for host, paths in pages.items() for path in paths}
    assert (
        replay(
            live.archive, tmp_path / "again", options={"WIRECOPY_SOURCES": str(tmp_path / "sources")}
        ).returncode
        == 0
    )
    assert Folder(tmp_path / "again").bytes() == live.bytes()
