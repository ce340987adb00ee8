"""The WARC files inside a WACZ (or any zip), checked before a byte is read: names, links, sizes, overlaps.

Source: WACZ 1.1.1, section 5.1: archives stand in `archive/`, stored without compression. Deflated ones are read too, from
front to back.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import cast

from archive.errors import ArchiveError
from archive.source import Readable, Source

MAX_ENTRIES = 100_000
MAX_RATIO = 200
"""What one deflated entry may grow to, in times its size in the zip; text with markup reaches about 20."""

_ARCHIVE_NAMES = (".warc", ".arc", ".gz", ".zst", ".lz4")
_END, _END_SIZE = b"PK\x05\x06", 22
_LOCAL, _LOCAL_SIZE = b"PK\x03\x04", 30
UNREADABLE = (OSError, EOFError, zlib.error, zipfile.BadZipFile)
"""What reading on in a broken file or zip entry may raise."""
_SYMLINK = 0o120000


class PackageRefused(ArchiveError):
    """A zip that is broken, or made to hurt whoever unpacks it; the message says which entry and why."""


def list_entries(path: Path) -> list[str]:
    """The names of the zip's archive files, sorted; raises PackageRefused before anything is unpacked.

    Refused: names with `..`, absolute or drive names, links, names that differ in case alone, more than 100,000 entries,
    entries that overlap or grow over 200 times, encrypted entries.
    """
    _check_count(path)
    with _open(path) as package:
        entries = package.infolist()
    _check(entries, path.stat().st_size)
    return sorted(entry.filename for entry in entries if _is_archive(entry.filename))


def open_entry(path: Path, entry: str, name: str) -> Source:
    """One entry of the zip as a source called `name`; raises PackageRefused when it cannot be opened.

    A stored entry is read where it lies in the zip, so that damage in it is ours to step over and offsets cost nothing.
    """
    with _open(path) as package:
        try:
            info = package.getinfo(entry)
            if info.compress_type != zipfile.ZIP_STORED:
                return Source(cast(Readable, package.open(info)), name, info.file_size)
        except (NotImplementedError, RuntimeError, KeyError, *UNREADABLE) as error:
            raise PackageRefused(f"{entry}: {error}") from error
    return Source(_Slice(path, info), name, info.file_size)


class _Slice:
    """A stored entry as a file: a stretch of the zip."""

    def __init__(self, path: Path, info: zipfile.ZipInfo) -> None:
        if not 0 <= info.header_offset < path.stat().st_size:
            raise PackageRefused(f"{info.filename}: no entry where the directory says")
        self._file = path.open("rb", buffering=0)
        self._file.seek(info.header_offset)
        head = self._file.read(_LOCAL_SIZE)
        if len(head) < _LOCAL_SIZE or not head.startswith(_LOCAL):
            self._file.close()
            raise PackageRefused(f"{info.filename}: no entry where the directory says")
        self._start = info.header_offset + _LOCAL_SIZE + sum(struct.unpack_from("<HH", head, 26))
        self._size, self._at = info.file_size, 0

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._at = offset if whence == 0 else self._size + offset
        self._file.seek(self._start + self._at)
        return self._at

    def read(self, count: int = -1, /) -> bytes | None:
        data = self._file.read(min(count, max(self._size - self._at, 0)))
        self._at += len(data)
        return data

    def readinto(self, buffer: memoryview, /) -> int:
        got = self._file.readinto(buffer[: max(self._size - self._at, 0)])
        self._at += got
        return got

    def close(self) -> None:
        self._file.close()


def _open(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise PackageRefused(f"not a readable zip ({error})") from error


def _is_archive(entry: str) -> bool:
    """WACZ keeps archives in `archive/`; other zips anywhere, but an index beside them may be called .gz as well."""
    name = PurePosixPath(entry)
    return name.name.lower().endswith(_ARCHIVE_NAMES) and name.parts[0] not in {"indexes", "pages"}


def _check_count(path: Path) -> None:
    """Python loads the whole directory at once: look at the number of entries it announces first (APPNOTE 4.3.16)."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - (1 << 16) - _END_SIZE, 0))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or at + _END_SIZE > len(tail):
        raise PackageRefused("zip without a directory at its end: cut off")
    entries, directory = (
        struct.unpack_from("<H", tail, at + 10)[0],
        struct.unpack_from("<I", tail, at + 12)[0],
    )
    # 0xFFFF and 0xFFFFFFFF point to the zip64 directory, whose entries take at least 46 bytes each.
    if entries == 0xFFFF and (directory == 0xFFFFFFFF or directory > MAX_ENTRIES * 46):
        raise PackageRefused(f"more than {MAX_ENTRIES} entries")


def _check(entries: list[zipfile.ZipInfo], size: int) -> None:
    if len(entries) > MAX_ENTRIES:
        raise PackageRefused(f"more than {MAX_ENTRIES} entries")
    if sum(entry.compress_size for entry in entries) > size:
        raise PackageRefused("entries overlap: they add up to more than the file")
    seen: set[str] = set()
    for entry in entries:
        reason = _refusal(entry)
        if reason is None and entry.filename.lower() in seen:
            reason = "stands twice, or differs from another in case alone"
        if reason:
            raise PackageRefused(f"{entry.filename[:200]!r} {reason}")
        seen.add(entry.filename.lower())


def _refusal(entry: zipfile.ZipInfo) -> str | None:
    name = entry.orig_filename.replace("\\", "/")
    if name.startswith("/") or re.match("[A-Za-z]:", name):
        return "is an absolute name"
    if ".." in PurePosixPath(name).parts or "\0" in name:
        return "leaves the folder"
    if (entry.external_attr >> 16) & 0o170000 == _SYMLINK:
        return "is a link"
    if entry.flag_bits & 1:
        return "is encrypted"
    if entry.file_size > MAX_RATIO * max(entry.compress_size, 1) and entry.file_size > 1 << 20:
        return f"would grow {entry.file_size // max(entry.compress_size, 1)} times"
    return None
