"""How fast the archive is written, beside warcio in the same run: exchanges a second of wire bytes and of decoded pages.

    python bench/bench_archive_write.py [--seconds 3] [--pages FOLDER]

FOLDER holds `*.html.gz` pages (default ../shared/corpus/articles; invented pages where it is absent). Both writers get
the same exchanges: request and response, gzip member per record. Ours makes block and payload digests (SHA-256), the
CDXJ index, the fixity manifest and the captures; warcio makes its own digests (SHA-1) and nothing else. CPU seconds
of the whole process, so the writer's thread counts.
"""

from __future__ import annotations

import argparse
import gzip
import io
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from warcio.statusandheaders import StatusAndHeaders  # noqa: E402
from warcio.warcwriter import WARCWriter  # noqa: E402

from archive.exchange import Exchange  # noqa: E402
from archive.revisits import SQLiteRevisits  # noqa: E402
from archive.writer import ArchiveWriter  # noqa: E402

STARTED = datetime(2026, 3, 1, 12, tzinfo=UTC)
FIELDS = [
    "Date: Sun, 01 Mar 2026 12:00:00 GMT",
    "Server: bench",
    "Vary: Accept-Encoding",
    "Cache-Control: max-age=60",
]
REQUEST = b"GET /p HTTP/1.1\r\nHost: bench.test\r\nUser-Agent: wirecopy\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\n\r\n"


def load_pages(folder: Path, count: int) -> list[bytes]:
    """Decoded pages: real ones where the folder is, else invented ones of a like size."""
    paths = sorted(folder.glob("*.html.gz"))
    dice = random.Random(5)
    if paths:
        return [gzip.decompress(path.read_bytes()) for path in dice.sample(paths, min(count, len(paths)))]
    words = ["".join(dice.choices("abcdefghijklmnop", k=dice.randrange(2, 11))) for _ in range(4000)]
    return [" ".join(dice.choices(words, k=20_000)).encode() for _ in range(count)]


def exchanges(bodies: list[bytes], *fields: str) -> list[Exchange]:
    """One exchange a body, all with the same head but for the length."""
    made = []
    for number, body in enumerate(bodies):
        lines = [
            "HTTP/1.1 200 OK",
            *FIELDS,
            "Content-Type: text/html; charset=utf-8",
            *fields,
            f"Content-Length: {len(body)}",
        ]
        response = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
        url = f"https://bench.test/p/{number}"
        made.append(
            Exchange(
                url,
                STARTED,
                REQUEST,
                response,
                "127.0.0.1",
                ("http/1.1", "tls/1.3"),
                "TLS_AES_128_GCM_SHA256",
            )
        )
    return made


def ours(work: list[Exchange], folder: Path, *, revisits: bool) -> Callable[[], int]:
    """A round of our writer: every exchange appended and durable but for fsync; gives the bytes written."""

    def round_() -> int:
        with tempfile.TemporaryDirectory(dir=folder) as name:
            place = Path(name)
            index = SQLiteRevisits(place / "revisits.sqlite") if revisits else None
            with ArchiveWriter(
                place, software="bench", operator=None, settings={}, revisits=index, fsync=False
            ) as archive:
                for future in [archive.append(exchange) for exchange in work]:
                    future.result()
            return sum(path.stat().st_size for path in place.glob("*.warc.gz"))

    return round_


def theirs(work: list[Exchange], folder: Path) -> Callable[[], int]:
    """The same exchanges through warcio, in the way its manual shows."""

    def round_() -> int:
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            writer = WARCWriter(file, gzip=True)
            for exchange in work:
                head, _, body = exchange.response.partition(b"\r\n\r\n")
                status, *lines = head.decode("latin-1").split("\r\n")
                fields = StatusAndHeaders(
                    status.partition(" ")[2], [tuple(line.split(": ", 1)) for line in lines], "HTTP/1.1"
                )
                answer = writer.create_warc_record(
                    exchange.url, "response", payload=io.BytesIO(body), http_headers=fields
                )
                asked = [
                    ("Host", "bench.test"),
                    ("User-Agent", "wirecopy"),
                    ("Accept", "text/html"),
                    ("Accept-Encoding", "gzip"),
                ]
                question = StatusAndHeaders("GET /p HTTP/1.1", asked, is_http_request=True)
                request = writer.create_warc_record(
                    exchange.url, "request", payload=io.BytesIO(b""), http_headers=question
                )
                writer.write_request_response_pair(request, answer)
            return file.tell()

    return round_


def measure(round_: Callable[[], int], records: int, seconds: float) -> tuple[float, int]:
    """Records a CPU second, and bytes of one round, over rounds that take `seconds` together."""
    round_()
    started, rounds, size = time.process_time(), 0, 0
    while time.process_time() - started < seconds:
        size = round_()
        rounds += 1
    return rounds * records / (time.process_time() - started), size


def main() -> None:
    """Measure and print a table; records are counted as request plus response."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--pages", type=Path, default=ROOT.parent / "shared" / "corpus" / "articles")
    options = parser.parse_args()
    pages = load_pages(options.pages, 60)
    wire = [gzip.compress(page, 6, mtime=0) for page in pages]
    print(
        f"{len(pages)} pages, mean {sum(map(len, pages)) // len(pages)} bytes, on the wire {sum(map(len, wire)) // len(wire)}"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for label, work in (
            ("wire", exchanges(wire, "Content-Encoding: gzip")),
            ("decoded", exchanges(pages)),
        ):
            gzip6 = sum(
                len(gzip.compress(one.response, 6)) + len(gzip.compress(one.request, 6)) for one in work
            )
            base, _ = measure(theirs(work, folder), 2 * len(work), options.seconds)
            print(f"{label:8} warcio                 {base:8.0f} records/s")
            for what, revisits in (("ours, digests + index ", False), ("ours, + revisit index ", True)):
                rate, size = measure(ours(work, folder, revisits=revisits), 2 * len(work), options.seconds)
                print(
                    f"{label:8} {what} {rate:8.0f} records/s  {rate / base:5.2f} x warcio, {size / gzip6:.3f} of gzip -6"
                )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


if __name__ == "__main__":
    main()
