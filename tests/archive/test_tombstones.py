from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import archive.tombstones
from archive.exchange import Withholding
from archive.tombstones import TOMBSTONES, withheld_in
from archive.withhold import captures_of, erase, withheld
from archive.writer import ArchiveWriter
from tests.archive.exchanges import HOST, NOON, exchange

LATER = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)


def write(folder: Path, *entries: Withholding) -> None:
    with ArchiveWriter(folder, software="s", operator=None, settings={}) as writer:
        writer.append(exchange(1, path="/a"))
        for entry in entries:
            writer.withhold(entry)


def test_the_same_as_reading_everything(tmp_path: Path) -> None:
    assert withheld_in(tmp_path / "nowhere") == {}
    write(tmp_path)
    assert withheld_in(tmp_path) == {}
    write(tmp_path, Withholding("http://b.test/", "r", NOON))
    write(tmp_path, Withholding("http://b.test/", "r", LATER), Withholding("http://c.test/", "r", NOON))
    assert withheld_in(tmp_path) == withheld(tmp_path)
    assert len(withheld_in(tmp_path)) == 2
    url = f"https://{HOST}/a"
    erase(tmp_path, captures_of(tmp_path, url)[0], reason="r", date=LATER)
    assert withheld_in(tmp_path) == withheld(tmp_path)
    assert url in withheld_in(tmp_path)


def test_a_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, Withholding("http://b.test/", "r", NOON))
    wanted = withheld_in(tmp_path)

    def read(path: Path) -> dict[str, str]:
        raise AssertionError(path)

    monkeypatch.setattr(archive.tombstones, "withheld", read)
    assert withheld_in(tmp_path) == wanted


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"a": 1}', b'{"a": {"stamp": 1, "withheld": 2}}', b"\xff"]
)
def test_an_index_that_is_damaged_is_made_anew(tmp_path: Path, content: bytes) -> None:
    write(tmp_path, Withholding("http://b.test/", "r", NOON))
    wanted = withheld_in(tmp_path)
    sound = (tmp_path / TOMBSTONES).read_bytes()
    (tmp_path / TOMBSTONES).write_bytes(content)
    assert withheld_in(tmp_path) == wanted
    assert (tmp_path / TOMBSTONES).read_bytes() == sound


def test_a_read_only_medium_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, Withholding(f"https://{HOST}/a", "r", NOON))
    (tmp_path / TOMBSTONES).unlink(missing_ok=True)

    def refuse(self: Path, *_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system", str(self))

    monkeypatch.setattr(Path, "write_text", refuse)
    monkeypatch.setattr(Path, "unlink", refuse)
    assert list(withheld_in(tmp_path)) == [f"https://{HOST}/a"]
