from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from archive.capture import Capture
from archive.reader import read_archive
from tests.crawler.commands.here import run
from tests.e2e.command import Folder


def pages(package: Path) -> list[dict[str, str]]:
    with zipfile.ZipFile(package) as entries:
        return [json.loads(line) for line in entries.read("pages/pages.jsonl").splitlines()[1:]]


def test_every_line_is_a_page_that_can_be_searched(
    data: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out.wacz"
    assert run(f"package {target} --title 'Some outlet' --json", data.path) == 0
    lines = data.lines("articles") + data.lines("copies")
    facts = json.loads(capsys.readouterr().out)
    assert facts == {
        "file": str(target),
        "bytes": target.stat().st_size,
        "pages": len(lines),
        "hidden": 0,
    }
    assert [(page["url"], page["title"], page["text"]) for page in pages(target)] == [
        (line["url"], line["title"], line["text"]) for line in lines
    ]
    with zipfile.ZipFile(target) as entries:
        assert json.loads(entries.read("datapackage.json"))["title"] == "Some outlet"
    ours = [each.id for each in read_archive(data.archive) if isinstance(each, Capture)]
    assert [each.id for each in read_archive(target) if isinstance(each, Capture)] == ours


def test_what_is_withheld_is_left_out(
    data: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target, line = tmp_path / "out.wacz", data.lines("articles")[0]
    assert run(f"withhold {line['url']} --reason r", data.path) == 0
    capsys.readouterr()
    assert run(f"package {target}", data.path) == 0
    count = len(data.lines("articles") + data.lines("copies")) - 1
    assert capsys.readouterr().out.endswith(f" {count} pages, 1 withheld\n")
    assert line["url"] not in [page["url"] for page in pages(target)]
    with zipfile.ZipFile(target) as entries:
        assert f'"{line["url"]}"' not in gzip.decompress(entries.read("indexes/index.cdx.gz")).decode()


@pytest.mark.parametrize(
    ("target", "said"), [("out.zip", "must end in .wacz"), ("nowhere/out.wacz", "nowhere; make it first")]
)
def test_a_file_that_cannot_be_written(
    data: Folder, tmp_path: Path, target: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(f"package {tmp_path / target}", data.path) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not (tmp_path / target).exists()


def test_nothing_to_package(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(f"package {tmp_path / 'out.wacz'}", tmp_path) == 2
    assert "holds no finished WARC file" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
