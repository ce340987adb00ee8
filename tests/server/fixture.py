"""The server as pytest fixtures: `server` for the whole session, `serve` for one test's own documents."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Server:
    """A running server: where it is and what it saw."""

    process: subprocess.Popen[str]
    port: int
    addresses: tuple[str, ...]

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path, under an address or a name (map names to addresses with WIRECOPY_HOSTS)."""
        return f"http://{host}:{self.port}{path}"

    def audit(self) -> dict[str, Any]:
        """`connections` per address, `hits` per host + target, `log` of {at, address, host, target, headers}."""
        result: dict[str, Any] = json.loads(self._ask("/__hits"))
        return result

    def hits(self, target: str, host: str = "127.0.0.1") -> int:
        """How often host + target was asked for since the last reset."""
        return int(self.audit()["hits"].get(f"{host}{target}", 0))

    def reset(self) -> None:
        """Forget all hits; behaviours that count (flaky) start anew."""
        self._ask("/__reset")

    def _ask(self, path: str) -> bytes:
        with urllib.request.urlopen(self.url(path), timeout=10) as response:
            data: bytes = response.read()
            return data

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()


def start(pages: Sequence[Path] = (), addresses: int = 16, port: int = 0) -> Server:
    """Start a server in a child process that ends with this one; returns when it listens."""
    command = [sys.executable, "-m", "tests.server", "--until-stdin-closes"]
    command += ["--port", str(port), "--addresses", str(addresses)]
    for place in pages:
        command += ["--pages", str(place)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    return Server(process, ready["port"], tuple(ready["addresses"]))


@pytest.fixture(scope="session")
def misbehaving_server() -> Iterator[Server]:
    """One misbehaving server for the session."""
    running = start()
    yield running
    running.stop()


@pytest.fixture
def server(misbehaving_server: Server) -> Server:
    """The session's misbehaving server with its counters at zero."""
    misbehaving_server.reset()
    return misbehaving_server


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """`serve(entries_or_path, addresses=16)`: a server of given documents, ended after the test (see documents.load)."""
    running: list[Server] = []

    def serve(pages: list[dict[str, Any]] | Path, addresses: int = 16) -> Server:
        place = pages if isinstance(pages, Path) else tmp_path / f"pages-{len(running)}.json"
        if not isinstance(pages, Path):
            place.write_text(json.dumps(pages))
        running.append(start([place], addresses))
        return running[-1]

    yield serve
    for one in running:
        one.stop()
