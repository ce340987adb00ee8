"""Supervision of the cleaning workers: deadlines, deaths, orphans."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.outcome import Cleaned
from pipelines.workers import WorkerPool
from tests.pipelines.test_run import capture

ROOT = Path(__file__).resolve().parents[2]
_PAGE = (
    b"<html><head><title>Ferry vote</title></head><body><article><h1>Ferry vote</h1>"
    b"<p>The council of Harbour City voted on Tuesday to keep the night ferries running for another year.</p>"
    b"<p>Councillor Ines Falk said the boats carried four thousand people a week to the shipyards.</p>"
    b"<p>The port authority had asked for a stop in the winter months, when the strait is rough.</p>"
    b"</article></body></html>"
)


@pytest.fixture
def no_sources(tmp_path: Path) -> Path:
    return tmp_path


def pool(folder: Path, count: int = 1, deadline: float = 4.0) -> WorkerPool:
    return WorkerPool(count, deadline=deadline, memory=1 << 30, folders=[folder])


def test_a_sound_page_becomes_an_article(no_sources: Path) -> None:
    async def run() -> Cleaned:
        workers = pool(no_sources)
        await workers.open()
        try:
            return await workers.clean(capture(1, payload=_PAGE))
        finally:
            await workers.close()

    cleaned = asyncio.run(run())
    assert cleaned.article is not None, cleaned.outcome
    assert cleaned.article.title == "Ferry vote"


def test_a_dead_worker_is_replaced_and_its_page_tried_once_more(no_sources: Path) -> None:
    async def run() -> tuple[Cleaned, int]:
        workers = pool(no_sources)
        await workers.open()
        try:
            worker = workers._idle.get_nowait()
            assert worker is not None
            os.kill(worker._process.pid, signal.SIGKILL)
            workers._idle.put_nowait(worker)
            return await workers.clean(capture(1, payload=_PAGE)), workers.restarts
        finally:
            await workers.close()

    cleaned, restarts = asyncio.run(run())
    assert cleaned.article is not None
    assert restarts == 1


def test_a_page_that_misses_its_deadline_fails_and_the_next_one_comes_through(no_sources: Path) -> None:
    async def run() -> list[Cleaned]:
        workers = pool(no_sources, deadline=0.3)
        await workers.open()
        try:
            stuck = workers._idle.get_nowait()
            assert stuck is not None
            # A stopped process is what a page looks like that never comes back, without using the processor.
            os.kill(stuck._process.pid, signal.SIGSTOP)
            workers._idle.put_nowait(stuck)
            first = await workers.clean(capture(1, payload=_PAGE))
            workers._deadline = 30
            return [first, await workers.clean(capture(2, payload=_PAGE))]
        finally:
            await workers.close()

    late, sound = asyncio.run(run())
    assert (late.outcome.name, late.outcome.reason) == ("failed", "deadline")
    assert sound.article is not None


def test_a_worker_that_cannot_start_says_so(no_sources: Path) -> None:
    (no_sources / "bad.toml").write_text("id = 3")

    async def run() -> None:
        workers = pool(no_sources)
        with pytest.raises(Exception, match="exit status"):
            await workers.open()

    asyncio.run(run())


def test_workers_die_with_their_parent(no_sources: Path) -> None:
    code = (
        "import asyncio, os, sys, time\n"
        "from pathlib import Path\n"
        "from pipelines.workers import WorkerPool\n"
        "async def run():\n"
        f"    pool = WorkerPool(1, deadline=4.0, memory=1 << 30, folders=[Path({str(no_sources)!r})])\n"
        "    await pool.open()\n"
        "    print(pool._idle.get_nowait()._process.pid, flush=True)\n"
        "    time.sleep(60)\n"
        "asyncio.run(run())\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{worker}").exists():
        assert time.monotonic() < deadline, "an orphan runs on"
        time.sleep(0.05)
