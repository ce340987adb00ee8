from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from archive.capture import Capture, Unread
from archive.errors import ArchiveNotFound
from archive.reader import Archive, read_archive
from tests.archive.made import URL, members, response

MEMBERS = members([response(number) for number in range(12)])


def url_at(archive: Archive, file: str, offset: int = 0) -> str | None:
    found = archive.at(file, offset)
    assert isinstance(found, Capture | Unread)
    return found.url


def test_more_files_than_are_kept_open_are_read_in_any_order(tmp_path: Path) -> None:
    for number, member in enumerate(MEMBERS):
        (tmp_path / f"{number:02}.warc.gz").write_bytes(member)
    archive = Archive(tmp_path)
    for number in (*range(12), *range(11, -1, -1), 3, 3, 7, 3):
        assert url_at(archive, f"{number:02}.warc.gz") == URL.format(number)


def test_a_file_that_grew_or_was_replaced_is_read_as_it_is_now(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(MEMBERS[0])
    archive = Archive(path)
    assert url_at(archive, path.name) == URL.format(0)
    with path.open("ab") as file:
        file.write(MEMBERS[1])
    assert url_at(archive, path.name, len(MEMBERS[0])) == URL.format(1)
    other = tmp_path / "other"
    other.write_bytes(MEMBERS[2])
    other.replace(path)
    assert url_at(archive, path.name) == URL.format(2)


def test_a_file_that_is_finished_is_found_by_its_final_name_and_one_that_is_gone_is_missed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.warc.gz.open"
    path.write_bytes(MEMBERS[0])
    archive = Archive(tmp_path)
    assert url_at(archive, "a.warc.gz") == URL.format(0)
    path.rename(tmp_path / "a.warc.gz")
    assert url_at(archive, "a.warc.gz") == URL.format(0)
    (tmp_path / "a.warc.gz").unlink()
    with pytest.raises(ArchiveNotFound):
        archive.at("a.warc.gz", 0)


def test_entries_of_several_zips_are_read_by_offset(tmp_path: Path) -> None:
    for number in range(3):
        with zipfile.ZipFile(tmp_path / f"{number}.wacz", "w") as package:
            package.writestr("archive/data.warc.gz", b"".join(MEMBERS[number * 2 : number * 2 + 2]))
    archive = Archive(tmp_path)
    places = [(each.ref.file, each.ref.offset, each.url) for each in read_archive(tmp_path)]
    assert len(places) == 6
    for file, offset, url in [*places, *reversed(places)]:
        assert url_at(archive, file, offset) == url


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_in_a_zip_with_any_byte_wrong_an_offset_gives_its_record_or_says_why_not(
    tmp_path: Path, method: int
) -> None:
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w", method) as package:
        package.writestr("archive/data.warc.gz", MEMBERS[0])
    whole = path.read_bytes()
    told = set()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        found = Archive(path).at("a.wacz/archive/data.warc.gz", 0)
        assert isinstance(found, Capture | Unread)
        told.add(found.reason.split(":")[0] if isinstance(found, Unread) else found.url)
    assert told == {URL.format(0), "damaged", "unsupported"}
