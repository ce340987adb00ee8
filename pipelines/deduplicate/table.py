"""The index of fingerprints: a table in a memory-mapped file, two buckets of eight slots a key, probed by numpy in one step."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pipelines.deduplicate.fold import U64, Ints

SLOTS = 8
MAX_NUMBER = (1 << 24) - 3
"""Documents one table can hold: a posting has 24 bits for the document's number and 40 for the fingerprint."""

_FULL, _GROWTH, _FIRST = 0.85, 1.5, 1 << 12
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
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
        pair = self._buckets(keys)
        rows = self._rows[pair].reshape(len(keys), 2 * SLOTS)
        tags = (keys >> _BITS)[:, None]
        index, slot = np.nonzero((rows >> _BITS) == tags)
        values = rows[index, slot]
        crowded = np.flatnonzero(rows.all(axis=1))
        if len(crowded):
            more = self._beyond(crowded, tags[crowded], pair[crowded, 0])
            index, values = np.concatenate((index, more[0])), np.concatenate((values, more[1]))
        numbers = (values & _NUMBER).astype(np.int64) - 1
        alive = (numbers >= 0) & (numbers < MAX_NUMBER)
        return index[alive], numbers[alive]

    def _beyond(self, index: Ints, tags: U64, bucket: Ints) -> tuple[Ints, U64]:
        """Follow keys both of whose buckets are full into the buckets after the first."""
        which, values = [], []
        while len(index):
            bucket = (bucket + 1) % len(self._rows)
            rows = self._rows[bucket]
            hit, slot = np.nonzero((rows >> _BITS) == tags)
            which.append(index[hit])
            values.append(rows[hit, slot])
            full = rows.all(axis=1)
            index, tags, bucket = index[full], tags[full], bucket[full]
        return np.concatenate(which), np.concatenate(values)

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

    def _buckets(self, keys: U64) -> Ints:
        """The two buckets a key may lie in, one pair a row; what decides lies in the 40 bits that a posting keeps."""
        keys = keys >> _BITS << _BITS
        count = np.uint64(len(self._rows))
        high, low = keys >> np.uint64(32), (keys * _SPREAD) >> np.uint64(32)
        pair = np.empty((len(keys), 2), np.int64)
        pair[:, 0] = high * count >> np.uint64(32)
        pair[:, 1] = low * count >> np.uint64(32)
        same = pair[:, 0] == pair[:, 1]
        if same.any():
            pair[same, 1] = (pair[same, 0] + 1) % len(self._rows)
        return pair

    def _place(self, values: U64) -> None:
        """Put values into the emptier of their buckets; where both are full, into the next with room after the first."""
        self._used = len(self) + len(values)
        pair = self._buckets(values)
        while len(values):
            taken = (self._rows[pair] != 0).sum(axis=2)
            choice = (taken[:, 1] < taken[:, 0]).astype(np.int64)
            every = np.arange(len(values))
            bucket, slot = pair[every, choice], taken[every, choice]
            full = slot >= SLOTS
            if full.any():
                self._place_beyond(values[full], pair[full, 0])
                values, pair, bucket, slot = values[~full], pair[~full], bucket[~full], slot[~full]
            self._rows[bucket, slot] = values
            lost = self._rows[bucket, slot] != values
            values, pair = values[lost], pair[lost]

    def _place_beyond(self, values: U64, buckets: Ints) -> None:
        for value, bucket in zip(values, buckets.tolist(), strict=True):
            while True:
                bucket = (bucket + 1) % len(self._rows)
                free = np.flatnonzero(self._rows[bucket] == 0)
                if len(free):
                    self._rows[bucket, free[0]] = value
                    break

    def _grow(self, more: int) -> None:
        old, path = self._rows, self._path
        wanted = int(max(len(old) * _GROWTH, (len(self) + more) / (_FULL * SLOTS) + 1))
        self._rows = self._fresh(wanted, replaced=True)
        self._used = 0
        for part in self._parts_of(old, 1 << 10):
            values = part[part != 0]
            self._place(values[(values & _NUMBER) != _GONE])
        if path is not None:
            path.with_suffix(".new").replace(path)
            self.flush()

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
