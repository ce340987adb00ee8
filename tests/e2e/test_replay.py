"""Replay: no socket, memory that does not grow with the archive, everybody's files."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.exchange import Exchange
from archive.writer import ArchiveWriter
from tests.e2e.command import ROOT, Folder, command, crawl_urls, replay, settings
from tests.server.fixture import Server

NO_SOCKETS = """
import sys
EVENTS = ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname")
def refuse(event, arguments):
    # urllib3 (under the public suffix list) binds a socket of no port when it is imported, to learn whether IPv6 is there.
    if event in EVENTS and sys._getframe(1).f_globals.get("__name__") != "urllib3.util.connection":
        open({told!r}, "a").write(f"{{event}} {{arguments!r}}\\n")
        raise RuntimeError(f"a replay may not use the network: {{event}}")
sys.addaudithook(refuse)
"""


def without_sockets(folder: Path) -> dict[str, str]:
    """The environment in which every process of a run refuses to touch a socket, and writes down that it tried."""
    hooks = folder / "hooks"
    hooks.mkdir()
    (hooks / "sitecustomize.py").write_text(NO_SOCKETS.format(told=str(folder / "sockets.txt")))
    return {**os.environ, "PYTHONPATH": str(hooks)}


def run_without_sockets(tmp_path: Path, arguments: list[str]) -> tuple[subprocess.CompletedProcess[str], str]:
    environment = without_sockets(tmp_path)
    done = subprocess.run(
        command(arguments),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        check=False,
    )
    told = tmp_path / "sockets.txt"
    return done, told.read_text() if told.exists() else ""


def test_a_replay_opens_no_socket(server: Server, tmp_path: Path) -> None:
    live = Folder(tmp_path / "live")
    pages = [server.url(f"/article/{number}") for number in range(4)] + [
        server.url("/redirect/9"),
        server.url("/cut/1"),
    ]
    assert crawl_urls(pages, live.path).returncode == 0
    values = settings({"WIRECOPY_DATA": str(tmp_path / "again")})
    done, tried = run_without_sockets(tmp_path, ["crawl", "replay", "-a", f"archive={live.archive}", *values])
    assert done.returncode == 0, done.stderr
    assert tried == ""
    assert Folder(tmp_path / "again").bytes() == live.bytes()


def test_the_hook_that_proves_it_sees_a_live_crawl(server: Server, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(server.url("/article/1"))
    values = settings(
        {
            "WIRECOPY_DATA": str(tmp_path / "live"),
            "WIRECOPY_ALLOW_ADDRESSES": "127.0.0.0/8",
            "RETRY_ENABLED": "0",
        }
    )
    _, tried = run_without_sockets(
        tmp_path, ["crawl", "urls", "-a", f"file={tmp_path / 'list.txt'}", *values]
    )
    assert "socket.getaddrinfo" in tried


def fill(folder: Path, count: int) -> None:
    began = datetime(2026, 1, 1, tzinfo=UTC)
    body = b"<html><title>Gone</title></html>"
    answer = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (
        len(body),
        body,
    )
    with ArchiveWriter(
        folder, software="tests", operator=None, settings={}, fsync=False, index=False
    ) as writer:
        for number in range(count):
            url = f"http://harbour-post.example/{number}"
            request = f"GET /{number} HTTP/1.1\r\nHost: harbour-post.example\r\n\r\n".encode()
            writer.append(Exchange(url, began + timedelta(seconds=number), request, answer))


def peak(archive: Path, data: Path) -> int:
    """The most memory that a replay held at one moment, in KiB (getrusage(2), ru_maxrss)."""
    code = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
        "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    values = settings({"WIRECOPY_DATA": str(data), "WIRECOPY_WORKERS": "1"})
    arguments = command(["crawl", "replay", "-a", f"archive={archive}", *values])
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=200,
        check=True,
    )
    code_, most = done.stdout.split()
    assert code_ == "0", done.stderr
    return int(most)


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0
    """Each record more may leave 2 KiB behind, about a third of which buffers take that grow to their bounds."""
    fill(tmp_path / "few", 500)
    fill(tmp_path / "many", 6_500)
    few, many = peak(tmp_path / "few", tmp_path / "a"), peak(tmp_path / "many", tmp_path / "b")
    assert many - few < 12_000, f"{few} KiB for 500 records, {many} KiB for 6,500"


# warcio leaves its spooled file to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_warc_of_another_writer(tmp_path: Path) -> None:
    """A file as warcio writes it: decoded body, no request, chunk framing kept."""
    page = b"<html><head><title>Quay closed</title></head><body><article><h1>Quay closed</h1>" + b"".join(
        f"<p>The harbour office closed quay {number} on Monday after divers found cracks below the water line.</p>".encode()
        for number in ("one", "two", "three", "four")
    )
    with (tmp_path / "other.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        headers = StatusAndHeaders(
            "200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1"
        )
        record = writer.create_warc_record(
            "http://quay.example/a", "response", payload=BytesIO(page), http_headers=headers
        )
        writer.write_record(record)
    done = replay(tmp_path / "other.warc.gz", tmp_path / "data")
    assert done.returncode == 0, done.stderr
    (line,) = Folder(tmp_path / "data").lines("articles")
    assert (line["title"], line["capture"]["file"]) == ("Quay closed", "other.warc.gz")
