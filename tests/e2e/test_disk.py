"""Disks that refuse and files that were harmed (G5, G7, G8): told in words, nothing half-counted, continued after."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from archive.capture import Capture
from archive.reader import read_archive
from crawler.demo.process import ADDRESSES, NewsroomProcess, write_sources
from tests.e2e.command import ONE, ROOT, Folder, command, replay, scrapy, settings
from tests.e2e.warm import Call

REFUSALS = (
    ("frontier.sqlite", 5),
    ("articles.jsonl", 3),
    (".warc.gz.open", 7),
    ("state.sqlite", 3),
    ("documents.sqlite", 3),
)
"""Which store, and from which of its writes or commits on."""


@pytest.fixture(scope="module")
def newsroom() -> Iterator[NewsroomProcess]:
    with NewsroomProcess() as running:
        yield running


@pytest.fixture(scope="module")
def sources(newsroom: NewsroomProcess, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three smallest outlets of the demo."""
    whole = write_sources(tmp_path_factory.mktemp("sources"), newsroom.port)
    for path in whole.glob("*.toml"):
        if path.stem not in ("neda", "tagblick", "vestnik"):
            path.unlink()
    return whole


def crawl(
    newsroom: NewsroomProcess,
    sources: Path,
    data: Path,
    limit: Callable[[], None] | None = None,
    first: Sequence[Call] = (),
) -> subprocess.CompletedProcess[str]:
    """A crawl; one that is limited by the system is a process from its start on, others do some calls first."""
    values = {
        "WIRECOPY_DATA": str(data),
        "WIRECOPY_SOURCES": str(sources),
        "WIRECOPY_HOSTS": newsroom.hosts,
        "WIRECOPY_ALLOW_ADDRESSES": ADDRESSES,
        "WIRECOPY_WORKERS": "1",
        "WIRECOPY_COMMIT_EVERY": "4",
        "WIRECOPY_PROGRESS": "0",
        "DOWNLOAD_DELAY": "0.02",
    }
    arguments = ["crawl", "news", *settings(values)]
    if limit is None:
        return ONE.run(arguments, os.environ, timeout=120, first=first)
    return subprocess.run(
        command(arguments),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=limit,
        check=False,
    )


@pytest.fixture(scope="module")
def whole(newsroom: NewsroomProcess, sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A crawl that nothing disturbed; never changed by a test."""
    folder = Folder(tmp_path_factory.mktemp("whole") / "data")
    done = crawl(newsroom, sources, folder.path)
    assert done.returncode == 0, done.stderr
    return folder


def told(folder: Folder) -> list[tuple[str, int]]:
    return sorted(
        (line["url"], line["version"]) for name in ("articles", "copies") for line in folder.lines(name)
    )


def assert_settled(folder: Folder, sources: Path) -> None:
    """Every record has its one outcome, and a replay gives the same bytes."""
    captures = sorted(each.id for each in read_archive(folder.archive) if isinstance(each, Capture))
    state = sqlite3.connect(folder.path / "state.sqlite")
    assert sorted(key for (key,) in state.execute("SELECT id FROM captures")) == captures
    state.close()
    again = Folder(folder.path.with_name(f"{folder.path.name}-again"))
    done = replay(folder.archive, again.path, options={"WIRECOPY_SOURCES": str(sources)})
    assert done.returncode == 0, done.stderr
    assert again.bytes() == folder.bytes()


def test_a_disk_that_is_full_at_the_start(
    newsroom: NewsroomProcess, sources: Path, whole: Folder, tmp_path: Path
) -> None:
    """No file may grow beyond 110 kB, which the databases need: told in one line, and it begins when there is room."""
    folder = Folder(tmp_path / "data")
    full = crawl(
        newsroom,
        sources,
        folder.path,
        limit=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (110_000,) * 2),
    )
    assert full.returncode == 1, full.stderr
    assert "cannot start: " in full.stderr
    assert "Traceback" not in full.stderr
    assert crawl(newsroom, sources, folder.path).returncode == 0
    assert told(folder) == told(whole)


def test_stores_that_take_no_more_one_after_the_other(
    newsroom: NewsroomProcess, sources: Path, whole: Folder, tmp_path: Path
) -> None:
    """From its n-th write or commit on a store refuses and the crawl stops; the next goes on; the last ends like any other."""
    folder = Folder(tmp_path / "data")
    for store, at in REFUSALS:
        full = crawl(
            newsroom, sources, folder.path, first=[("tests.e2e.extras.refusing", "refuse", [store, at])]
        )
        assert full.returncode == 1, (store, full.stderr)
        # Where pages came so fast that there was no commit between, it is the last one that is refused.
        assert "the crawl stops" in full.stderr or "the next crawl goes on" in full.stderr, store
    again = crawl(newsroom, sources, folder.path)
    assert again.returncode == 0, again.stderr
    assert told(folder) == told(whole)
    assert not [line for line in folder.lines("outcomes") if "pipeline" in line["reason"]]
    assert_settled(folder, sources)


def test_too_few_open_files(newsroom: NewsroomProcess, sources: Path, whole: Folder, tmp_path: Path) -> None:
    """EMFILE: the crawl stops or pages fail for now; the next crawl gets them all."""
    folder = Folder(tmp_path / "data")
    few = crawl(newsroom, sources, folder.path, lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (34, 34)))
    assert few.returncode in (0, 1, 2), few.stderr
    again = crawl(newsroom, sources, folder.path)
    assert again.returncode == 0, again.stderr
    assert told(folder) == told(whole)


@pytest.mark.parametrize("harm", ["truncated", "garbage"])
def test_a_harmed_state_is_told_and_rebuilt_from_the_archive(
    newsroom: NewsroomProcess, sources: Path, whole: Folder, tmp_path: Path, harm: str
) -> None:
    folder = Folder(Path(shutil.copytree(whole.path, tmp_path / "data")))
    state = folder.path / "state.sqlite"
    for name in ("state.sqlite-wal", "state.sqlite-shm"):
        (folder.path / name).unlink(missing_ok=True)
    if harm == "truncated":
        os.truncate(state, state.stat().st_size // 2 // 4096 * 4096 + 100)
    else:
        state.write_bytes(b"\0garbage" * 4000)
    done = crawl(newsroom, sources, folder.path)
    assert done.returncode == 1
    assert "state.sqlite" in done.stderr
    assert "Traceback" not in done.stderr
    assert whole.bytes() == folder.bytes(), "nothing was touched"
    if harm == "garbage":
        options = {
            "WIRECOPY_DATA": str(folder.path),
            "WIRECOPY_SOURCES": str(sources),
            "WIRECOPY_WORKERS": "1",
        }
        rebuilt = scrapy("rebuild", "--state", "--yes", *settings(options))
        assert rebuilt.returncode == 0, rebuilt.stderr
        assert whole.bytes() == folder.bytes()
        again = crawl(newsroom, sources, folder.path)
        assert again.returncode == 0, again.stderr
        assert whole.bytes() == folder.bytes(), "it goes on where it was"


def test_a_torn_last_line_is_cut(
    newsroom: NewsroomProcess, sources: Path, whole: Folder, tmp_path: Path
) -> None:
    folder = Folder(Path(shutil.copytree(whole.path, tmp_path / "data")))
    with (folder.path / "articles.jsonl").open("ab") as file:
        file.write(b'{"id":"urn:wirecopy:half","url":"http://')
    assert crawl(newsroom, sources, folder.path).returncode == 0
    assert folder.bytes() == whole.bytes()


def test_a_shortened_file_is_refused(
    newsroom: NewsroomProcess, sources: Path, whole: Folder, tmp_path: Path
) -> None:
    folder = Folder(Path(shutil.copytree(whole.path, tmp_path / "data")))
    path = folder.path / "articles.jsonl"
    os.truncate(path, path.stat().st_size - 1)
    done = crawl(newsroom, sources, folder.path)
    assert done.returncode == 1
    assert "articles.jsonl" in done.stderr
    assert "edited or cut" in done.stderr


def test_a_deleted_frontier_begins_with_the_feeds_and_adds_no_line(
    newsroom: NewsroomProcess, sources: Path, whole: Folder, tmp_path: Path
) -> None:
    folder = Folder(Path(shutil.copytree(whole.path, tmp_path / "data")))
    for path in folder.path.glob("frontier.sqlite*"):
        path.unlink()
    assert crawl(newsroom, sources, folder.path).returncode == 0
    assert folder.bytes() == whole.bytes()
