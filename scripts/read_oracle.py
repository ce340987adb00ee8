"""Three readers of WARC, ours, warcio and fastwarc, over the same files: do they see the same records, to the byte?

    python scripts/read_oracle.py data/archive other/*.warc.gz      any files or folders
    python scripts/read_oracle.py --make 2                          two GiB of blocks written by our writer first

Compared are type, record id, target URI and the digest of the block of every record, in order. Prints one JSON object a file
in which they differ, with the first difference, and one at the end; exit code 1 when there was one.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from archive.exchange import Exchange
from archive.locate import locate
from archive.reader import read_records
from archive.writer import ArchiveWriter

Seen = tuple[str, str, str, str]
"""Type, record id, target URI, SHA-1 of the block."""
_WORDS = tuple(f"word{number}" for number in range(4000))


def ours(path: Path) -> Iterator[Seen]:
    """Every record that our reader hands out whole."""
    for found in read_records(path):
        record = found.record
        if record is not None and found.reason is None and record.type != "arc_header":
            # In ARC files the others call everything a response.
            kind = "response" if record.version.startswith("ARC") else record.type
            yield _seen(kind, record.get("WARC-Record-ID"), record.url, record.block)


def by_warcio(path: Path) -> Iterator[Seen]:
    """Every record that warcio reads; the header of an ARC file is none."""
    with path.open("rb") as file, contextlib.redirect_stderr(io.StringIO()):
        for record in ArchiveIterator(file, no_record_parse=True):
            block, fields = record.raw_stream.read(), record.rec_headers
            if record.rec_type != "arc_header":
                url = fields.get_header("WARC-Target-URI") or fields.get_header("uri")
                yield _seen(record.rec_type, fields.get_header("WARC-Record-ID"), url, block)


def by_fastwarc(path: Path) -> Iterator[Seen]:
    """Every record that fastwarc reads."""
    for record in FastIterator(str(path), parse_http=False, quirks_mode=True):
        fields = {name.lower(): value for name, value in record.headers.items()}
        block = record.reader.read()
        names = ("warc-type", "warc-record-id", "warc-target-uri")
        kind, name, url = (fields.get(each) for each in names)
        yield _seen(kind, name, url, block)


READERS: dict[str, Callable[[Path], Iterator[Seen]]] = {"warcio": by_warcio, "fastwarc": by_fastwarc}


def _seen(kind: str | None, name: str | None, url: str | None, block: bytes) -> Seen:
    """What a reader sees, without the brackets and blanks that some leave around a value."""
    url = (url or "").strip().removeprefix("<").removesuffix(">").replace(" ", "%20")
    digest = hashlib.sha1(block, usedforsecurity=False).hexdigest()
    return (kind or "").strip(), (name or "").strip(), url, digest


def compare(path: Path) -> dict[str, Any]:
    """How many records our reader sees in a file, and by reader where it first sees something else; None where it never does."""
    seen = list(ours(path))
    return {
        "file": path.name,
        "records": len(seen),
        **{name: _first(seen, reader(path)) for name, reader in READERS.items()},
    }


def _first(ours: Iterable[Seen], theirs: Iterator[Seen]) -> str | None:
    missing = object()
    number = 0
    try:
        for number, (one, other) in enumerate(zip_longest(ours, theirs, fillvalue=missing)):
            if one is missing or other is missing:
                return f"record {number}: only {'there' if one is missing else 'here'}"
            if one != other:
                return f"record {number}: here {one}, there {other}"
    except Exception as error:  # noqa: BLE001 - whatever a reader gives up with is what it says of the file
        return f"record {number}: it stops: {type(error).__name__}: {error}"[:200]
    return None


def make(folder: Path, gigabytes: float) -> Path:
    """An archive of invented pages with so many GiB of blocks, in files of 256 MiB."""
    dice, done, number = random.Random(7), 0, 0
    start = datetime(2026, 3, 1, tzinfo=UTC)
    options: dict[str, Any] = {
        "software": "read_oracle",
        "operator": None,
        "settings": {},
        "max_bytes": 256 << 20,
    }
    with ArchiveWriter(folder, **options) as archive:
        while done < gigabytes * (1 << 30):
            number += 1
            body = " ".join(dice.choices(_WORDS, k=dice.randrange(200, 60_000))).encode()
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body)
            done += len(head) + len(body)
            url = f"https://www.kettleford-courier.test/story/{number}"
            request = f"GET /story/{number} HTTP/1.1\r\nHost: www.kettleford-courier.test\r\n\r\n".encode()
            archive.append(Exchange(url, start + timedelta(seconds=number), request, head + body))
    return folder


def main() -> int:
    """Compare, tell, and say whether all agree."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="*", type=Path, help="WARC files, or folders of them")
    parser.add_argument(
        "--make", type=float, metavar="GIB", help="write so much into a temporary folder, and compare that"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wirecopy-oracle-") as made:
        paths = [*options.paths, *([make(Path(made), options.make)] if options.make else [])]
        found = [compare(each) for path in paths for each, _name in locate(path)]
    unlike = [each for each in found if any(each[name] for name in READERS)]
    for each in unlike:
        print(json.dumps(each))
    facts = {"files": len(found), "records": sum(each["records"] for each in found), "unlike": len(unlike)}
    print(json.dumps(facts))
    return int(bool(unlike))


if __name__ == "__main__":
    raise SystemExit(main())
