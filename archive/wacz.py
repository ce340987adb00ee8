"""An archive as one WACZ file that replays anywhere: WARCs, index, list of pages with title and text (WACZ 1.1.1)."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import struct
import zipfile
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from archive.indexing import SortedLines, shown_lines
from archive.warcfile import archive_files

VERSION = "1.1.1"
BLOCK = 300
"""Index lines in one gzip member of `index.cdx.gz`, as cdxj-indexer makes them."""

_COPY = 1 << 20


@dataclass(frozen=True, slots=True)
class Page:
    """An entry of the list of pages: what a person looks for. `date` is the capture's WARC-Date; `text` is searched."""

    url: str
    date: str
    title: str | None = None
    text: str | None = None

    def line(self) -> bytes:
        """The page's line of `pages.jsonl`; its time is cut to seconds, as in the index."""
        known = hashlib.sha256(f"{self.url}\n{self.date}".encode("utf-8", "surrogatepass")).digest()
        said = {
            "id": base64.b32encode(known[:15]).decode().lower(),
            "url": self.url,
            "ts": self.date[:19] + "Z" if len(self.date) > 19 else self.date,
            "title": self.title or self.url,
            "text": self.text or "",
        }
        return json.dumps(said).encode() + b"\n"


def write_wacz(
    folder: Path,
    target: Path,
    pages: Iterable[Page] = (),
    *,
    title: str,
    software: str,
    created: datetime,
    description: str | None = None,
    hidden: Container[str] = frozenset(),
) -> Path:
    """Package the finished files of a folder as `target`, and give its path; it appears only when it is complete.

    Everything is streamed: memory does not grow with the archive. WARCs are stored as they are, for random access.
    `pages` are written in the order given. URLs in `hidden` (withheld ones) get no index line and no page, so that no
    replay shows them; their bytes leave the WARCs only by `archive.withhold.erase`. `created` is aware and decides
    every time stamp, so equal input gives equal bytes. The index is taken from the folder when it covers all files,
    else made from the records. Raises FileNotFoundError when the folder has no finished file, OSError otherwise.
    """
    files = archive_files(folder)
    if not files:
        raise FileNotFoundError(f"{folder} holds no finished WARC file")
    new = target.with_name(target.name + ".new")
    with zipfile.ZipFile(new, "w", allowZip64=True) as archive, SortedLines(target.parent) as lines:
        package = _Package(archive, created.astimezone(UTC))
        for path in files:
            package.add(f"archive/{path.name}", _pieces(path), size=path.stat().st_size)
        idx: list[bytes] = []
        package.add("indexes/index.cdx.gz", _blocks(shown_lines(folder, files, lines, hidden), idx))
        package.add("indexes/index.idx", idx, deflate=True)
        package.add("pages/pages.jsonl", _pages(pages, hidden), deflate=True)
        package.finish(title=title, software=software, description=description)
    new.replace(target)
    return target


@dataclass(slots=True)
class _Package:
    """The zip being written, and what its datapackage.json will say of it."""

    archive: zipfile.ZipFile
    created: datetime
    resources: list[dict[str, str | int]] = field(default_factory=list)

    def add(
        self, path: str, pieces: Iterable[bytes], *, size: int | None = None, deflate: bool = False
    ) -> None:
        digest, length = self._write(path, pieces, size, deflate)
        name = path.rpartition("/")[2].lower()
        self.resources.append({"name": name, "path": path, "hash": digest, "bytes": length})

    def finish(self, *, title: str, software: str, description: str | None) -> None:
        said = {
            "profile": "data-package",
            "title": title,
            **({"description": description} if description else {}),
            "created": self.created.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "software": software,
            "wacz_version": VERSION,
            "resources": self.resources,
        }
        package = json.dumps(said, indent=2).encode()
        digest, _ = self._write("datapackage.json", [package], None, True)
        sealed = json.dumps({"path": "datapackage.json", "hash": digest}, indent=2).encode()
        self._write("datapackage-digest.json", [sealed], None, True)

    def _write(self, path: str, pieces: Iterable[bytes], size: int | None, deflate: bool) -> tuple[str, int]:
        info = zipfile.ZipInfo(path, self.created.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
        info.external_attr = 0o644 << 16
        info.extra = self._time_stamp()
        digest, length = hashlib.sha256(), 0
        info.file_size = size or 0
        # A size that is not known beforehand could be beyond the old format's 4 GiB.
        with self.archive.open(info, "w", force_zip64=size is None) as entry:
            for piece in pieces:
                entry.write(piece)
                digest.update(piece)
                length += len(piece)
        return "sha256:" + digest.hexdigest(), length

    def _time_stamp(self) -> bytes:
        """The time in UTC as an extended timestamp (Info-ZIP 0x5455), in every entry's local and central header.

        ReplayWeb.page takes an entry without an extra field in the central directory to have none in its local header,
        where zipfile may put one for sizes it does not know beforehand; with this field it looks.
        """
        return struct.pack("<HHBI", 0x5455, 5, 1, int(self.created.timestamp()))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_COPY):
            yield piece


def _blocks(lines: Iterable[bytes], idx: list[bytes]) -> Iterator[bytes]:
    """The index in gzip members of some hundred lines; `idx` gets a line for each, by which one member is found."""
    idx.append(
        b"!meta 0 " + json.dumps({"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}).encode() + b"\n"
    )
    offset = 0
    block: list[bytes] = []
    for line in _with_end(lines):
        if line is not None:
            block.append(line)
        if block and (line is None or len(block) == BLOCK):
            member = gzip.compress(b"".join(block), mtime=0)
            where = {
                "offset": offset,
                "length": len(member),
                "digest": "sha256:" + hashlib.sha256(member).hexdigest(),
            }
            idx.append(block[0].partition(b" {")[0] + b" " + json.dumps(where).encode() + b"\n")
            offset += len(member)
            block = []
            yield member


def _with_end(lines: Iterable[bytes]) -> Iterator[bytes | None]:
    yield from lines
    yield None


def _pages(pages: Iterable[Page], hidden: Container[str]) -> Iterator[bytes]:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": True}
    yield json.dumps(head).encode() + b"\n"
    for page in pages:
        if page.url not in hidden:
            yield page.line()
