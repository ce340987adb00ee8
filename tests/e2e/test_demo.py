"""`make demo` does what the README says, and fails when what it shows is broken."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.e2e.command import ROOT


def demo(folder: Path, *, broken: str = "") -> subprocess.CompletedProcess[str]:
    """The demo in a child process; `broken` is code that runs before it, in every process it starts."""
    environment = {"PATH": "/usr/bin:/bin", "WIRECOPY_PROGRESS": "0"}
    if broken:
        (folder.parent / "broken").mkdir()
        (folder.parent / "broken" / "sitecustomize.py").write_text(broken)
        environment["PYTHONPATH"] = str(folder.parent / "broken")
    return subprocess.run(
        [sys.executable, "-m", "crawler.demo", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        env=environment,
        check=False,
    )


def test_the_demo_shows_what_it_promises(tmp_path: Path) -> None:
    done = demo(tmp_path / "demo")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Same bytes" in done.stdout
    assert "carried by" in done.stdout
    assert "the correction did not travel to" in done.stdout
    assert "Checked against what the newsroom really published" in done.stdout


def test_a_folder_that_is_not_the_demos_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = demo(tmp_path)
    assert done.returncode == 1
    assert "not an earlier demo's" in done.stderr
    assert (tmp_path / "mine.txt").read_text() == "mine"
