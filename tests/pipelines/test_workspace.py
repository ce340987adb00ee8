"""The open data folder: how far the archive was read."""

from __future__ import annotations

from pathlib import Path

from archive.capture import Capture, RecordRef
from pipelines.attribute.registry import default_registry
from pipelines.outcome import UNCHANGED, Outcome
from pipelines.workspace import Workspace


def capture(file: str, offset: int) -> Capture:
    ref = RecordRef(file, offset, 10, f"urn:uuid:{file}{offset}")
    return Capture(
        ref, "response", f"http://post.example/{file}/{offset}", "2026-03-01T00:00:00Z", b"", "sha256:A"
    )


def test_the_mark_stays_in_files_that_the_writer_made(tmp_path: Path) -> None:
    """What is written next stands before a file that was put behind them by hand, and would be taken for read."""
    workspace = Workspace(tmp_path, code_version="test", registry=default_registry())
    ours = "wirecopy-00000007-20260301000000.warc.gz"
    for file in (ours, "zz.warc.gz", "zz.wacz/archive/wirecopy-00000009-20260301000000.warc.gz"):
        workspace.settle(capture(file, 4), Outcome(UNCHANGED), None, own_archive=True)
        assert workspace.consumed == (ours, 4)
    workspace.close()
