"""The demo newsroom as a child process, and its source files for the port it listens on."""

from __future__ import annotations

import json
import select
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

from crawler.demo.newsroom import CONTROL
from crawler.demo.world import DEFAULT_PORT, OUTLETS

SOURCES = Path(__file__).parent / "sources"
PROJECT = Path(__file__).resolve().parents[2]
ADDRESSES = "127.0.0.0/8"
"""What WIRECOPY_ALLOW_ADDRESSES must hold for a crawl of the demo."""


class NewsroomProcess:
    """A running newsroom: `with NewsroomProcess() as newsroom`; it ends with the block, or with this process.

    `port` is the one it listens on, `hosts` the value for WIRECOPY_HOSTS. Raises RuntimeError when it does not start
    within `patience` seconds.
    """

    def __init__(
        self, port: int = 0, phase: int = 1, one_address: bool = False, patience: float = 30
    ) -> None:
        command = [sys.executable, "-m", "crawler.demo.newsroom", "--until-stdin-closes"]
        command += ["--port", str(port), "--phase", str(phase), *(["--one-address"] if one_address else [])]
        self._process = subprocess.Popen(
            command,
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        ready = self._ready(patience)
        self.port = int(ready["port"])
        self.addresses: dict[str, str] = ready["hosts"]
        self.hosts = ",".join(f"{host}={address}" for host, address in self.addresses.items())

    def __enter__(self) -> NewsroomProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def move_to(self, phase: int) -> None:
        """Let it become later: pages are added and edited."""
        self._ask("phase", str(phase).encode())

    def log(self) -> list[dict[str, Any]]:
        """Every request so far: outlet, path, status, agent."""
        found: list[dict[str, Any]] = json.loads(self._ask("log", None))
        return found

    def base(self, outlet: str) -> str:
        """`http://host:port` of an outlet."""
        return f"http://{OUTLETS[outlet].host}:{self.port}"

    def stop(self) -> None:
        """End the process and wait for it."""
        self._process.terminate()
        self._process.communicate(timeout=10)

    def _ask(self, what: str, body: bytes | None) -> bytes:
        address = next(iter(self.addresses.values()))
        request = Request(f"http://{address}:{self.port}{CONTROL}{what}", data=body)
        with build_opener(ProxyHandler({})).open(request, timeout=10) as response:
            found: bytes = response.read()
            return found

    def _ready(self, patience: float) -> dict[str, Any]:
        stdout = self._process.stdout
        line = stdout.readline() if stdout and select.select([stdout], [], [], patience)[0] else ""
        if not line:
            self._process.kill()
            _, why = self._process.communicate(timeout=10)
            raise RuntimeError(
                f"the demo newsroom did not start: {why.strip() or f'nothing said in {patience} s'}"
            )
        found: dict[str, Any] = json.loads(line)
        return found


def write_sources(folder: Path, port: int) -> Path:
    """The demo's source files for a port, written to a folder; gives the folder, for WIRECOPY_SOURCES."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(SOURCES.glob("*.toml")):
        text = path.read_text("utf-8").replace(f":{DEFAULT_PORT}", f":{port}")
        (folder / path.name).write_text(text, "utf-8")
    return folder
