"""Records are what went over the wire, byte for byte both ways, by an independent checker, over http and TLS."""

from __future__ import annotations

import re
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.command import crawl_urls
from tests.e2e.test_news import free_port

CHECKER = Path("tools") / "archive" / "wire_check.py"
PLAINLY = {"RETRY_ENABLED": "0", "REDIRECT_ENABLED": "0", "METAREFRESH_ENABLED": "0"}


@contextmanager
def wire_server(shared: Path, folder: Path, *options: str) -> Iterator[int]:
    port = free_port()
    arguments = ["serve", "--port", str(port), "--log", str(folder / "wire.jsonl"), *options]
    server = subprocess.Popen([sys.executable, str(shared / CHECKER), *arguments], stdout=subprocess.DEVNULL)
    try:
        yield port
    finally:
        server.kill()
        server.wait()


def addresses(url: str) -> list[str]:
    """The list of the checker, once its server answers."""
    context = ssl._create_unverified_context()
    deadline = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(f"{url}/urls.txt", timeout=5, context=context) as answer:
                return str(answer.read().decode()).split()
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def wait_for_log(log: Path, exchanges: int) -> None:
    """Wait until the server has written down all exchanges: the last one's line comes after its answer."""
    deadline = time.monotonic() + 20
    while log.read_bytes().count(b"\n") < exchanges:
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


def self_signed(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "cert.pem", folder / "key.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    command += ["-keyout", str(key), "-out", str(certificate)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("needs the openssl command to make a certificate")
    return certificate, key


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_every_exchange_is_as_it_was_on_the_wire(shared: Path, tmp_path: Path, scheme: str) -> None:
    options, secure = [], free_port()
    if scheme == "https":
        certificate, key = self_signed(tmp_path)
        options = ["--tls-port", str(secure), "--cert", str(certificate), "--key", str(key)]
    with wire_server(shared, tmp_path, *options) as port:
        listed = addresses(f"http://127.0.0.1:{port}")
        if scheme == "https":
            listed = [
                each.replace(f"http://127.0.0.1:{port}", f"https://127.0.0.1:{secure}") for each in listed
            ]
        settings = {**PLAINLY, "DOWNLOAD_VERIFY_CERTIFICATES": "0"}
        done = crawl_urls(listed, tmp_path / "data", options=settings)
        assert done.returncode == 0, done.stderr
        wait_for_log(tmp_path / "wire.jsonl", len(listed))
    command = [
        sys.executable,
        str(shared / CHECKER),
        "compare",
        str(tmp_path / "data" / "archive"),
        str(tmp_path / "wire.jsonl"),
    ]
    compared = subprocess.run(command, capture_output=True, text=True, check=False)
    assert compared.returncode == 0, compared.stdout
    for what in ("stored", "without_1xx", "request_exact"):
        assert re.search(rf"{what} +24 = 100\.0 %", compared.stdout), compared.stdout
