"""`make demo` does what the README says (tests/crawler/demo/test_rehearse.py: it fails when the detector is broken)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.e2e.command import ROOT


def demo(folder: Path) -> subprocess.CompletedProcess[str]:
    """The demo in a child process."""
    return subprocess.run(
        [sys.executable, "-m", "crawler.demo", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


def test_the_demo_shows_what_it_promises(tmp_path: Path) -> None:
    done = demo(tmp_path / "demo")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Same bytes" in done.stdout
    assert "carried by" in done.stdout
    assert "the correction did not travel to" in done.stdout
    assert "copy (its line: first)" in done.stdout, (
        "the present view has another story in front than the lines"
    )
    assert "Checked against what the newsroom really published" in done.stdout


def test_a_folder_that_is_not_the_demos_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = demo(tmp_path)
    assert done.returncode == 1
    assert "not an earlier demo's" in done.stderr
    assert (tmp_path / "mine.txt").read_text() == "mine"
