"""The server of a package: ranges as RFC 9110 has them, nothing outside the folder, loopback only."""

from __future__ import annotations

import http.client
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.browse.replayweb import byte_range, make_server, missing_files, package_path

BYTES = bytes(range(256)) * 5


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[int, str]]:
    """Port of a running server and the path of its package, `out $.wacz`."""
    folder = tmp_path / "replayweb"
    folder.mkdir()
    for name in ("index.html", "ui.js", "sw.js"):
        (folder / name).write_text(f"this is {name}")
    (tmp_path / "secret").write_text("nobody's business")
    (folder / "out").symlink_to(tmp_path / "secret")
    package = tmp_path / "out $.wacz"
    package.write_bytes(BYTES)
    with make_server(folder, package, 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port, package_path(package)
        server.shutdown()
        thread.join()


def ask(
    port: int, path: str, method: str = "GET", *, range: str | None = None
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, headers={"Range": range} if range else {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (None, None),
        ("bytes=0-9", (0, 9)),
        ("bytes=1270-", (1270, 1279)),
        ("bytes=0-99999", (0, 1279)),
        ("bytes=-10", (1270, 1279)),
        ("bytes=-99999", (0, 1279)),
        ("bytes=-", None),
        ("bytes=1-2,4-5", None),
        ("lines=1-2", None),
    ],
)
def test_a_range_gives_exactly_its_bytes(
    served: tuple[int, str], said: str | None, found: tuple[int, int] | None
) -> None:
    assert byte_range(said, len(BYTES)) == found
    answer, body = ask(*served, range=said)
    assert answer.status == (200 if found is None else 206)
    first, last = found or (0, len(BYTES) - 1)
    assert body == BYTES[first : last + 1]
    expected = f"bytes {first}-{last}/{len(BYTES)}" if found else None
    assert answer.getheader("Content-Range") == expected


@pytest.mark.parametrize("said", ["bytes=1280-", "bytes=9-3", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused(served: tuple[int, str], said: str) -> None:
    answer, body = ask(*served, range=said)
    assert (answer.status, body, answer.getheader("Content-Range")) == (416, b"", "bytes */1280")


def test_the_program_is_given_with_its_types(served: tuple[int, str]) -> None:
    port, path = served
    for name, kind in (("/", "text/html"), ("/sw.js", "text/javascript"), ("/ui.js?x=1", "text/javascript")):
        answer, body = ask(port, name)
        assert answer.status == 200
        assert body.startswith(b"this is ")
        assert (answer.getheader("Content-Type") or "").startswith(kind)
    answer, body = ask(port, path, "HEAD")
    assert (body, answer.getheader("Content-Length")) == (b"", "1280")


@pytest.mark.parametrize(
    "path", ["/../secret", "/%2e%2e/secret", "//etc/hostname", "/out", "/nothing", "/x\0y"]
)
def test_nothing_outside_the_folder_is_given(served: tuple[int, str], path: str) -> None:
    port, _ = served
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection._validate_path = lambda url: None  # type: ignore[attr-defined]
    connection.request("GET", path)
    assert connection.getresponse().status in (400, 404)
    connection.close()


def test_a_package_that_changed_has_another_path(tmp_path: Path) -> None:
    package = tmp_path / "a.wacz"
    package.write_bytes(b"1")
    before = package_path(package)
    os.utime(package, ns=(1, 2))
    assert package_path(package) != before


def test_what_a_folder_lacks_is_named(tmp_path: Path) -> None:
    (tmp_path / "ui.js").touch()
    assert missing_files(tmp_path) == ["index.html", "sw.js"]
