"""A cleaning worker: reads captures from standard input, writes what became of them to standard output.

Run as `python -m pipelines.worker MEMORY_BYTES FOLDER...` by pipelines.workers. One frame is a 4-byte big-endian length
and that many bytes: a pickled Capture in (from our own parent, never from disk), JSON out (this process parses hostile
pages, so nothing of it is unpickled).
"""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import resource
import signal
import struct
import sys
from pathlib import Path
from typing import BinaryIO

from archive.capture import Capture
from pipelines.clean import clean
from pipelines.export.jsonl import dump_line
from pipelines.outcome import FAILED, Cleaned, Outcome
from pipelines.sources.load import load_sources
from pipelines.sources.model import Sources

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask Linux to kill this process when its parent dies, so that no orphan runs on (prctl(2), PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def clean_safely(capture: Capture, sources: Sources) -> Cleaned:
    """The one boundary where the unexpected becomes a `failed` outcome, with the error's name and text."""
    try:
        return clean(capture, sources)
    except MemoryError:
        return Cleaned(Outcome(FAILED, "out of memory"))
    except Exception as error:  # noqa: BLE001 - the named boundary: any bug or hostile page ends here, counted
        return Cleaned(Outcome(FAILED, f"error {type(error).__name__}", str(error)[:500]))


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame, or None at the end of the stream."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    (length,) = struct.unpack(">I", head)
    return stream.read(length)


def write_frame(stream: BinaryIO, payload: bytes) -> None:
    """Write one frame and flush it."""
    stream.write(struct.pack(">I", len(payload)) + payload)
    stream.flush()


def serve(incoming: BinaryIO, outgoing: BinaryIO, sources: Sources) -> None:
    """Answer frames until the parent closes the pipe."""
    # A page makes tens of thousands of short-lived objects: collecting rarely, and never what is there to stay, saves a tenth.
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    write_frame(outgoing, b"ready")
    while (frame := read_frame(incoming)) is not None:
        write_frame(outgoing, dump_line(clean_safely(pickle.loads(frame), sources)))


def main(argv: list[str]) -> None:
    """Set limits, load the sources, serve."""
    die_with_parent()
    # A terminal's Ctrl-C goes to the whole process group; only the parent decides when a worker ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    memory = int(argv[0])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    outgoing = os.fdopen(os.dup(1), "wb", 0)
    # Whatever a library prints must not get into the frames.
    os.dup2(2, 1)
    serve(sys.stdin.buffer, outgoing, load_sources([Path(folder) for folder in argv[1:]]))


if __name__ == "__main__":
    main(sys.argv[1:])
