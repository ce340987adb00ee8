from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.http import MAX_HEAD
from archive.spool import MEMORY, Spool
from crawler.network.private import PRIVATE_NAMES, missing_names
from crawler.network.tape import Reel, Tape
from crawler.network.wire import BoundedBody

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def tape(folder: Path) -> Tape:
    return Tape("http://a.example/", NOON, response=Spool(folder))


def test_a_small_answer_is_bytes_and_a_large_one_a_spool(tmp_path: Path) -> None:
    made = tape(tmp_path)
    made.answered = True
    assert made.take(b"x" * MEMORY)
    assert made.exchange().response == b"x" * MEMORY
    made = tape(tmp_path)
    made.answered = True
    assert made.take(b"x" * MEMORY)
    assert made.take(b"y")
    large = made.exchange(fault="cut", truncated="time")
    assert isinstance(large.response, Spool)
    assert (len(large.response), large.fault, large.truncated) == (MEMORY + 1, "cut", "time")
    assert list(tmp_path.iterdir()) == [], "the file has no name that a crash could leave"
    Reel(tmp_path, [made]).close()


def test_what_comes_later_changes_no_exchange(tmp_path: Path) -> None:
    made = tape(tmp_path)
    made.answered = True
    made.take(b"x" * (MEMORY + 5))
    made.give_back(2)
    response = made.exchange().response
    assert made.take(b"late")
    made.give_back(100)
    assert (len(response), made.response) == (MEMORY + 3, response)
    assert len(made.exchange().response) == MEMORY + 3


def test_a_header_without_end_ends_the_exchange(tmp_path: Path) -> None:
    made = tape(tmp_path)
    assert made.take(b"x" * MAX_HEAD)
    assert not made.take(b"x")
    assert not made.take(b"x")
    assert made.exchange(fault="another").fault == f"header too long: over {MAX_HEAD} bytes"
    assert len(made.response) == MAX_HEAD + 1


def test_a_full_disk_ends_the_exchange(tmp_path: Path) -> None:
    made = tape(tmp_path / "gone")
    made.answered = True
    assert made.take(b"kept")
    assert not made.take(b"x" * MEMORY)
    assert made.exchange().response == b"kept"
    assert made.exchange().fault == "not kept: No such file or directory"


def test_a_body_that_is_too_much_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BoundedBody, "limit", 10)
    body = BoundedBody()
    assert [body.write(b"12345"), body.write(b"67890")] == [5, 5]
    assert (body.getvalue(), body.over) == (b"1234567890", False)
    assert body.write(b"!") == 1
    assert body.write(b"!") == 1
    assert (body.getvalue(), body.over) == (b"", True)


def test_names_we_lean_on_are_there() -> None:
    assert missing_names() == []
    gone = [
        "scrapy.core.downloader.handlers.http11:_Gone",
        "no.such.module:x",
        "twisted.web.client:Agent.x.y",
    ]
    assert missing_names([*PRIVATE_NAMES, *gone]) == gone
