"""The writer of an archive: one thread, one write an exchange, one fsync a group, and only then the word that it is kept."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from archive import fixity
from archive.capture import Capture, RecordRef, Unread
from archive.compose import Composed, SpooledBlock, compose, warcinfo
from archive.exchange import Exchange, Refusal, Withholding
from archive.indexing import IndexWriter
from archive.interpret import capture_from_pieces, resolve
from archive.journal import LOCK, recover_locked
from archive.lock import FolderLock
from archive.member import compress_member, compress_pieces
from archive.pieces import Pieces
from archive.record import Record, parse_head, parse_record, serialize, serialize_head
from archive.revisits import RevisitIndex
from archive.scan import MAX_BLOCK
from archive.spool import MEMORY
from archive.warcfile import ArchiveFull, ArchiveWriteError, OpenFile, file_name, next_serial

MAX_GROUP = 64
"""Entries that share one fsync at most."""
MAX_GROUP_BYTES = 32 << 20
"""Bytes of answers after which a group is closed, so that memory stays bounded."""


@dataclass(slots=True)
class _Job:
    entry: Exchange | Refusal | Withholding
    future: Future[Any]
    """Of a Capture, or of a RecordRef for a withholding."""
    listening: bool = True


@dataclass(slots=True)
class _Written:
    """An entry whose records are in the file but not yet durable; `record` is its first, at `ref`."""

    job: _Job
    record: Record
    ref: RecordRef
    result: Capture | RecordRef


def utc_now() -> datetime:
    """The moment, aware, in UTC."""
    return datetime.now(UTC)


class ArchiveWriter:
    """Keeps what the network said, in WARC 1.1, before anything else looks at it.

    `append` may be called from any thread; one thread of the writer does the rest. It drains its queue in groups:
    each exchange is composed, compressed and written with one write (an answer in a spool with many, a piece in memory at
    a time); one fsync makes the group durable; then
    `on_durable` gets its captures in file order (in the writer's thread), and the futures are set. The captures are
    read back from the record bytes just written by the reader's own function, so a replay gives equal ones.

    A file is finished (`.open` dropped, entered in the fixity manifest) when it reaches `max_bytes` or `max_age` and
    on `close`; an idle file too. With less than `low_water_bytes` free on the disk entries fail with ArchiveFull
    until there is more. After a write error entries fail with ArchiveWriteError: make a new writer to go on.
    `settings` are written in each file's warcinfo as they are, so give an allow-list of them. `revisits` is committed
    and closed by the writer; with `index` a CDXJ index is kept beside the files (its `fault` says when it is not).
    What a killed writer left is repaired first: `recovery` says how. Raises FolderLocked while another writer has
    the folder, OSError when it cannot be written.
    """

    def __init__(
        self,
        folder: Path,
        *,
        software: str,
        operator: str | None,
        settings: Mapping[str, str],
        on_durable: Callable[[Sequence[Capture]], None] = lambda captures: None,
        revisits: RevisitIndex | None = None,
        index: bool = True,
        prefix: str = "wirecopy",
        max_bytes: int = 1 << 30,
        max_age: timedelta | None = None,
        low_water_bytes: int = 0,
        fsync: bool = True,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.folder = folder
        self._lock = FolderLock(folder, name=LOCK)
        try:
            self.recovery = recover_locked(folder)
            self.index = IndexWriter(folder) if index else None
            self._serial = next_serial(folder)
        except OSError:
            self._lock.release()
            raise
        self._about = (software, operator, dict(settings))
        self._on_durable = on_durable
        self._revisits = revisits
        self._prefix, self._max_bytes, self._max_age = prefix, max_bytes, max_age
        self._low_water, self._fsync, self._clock = low_water_bytes, fsync, clock
        self._file: OpenFile | None = None
        self._warcinfo_id = ""
        self._finish_at = 0.0
        self._group: list[_Job] = []
        self._pending: list[_Written] = []
        self._error: ArchiveWriteError | None = None
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._closed = self._released = False
        self._thread = threading.Thread(target=self._run, name="archive-writer", daemon=True)
        self._thread.start()

    def append(self, entry: Exchange | Refusal) -> Future[Capture]:
        """Archive an exchange or a refusal; the future gives its Capture once it is durable.

        The future fails with ArchiveWriteError (ArchiveFull for want of space): then nothing of the entry is in the
        archive, and it must go no further. Cancelling the future does not keep the entry out.
        """
        return self._put(entry)

    def withhold(self, entry: Withholding) -> Future[RecordRef]:
        """Archive a request for removal; the future gives its record's place once it is durable. Fails as `append`."""
        return self._put(entry)

    def close(self) -> None:
        """Write what was given, finish the file, give the folder back; a second call does nothing.

        Raises ArchiveWriteError when the last file could not be finished; it stays `.open` and is repaired on the
        next start.
        """
        with self._gate:
            if self._released:
                return
            self._released = True
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()
        self._lock.release()
        if self._error is not None:
            raise self._error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _put(self, entry: Exchange | Refusal | Withholding) -> Future[Any]:
        job = _Job(entry, Future())
        with self._gate:
            if not self._closed:
                self._queue.put(job)
                return job.future
        job.future.set_exception(ArchiveWriteError(f"the archive in {self.folder} is closed"))
        return job.future

    # Everything below runs in the writer's thread.

    def _run(self) -> None:
        try:
            while self._step():
                pass
        except BaseException as error:
            # A fault of ours or of `on_durable`: it is shown, and nobody may wait for an answer that never comes.
            self._error = ArchiveWriteError(f"the writer of {self.folder} broke: {error!r}")
            raise
        finally:
            self._stop()

    def _step(self) -> bool:
        """Write one group, or finish a file that is old enough; False when the writer was closed."""
        self._group, closing = self._take()
        self._write(self._group)
        # A large answer has a file as long as somebody holds it.
        self._group = []
        if self._file is not None and (closing or time.monotonic() >= self._finish_at):
            self._finish()
        return not closing

    def _take(self) -> tuple[list[_Job], bool]:
        """The jobs that wait, within the bounds of a group, and whether the end was reached; waits for the first."""
        jobs: list[_Job] = []
        size = 0
        timeout = None if self._file is None else max(0.0, self._finish_at - time.monotonic())
        while len(jobs) < MAX_GROUP and size < MAX_GROUP_BYTES:
            try:
                job = self._queue.get(timeout=timeout) if not jobs else self._queue.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return jobs, True
            # From here on the future cannot be cancelled; one that was is archived all the same.
            job.listening = job.future.set_running_or_notify_cancel()
            jobs.append(job)
            size += min(_size(job.entry), MAX_BLOCK)
        return jobs, False

    def _write(self, jobs: list[_Job]) -> None:
        for job in jobs:
            if self._error is None and self._file is not None and self._file.size >= self._max_bytes:
                self._finish()
            try:
                self._check(_size(job.entry))
                self._pending.append(self._write_one(job))
            except ArchiveFull as error:
                _fail(job, error)
            except ArchiveWriteError as error:
                self._error = error
                _fail(job, error)
        self._commit()

    def _check(self, size: int) -> None:
        if self._error is not None:
            raise ArchiveWriteError(f"the archive in {self.folder} stopped: {self._error}") from self._error
        if self._low_water:
            disk = os.statvfs(self.folder)
            free = disk.f_bavail * disk.f_frsize
            # What is large counts before it is written, what is small only once it is there.
            if free - (size if size > MEMORY else 0) < self._low_water:
                raise ArchiveFull(
                    f"{free} bytes free for {self.folder}, {self._low_water} are to stay free: {size} bytes not archived"
                )

    def _write_one(self, job: _Job) -> _Written:
        file = self._file or self._open()
        try:
            composed = compose(job.entry, self._warcinfo_id, self._revisits)
        except OSError as error:
            raise ArchiveWriteError(f"cannot read a spooled answer: {error.strerror or error}") from error
        if composed.spooled is not None:
            return self._write_spooled(job, file, composed, composed.spooled)
        raws = [serialize(record) for record in composed.records]
        members = [compress_member(raw) for raw in raws]
        offset = file.write(b"".join(members))
        ref = RecordRef(file.name, offset, len(members[0]), composed.records[0].id)
        self._remember(job.entry, composed)
        return _Written(job, composed.records[0], ref, _read_back(raws[0], ref, composed))

    def _write_spooled(self, job: _Job, file: OpenFile, composed: Composed, block: SpooledBlock) -> _Written:
        """The same a piece at a time: a crash in the middle leaves a torn tail, as with one write, and recovery cuts it."""
        first, *others = composed.records
        head = serialize_head(first, len(block))
        length = 0

        def pieces() -> Iterator[bytes]:
            nonlocal length
            for piece in compress_pieces(head, block.pieces()):
                length += len(piece)
                yield piece
            for record in others:
                yield compress_member(serialize(record))

        offset = file.write_pieces(pieces())
        ref = RecordRef(file.name, offset, length, first.id)
        self._remember(job.entry, composed)
        version, headers, _ = parse_head(head)
        beginning = Pieces(version, headers, list(block.pieces(MAX_BLOCK)))
        return _Written(job, first, ref, _meaning(beginning, ref, len(block)))

    def _remember(self, entry: Exchange | Refusal | Withholding, composed: Composed) -> None:
        if self._revisits is not None and composed.original is not None:
            self._revisits.remember(composed.records[0].url, composed.original, composed.key)

    def _open(self) -> OpenFile:
        now = self._clock()
        file = OpenFile(self.folder, file_name(self._prefix, self._serial, now), fsync=self._fsync)
        self._file, self._serial = file, self._serial + 1
        software, operator, settings = self._about
        record = warcinfo(file.name, now, software=software, operator=operator, settings=settings)
        file.write(compress_member(serialize(record)))
        self._warcinfo_id = record.id
        age = self._max_age.total_seconds() if self._max_age is not None else threading.TIMEOUT_MAX / 2
        self._finish_at = time.monotonic() + age
        return file

    def _commit(self) -> None:
        """Make the pending entries durable, then say so, in file order."""
        written, self._pending = self._pending, []
        if not written or self._file is None:
            return
        try:
            self._file.sync()
        except ArchiveWriteError as error:
            self._error = error
            if self._revisits is not None:
                self._revisits.rollback()
            for done in written:
                _fail(done.job, error)
            return
        if self._revisits is not None:
            self._revisits.commit()
        if self.index is not None:
            self.index.add((done.record, done.ref) for done in written)
        captures = [done.result for done in written if isinstance(done.result, Capture)]
        if captures:
            self._on_durable(captures)
        for done in written:
            if done.job.listening:
                done.job.future.set_result(done.result)

    def _finish(self) -> None:
        self._commit()
        file, self._file = self._file, None
        if file is None:
            return
        if self._error is not None:
            file.abandon()
            return
        try:
            path = file.finish()
            fixity.enter(path)
            if self.index is not None:
                self.index.finished(path)
        except ArchiveWriteError as error:
            self._error = error
        except OSError as error:
            self._error = ArchiveWriteError(f"cannot enter {file.name} in the manifest: {error.strerror}")

    def _stop(self) -> None:
        with self._gate:
            self._closed = True
        if self._file is not None:
            self._file.abandon()
        if self._revisits is not None:
            self._revisits.close()
        if self.index is not None:
            self.index.close()
        lost = self._error or ArchiveWriteError(f"the archive in {self.folder} is closed")
        for job in self._group:
            if not job.future.done():
                _fail(job, lost)
        while not self._queue.empty():
            late = self._queue.get()
            if late is not None and late.future.set_running_or_notify_cancel():
                _fail(late, lost)


def _read_back(raw: bytes, ref: RecordRef, composed: Composed) -> Capture | RecordRef:
    """What a reader of these bytes will say; where they give no Capture (a withholding), their place."""
    record = parse_record(raw)
    beginning = Pieces(record.version, record.headers, [record.block[:MAX_BLOCK]])
    capture = _meaning(beginning, ref, len(record.block))
    if composed.payload is None or isinstance(capture, RecordRef):
        return capture
    return resolve(capture, composed.payload)


def _meaning(beginning: Pieces, ref: RecordRef, size: int) -> Capture | RecordRef:
    """What the reader says of a record whose block has `size` bytes; it reads no more than MAX_BLOCK of them."""
    capture = capture_from_pieces(beginning, ref)
    if isinstance(capture, Unread):
        return ref
    return replace(capture, truncated="length") if size > MAX_BLOCK else capture


def _size(entry: Exchange | Refusal | Withholding) -> int:
    return len(entry.response) if isinstance(entry, Exchange) else 0


def _fail(job: _Job, error: ArchiveWriteError) -> None:
    if job.listening:
        job.future.set_exception(error)
