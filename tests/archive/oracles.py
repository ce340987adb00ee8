"""Judges written by others, run as the programs they are: in our process they would change warcio and leave files open."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path


def indexed_by_cdxj_indexer(files: Iterable[Path], target: Path) -> bytes:
    """The index of these files as `cdxj-indexer -s` writes it to `target`."""
    done = _run("cdxj-indexer", "-s", "-o", str(target), *map(str, files))
    assert done.returncode == 0, done.stderr
    return target.read_bytes()


_EACH = """
import contextlib, io, json, sys
from pathlib import Path
from cdxj_indexer.main import main
for number, path in enumerate(sys.argv[2:]):
    target = Path(sys.argv[1]) / str(number)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            main(["-s", "-o", str(target), path])
        lines = target.read_text().splitlines() if target.exists() else []
    except Exception as error:
        lines = None
    print(json.dumps(lines))
"""


def each_indexed_by_cdxj_indexer(files: Sequence[Path], folder: Path) -> list[list[str] | None]:
    """The lines of each file as cdxj-indexer gives them, sorted; None for one that it stops at. `folder` is for its output."""
    command = [sys.executable, "-c", _EACH, str(folder), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def faults_by_wacz(package: Path) -> str:
    """What `wacz validate` finds wrong with a package; empty when it calls it valid."""
    done = _run("wacz", "validate", "-f", str(package))
    said = done.stdout + done.stderr
    return "" if done.returncode == 0 and "Validation succeeded" in said else said


def _run(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name(name)
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=120, check=False)
