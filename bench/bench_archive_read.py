"""How fast archives are read, beside warcio in the same run: records a CPU second, front to back, by offset and into an index.

    python bench/bench_archive_read.py [--rounds 5] [--pages FOLDER]

FOLDER holds `*.html.gz` pages (default ../shared/corpus/articles; invented pages where it is absent). Three archives of
the same pages are made: `pages` (decoded pages, gzip -6, what most archives are), `foreign wire` (bodies as sent,
gzip -6 over them) and `our wire` (the same by our writer's member function). Each has a request to every response.
Both readers take in every block; ours also parses HTTP, joins chunks and makes the Capture. Best of the rounds, which
are interleaved, so that a busy machine hurts both alike. Offsets come in no order; the index is CDXJ, beside cdxj-indexer's.
`floor` is the decompression alone, by the decompressor we use.
"""

from __future__ import annotations

import argparse
import gzip
import io
import random
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from cdxj_indexer.main import write_cdx_index  # noqa: E402
from isal import igzip_lib  # noqa: E402
from warcio.archiveiterator import ArchiveIterator  # noqa: E402

from archive.capture import payload_digest  # noqa: E402
from archive.cdxj import line_of  # noqa: E402
from archive.member import compress_member  # noqa: E402
from archive.reader import Archive  # noqa: E402
from archive.record import Record, serialize  # noqa: E402

COPIES = 12
FIELDS = (
    "Date: Sun, 01 Mar 2026 12:00:00 GMT\r\nServer: bench\r\nVary: Accept-Encoding\r\nCache-Control: max-age=60\r\n"
    "ETag: W/bench\r\nStrict-Transport-Security: max-age=31536000\r\nSet-Cookie: a=b; path=/\r\nX-Frame-Options: DENY\r\n"
)
REQUEST = b"GET /p HTTP/1.1\r\nHost: bench.test\r\nUser-Agent: wirecopy\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\n\r\n"


def load_pages(folder: Path, count: int) -> list[bytes]:
    """Decoded pages: real ones where the folder is, else invented ones of a like size."""
    paths = sorted(folder.glob("*.html.gz"))
    dice = random.Random(5)
    if paths:
        return [gzip.decompress(path.read_bytes()) for path in dice.sample(paths, min(count, len(paths)))]
    words = ["".join(dice.choices("abcdefghijklmnop", k=dice.randrange(2, 11))) for _ in range(4000)]
    return [" ".join(dice.choices(words, k=20_000)).encode() for _ in range(count)]


def records(bodies: list[bytes], encoding: str) -> list[Record]:
    """A request and a response record for each body, with the fields that a good writer gives them."""
    made: list[Record] = []
    for number, body in enumerate(bodies):
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{FIELDS}{encoding}"
        block = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        for kind, content in (("response", block), ("request", REQUEST)):
            fields = (
                ("WARC-Type", kind),
                ("WARC-Record-ID", f"<urn:uuid:00000000-0000-4000-8000-{len(made):012d}>"),
                ("WARC-Date", "2026-03-01T12:00:00.000000Z"),
                ("WARC-Target-URI", f"https://bench.test/p/{number}"),
                ("WARC-Concurrent-To", f"<urn:uuid:00000000-0000-4000-8000-{len(made) ^ 1:012d}>"),
                ("WARC-IP-Address", "127.0.0.1"),
                ("WARC-Payload-Digest", payload_digest(body)),
                ("WARC-Block-Digest", payload_digest(content)),
                ("Content-Type", f"application/http; msgtype={kind}"),
            )
            made.append(Record("WARC/1.1", fields, content))
    return made


def made(pages: list[bytes]) -> dict[str, list[bytes]]:
    """The members of three archives of the same pages."""
    wire = [gzip.compress(page, 6, mtime=0) for page in pages]
    encoded = "Content-Encoding: gzip\r\n"
    return {
        "pages": [gzip.compress(serialize(one), 6, mtime=0) for one in records(pages, "")],
        "foreign wire": [gzip.compress(serialize(one), 6, mtime=0) for one in records(wire, encoded)],
        "our wire": [compress_member(serialize(one)) for one in records(wire, encoded)],
    }


def ours(path: Path) -> int:
    """Front to back: every record and Capture."""
    return sum(1 for _ in Archive(path).captures())


def warcio(path: Path) -> int:
    """Front to back, as its manual shows."""
    count = 0
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            record.raw_stream.read()
            count += 1
    return count


def floor(path: Path) -> int:
    """Decompression and nothing else, the size of each step known beforehand."""
    data, at, count = memoryview(path.read_bytes()), 0, 0
    while at < len(data):
        decoder, fed = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP), at
        step = 1 << 11
        while not decoder.eof:
            fresh = data[fed : fed + step] if decoder.needs_input else b""
            fed, step = fed + len(fresh), 1 << 16
            decoder.decompress(fresh, 1 << 16)
        at, count = fed - len(decoder.unused_data), count + 1
    return count


def ours_at(path: Path, offsets: list[int]) -> int:
    """By offset, through one opened Archive."""
    archive = Archive(path)
    return sum(1 for offset in offsets if archive.at(path.name, offset).url)


def warcio_at(path: Path, offsets: list[int]) -> int:
    """By offset: seek, one record, its block."""
    with path.open("rb") as file:
        for offset in offsets:
            file.seek(offset)
            next(iter(ArchiveIterator(file))).raw_stream.read()
    return len(offsets)


def our_index(path: Path) -> int:
    """A line of CDXJ for each record that gets one."""
    lines = (line_of(each.record, each.ref) for each in Archive(path).records() if each.record)
    return 2 * sum(1 for line in lines if line)


def cdxj_indexer(path: Path) -> int:
    """The same by cdxj-indexer, which reads with warcio."""
    into = io.StringIO()
    write_cdx_index(into, [str(path)], {})
    return 2 * into.getvalue().count("\n")


def best(ways: dict[str, Callable[[], int]], rounds: int) -> dict[str, float]:
    """Records a CPU second of each way: the best of interleaved rounds."""
    rates = dict.fromkeys(ways, 0.0)
    for _ in range(rounds):
        for name, way in ways.items():
            started = time.process_time()
            count = way()
            rates[name] = max(rates[name], count / (time.process_time() - started))
    return rates


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=Path, default=ROOT.parent / "shared" / "corpus" / "articles")
    options = parser.parse_args()
    pages = load_pages(options.pages, 60)
    archives = made(pages)
    print(
        f"{len(pages)} pages, mean {sum(map(len, pages)) // len(pages)} bytes, {COPIES} times in each archive"
    )
    with tempfile.TemporaryDirectory() as folder:
        for name, members in archives.items():
            path = Path(folder, name.replace(" ", "-") + ".warc.gz")
            path.write_bytes(b"".join(members * COPIES))
            report(
                name,
                path,
                random.Random(7).sample(starts(members * COPIES)[::2], 120),
                options.rounds,
            )


def starts(members: list[bytes]) -> list[int]:
    """Where each member begins."""
    return [0, *accumulate(map(len, members[:-1]))]


def report(name: str, path: Path, offsets: list[int], rounds: int) -> None:
    """Measure one archive and print its lines."""
    rates = best(
        {"warcio": lambda: warcio(path), "ours": lambda: ours(path), "floor": lambda: floor(path)}, rounds
    )
    for way, rate in rates.items():
        print(f"{name:13} {way:8} {rate:8.0f} records/s  {rate / rates['warcio']:5.2f} x warcio")
    index = best({"warcio": lambda: cdxj_indexer(path), "ours": lambda: our_index(path)}, max(rounds // 2, 1))
    for way, rate in index.items():
        named = "cdxj-indexer" if way == "warcio" else way
        print(f"{name:13} {named:8} {rate:8.0f} records/s indexed, {rate / index['warcio']:5.2f} x")
    at = best({"warcio": lambda: warcio_at(path, offsets), "ours": lambda: ours_at(path, offsets)}, rounds)
    for way, rate in at.items():
        print(
            f"{name:13} {way:8} {1000 / rate:8.2f} ms a record by offset, {rate / at['warcio']:5.2f} x warcio"
        )


if __name__ == "__main__":
    main()
