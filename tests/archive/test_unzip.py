from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from archive import unzip
from archive.capture import Unread
from archive.reader import read_archive
from archive.record import serialize
from archive.unzip import PackageRefused, list_entries
from tests.archive.made import URL, members, response

WARC = b"".join(members([response(1)]))


def pack(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for name in names:
            package.writestr(zipfile.ZipInfo(name), WARC)
    return path


def refusal(path: Path) -> str:
    (found,) = read_archive(path)
    assert isinstance(found, Unread)
    assert found.reason.startswith("unsupported: ")
    assert (found.ref.file, found.ref.length) == (path.name, path.stat().st_size)
    return found.reason


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../evil.warc.gz", "leaves the folder"),
        ("archive/../../evil.warc.gz", "leaves the folder"),
        ("..\\evil.warc.gz", "leaves the folder"),
        ("/etc/evil.warc.gz", "absolute"),
        ("\\\\host\\evil.warc.gz", "absolute"),
        ("C:\\evil.warc.gz", "absolute"),
    ],
)
def test_names_that_lead_out_are_refused_before_reading(tmp_path: Path, name: str, said: str) -> None:
    assert said in refusal(pack(tmp_path / "x.wacz", "archive/good.warc.gz", name))


def test_names_that_differ_in_case_alone_are_refused(tmp_path: Path) -> None:
    assert "case alone" in refusal(pack(tmp_path / "x.wacz", "archive/a.warc.gz", "archive/A.warc.gz"))


def test_links_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.wacz"
    link = zipfile.ZipInfo("archive/a.warc.gz")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(link, "/etc/hostname")
    assert "is a link" in refusal(path)


def test_a_bomb_is_refused_before_it_grows(tmp_path: Path) -> None:
    path = tmp_path / "x.wacz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("archive/a.warc", b"WARC/1.1\r\n" + b"\0" * 20_000_000)
    assert path.stat().st_size < 50_000
    assert "would grow" in refusal(path)


def test_entries_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.wacz", *[f"archive/{number}.warc" for number in range(3)])
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    while at >= 0:  # every entry claims nearly the whole file
        struct.pack_into("<II", data, at + 20, len(data) - 10, len(data) - 10)
        at = data.find(b"PK\x01\x02", at + 4)
    path.write_bytes(data)
    assert "overlap" in refusal(path)


def test_too_many_entries_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pack(tmp_path / "x.wacz", *[f"archive/{number}.warc" for number in range(12)])
    monkeypatch.setattr(unzip, "MAX_ENTRIES", 10)
    assert "more than 10 entries" in refusal(path)


def test_a_directory_said_to_be_huge_is_refused_unread(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.wacz", "archive/a.warc")
    data = bytearray(path.read_bytes())
    end = data.rfind(b"PK\x05\x06")
    struct.pack_into("<HHI", data, end + 8, 0xFFFF, 0xFFFF, 0xFFFFFFFF)
    path.write_bytes(data)
    with pytest.raises(PackageRefused, match="entries"):
        list_entries(path)


def test_an_encrypted_entry_is_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.wacz", "archive/a.warc")
    data = bytearray(path.read_bytes())
    data[data.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "is encrypted" in refusal(path)


@pytest.mark.parametrize("keep", [0.3, 0.8, 0.97])
def test_a_zip_cut_off_is_named(tmp_path: Path, keep: float) -> None:
    path = pack(tmp_path / "x.wacz", "archive/a.warc.gz")
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    assert "zip" in refusal(path)


def test_entries_are_listed_in_name_order_without_index_and_pages(tmp_path: Path) -> None:
    names = ["pages/p.jsonl.gz", "archive/b.warc.gz", "indexes/i.cdx.gz", "archive/a.arc", "datapackage.json"]
    assert list_entries(pack(tmp_path / "x.wacz", *names)) == ["archive/a.arc", "archive/b.warc.gz"]


def test_damage_inside_is_stepped_over_like_in_any_file(tmp_path: Path) -> None:
    path = tmp_path / "x.wacz"
    parts = members([response(number) for number in range(3)])
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("archive/a.warc.gz", b"".join(parts))
    path.write_bytes(path.read_bytes().replace(parts[1], b"\0" * len(parts[1]), 1))
    first, damage, last = read_archive(path)
    assert (first.url, last.url) == (URL.format(0), URL.format(2))
    assert isinstance(damage, Unread)
    assert (damage.ref.offset, damage.ref.length) == (len(parts[0]), len(parts[1]))


def test_a_deflated_entry_with_damage_ends_in_words(tmp_path: Path) -> None:
    path = tmp_path / "x.wacz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("archive/a.warc", b"".join(serialize(response(number)) for number in range(900)))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    *_, last = read_archive(path)
    assert isinstance(last, Unread)
    assert last.reason.startswith(("damaged", "unsupported"))
