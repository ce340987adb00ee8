"""The index of fingerprints: an open-addressing table in a memory-mapped file, probed by numpy, eight slots at a time."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pipelines.deduplicate.fold import U64, Ints

SLOTS = 8
MAX_NUMBER = (1 << 24) - 3
"""Documents one table can hold: a posting has 24 bits for the document's number and 40 for the fingerprint."""

_FULL, _GROWTH, _FIRST = 0.8, 1.5, 1 << 12
_NUMBER = np.uint64((1 << 24) - 1)
_BITS = np.uint64(24)
_GONE = np.uint64((1 << 24) - 1)


class PostingTable:
    """Postings (fingerprint -> document number), in `path` or, where it is None, in memory.

    The file is a cache of what the documents' store can make again; `drop_after` takes out what a stopped process left.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        if path is not None and path.exists() and path.stat().st_size >= 8 * SLOTS:
            self._rows = self._mapped(path, path.stat().st_size // (8 * SLOTS), "r+")
            self.is_new = False
        else:
            self.is_new = True
            self._rows = self._fresh(_FIRST)
        self._used = int(np.count_nonzero(self._rows)) if len(self._rows) <= _FIRST else -1

    def __len__(self) -> int:
        """Slots in use, those of dropped postings included."""
        if self._used < 0:
            self._used = sum(int(np.count_nonzero(part)) for part in self._parts())
        return self._used

    @property
    def size(self) -> int:
        """Bytes of the table."""
        return 8 * SLOTS * len(self._rows)

    def trust(self, used: int) -> None:
        """Take the count of used slots from the store instead of reading the whole file."""
        self._used = used

    def find(self, keys: U64) -> tuple[Ints, Ints]:
        """Return (index into `keys`, document number) of every posting of the keys."""
        which, numbers = [], []
        active: Ints = np.arange(len(keys))
        tags, bucket = keys >> _BITS, self._bucket(keys)
        while len(active):
            rows = self._rows[bucket]
            equal = (rows >> _BITS) == tags[:, None]
            if equal.any():
                equal &= (rows & _NUMBER) != 0
                hit, slot = np.nonzero(equal)
                which.append(active[hit])
                numbers.append((rows[hit, slot] & _NUMBER).astype(np.int64) - 1)
            full = (rows != 0).all(axis=1)
            active, tags, bucket = active[full], tags[full], (bucket[full] + 1) % len(self._rows)
        if not which:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        index, found = np.concatenate(which), np.concatenate(numbers)
        alive = found < MAX_NUMBER
        return index[alive], found[alive]

    def post(self, keys: U64, number: int) -> None:
        """Add one posting a key; the caller sees to it that none is there twice."""
        if number >= MAX_NUMBER:
            raise OverflowError(f"a table holds {MAX_NUMBER} documents: split the archive")
        if len(self) + len(keys) > _FULL * SLOTS * len(self._rows):
            self._grow(len(keys))
        self._place((keys >> _BITS << _BITS) | np.uint64(number + 1))

    def drop_after(self, number: int) -> None:
        """Take out the postings of documents numbered above `number`."""
        for part in self._parts():
            late = ((part & _NUMBER) > np.uint64(number + 1)) & (part != 0)
            if late.any():
                part[late] = _GONE

    def flush(self) -> None:
        """Write the mapped pages to the disk."""
        if isinstance(self._rows, np.memmap):
            self._rows.flush()

    def _bucket(self, keys: U64) -> Ints:
        return (((keys >> np.uint64(32)) * np.uint64(len(self._rows))) >> np.uint64(32)).astype(np.int64)

    def _place(self, values: U64) -> None:
        bucket = self._bucket(values)
        self._used = len(self) + len(values)
        while len(values):
            free = self._rows[bucket] == 0
            room = free.any(axis=1)
            slot = free.argmax(axis=1)
            self._rows[bucket[room], slot[room]] = values[room]
            lost = ~room
            lost[room] = self._rows[bucket[room], slot[room]] != values[room]
            bucket = np.where(room, bucket, (bucket + 1) % len(self._rows))[lost]
            values = values[lost]

    def _grow(self, more: int) -> None:
        old = self._rows
        wanted = int(max(len(old) * _GROWTH, (len(self) + more) / (_FULL * SLOTS) + 1))
        path = self._path
        self._rows = self._fresh(wanted, replaced=True)
        self._used = 0
        for part in self._parts_of(old):
            values = part[part != 0]
            self._place_many(values[(values & _NUMBER) != _GONE])
        if path is not None:
            path.with_suffix(".new").replace(path)

    def _place_many(self, values: U64) -> None:
        """Place sorted by bucket and dealt in rounds, so that no two values of one round meet in a bucket."""
        values = np.sort(values)
        bucket = self._bucket(values)
        first = np.searchsorted(bucket, bucket, "left")
        rank = np.arange(len(bucket)) - first
        for turn in range(int(rank.max(initial=-1)) + 1):
            self._place(values[rank == turn])

    def _fresh(self, buckets: int, *, replaced: bool = False) -> U64:
        if self._path is None:
            return np.zeros((buckets, SLOTS), np.uint64)
        path = self._path.with_suffix(".new") if replaced else self._path
        with path.open("wb") as file:
            file.truncate(8 * SLOTS * buckets)
        return self._mapped(path, buckets, "r+")

    @staticmethod
    def _mapped(path: Path, buckets: int, mode: str) -> U64:
        return np.memmap(path, np.uint64, mode, shape=(buckets, SLOTS))  # type: ignore[call-overload,no-any-return]

    def _parts(self) -> list[U64]:
        return self._parts_of(self._rows)

    @staticmethod
    def _parts_of(rows: U64, size: int = 1 << 17) -> list[U64]:
        return [rows[at : at + size] for at in range(0, len(rows), size)]
