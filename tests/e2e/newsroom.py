"""Sites with feeds for `crawl news`: source files written for them, and the simulator beside the clone as a child process."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.e2e.command import QUICK, scrapy, settings

SIMULATOR = Path("tools") / "crawl" / "newsroom_server.py"


def write_source(folder: Path, id_: str, domain: str, feed: str, article: str | None = None) -> None:
    """A source file with the least a source needs."""
    folder.mkdir(exist_ok=True)
    lines = [
        f'id = "{id_}"',
        f'name = "{id_}"',
        f'domains = ["{domain}"]',
        f'feeds = ["{feed}"]',
        'language = "en"',
    ]
    if article:
        lines.append(f"article = '{article}'")
    (folder / f"{id_}.toml").write_text("\n".join(lines) + "\n")


def crawl_news(
    data: Path, sources: Path, *, options: Mapping[str, str] | None = None, timeout: float = 200
) -> subprocess.CompletedProcess[str]:
    """`scrapy crawl news` over the sources of a folder, on loopback."""
    merged = {**QUICK, "WIRECOPY_DATA": str(data), "WIRECOPY_SOURCES": str(sources), **(options or {})}
    return scrapy("crawl", "news", *settings(merged), timeout=timeout)


class Simulator:
    """The running simulator: its truth, and its own audit of how it was crawled."""

    def __init__(self, port: int) -> None:
        self.port = port

    def stats(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self._get("/stats"))
        return answer

    def truth(self, publisher: int, count: int) -> list[dict[str, Any]]:
        lines = self._get(f"/truth?p={publisher}&from=0&to={count}").split(b"\n")
        return [json.loads(line) for line in lines if line]

    def _get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.1.1:{self.port + 1}{path}", timeout=10) as response:
            body: bytes = response.read()
            return body


@contextmanager
def simulator(shared: Path, port: int, *options: str) -> Iterator[Simulator]:
    """The simulator with these options, ended with the block."""
    command = [sys.executable, str(shared / SIMULATOR), "--port", str(port), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    try:
        while '"ready": true' not in process.stdout.readline():
            assert process.poll() is None, "the simulator did not start"
        yield Simulator(port)
    finally:
        process.terminate()
        process.communicate(timeout=10)
