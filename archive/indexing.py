"""The index kept while the archive is written, and made anew from the archive alone."""

from __future__ import annotations

import heapq
import json
import mmap
import os
import tempfile
from collections.abc import Container, Iterable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from archive.capture import RecordRef
from archive.cdxj import INDEX, JOURNAL, insertion_point, line_of, parse_line
from archive.reader import read_records
from archive.record import Record
from archive.warcfile import archive_files

COVERED = "index.files"
"""Which files the sorted index covers: JSON of file name and length in bytes."""

_RUN = 200_000
"""Lines sorted in memory at a time."""
_COPY = 1 << 20


class IndexWriter:
    """Adds lines while the archive is written, and merges them into the sorted index when a file is finished.

    Lines of the file being written stand in `index.journal`, so that other processes can look them up; they are
    never the only copy, since opening indexes whatever the sorted index does not cover: after a crash, or when files
    were put into the folder. An index never stands between a capture and the archive: when it cannot be written,
    `fault` says why, and the next start catches up. The constructor raises OSError when the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.fault: str | None = None
        self._folder = folder
        self._lines: list[bytes] = []
        self._journal: int | None = None
        catch_up(folder)

    def add(self, records: Iterable[tuple[Record, RecordRef]]) -> None:
        """Index records that are durable; those that have no line are passed over."""
        lines = [line.encode() for line in (line_of(record, ref) for record, ref in records) if line]
        if not lines or self.fault is not None:
            return
        self._lines += lines
        try:
            if self._journal is None:
                flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC
                self._journal = os.open(self._folder / JOURNAL, flags, 0o644)
            os.write(self._journal, b"\n".join(lines) + b"\n")
        except OSError as error:
            self._give_up(error)

    def finished(self, path: Path) -> None:
        """The file that the lines are of got its final name: sort them into the index."""
        self.close()
        if self.fault is not None:
            return
        try:
            merge(self._folder, self._lines, [path])
            (self._folder / JOURNAL).unlink(missing_ok=True)
        except OSError as error:
            self._give_up(error)
        self._lines = []

    def close(self) -> None:
        """Let go of the journal; what was not merged is indexed again on the next start."""
        if self._journal is not None:
            os.close(self._journal)
            self._journal = None

    def _give_up(self, error: OSError) -> None:
        self.fault = f"the index in {self._folder} is not kept up: {error.strerror}"
        self._lines = []


def catch_up(folder: Path) -> int:
    """Index every finished file that the sorted index does not cover, and give their number.

    When a covered file is gone or has another length, the whole index is made anew.
    """
    (folder / JOURNAL).unlink(missing_ok=True)
    sizes = {path.name: path.stat().st_size for path in archive_files(folder)}
    covered = _covered(folder)
    if any(sizes.get(name) != size for name, size in covered.items()) or not (folder / INDEX).exists():
        return rebuild(folder) if sizes or covered else 0
    missing = [folder / name for name in sizes if name not in covered]
    if missing:
        merge(folder, list(lines_of(missing)), missing)
    return len(missing)


def rebuild(folder: Path) -> int:
    """Make the sorted index from the finished files alone; gives their number. The same lines as cdxj-indexer -s.

    Memory is bounded: runs of lines are sorted to temporary files beside the index and merged. The old index stays
    until the new one is complete.
    """
    files = archive_files(folder)
    with SortedLines(folder) as lines:
        for line in lines_of(files):
            lines.add(line)
        _replace(folder / INDEX, lines.merged())
    _cover(folder, files)
    return len(files)


class SortedLines:
    """Sorts more lines than fit into memory: runs of them go to nameless temporary files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._runs: list[Iterable[bytes]] = []
        self._lines: list[bytes] = []

    def add(self, line: bytes) -> None:
        """Take a line, without its end."""
        self._lines.append(line + b"\n")
        if len(self._lines) >= _RUN:
            # A folder that is only looked at may be read-only.
            folder = self._folder if os.access(self._folder, os.W_OK) else None
            file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by the stack
            self._stack.enter_context(file)
            file.writelines(sorted(self._lines))
            file.seek(0)
            self._runs.append(file)
            self._lines = []

    def merged(self) -> Iterator[bytes]:
        """Every line once, with its end, in order; to be asked once."""
        return _without_repeats(heapq.merge(*self._runs, sorted(self._lines)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()


def is_covered(folder: Path, files: list[Path]) -> bool:
    """True when the folder's sorted index is there and covers exactly these files with the lengths they have."""
    return (folder / INDEX).exists() and _covered(folder) == {
        path.name: path.stat().st_size for path in files
    }


def lines_of(files: Iterable[Path]) -> Iterator[bytes]:
    """The index lines that files give, in archive order, without line ends; damage is passed over."""
    for path in files:
        for located in read_records(path):
            if located.record is not None and located.reason is None:
                line = line_of(located.record, located.ref)
                if line is not None:
                    yield line.encode()


def write_shown(folder: Path, target: Path, hidden: Container[str]) -> int:
    """Write the folder's sorted index to `target` without the lines of URLs in `hidden`; gives the number of lines.

    The index is taken from the folder when it covers all finished files, else made from the records. Raises OSError.
    """
    count = 0
    with SortedLines(target.parent) as lines, target.open("wb") as file:
        for line in shown_lines(folder, archive_files(folder), lines, hidden):
            file.write(line)
            count += 1
    return count


def shown_lines(
    folder: Path, files: list[Path], lines: SortedLines, hidden: Container[str]
) -> Iterator[bytes]:
    """The sorted index of these files of a folder, with line ends, but for the lines of URLs in `hidden`.

    `lines` is empty and takes what has to be sorted where the folder's own index does not cover the files.
    """
    if is_covered(folder, files):
        with (folder / INDEX).open("rb") as file:
            yield from (line for line in file if parse_line(line.decode()).url not in hidden)
        return
    for line in lines_of(files):
        if parse_line(line.decode()).url not in hidden:
            lines.add(line)
    yield from lines.merged()


def merge(folder: Path, lines: list[bytes], files: list[Path]) -> None:
    """Sort `lines`, those of `files`, into the folder's index, whose own lines are copied in whole stretches."""
    target = folder / INDEX
    with ExitStack() as stack:
        old: mmap.mmap | bytes = b""
        if target.exists() and target.stat().st_size:
            file = stack.enter_context(target.open("rb"))
            old = stack.enter_context(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        _replace(target, _merged(old, sorted(set(lines))))
    _cover(folder, files, _covered(folder))


def drop_lines(folder: Path, gone: set[tuple[str, int]]) -> None:
    """Take the lines of records (file name, offset) out of the sorted index."""
    target = folder / INDEX
    if not target.exists():
        return
    with target.open("rb") as file:
        _replace(target, (line for line in file if _place(line) not in gone))


def _place(line: bytes) -> tuple[str, int]:
    said = json.loads(line[line.index(b" {") :])
    return str(said["filename"]), int(said["offset"])


def _merged(old: mmap.mmap | bytes, lines: list[bytes]) -> Iterator[bytes]:
    at = 0
    for line in lines:
        point = insertion_point(old, line, at)
        yield from _stretch(old, at, point)
        if old[point : point + len(line) + 1] != line + b"\n":
            yield line + b"\n"
        at = point
    yield from _stretch(old, at, len(old))


def _stretch(data: mmap.mmap | bytes, start: int, end: int) -> Iterator[bytes]:
    for at in range(start, end, _COPY):
        yield data[at : min(at + _COPY, end)]


def _without_repeats(lines: Iterable[bytes]) -> Iterator[bytes]:
    last = b""
    for line in lines:
        if line != last:
            yield line
        last = line


def _covered(folder: Path) -> dict[str, int]:
    with suppress(FileNotFoundError, ValueError):
        said = json.loads((folder / COVERED).read_bytes())
        if isinstance(said, dict):
            return {name: size for name, size in said.items() if isinstance(size, int)}
    return {}


def _cover(folder: Path, files: Iterable[Path], before: dict[str, int] | None = None) -> None:
    sizes = {**(before or {}), **{path.name: path.stat().st_size for path in files}}
    _replace(folder / COVERED, [json.dumps(sizes, indent=0).encode(), b"\n"])


def _replace(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file beside `path` and give it that name: a reader sees the old one or the new one."""
    new = path.with_name(path.name + ".new")
    with new.open("wb") as file:
        for part in parts:
            file.write(part)
    new.replace(path)
