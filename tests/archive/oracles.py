"""Judges written by others, run as the programs they are: in our process they would change warcio and leave files open."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path


def indexed_by_cdxj_indexer(files: Iterable[Path], target: Path) -> bytes:
    """The index of these files as `cdxj-indexer -s` writes it to `target`."""
    done = _run("cdxj-indexer", "-s", "-o", str(target), *map(str, files))
    assert done.returncode == 0, done.stderr
    return target.read_bytes()


def faults_by_wacz(package: Path) -> str:
    """What `wacz validate` finds wrong with a package; empty when it calls it valid."""
    done = _run("wacz", "validate", "-f", str(package))
    said = done.stdout + done.stderr
    return "" if done.returncode == 0 and "Validation succeeded" in said else said


def _run(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name(name)
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=120, check=False)
