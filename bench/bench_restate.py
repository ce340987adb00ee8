"""How fast state and fingerprints are made anew from lines, beside a rebuild that cleans every page.

    python bench/bench_restate.py [--records 6000]

Input: an invented archive in WARC as the crawler writes it: of each ten answers six are new articles of some 350 words in
pages of 30 kB, one is another outlet's copy of an earlier article, one the same article again with other bytes around it, one
a page that is none, one an unchanged feed. Prints records a second of one core (processor time of all processes).
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from archive.exchange import Exchange
from archive.writer import ArchiveWriter

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
_FEED = b'<rss version="2.0"><channel><title>Post</title></channel></rss>'


def answer(body: bytes, kind: bytes = b"text/html; charset=utf-8") -> bytes:
    """An HTTP answer of gzip."""
    packed = gzip.compress(body, 6)
    return _HEAD % (kind, len(packed)) + packed


class Newsroom:
    """Invented pages, the same for the same seed."""

    def __init__(self) -> None:
        self._rng = random.Random(11)
        self._words = ["".join(self._rng.choices("abcdefghiklmnoprstuvw", k=2 + n % 9)) for n in range(4000)]
        self._menu = "".join(f'<li><a href="/s/{n}">{self._words[n]}</a></li>' for n in range(600))

    def sentence(self) -> str:
        """One sentence."""
        return " ".join(self._rng.choices(self._words, k=self._rng.randint(10, 24))).capitalize() + "."

    def story(self) -> tuple[str, list[str]]:
        """A title and paragraphs."""
        return self.sentence(), [" ".join(self.sentence() for _ in range(3)) for _ in range(7)]

    def page(self, title: str, paragraphs: list[str], number: int) -> bytes:
        """A page of it, with a menu and a number that differs each time."""
        body = "".join(f"<p>{each}</p>" for each in paragraphs)
        return (
            f"<!doctype html><html lang=en><head><title>{title}</title><meta property=og:type content=article></head>"
            f"<body><nav><ul>{self._menu}</ul></nav><article><h1>{title}</h1>"
            f'<time datetime="2026-01-05T10:00:00Z"></time>{body}</article><footer>Served {number}</footer></body></html>'
        ).encode()


def write(folder: Path, records: int) -> None:
    """The archive."""
    room, rng, at = Newsroom(), random.Random(5), datetime(2026, 1, 6, tzinfo=UTC)
    stories: list[tuple[str, tuple[str, list[str]]]] = []
    with ArchiveWriter(folder, software="bench", operator=None, settings={}, fsync=False) as writer:
        for number in range(records):
            at += timedelta(seconds=2)
            kind, turn = b"text/html; charset=utf-8", number % 10
            url = f"http://post{number % 7}.example/{number}"
            if turn == 9:
                url, kind, body = "http://post0.example/feed", b"application/rss+xml", _FEED + b"\n" * number
            elif turn == 8:
                body = room.page("Contents", [room.sentence()[:30]], number)
            elif turn == 7:
                url, story = rng.choice(stories)
                body = room.page(*story, number)
            elif turn == 6:
                _title, paragraphs = rng.choice(stories)[1]
                body = room.page(room.sentence(), [*paragraphs[:-1], room.sentence()], number)
            else:
                stories.append((url, room.story()))
                body = room.page(*stories[-1][1], number)
            request = f"GET / HTTP/1.1\r\nHost: {url.split('/')[2]}\r\n\r\n".encode()
            writer.append(Exchange(url, at, request, answer(body, kind)))


def rebuild(data: Path, *options: str) -> float:
    """Processor seconds of a `scrapy rebuild`, workers included."""
    before = os.times()
    subprocess.run(
        [sys.executable, "-m", "scrapy", "rebuild", *options, "-s", f"WIRECOPY_DATA={data}"],
        cwd=Path(__file__).resolve().parents[1],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def measured(data: Path, records: int) -> list[float]:
    """Processor seconds of a rebuild from pages, and of two from lines: the median of three each."""
    write(data / "archive", records)
    seconds = [rebuild(data, "--yes")]
    rebuild(data, "--frontier")
    for lost in (["state.sqlite"], ["state.sqlite", "fingerprints"]):
        seconds.append(statistics.median(_lost(data, lost) for _ in range(3)))
    return seconds


def _lost(data: Path, names: list[str]) -> float:
    for each in names:
        path = data / each
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return rebuild(data, "--state")


def main() -> None:
    """Write, rebuild from pages, rebuild from lines; print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--records", type=int, default=6000)
    records = parser.parse_args().records
    with tempfile.TemporaryDirectory() as name:
        few, many = (measured(Path(name) / str(number), number) for number in (10, records))
    print(f"{records:,} invented records; what 10 take (imports, a worker's start) is taken off")
    for what, start, whole in zip(
        ("from pages", "from lines", "from lines, fingerprints lost too"), few, many, strict=True
    ):
        print(f"{what:34}{(records - 10) / (whole - start):8,.0f} records/s of one core ({whole:.1f} s)")


if __name__ == "__main__":
    main()
