"""Supervised worker processes: one task a worker, a deadline, a memory limit, one retry on death, then `failed`."""

from __future__ import annotations

import asyncio
import os
import pickle
import struct
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import orjson

from archive.capture import Capture
from pipelines.outcome import FAILED, Cleaned, Outcome
from pipelines.revive import cleaned_from_json

_START_SECONDS = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")
_WALL_FACTOR = 15.0
"""How many times the deadline may pass on the wall while the worker is kept waiting for a processor."""


class WorkerDied(Exception):
    """A worker ended while it held a task; raised to the pool, which tries once more."""


class DeadlineMissed(Exception):
    """A task took longer than its deadline; its worker has been killed."""


class Worker:
    """One child process and the pipe to it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, memory: int, folders: Sequence[Path]) -> Worker:
        """A worker that has loaded what it needs; raises WorkerDied with what it printed last when it cannot."""
        arguments = ["-m", "pipelines.worker", str(memory), *(str(folder) for folder in folders)]
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=Path(__file__).resolve().parents[1],
            limit=1 << 20,
        )
        worker = cls(process)
        async with asyncio.timeout(_START_SECONDS):
            await worker._receive()
        return worker

    async def ask(self, frame: bytes, deadline: float) -> bytes:
        """The worker's answer; raises WorkerDied or DeadlineMissed.

        The deadline counts processor seconds, so that a busy machine does not turn a sound page into a failed one;
        a worker that waits instead of working is given a few deadlines on the wall.
        """
        assert self._process.stdin is not None
        used, began = self._cpu_seconds(), time.monotonic()
        self._process.stdin.write(struct.pack(">I", len(frame)) + frame)
        answer = asyncio.ensure_future(self._receive())
        try:
            while not answer.done():
                await asyncio.wait((answer,), timeout=deadline / 4)
                late = time.monotonic() - began
                if (
                    not answer.done()
                    and late >= deadline
                    and (self._cpu_seconds() - used >= deadline or late >= deadline * _WALL_FACTOR)
                ):
                    raise DeadlineMissed
            return await answer
        finally:
            if not answer.done():
                answer.cancel()
                with suppress(asyncio.CancelledError, WorkerDied):
                    await answer

    async def _receive(self) -> bytes:
        assert self._process.stdout is not None
        try:
            (length,) = struct.unpack(">I", await self._process.stdout.readexactly(4))
            return await self._process.stdout.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise WorkerDied(f"exit status {await self._process.wait()}") from error

    def _cpu_seconds(self) -> float:
        """Processor seconds the child has used so far (proc(5), fields 14 and 15); 0 where the system does not tell."""
        try:
            numbers = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(numbers[11]) + int(numbers[12])) / _TICKS

    async def end(self) -> None:
        """Kill the process and wait until it is gone."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


class WorkerPool:
    """A fixed number of cleaning workers, each replaced when it dies or misses a deadline."""

    def __init__(self, count: int, *, deadline: float, memory: int, folders: Sequence[Path]) -> None:
        self.restarts = 0
        self._count = count
        self._deadline = deadline
        self._memory = memory
        self._folders = folders
        self._idle: asyncio.Queue[Worker | None] = asyncio.Queue()

    async def open(self) -> None:
        """Start the workers; raises WorkerDied when they cannot be started at all."""
        starts = (Worker.start(self._memory, self._folders) for _ in range(self._count))
        for worker in await asyncio.gather(*starts):
            self._idle.put_nowait(worker)

    async def clean(self, capture: Capture) -> Cleaned:
        """What cleaning made of a capture; never raises: a page that kills its worker twice is `failed`."""
        frame = pickle.dumps(capture, protocol=pickle.HIGHEST_PROTOCOL)
        reason = "worker died"
        detail = None
        for again in (False, True):
            try:
                return cleaned_from_json(orjson.loads(await self._run(frame, fresh=again)))
            except DeadlineMissed:
                return Cleaned(Outcome(FAILED, "deadline", f"cleaning took more than {self._deadline:g} s"))
            except WorkerDied as error:
                detail = str(error)
        return Cleaned(Outcome(FAILED, reason, detail))

    async def _run(self, frame: bytes, *, fresh: bool) -> bytes:
        """An answer; `fresh` asks a worker started for it, whose death can only be this page's doing."""
        worker = await self._idle.get()
        sound = False
        try:
            if fresh and worker is not None:
                await worker.end()
                worker = None
            if worker is None:
                worker = await Worker.start(self._memory, self._folders)
            answer = await worker.ask(frame, self._deadline)
            sound = True
            return answer
        finally:
            # The place is given back in every case, also when this task is cancelled; a dead worker is replaced on demand.
            if not sound:
                self.restarts += 1
                if worker is not None:
                    await worker.end()
            self._idle.put_nowait(worker if sound else None)

    async def close(self) -> None:
        """End every idle worker."""
        while not self._idle.empty():
            worker = self._idle.get_nowait()
            if worker is not None:
                await worker.end()
