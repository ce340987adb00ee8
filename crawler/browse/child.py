"""A server in a child process: started, waited for, and ended whatever ends this process in order."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

LOOPBACK = "127.0.0.1"
_START = 60.0
"""Seconds that a server may take to listen."""
_END = 10.0


class ServerEnded(Exception):
    """The server did not start, or ended by itself; the message has what it said last."""


class PortTaken(Exception):
    """Another program listens on the port."""


def free_port(wanted: int) -> int:
    """The port on loopback, or a free one for 0. Raises PortTaken."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((LOOPBACK, wanted))
        except (OSError, OverflowError) as error:
            raise PortTaken(f"port {wanted} cannot be had: {error}") from error
        return int(tried.getsockname()[1])


@contextmanager
def running(command: Sequence[str], home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A server that listens on the port, and is ended on leaving; what it says goes into `home/log`. Raises ServerEnded."""
    log = home / "log"
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=home, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
    try:
        _wait(process, port, log)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def until_ended(process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for KeyboardInterrupt, which is passed on. Raises ServerEnded when the server ends first."""
    process.wait()
    raise ServerEnded(_last(log, process.returncode))


@contextmanager
def interruptible() -> Iterator[None]:
    """Within, SIGTERM and SIGHUP end this process in order, as Ctrl-C does."""
    names = (signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(name, _interrupt) for name in names]
    try:
        yield
    finally:
        for name, handler in zip(names, before, strict=True):
            signal.signal(name, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + _START
    while time.monotonic() < until:
        if process.poll() is not None:
            raise ServerEnded(_last(log, process.returncode))
        try:
            socket.create_connection((LOOPBACK, port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise ServerEnded(f"it does not listen on port {port} after {_START:.0f} s; {_last(log, None)}")


def _last(log: Path, code: int | None) -> str:
    lines = log.read_bytes().decode("utf-8", "replace").split("\n")
    said = next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
    return said if code is None else f"exit code {code}: {said}"
