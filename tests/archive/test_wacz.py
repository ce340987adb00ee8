from __future__ import annotations

import gzip
import hashlib
import json
import struct
import tracemalloc
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.capture import Capture
from archive.cdxj import INDEX, parse_line
from archive.indexing import COVERED
from archive.reader import read_archive
from archive.wacz import Page, write_wacz
from archive.warcfile import archive_files
from archive.writer import ArchiveWriter
from tests.archive.exchanges import captures, exchange
from tests.archive.oracles import faults_by_wacz

CREATED = datetime(2026, 3, 2, 8, 0, 1, tzinfo=UTC)


def fill(folder: Path, count: int = 20) -> list[Page]:
    with ArchiveWriter(folder, software="s", operator=None, settings={}, max_bytes=8000) as archive:
        for number in range(count):
            archive.append(exchange(number))
    return [
        Page(found.url, found.date, f"Story {number}", "ferry \u2028 text")
        for number, found in enumerate(captures(folder))
    ]


def package(folder: Path, target: Path, pages: list[Page], **more: object) -> zipfile.ZipFile:
    said = {"title": "Kettleford", "software": "wirecopy/test", "created": CREATED, **more}
    return zipfile.ZipFile(write_wacz(folder, target, pages, **said))  # type: ignore[arg-type]


def lines(archive: zipfile.ZipFile) -> list[bytes]:
    return gzip.decompress(archive.read("indexes/index.cdx.gz")).splitlines(keepends=True)


def test_everything_is_in_it_and_listed_with_its_hash(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    pages = fill(folder)
    with package(folder, tmp_path / "out.wacz", pages, description="one day") as archive:
        said = json.loads(archive.read("datapackage.json"))
        assert (said["profile"], said["wacz_version"], said["title"]) == (
            "data-package",
            "1.1.1",
            "Kettleford",
        )
        assert (said["created"], said["description"]) == ("2026-03-02T08:00:01Z", "one day")
        listed = {one["path"]: one for one in said["resources"]}
        own = {"datapackage.json", "datapackage-digest.json"}
        assert set(archive.namelist()) == listed.keys() | own
        for path, one in listed.items():
            data = archive.read(path)
            assert one["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
            assert one["bytes"] == len(data)
        digest = json.loads(archive.read("datapackage-digest.json"))
        assert digest["hash"] == "sha256:" + hashlib.sha256(archive.read("datapackage.json")).hexdigest()
        for path in archive_files(folder):
            assert archive.read(f"archive/{path.name}") == path.read_bytes()
            assert archive.getinfo(f"archive/{path.name}").compress_type == zipfile.ZIP_STORED
        assert archive.getinfo("indexes/index.cdx.gz").compress_type == zipfile.ZIP_STORED
        assert b"".join(lines(archive)) == (folder / INDEX).read_bytes()
        head, *rest = [json.loads(line) for line in archive.read("pages/pages.jsonl").splitlines()]
        assert (head["format"], head["hasText"]) == ("json-pages-1.0", True)
        assert [(one["url"], one["title"]) for one in rest] == [(page.url, page.title) for page in pages]
        assert rest[1]["ts"] == "2026-03-01T12:00:01Z"
        assert rest[1]["text"] == "ferry \u2028 text"
        assert len({one["id"] for one in rest}) == len(pages)


def test_the_idx_leads_to_each_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.wacz.BLOCK", 7)
    folder = tmp_path / "archive"
    with package(folder, tmp_path / "out.wacz", fill(folder)) as archive:
        data = archive.read("indexes/index.cdx.gz")
        meta, *blocks = archive.read("indexes/index.idx").decode().splitlines()
        assert meta.startswith("!meta 0 {")
        assert len(blocks) == 3
        for line in blocks:
            prefix, _, rest = line.partition(" {")
            where = json.loads("{" + rest)
            member = data[where["offset"] : where["offset"] + where["length"]]
            assert gzip.decompress(member).decode().startswith(prefix + " {")
            assert where["digest"] == "sha256:" + hashlib.sha256(member).hexdigest()


def test_replayweb_page_finds_the_bytes_of_each_entry(tmp_path: Path) -> None:
    # It reads the local header only where the central directory has an extra field.
    folder = tmp_path / "archive"
    with package(folder, tmp_path / "out.wacz", fill(folder)) as archive:
        whole = (tmp_path / "out.wacz").read_bytes()
        for info in archive.infolist():
            name, extra = struct.unpack_from("<HH", whole, info.header_offset + 26)
            start = info.header_offset + 30 + name + (extra if info.extra else 0)
            data = whole[start : start + info.compress_size]
            assert (zlib.decompress(data, -15) if info.compress_type else data) == archive.read(info), info
            assert info.extra == struct.pack("<HHBI", 0x5455, 5, 1, int(CREATED.timestamp()))


def test_our_reader_reads_it(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    package(folder, tmp_path / "out.wacz", fill(folder)).close()
    packed = [found for found in read_archive(tmp_path / "out.wacz") if isinstance(found, Capture)]
    assert [(found.url, found.payload) for found in packed] == [
        (found.url, found.payload) for found in captures(folder)
    ]


def test_equal_input_gives_equal_bytes_and_a_stale_index_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    pages = fill(folder)
    package(folder, tmp_path / "one.wacz", pages).close()
    (folder / COVERED).unlink()
    (folder / INDEX).write_bytes(b"stale\n")
    package(folder, tmp_path / "two.wacz", pages).close()
    assert (tmp_path / "one.wacz").read_bytes() == (tmp_path / "two.wacz").read_bytes()
    assert not list(tmp_path.glob("*.new"))


@pytest.mark.parametrize("stale", [False, True])
def test_hidden_urls_have_no_line_and_no_page(tmp_path: Path, stale: bool) -> None:
    folder = tmp_path / "archive"
    pages = fill(folder)
    if stale:
        (folder / COVERED).unlink()
    hidden = exchange(3).url
    with package(folder, tmp_path / "out.wacz", pages, hidden={hidden}) as archive:
        assert hidden not in {parse_line(line.decode()).url for line in lines(archive)}
        assert len(lines(archive)) == len(pages) - 1
        assert hidden.encode() not in archive.read("pages/pages.jsonl")


def test_nothing_to_package_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no finished WARC"):
        write_wacz(tmp_path, tmp_path / "out.wacz", title="t", software="s", created=CREATED)
    assert not list(tmp_path.iterdir())


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    fill(folder, 3)
    big = folder / "wirecopy-00000099-20260301120000.warc.gz"
    with big.open("wb") as file:
        file.truncate(96 << 20)
    cover = json.loads((folder / COVERED).read_text())
    (folder / COVERED).write_text(json.dumps({**cover, big.name: 96 << 20}))
    tracemalloc.start()
    many = (
        Page(f"https://kettleford.test/{number}", "2026-03-01T12:00:00Z", "t", "x" * 2000)
        for number in range(5000)
    )
    write_wacz(folder, tmp_path / "out.wacz", many, title="t", software="s", created=CREATED)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (tmp_path / "out.wacz").stat().st_size > 96 << 20
    assert peak < 8 << 20


def test_valid_for_the_reference(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    package(folder, tmp_path / "out.wacz", fill(folder)).close()
    assert faults_by_wacz(tmp_path / "out.wacz") == ""
    with zipfile.ZipFile(tmp_path / "out.wacz") as whole, zipfile.ZipFile(tmp_path / "bad.wacz", "w") as bad:
        for info in whole.infolist():
            if info.filename != "indexes/index.idx":
                bad.writestr(info, whole.read(info))
    assert faults_by_wacz(tmp_path / "bad.wacz") != ""
