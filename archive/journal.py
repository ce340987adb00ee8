"""What a killed writer left behind, brought back to whole records before anybody writes or reads again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive import fixity
from archive.errors import RecordDamaged
from archive.lock import FolderLock
from archive.member import Bytes, Member, mapped, scan
from archive.record import MAX_HEAD, Record, content_length, parse_head, unbracket
from archive.warcfile import OPEN, archive_files, serial_of, sync_folder

LOCK = ".writer"
"""Name of the lock that a writer and a recovery hold on an archive folder."""

_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Repair:
    """What was done to one file: bytes kept and cut from its end, and stretches inside it that nobody can read.

    `file` is the final name. `removed` is True when nothing of it was worth keeping. Damage inside is left where it
    is, because whole records follow it.
    """

    file: str
    kept: int
    cut: int
    removed: bool = False
    damage: tuple[tuple[int, int], ...] = ()

    def __str__(self) -> str:
        if self.removed:
            return f"{self.file}: removed, {self.cut} bytes without a whole exchange"
        line = f"{self.file}: kept {self.kept} bytes"
        if self.cut:
            line += f", cut {self.cut} bytes of an unfinished exchange"
        for offset, length in self.damage:
            line += f", {length} unreadable bytes at {offset}"
        return line


@dataclass(frozen=True, slots=True)
class Recovery:
    """Every file that was not as a finished writer leaves it, in archive order; empty after a clean stop."""

    repairs: tuple[Repair, ...] = ()

    @property
    def cut(self) -> int:
        """Bytes cut off in all."""
        return sum(repair.cut for repair in self.repairs)

    def __str__(self) -> str:
        return "\n".join(str(repair) for repair in self.repairs)


def recover(folder: Path) -> Recovery:
    """Cut every `.open` file back to its last whole exchange and give it its final name; report what was cut.

    Each record is decompressed and parsed, its checksum and length compared; a request without its response (or the
    other way round) at the end is cut as well, so that no link leads nowhere. A file without an exchange is removed.
    The last finished file is looked at too when the fixity manifest does not vouch for its length. What is cut was
    never acknowledged: it will be fetched again. Takes some three seconds per GiB of `.open` files. Raises FolderLocked
    while a writer has the folder, OSError when it cannot be written.
    """
    if not folder.is_dir():
        return Recovery()
    with FolderLock(folder, name=LOCK):
        return recover_locked(folder)


def recover_locked(folder: Path) -> Recovery:
    """`recover` for a caller that holds the folder's lock already."""
    for path in folder.glob("*.new"):
        # Half of a copy that was to be renamed over its original: the original is still there.
        path.unlink()
    repairs = [repair for path in archive_files(folder)[-1:] if (repair := _last_finished(path))]
    repairs += [_repair(path) for path in sorted(folder.glob(f"*{OPEN}"))]
    if repairs:
        sync_folder(folder)
    return Recovery(tuple(repairs))


def _last_finished(path: Path) -> Repair | None:
    """Our newest finished file, when the manifest does not vouch for it; never removed, never cut to nothing."""
    if not serial_of(path.name) or fixity.vouches_for(path):
        return None
    with mapped(path) as data:
        end, exchanges, damage = last_whole_exchange(data)
        cut = len(data) - end if exchanges else 0
    if cut:
        _truncate(path, end)
    if not damage:
        fixity.enter_new(path)
    return Repair(path.name, end, cut, damage=tuple(damage)) if cut or damage else None


def _repair(path: Path) -> Repair:
    with mapped(path) as data:
        end, exchanges, damage = last_whole_exchange(data)
        size = len(data)
    final = path.with_name(path.name.removesuffix(OPEN))
    if not exchanges and not damage:
        path.unlink()
        return Repair(final.name, 0, size, removed=True)
    _truncate(path, end)
    path.rename(final)
    fixity.enter_new(final)
    return Repair(final.name, end, size - end, damage=tuple(damage))


def _truncate(path: Path, size: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.ftruncate(handle, size)
        os.fsync(handle)
    finally:
        os.close(handle)


def last_whole_exchange(data: Bytes) -> tuple[int, int, list[tuple[int, int]]]:
    """Where the last whole exchange ends, how many records besides warcinfo lie before, and damage before (offset, length)."""
    end = count = found = 0
    damage: list[tuple[int, int]] = []
    pending: set[str] = set()
    seen: set[str] = set()
    unread: list[tuple[int, int]] = []
    for member in scan(data, keep=MAX_HEAD):
        record = whole_record(member)
        if record is None:
            unread.append((member.offset, member.length))
            continue
        found += record.type != "warcinfo"
        seen.add(record.id)
        # A record that nobody waited for begins a new exchange: the one before lost its other half to damage.
        waiting = pending if record.id in pending else set()
        pending = {link for link in (*waiting, *_links(record)) if link not in seen}
        if not pending:
            end, count = member.end, found
            damage += unread
            unread.clear()
    return end, count, damage


def whole_record(member: Member) -> Record | None:
    """The record that a member holds; None unless it is exactly one, of the length it names, with its two line ends.

    Of a member of which only a beginning was kept, the record's block is as much of it as that holds.
    """
    if member.raw is None:
        return None
    try:
        version, headers, start = parse_head(member.raw)
    except RecordDamaged:
        return None
    length = content_length(headers)
    if length is None or member.size != start + length + len(_END) or member.tail != _END:
        return None
    return Record(version, headers, member.raw[start : start + length])


def _links(record: Record) -> Iterator[str]:
    return (unbracket(value) for name, value in record.headers if name.lower() == "warc-concurrent-to")
