from __future__ import annotations

import argparse
import errno
import gzip
import http.client
import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import crawler.demo.newsroom as newsroom_module
from crawler.demo.newsroom import main, serve
from crawler.demo.pages import edition
from crawler.demo.process import NewsroomProcess
from crawler.demo.world import OUTLETS

ROOT = Path(__file__).resolve().parents[3]


def ask(
    newsroom: NewsroomProcess, outlet: str, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, header fields and body of one request, sent to the outlet's own address under its own name."""
    host = OUTLETS[outlet].host
    connection = http.client.HTTPConnection(newsroom.addresses[host], newsroom.port, timeout=20)
    named = {"Host": f"{host}:{newsroom.port}"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    try:
        connection.request(method, path, headers=named)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


@pytest.mark.parametrize("outlet", OUTLETS)
def test_each_outlet_answers_under_its_name_on_its_address(newsroom: NewsroomProcess, outlet: str) -> None:
    page = next(page for page in edition(1) if page.outlet.id == outlet and page.kind == "article")
    status, headers, body = ask(newsroom, outlet, page.path)
    assert status == 200
    assert headers["Content-Type"] == f"text/html; charset={page.outlet.charset}"
    assert int(headers["Content-Length"]) == len(body)
    assert newsroom.base(outlet) in body.decode(page.outlet.charset) or outlet in ("ledger", "gazette")


def test_validators_compression_and_head(newsroom: NewsroomProcess) -> None:
    status, headers, body = ask(newsroom, "harbour", "/rss/news")
    assert ask(newsroom, "harbour", "/rss/news", If_None_Match=headers["ETag"])[0] == 304
    assert ask(newsroom, "harbour", "/rss/news", If_Modified_Since=headers["Last-Modified"])[0] == 304
    packed = ask(newsroom, "harbour", "/rss/news", Accept_Encoding="gzip, br")
    assert packed[1]["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed[2]) == body
    assert packed[1]["ETag"] == headers["ETag"]
    assert ask(newsroom, "harbour", "/rss/news", "HEAD")[2] == b""
    assert status == 200


def test_a_name_it_does_not_know_is_misdirected(newsroom: NewsroomProcess) -> None:
    status, _, body = ask(newsroom, "harbour", "/", Host="elsewhere.example")
    assert (status, body) == (421, b"no such outlet\n")


def test_requests_are_logged_and_the_control_is_not(newsroom: NewsroomProcess) -> None:
    before = len(newsroom.log())
    ask(newsroom, "gazette", "/preview/x", User_Agent="tester/1")
    (entry,) = newsroom.log()[before:]
    assert entry == {"outlet": "gazette", "path": "/preview/x", "status": 404, "agent": "tester/1"}


def test_the_clock_moves_on_when_told_to() -> None:
    path = next(page.path for page in edition(2) if page.key == "storm")
    with NewsroomProcess() as newsroom:
        assert ask(newsroom, "skarv", path)[0] == 404
        newsroom.move_to(2)
        assert ask(newsroom, "skarv", path)[0] == 200
        assert ask(newsroom, "skarv", "/.newsroom/phase", "POST")[0] == 400
        process = newsroom._process
    assert process.returncode is not None


def test_it_ends_when_whoever_started_it_goes_away() -> None:
    command = [
        sys.executable,
        "-m",
        "crawler.demo.newsroom",
        "--port",
        "0",
        "--until-stdin-closes",
        "--one-address",
    ]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        ready = json.loads(process.stdout.readline())
        assert set(ready["hosts"].values()) == {"127.0.0.1"}
        process.stdin.close()
        assert process.wait(timeout=30) == 0


def test_a_taken_port_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["--port", str(port), "--one-address"]) == 1
        with pytest.raises(OSError, match="in use"):
            serve(port, one_address=True)
        with pytest.raises(RuntimeError, match="did not start: newsroom: cannot listen"):
            NewsroomProcess(port=port, one_address=True)
    assert capsys.readouterr().err.count("\n") == 1


def test_where_there_is_one_loopback_address_it_serves_on_that(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def only_one(port: int, phase: int = 1, one_address: bool = False) -> tuple[list[object], int]:
        asked.append(one_address)
        if not one_address:
            raise OSError(errno.EADDRNOTAVAIL, "no such address")
        return ["server"], 4711

    monkeypatch.setattr(newsroom_module, "serve", only_one)
    options = argparse.Namespace(port=0, phase=1, one_address=False)
    assert newsroom_module._serve_somewhere(options)[1] == 4711
    assert asked == [False, True]
