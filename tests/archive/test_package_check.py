from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.package_check import verify_package
from archive.wacz import write_wacz
from archive.writer import ArchiveWriter
from tests.archive.exchanges import exchange

Entries = dict[str, bytes]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    with ArchiveWriter(folder, software="s", operator=None, settings={}, max_bytes=8000) as archive:
        for number in range(12):
            archive.append(exchange(number))
    return write_wacz(
        folder, tmp_path / "out.wacz", title="t", software="s", created=datetime(2026, 3, 2, tzinfo=UTC)
    )


def changed(package: Path, change: Callable[[Entries], object]) -> list[str]:
    """What is found once the entries were changed, as `kind: message`."""
    with zipfile.ZipFile(package) as whole:
        entries = {info.filename: whole.read(info) for info in whole.infolist()}
    change(entries)
    with zipfile.ZipFile(package, "w") as new:
        for name, data in entries.items():
            new.writestr(name, data)
    return [f"{fault.kind}: {fault.message}" for fault in verify_package(package)]


def first(entries: Mapping[str, bytes], start: str) -> str:
    return next(name for name in entries if name.startswith(start))


def about(entries: Entries, **more: object) -> None:
    """Other facts in datapackage.json, sealed anew by nobody."""
    entries["datapackage.json"] = json.dumps({**json.loads(entries["datapackage.json"]), **more}).encode()


def hashed(entries: Entries, value: str) -> None:
    """Another hash for the list of pages."""
    listed = json.loads(entries["datapackage.json"])["resources"]
    about(
        entries,
        resources=[{**each, "hash": value} if each["path"].startswith("pages") else each for each in listed],
    )


def test_a_sound_package_has_no_faults(package: Path) -> None:
    assert verify_package(package) == []
    assert changed(package, lambda entries: entries.pop("datapackage-digest.json")) == []
    right = hashlib.md5(zipfile.ZipFile(package).read("pages/pages.jsonl")).hexdigest()
    assert changed(package, lambda entries: hashed(entries, "md5:" + right)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda e: e.update({first(e, "pages"): b"{}\n"}),
            ["pages/pages.jsonl: 3 bytes, listed with", "other bytes"],
        ),
        (lambda e: e.pop(first(e, "indexes")), ["indexes/index.cdx.gz is listed and not there"]),
        (lambda e: e.update({"extra.txt": b"x"}), ["extra.txt is there and not listed"]),
        (lambda e: about(e, title="another"), ["is not the one that was sealed"]),
        (lambda e: e.pop("datapackage.json"), ["no datapackage.json"]),
        (lambda e: e.update({"datapackage.json": b"[1]"}), ["datapackage.json cannot be used"]),
        (lambda e: e.update({"datapackage.json": b"{torn"}), ["datapackage.json cannot be used"]),
        (
            lambda e: about(e, resources=[{"path": "../outside", "hash": "sha256:0"}]),
            ["../outside is listed and not"],
        ),
    ],
)
def test_what_does_not_fit_is_named(
    package: Path, change: Callable[[Entries], object], said: list[str]
) -> None:
    found = changed(package, change)
    assert found
    assert all(fault.startswith("package: ") for fault in found)
    for words in said:
        assert any(words in fault for fault in found), found


def test_damage_in_a_record_is_a_fault_of_the_record_and_of_the_file(package: Path) -> None:
    def flip(entries: Entries) -> None:
        name = first(entries, "archive/")
        data = bytearray(entries[name])
        data[len(data) // 2] ^= 0xFF
        entries[name] = bytes(data)

    found = changed(package, flip)
    assert any(fault.startswith("structure: ") for fault in found)
    assert any(fault.endswith("other bytes than those that were listed") for fault in found)


def test_what_a_reader_refuses_is_one_fault(package: Path) -> None:
    (fault,) = changed(package, lambda entries: entries.update({"../evil.warc.gz": b""}))
    assert fault.startswith("package: ")
    assert "leaves the folder" in fault
    package.write_bytes(b"no zip")
    (refused,) = verify_package(package)
    assert refused.kind == "package"
