"""A swap that is cut off at any step leaves the old set or the new one, never a mix."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.swap import DERIVED, MAKING, REBUILT, begin, finish_swap, is_cut_off, swap


class Killed(BaseException):
    """The process died here."""


def fill(folder: Path, word: str) -> None:
    folder.mkdir(exist_ok=True)
    for name in DERIVED:
        if name == "fingerprints":
            (folder / name).mkdir()
            (folder / name / "postings.bin").write_text(word)
            (folder / name / f"only-{word}").write_text(word)
        else:
            (folder / name).write_text(word)


def words(folder: Path) -> set[str]:
    """What the derived files of a folder say: one word for each set."""
    files = [
        path for name in DERIVED for path in ((folder / name), *(folder / name).glob("*")) if path.is_file()
    ]
    assert len(files) == len(DERIVED) + 1
    return {path.read_text() for path in files}


def prepared(data: Path) -> None:
    fill(data, "old")
    (data / "state.sqlite-wal").write_text("old log")
    (data / "frontier.sqlite").write_text("stays")
    shutil.rmtree(data / MAKING, ignore_errors=True)
    fill(begin(data), "new")


STEPS = ("rename", "unlink", "rmdir", "fsync")


def kill_at(monkeypatch: pytest.MonkeyPatch, step: int) -> Callable[[], int]:
    """Die at the step-th system call that changes the disk; gives a function that says how many there were."""
    count = 0

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal count
            count += 1
            if count == step:
                raise Killed
            return real(*arguments, **named)

        return call

    for name in STEPS:
        monkeypatch.setattr(os, name, counted(getattr(os, name)))
    return lambda: count


def test_all_or_none_whenever_it_dies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step, outcomes = 0, []
    while True:
        step += 1
        data = tmp_path / str(step)
        prepared(data)
        with monkeypatch.context() as patched:
            kill_at(patched, step)
            try:
                swap(data)
            except Killed:
                died = True
            else:
                died = False
        if not is_cut_off(data):
            assert words(data) in ({"old"}, {"new"}), step
        finish_swap(data)
        assert not is_cut_off(data)
        (word,) = words(data)
        assert (data / "state.sqlite-wal").exists() == (word == "old"), "no log beside another's database"
        assert (data / "frontier.sqlite").read_text() == "stays"
        assert not (data / REBUILT).exists()
        outcomes.append(word)
        if not died:
            break
    assert step > 15
    assert outcomes == sorted(outcomes, reverse=True), "old until it is decided, new from then on"
    assert set(outcomes) == {"old", "new"}


def test_finishing_can_die_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for step in range(1, 40):
        data = tmp_path / str(step)
        prepared(data)
        (data / MAKING).rename(data / REBUILT)
        with monkeypatch.context() as patched:
            kill_at(patched, step)
            try:
                finish_swap(data)
            except Killed:
                pass
            else:
                break
        finish_swap(data)
        assert words(data) == {"new"}
    assert step > 8


def test_a_set_that_is_not_whole_changes_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared(data)
    (data / MAKING / "copies.jsonl").unlink()
    with pytest.raises(FileNotFoundError):
        swap(data)
    assert words(data) == {"old"}


def test_a_state_that_is_still_open_changes_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared(data)
    (data / MAKING / "state.sqlite-wal").touch()
    with pytest.raises(RuntimeError, match="still open"):
        swap(data)
    assert words(data) == {"old"}


def test_what_an_earlier_rebuild_left_is_thrown_away(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared(data)
    assert list(begin(data).iterdir()) == []
    assert finish_swap(data) is False
