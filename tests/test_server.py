from __future__ import annotations

import contextlib
import gzip
import http.client
import json
import socket
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.server.app import LOADED
from tests.server.encodings import gzip_bomb
from tests.server.exchange import BEHAVIOURS
from tests.server.fixture import Server


def ask(server: Server, path: str, host: str = "127.0.0.1") -> tuple[int, dict[str, str], bytes]:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as connection:
        connection.request("GET", path, headers={"Host": f"{host}:{server.port}"})
        with connection.getresponse() as answer:
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()


def raw(server: Server, path: str, until: bytes = b"\xff") -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as sock:
        sock.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        data = b""
        while until not in data and (part := sock.recv(65536)):
            data += part
        return data


def test_every_behaviour_has_a_name_and_a_line_of_doc() -> None:
    assert len(LOADED) == 8
    assert len(BEHAVIOURS) > 60
    assert [name for name, function in BEHAVIOURS.items() if not function.__doc__] == []


def test_counts_hits_per_host_and_target(server: Server) -> None:
    for _ in range(2):
        ask(server, "/article/1?x=1", "outlet.test")
    assert server.hits("/article/1?x=1", "outlet.test") == 2
    assert server.audit()["connections"]["127.0.0.1"] >= 2
    server.reset()
    assert server.hits("/article/1?x=1", "outlet.test") == 0


def test_flaky_is_counted_per_path(server: Server) -> None:
    assert [ask(server, "/flaky/1")[0] for _ in range(3)] == [503, 200, 200]
    assert ask(server, "/flaky/2")[0] == 503


def test_cut_and_lying_lengths(server: Server) -> None:
    with pytest.raises(http.client.IncompleteRead):
        ask(server, "/cut/1")
    with pytest.raises(http.client.IncompleteRead):
        ask(server, "/length-too-long/1")
    assert b"smuggled" in raw(server, "/length-too-short/1", until=b"smuggled")


@pytest.mark.parametrize("path", ["/reset-at-0/1", "/reset-after-headers/1", "/reset-mid-body/1"])
def test_resets(server: Server, path: str) -> None:
    with pytest.raises(ConnectionResetError):
        raw(server, path)


def test_a_fault_can_be_over_after_some_requests(server: Server) -> None:
    with pytest.raises(ConnectionResetError):
        raw(server, "/reset-at-0/2?times=1")
    assert ask(server, "/reset-at-0/2?times=1")[0] == 200


def test_retry_after_forms(server: Server) -> None:
    status, headers, _ = ask(server, "/retry-after/1?value=315360000")
    assert (status, headers["retry-after"]) == (429, "315360000")
    assert ask(server, "/retry-after/2?date=-60")[1]["retry-after"].endswith("GMT")


def test_redirects(server: Server) -> None:
    assert ask(server, "/redirect/1?to=file:///etc/hostname")[1]["location"] == "file:///etc/hostname"
    assert ask(server, "/redirect-loop/a")[1]["location"] == "/redirect-loop/b"
    assert ask(server, "/redirect-chain/3")[1]["location"] == "/redirect-chain/2"


def test_the_bomb_is_a_whole_gzip_member() -> None:
    assert gzip.decompress(gzip_bomb(3)) == bytes(3 << 20)
    assert len(gzip_bomb(100)) < 150_000


def test_encodings(server: Server) -> None:
    assert b"Night ferries" in zlib.decompress(ask(server, "/encoded/1?as=gzip")[2], 31)
    with pytest.raises(zlib.error):
        zlib.decompress(ask(server, "/bad-gzip/1?kind=cut")[2], 31)


def test_robots_by_host(server: Server) -> None:
    assert ask(server, "/robots.txt", "robots-503.test")[0] == 503
    assert b"/private/" in ask(server, "/robots.txt", "robots-rules.test")[2]
    assert ask(server, "/robots.txt", "outlet.test")[2] == b"User-agent: *\nDisallow:\n"
    assert ask(server, "/robots.txt", "robots-redirect6.test")[1]["location"] == "/robots-hop/5"


def test_given_documents(serve: Callable[..., Server], tmp_path: Path) -> None:
    (tmp_path / "one.html").write_text("<p>one</p>")
    server = serve(
        [
            {"host": "a.test", "path": "/x?y=1", "body": "one.html", "headers": [["X-A", "b"]]},
            {"host": "127.0.0.2", "path": "/", "status": 410, "text": "gone"},
            {"host": "*", "path": "/any", "text": "any"},
        ],
        addresses=3,
    )
    status, headers, body = ask(server, "/x?y=1", "A.test")
    assert (status, headers["x-a"], body) == (200, "b", b"<p>one</p>")
    assert ask(server, "/x?y=1", "b.test")[0] == 404
    assert ask(server, "/", "127.0.0.2")[0] == 410
    assert ask(server, "/any", "whoever.test")[2] == b"any"
    assert server.addresses == ("127.0.0.1", "127.0.0.2", "127.0.0.3")


def test_given_folder(serve: Callable[..., Server], tmp_path: Path) -> None:
    (tmp_path / "a.test" / "s").mkdir(parents=True)
    (tmp_path / "a.test" / "s" / "index.html").write_text("section")
    (tmp_path / "a.test" / "feed.json").write_text("{}")
    server = serve(tmp_path, addresses=1)
    assert ask(server, "/s/", "a.test")[2] == b"section"
    assert ask(server, "/feed.json", "a.test")[1]["content-type"] == "application/json"


def test_headers_arrive_as_sent(server: Server) -> None:
    assert b"X-Nul: a\x00b\r\n" in raw(server, "/bad-header-line/1?kind=nul", until=b"</html>")
    assert ["Host", f"127.0.0.1:{server.port}"] in json.loads(ask(server, "/echo")[2])
