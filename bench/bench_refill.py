"""How fast a frontier is made anew from an archive, and whether it is the same each time.

    python bench/bench_refill.py [--records 20000]

Input: an invented source with a feed of 30 items that is read after every 30 articles, articles of some 6 kB gzip, in WARC
as the crawler writes it. Prints captures a second of one core, beside the plain reading of the same archive.
"""

from __future__ import annotations

import argparse
import gzip
import random
import sys
import tempfile
import time
from collections import deque
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from archive.exchange import Exchange
from archive.reader import read_archive
from archive.writer import ArchiveWriter
from crawler.frontier.refill import refill
from pipelines.sources.load import load_sources

HOST = "http://post.example"
SOURCE = f'id = "post"\nname = "Post"\ndomains = ["post.example"]\nfeeds = ["{HOST}/feed"]\nlanguage = "en"\n'
FEED_EVERY = 30


def answer(body: bytes, kind: bytes) -> bytes:
    """An HTTP answer of gzip."""
    packed = gzip.compress(body, 6)
    head = b'HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Encoding: gzip\r\nETag: "%d"\r\nContent-Length: %d\r\n\r\n'
    return head % (kind, len(body), len(packed)) + packed


def write(folder: Path, records: int) -> None:
    """The archive."""
    rng, at = random.Random(7), datetime(2026, 1, 1, tzinfo=UTC)
    words = ["".join(rng.choices("abcdefghijklmnop", k=rng.randint(3, 9))) for _ in range(3000)]
    with ArchiveWriter(folder, software="bench", operator=None, settings={}, fsync=False) as writer:
        for number in range(records):
            at += timedelta(seconds=30)
            if number % (FEED_EVERY + 1) == 0:
                path, kind = "/feed", b"application/rss+xml"
                items = "".join(
                    f"<item><title>{' '.join(rng.choices(words, k=8))}</title><link>{HOST}/{each}</link></item>"
                    for each in range(number + 1, number + 1 + FEED_EVERY)
                )
                body = f'<rss version="2.0"><channel><title>p</title>{items}</channel></rss>'.encode()
            else:
                path, kind = f"/{number}", b"text/html"
                body = f"<html><p>{' '.join(rng.choices(words, k=1500))}</p></html>".encode()
            request = f"GET {path} HTTP/1.1\r\nHost: post.example\r\n\r\n".encode()
            writer.append(Exchange(HOST + path, at, request, answer(body, kind)))


def main() -> None:
    """Write, read, refill; print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--records", type=int, default=20_000)
    records = parser.parse_args().records
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        (home / "sources").mkdir()
        (home / "sources" / "post.toml").write_text(SOURCE)
        sources = load_sources([home / "sources"])
        write(home / "archive", records)
        began = time.process_time()
        deque(read_archive(home / "archive"), maxlen=0)
        reading = time.process_time() - began
        began = time.process_time()
        done = refill(home / "archive", home / "frontier.sqlite", sources, 3600.0)
        took = time.process_time() - began
    print(f"{records:,} captures, {done.answered:,} addresses, {done.queued} queued")
    print(
        f"reading {records / reading:,.0f} captures/s, frontier made anew {records / took:,.0f} captures/s of one core"
    )


if __name__ == "__main__":
    main()
