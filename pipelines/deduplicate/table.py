"""The index of fingerprints: an open-addressing table in a memory-mapped file, probed by numpy a whole bucket at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.deduplicate import kernels, table_kernels
from pipelines.deduplicate.arrays import U64, Ints

SLOTS = 31
"""Postings of a bucket, which takes 256 bytes: a tag (32 bits) and a number (24 bits and 8 more of the tag) each, and a count."""

MAX_NUMBER = (1 << 24) - 2
"""Documents one table can hold."""

_WIDTH, _COUNT, _NUMBERS = 64, 31, 32
_FULL, _GROWTH, _FIRST = 0.85, 1.3, 1 << 9
_NUMBER = np.uint32((1 << 24) - 1)
_GONE = np.uint32((1 << 24) - 1)
_PART = 1 << 10

Rows = NDArray[np.uint32]


class PostingTable:
    """Postings (fingerprint -> document number), in `path` or, where it is None, in memory.

    The file is a cache of what the documents' store can make again; `drop_after` takes out what a stopped process left.
    `is_new` says that there was no file.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.is_new = path is None or not path.exists() or path.stat().st_size < 4 * _WIDTH
        if path is None or self.is_new:
            self._rows = self._fresh(_FIRST)
        else:
            self._rows = self._mapped(path, path.stat().st_size // (4 * _WIDTH))
        self._used = 0 if self.is_new else -1
        self._found = np.empty(4096, np.int64), np.empty(4096, np.int64)

    def __len__(self) -> int:
        """Postings held, those of dropped documents included."""
        if self._used < 0:
            self._used = int(self._rows[:, _COUNT].sum())
        return self._used

    @property
    def size(self) -> int:
        """Bytes of the table."""
        return 4 * _WIDTH * len(self._rows)

    def trust(self, used: int) -> None:
        """Take the count of postings from the store instead of reading the whole file."""
        self._used = used

    def find(self, keys: U64) -> tuple[Ints, Ints]:
        """Return (index into `keys`, document number) of every posting of the keys, which are sorted; valid until the
        next call.
        """
        if kernels.COMPILED:
            return self._find_compiled(keys)
        bucket, tags = self._buckets(keys), (keys >> np.uint64(32)).astype(np.uint32)
        rows = self._rows[bucket, :_NUMBERS]
        index, slot = np.divmod(np.flatnonzero((rows == tags[:, None]).ravel()), _NUMBERS)
        place = bucket[index]
        full = rows[:, _COUNT] == SLOTS
        if full.any():
            more = self._beyond(np.flatnonzero(full), tags[full], bucket[full])
            index, slot, place = (
                np.concatenate(pair) for pair in zip((index, slot, place), more, strict=True)
            )
        values = self._rows[place, slot + _NUMBERS]
        numbers = (values & _NUMBER).astype(np.int64) - 1
        rest = (keys[index] >> np.uint64(24)).astype(np.uint32) & np.uint32(255)
        real = (
            (slot != _COUNT) & ((values >> np.uint32(24)) == rest) & (numbers >= 0) & (numbers < MAX_NUMBER)
        )
        return index[real], numbers[real]

    def _find_compiled(self, keys: U64) -> tuple[Ints, Ints]:
        while True:
            index, numbers = self._found
            count = table_kernels.find(self._rows, keys, MAX_NUMBER, index, numbers)
            if count >= 0:
                return index[:count], numbers[:count]
            self._found = np.empty(2 * len(index), np.int64), np.empty(2 * len(index), np.int64)

    def post(self, keys: U64, number: int) -> None:
        """Add one posting a key, keys sorted; the caller sees to it that none is there twice."""
        if number >= MAX_NUMBER:
            raise OverflowError(f"a table holds {MAX_NUMBER} documents: split the archive")
        if len(self) + len(keys) > _FULL * SLOTS * len(self._rows):
            self._grow(len(keys))
        if kernels.COMPILED:
            self._used = len(self) + len(keys)
            table_kernels.post(self._rows, keys, number)
            return
        rest = ((keys >> np.uint64(24)) & np.uint64(255)).astype(np.uint32) << np.uint32(24)
        self._place(keys, rest | np.uint32(number + 1))

    def drop_after(self, number: int) -> None:
        """Take out the postings of documents numbered above `number`; their slots stay taken until the table grows."""
        for part in self._parts(self._rows):
            values = part[:, _NUMBERS:]
            values[(values & _NUMBER) > number + 1] |= _GONE

    def flush(self) -> None:
        """Write the mapped pages to the disk."""
        if isinstance(self._rows.base, np.memmap):
            self._rows.base.flush()

    def _beyond(self, index: Ints, tags: NDArray[np.uint32], bucket: Ints) -> tuple[Ints, Ints, Ints]:
        """Follow keys out of full buckets into the next ones."""
        found: list[tuple[Ints, Ints, Ints]] = []
        while len(index):
            bucket = (bucket + 1) % len(self._rows)
            rows = self._rows[bucket, :_NUMBERS]
            hit, slot = np.divmod(np.flatnonzero((rows == tags[:, None]).ravel()), _NUMBERS)
            found.append((index[hit], slot, bucket[hit]))
            full = rows[:, _COUNT] == SLOTS
            index, tags, bucket = index[full], tags[full], bucket[full]
        which, slots, places = zip(*found, strict=True)
        return np.concatenate(which), np.concatenate(slots), np.concatenate(places)

    def _buckets(self, keys: U64) -> Ints:
        """The bucket of each key: it grows with the key, so that sorted keys have sorted buckets."""
        return ((keys >> np.uint64(32)) * np.uint64(len(self._rows)) >> np.uint64(32)).astype(np.int64)

    def _place(self, keys: U64, values: NDArray[np.uint32]) -> None:
        self._used = len(self) + len(keys)
        if kernels.COMPILED:
            table_kernels.place(self._rows, keys, values)
            return
        bucket, tags = self._buckets(keys), (keys >> np.uint64(32)).astype(np.uint32)
        slot = self._rows[bucket, _COUNT].astype(np.int64)
        if (bucket[1:] == bucket[:-1]).any():
            slot += np.arange(len(bucket)) - np.searchsorted(bucket, bucket)
        fits = slot < SLOTS
        late = np.flatnonzero(~fits)
        if len(late):
            rest = [(int(bucket[k]), tags[k], values[k]) for k in late.tolist()]
            bucket, tags, values, slot = bucket[fits], tags[fits], values[fits], slot[fits]
        self._rows[bucket, slot] = tags
        self._rows[bucket, slot + _NUMBERS] = values
        self._rows[bucket, _COUNT] = slot + 1
        if len(late):
            self._place_beyond(rest)

    def _place_beyond(self, postings: list[tuple[int, np.uint32, np.uint32]]) -> None:
        for bucket, tag, value in postings:
            while self._rows[bucket, _COUNT] == SLOTS:
                bucket = (bucket + 1) % len(self._rows)
            slot = int(self._rows[bucket, _COUNT])
            self._rows[bucket, slot], self._rows[bucket, slot + _NUMBERS] = tag, value
            self._rows[bucket, _COUNT] = slot + 1

    def _grow(self, more: int) -> None:
        old, path = self._rows, self._path
        wanted = int(max(len(old) * _GROWTH, (len(self) + more) / (_FULL * SLOTS) + 1))
        self._rows = self._fresh(wanted)
        self._used = 0
        for part in self._parts(old):
            self._place(*_postings(part))
        if path is not None:
            path.with_suffix(".new").replace(path)
            self.flush()

    def _fresh(self, buckets: int) -> Rows:
        if self._path is None:
            return np.zeros((buckets, _WIDTH), np.uint32)
        path = self._path.with_suffix(".new") if self._path.exists() else self._path
        with path.open("wb") as file:
            file.truncate(4 * _WIDTH * buckets)
        return self._mapped(path, buckets)

    @staticmethod
    def _mapped(path: Path, buckets: int) -> Rows:
        return np.asarray(np.memmap(path, np.uint32, "r+", shape=(buckets, _WIDTH)))

    @staticmethod
    def _parts(rows: Rows) -> Iterator[Rows]:
        for at in range(0, len(rows), _PART):
            yield rows[at : at + _PART]


def _postings(part: Rows) -> tuple[U64, NDArray[np.uint32]]:
    """The postings of some buckets that were not dropped, as sorted keys and their values."""
    tags, values = part[:, :SLOTS].ravel(), part[:, _NUMBERS : _NUMBERS + SLOTS].ravel()
    alive = (values != 0) & ((values & _NUMBER) != _GONE)
    tags, values = tags[alive], values[alive]
    keys = (tags.astype(np.uint64) << np.uint64(32)) | (
        (values >> np.uint32(24)).astype(np.uint64) << np.uint64(24)
    )
    order = np.argsort(keys, kind="stable")
    return keys[order], values[order]
