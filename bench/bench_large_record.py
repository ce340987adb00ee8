"""How much memory one record beyond all bounds takes to write, recover, read and verify (F6: over 4 GiB; F10).

    python bench/bench_large_record.py [--gib 5]

The answer is generated, so only its record, which compresses well, needs the disk. Each line: what, peak memory above that
before it in MiB, processor seconds.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from archive.exchange import Exchange  # noqa: E402
from archive.journal import recover  # noqa: E402
from archive.reader import read_archive  # noqa: E402
from archive.spool import PIECE, Spool  # noqa: E402
from archive.verify import verify  # noqa: E402
from archive.writer import ArchiveWriter  # noqa: E402

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Generated(Spool):
    """An answer of any size that lies nowhere: a head, and a body of one letter."""

    def __init__(self, folder: Path, size: int) -> None:
        super().__init__(folder)
        self._head = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: %d\r\n\r\n" % size
        self._all = len(self._head) + size

    def __len__(self) -> int:
        return self._all

    def read(self, start: int, count: int) -> bytes:
        """The bytes of a stretch."""
        count = max(0, min(count, self._all - start))
        head = self._head[start : start + count]
        return head + b"x" * (count - len(head))

    def pieces(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes of a stretch, in order."""
        end = self._all if stop is None else min(stop, self._all)
        for at in range(start, end, PIECE):
            yield self.read(at, min(PIECE, end - at))


def peak() -> int:
    """Peak resident memory of this process in MiB."""
    match = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(match[1]) >> 10 if match else 0


def measured(what: str, work: Callable[[], object]) -> None:
    """Do it, and say what it took."""
    before, began = peak(), time.process_time()
    said = work()
    print(f"{what:8} +{peak() - before} MiB  {time.process_time() - began:.1f} s  {said}")


def write(folder: Path, size: int) -> str:
    """One ordinary exchange and the large one."""
    small = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    with ArchiveWriter(folder / "archive", software="bench", operator=None, settings={}) as archive:
        archive.append(Exchange("http://bench.test/small", NOON, b"GET / HTTP/1.1\r\n\r\n", small)).result()
        large = Exchange("http://bench.test/large", NOON, b"GET / HTTP/1.1\r\n\r\n", Generated(folder, size))
        capture = archive.append(large).result()
    return f"{capture.ref.length >> 20} MiB in the file, truncated={capture.truncated}"


def recovered(folder: Path) -> str:
    """Recovery of the file, as if it had been left open."""
    (path,) = (folder / "archive").glob("*.warc.gz")
    path.rename(f"{path}.open")
    return str(recover(folder / "archive")) or "nothing to cut"


def main() -> None:
    """Write, recover, read, verify."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gib", type=float, default=5.0)
    size = int(parser.parse_args().gib * (1 << 30))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measured("write", lambda: write(folder, size))
        measured("recover", lambda: recovered(folder))
        measured(
            "read", lambda: [getattr(each, "truncated", None) for each in read_archive(folder / "archive")]
        )
        measured("verify", lambda: verify(folder / "archive") or "no faults")


if __name__ == "__main__":
    main()
