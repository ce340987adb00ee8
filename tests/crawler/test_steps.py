from __future__ import annotations

import sys

import pytest

from crawler import steps
from crawler.steps import Steps


def said(capsys: pytest.CaptureFixture[str]) -> str:
    told = Steps("comparing")
    told(5, 0)
    told(1, 4)
    told.end()
    return capsys.readouterr().err


def test_a_terminal_is_told_how_far_it_is_and_left_clean(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "EVERY", 0.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert said(capsys) == "\rcomparing: 5 read\rcomparing: 25 %  \r               \r"


def test_a_file_is_told_nothing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "EVERY", 0.0)
    assert said(capsys) == ""
