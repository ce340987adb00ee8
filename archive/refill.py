"""The revisit index made anew from the archive."""

from __future__ import annotations

from pathlib import Path

from archive.answer import take_apart
from archive.reader import read_records
from archive.record import Record, unbracket
from archive.revisits import Original, RevisitIndex


def refill(archive: Path, index: RevisitIndex) -> int:
    """Tell an empty index what the writer told it while the archive was written; gives the number of originals.

    Foreign archives fill it as well, as far as their payload digests are written as ours are. Blocks over the
    reader's limit are passed over. Raises ArchiveNotFound and ArchiveEmpty.
    """
    count = 0
    for located in read_records(archive):
        record = located.record
        if record is None or located.reason or located.truncated:
            continue
        if record.type == "response" and record.get("WARC-Truncated") is None:
            count += _response(record, index)
        elif record.type == "revisit":
            original = index.original(unbracket(record.get("WARC-Refers-To") or ""))
            if original is not None:
                index.remember(record.url, original, None)
    index.commit()
    return count


def _response(record: Record, index: RevisitIndex) -> bool:
    answer = take_apart(record.block)
    if answer.status != 200 or not answer.whole or record.get("WARC-Payload-Digest") != answer.digest:
        return False
    index.remember(record.url, Original(record.id, record.url, record.date, answer.digest), answer.key)
    return True
