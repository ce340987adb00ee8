"""Bad input gets one clear line and a documented exit code, and nothing is half-written."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from crawler import exit_codes
from tests.e2e.command import ROOT, crawl_urls, replay, scrapy, settings, started, urls_arguments
from tests.server.fixture import Server


def one_line(done: subprocess.CompletedProcess[str], code: int) -> str:
    assert done.returncode == code, done.stderr
    lines = [line for line in done.stderr.split("\n") if line]
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in done.stderr
    return lines[0]


def test_a_missing_archive(tmp_path: Path) -> None:
    line = one_line(replay(tmp_path / "nowhere", tmp_path / "d"), exit_codes.USAGE)
    assert str(tmp_path / "nowhere") in line
    assert not (tmp_path / "d").exists()


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no archive in folder" in one_line(replay(tmp_path / "empty", tmp_path / "d"), exit_codes.USAGE)
    assert not (tmp_path / "d").exists()


@pytest.mark.parametrize(
    "content", [b"", b"hello", gzip.compress(b"hello", mtime=0), b"\x89PNG\r\n\x1a\n" * 400]
)
def test_not_an_archive(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.warc.gz").write_bytes(content)
    assert "is not an archive" in one_line(replay(tmp_path / "a.warc.gz", tmp_path / "d"), exit_codes.USAGE)
    assert not (tmp_path / "d").exists()


def test_no_argument() -> None:
    assert "which archive?" in one_line(scrapy("crawl", "replay"), exit_codes.USAGE)
    assert "which addresses?" in one_line(scrapy("crawl", "urls"), exit_codes.USAGE)


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "list.txt").write_text("http://127.0.0.1:9/")
    done = scrapy(*urls_arguments(tmp_path / "list.txt", tmp_path / "file" / "data"))
    assert str(tmp_path / "file") in one_line(done, exit_codes.USAGE)


def test_a_wrong_setting_is_named_with_the_right_one(tmp_path: Path) -> None:
    done = crawl_urls(
        ["http://127.0.0.1:9/"], tmp_path / "d", options={"WIRECOPY_WORKER": "2", "WIRECOPY_WINDOW": "many"}
    )
    line = one_line(done, exit_codes.USAGE)
    assert "WIRECOPY_WORKER, did you mean WIRECOPY_WORKERS?" in line
    assert "WIRECOPY_WINDOW = 'many'" in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WIRECOPY_DATA", ""),
        ("WIRECOPY_ALLOW_ADDRESSES", "everywhere"),
        ("WIRECOPY_HOSTS", "no-pair"),
        ("WIRECOPY_HOSTS", "name=no-address"),
        ("WIRECOPY_OBEY_OPT_OUTS", "noeye"),
    ],
)
def test_a_value_that_means_nothing(tmp_path: Path, name: str, value: str) -> None:
    line = one_line(crawl_urls(["http://127.0.0.1:9/"], tmp_path / "d", options={name: value}), 2)
    assert name in line
    assert not (tmp_path / "d").exists()
    assert not (ROOT / "articles.jsonl").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nws"], "no spider nws, did you mean news?"),
        (["news", "-a", "sorces=rt"], "news: no argument sorces; it takes -a sources=..."),
        (["news", "-a", "sources=,"], "news: sources=, names no source"),
        (["news", "-s", "WIRECOPY_SOURCES="], "news: no source is declared"),
        (["news", "-s", "DOWNLOAD_DELAY=fast"], "DOWNLOAD_DELAY = 'fast': must be a number"),
        (["news", "-s", "ROBOTSTXT_OBEY=maybe"], "ROBOTSTXT_OBEY = 'maybe': must be 0 or 1"),
        (["news", "-s", "LOG_LEVEL=LOUD"], "LOG_LEVEL = 'LOUD': must be one of "),
    ],
)
def test_a_slip_on_the_command_line_crawls_nothing(tmp_path: Path, arguments: list[str], said: str) -> None:
    """Scrapy takes any argument: `-a sorces=rt` was a crawl of every source."""
    values = {"WIRECOPY_DATA": str(tmp_path / "d"), "WIRECOPY_CONTACT": "tests@wirecopy.example"}
    done = scrapy("crawl", *arguments, *settings(values))
    assert said in one_line(done, exit_codes.USAGE)
    assert not (tmp_path / "d").exists()


def test_names_of_any_script_on_an_ascii_terminal(tmp_path: Path) -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii"}
    values = settings({"WIRECOPY_SOURCES": "crawler/demo/sources"})
    told = scrapy("sources", *values, environment=ascii_only)
    assert (told.returncode, told.stderr) == (0, "")
    assert "\\u" in told.stdout
    facts = scrapy("sources", "--json", *values, environment=ascii_only)
    assert any(not each["name"].isascii() for each in json.loads(facts.stdout))


def test_a_list_in_another_coding_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("http://127.0.0.1:9/", encoding="utf-16")
    done = scrapy(*urls_arguments(tmp_path / "list.txt", tmp_path / "d"))
    assert "list.txt is not UTF-8" in one_line(done, exit_codes.USAGE)


def test_a_list_without_addresses(tmp_path: Path) -> None:
    assert "has no address" in one_line(crawl_urls(["# nothing"], tmp_path / "d"), exit_codes.USAGE)


def test_live_crawling_without_a_contact_is_refused(tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text("http://127.0.0.1:9/")
    done = scrapy("crawl", "urls", "-a", f"file={listed}", *settings({"WIRECOPY_DATA": str(tmp_path / "d")}))
    assert "WIRECOPY_CONTACT" in one_line(done, exit_codes.USAGE)


def test_a_folder_in_use_is_left_to_its_holder(tmp_path: Path, server: Server) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(server.url("/hang"))
    data = tmp_path / "d"
    first = started(urls_arguments(listed, data, {"DOWNLOAD_TIMEOUT": "30"}))
    try:
        deadline = time.monotonic() + 30
        while not (data / "state.sqlite").exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        line = one_line(scrapy(*urls_arguments(listed, data)), exit_codes.LOCKED)
        assert str(first.pid) in line
    finally:
        first.send_signal(signal.SIGKILL)
        first.communicate(timeout=30)


def test_guard_or_archive_taken_out_is_told_in_one_line(tmp_path: Path, server: Server) -> None:
    for name, value in (
        ("TWISTED_DNS_RESOLVER", "scrapy.resolver.CachingThreadedResolver"),
        ("DOWNLOAD_HANDLERS", '{"http": "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"}'),
        ("DOWNLOAD_HANDLERS", '{"file": "scrapy.core.downloader.handlers.file.FileDownloadHandler"}'),
    ):
        done = crawl_urls([server.url("/article/1")], tmp_path / name, options={name: value})
        assert done.returncode == exit_codes.FAULTS, done.stderr
        assert "Traceback" not in done.stderr
        assert name in done.stderr
    assert server.hits("/article/1") == 0


def test_a_state_that_does_not_fit_is_refused(tmp_path: Path, server: Server) -> None:
    data = tmp_path / "d"
    assert crawl_urls([server.url("/article/1")], data).returncode == 0
    articles = (data / "articles.jsonl").read_bytes()
    assert articles
    os.truncate(data / "articles.jsonl", 10)
    done = crawl_urls([server.url("/article/1")], data)
    assert done.returncode == exit_codes.FAULTS
    assert "articles.jsonl: 10 bytes, but" in done.stderr
    assert "Traceback" not in done.stderr
    (data / "articles.jsonl").write_bytes(articles)
    (data / "state.sqlite").unlink()
    done = crawl_urls([server.url("/article/1")], data)
    assert done.returncode == exit_codes.FAULTS
    assert "state.sqlite is missing" in done.stderr
    assert (data / "articles.jsonl").read_bytes() == articles
