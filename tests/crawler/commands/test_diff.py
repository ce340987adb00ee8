"""`scrapy diff URL`: the edits of an article, word by word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.words import word_changes
from tests.crawler.commands.here import run

URL = "http://kettleford-courier.test/ferry"


def line(version: int, text: str, url: str = URL, title: str = "Ferry aground") -> str:
    capture = {"fetched": f"2026-03-0{version}T08:00:00Z"}
    return json.dumps(
        {
            "id": f"urn:{version}",
            "url": url,
            "version": version,
            "title": title,
            "text": text,
            "capture": capture,
        }
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "articles.jsonl").write_text(
        line(1, "The ferry hit a rock; 14 were hurt.")
        + "\n"
        + line(1, "Other.", url=f"{URL}/other")
        + "\n"
        + line(3, "The ferry hit a rock; 41 people were hurt.", title="Ferry wrecked")
        + "\n"
    )
    (tmp_path / "copies.jsonl").write_text(line(2, "The ferry hit a rock; 41 were hurt.") + "\n")
    return tmp_path


def test_each_version_is_compared_with_the_next(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(f"diff {URL}", data) == 0
    assert capsys.readouterr().out.splitlines() == [
        URL,
        "version 1 -> 2, fetched 2026-03-02T08:00:00Z",
        "  text: The ferry hit a rock; [-14-]{+41+} were hurt.",
        "version 2 -> 3, fetched 2026-03-03T08:00:00Z",
        "  title: Ferry [-aground-]{+wrecked+}",
        "  text: The ferry hit a rock; 41 {+people +}were hurt.",
    ]


def test_words_that_were_replaced_in_a_row_are_one_stretch() -> None:
    told = [
        (each.kind, each.text)
        for each in word_changes("Court frees editor\nOne.", "Prosecutor drops editor\nTwo.")
    ]
    assert told == [
        ("delete", "Court frees"),
        ("insert", "Prosecutor drops"),
        ("equal", " editor\n"),
        ("delete", "One"),
        ("insert", "Two"),
        ("equal", "."),
    ]


def test_the_facts_hold_the_stretches(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(f"diff {URL} --json", data) == 0
    told = json.loads(capsys.readouterr().out)["differences"]
    assert [(each["before"], each["after"]) for each in told] == [(1, 2), (2, 3)]
    assert {"kind": "insert", "text": "41"} in told[0]["fields"]["text"]


def test_one_version_and_none(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(f"diff {URL}/other", data) == 0
    assert "one version" in capsys.readouterr().out
    assert run(f"diff {URL}/never", data) == 1
    assert "scrapy why" in capsys.readouterr().err


@given(st.text(max_size=80), st.text(max_size=80))
def test_the_stretches_give_back_both_texts(old: str, new: str) -> None:
    changes = word_changes(old, new)
    assert "".join(each.text for each in changes if each.kind != "insert") == old
    assert "".join(each.text for each in changes if each.kind != "delete") == new
