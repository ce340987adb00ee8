from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archive.lock import FolderLock, FolderLocked

HOLD = """
import pathlib, sys
from archive.lock import FolderLock
lock = FolderLock(pathlib.Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def holder(folder: Path) -> subprocess.Popen[bytes]:
    """A child that holds the lock until its stdin closes."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"held\n"
    return child


def test_the_second_writer_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    with holder(tmp_path) as child:
        with pytest.raises(FolderLocked) as caught:
            FolderLock(tmp_path)
        child.communicate(timeout=20)
    message = str(caught.value)
    assert f"process {child.pid} on {os.uname().nodename} since 20" in message
    assert "\n" not in message
    FolderLock(tmp_path).release()


def test_a_lock_dies_with_its_holder(tmp_path: Path) -> None:
    with holder(tmp_path) as child:
        child.send_signal(signal.SIGKILL)
        child.communicate(timeout=20)
    with FolderLock(tmp_path):
        pass


def test_released_and_taken_again_in_one_process(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    with FolderLock(folder) as lock:
        with pytest.raises(FolderLocked):
            FolderLock(folder)
        lock.release()
        lock.release()
        FolderLock(folder).release()


def test_two_names_are_two_locks(tmp_path: Path) -> None:
    with FolderLock(tmp_path), FolderLock(tmp_path, name=".other"):
        pass


@pytest.mark.parametrize(
    "text",
    ["", "not json", "[1]", '{"pid": 1}', '{"pid":1,"host":"a\\nb\\u001b","started":"x","command":""}'],
)
def test_the_holders_text_is_only_text(tmp_path: Path, text: str) -> None:
    with FolderLock(tmp_path) as lock:
        lock.path.write_text(text)
        with pytest.raises(FolderLocked) as caught:
            FolderLock(tmp_path)
    assert str(caught.value).isprintable()
