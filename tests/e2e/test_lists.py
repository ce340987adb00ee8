"""Lists that people bring: whatever stands in a line, it gets its outcome and the lines behind it their turn."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.e2e.command import Folder, crawl_urls, replay
from tests.server.fixture import Server


def _as_recorded(address: str) -> str:
    """The address as its record has it: what nobody asked for is cut at 8,192 characters, with the digest of the whole."""
    uri = address.replace(" ", "%20")
    return (
        uri
        if len(uri) <= 8192
        else f"{uri[:8192]}#cut-{len(uri)}-{hashlib.sha256(uri.encode()).hexdigest()[:16]}"
    )


def test_lines_that_are_no_address(server: Server, tmp_path: Path) -> None:
    bad = {
        "http://[::1": "not an address",
        "http://127.0.0.1:99999/": "not an address",
        "http://127.0.0.1:abc/": "not an address",
        "http://": "address",
        "ftp://127.0.0.1/x": "not http",
        "no address": "not http",
        server.url("/" + "l" * 9000): "too long",
    }
    live = Folder(tmp_path / "live")
    done = crawl_urls([*bad, server.url("/article/1")], live.path)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert [line["url"] for line in live.lines("articles")] == [server.url("/article/1")]
    told = {line["url"]: line["reason"] for line in live.lines("outcomes")}
    assert told == {_as_recorded(address): reason for address, reason in bad.items()}
    assert replay(live.archive, tmp_path / "again").returncode == 0
    assert Folder(tmp_path / "again").bytes() == live.bytes()


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])
def test_a_bomb_has_one_outcome(server: Server, tmp_path: Path, coding: str) -> None:
    """Scrapy gives it up with words of its own; the archive already has it, and its outcome comes from there."""
    live = Folder(tmp_path / "live")
    done = crawl_urls([server.url(f"/{coding}-bomb?mib=40")], live.path)
    assert done.returncode == 0, done.stderr
    assert [(line["outcome"], line["reason"]) for line in live.lines("outcomes")] == [("failed", "too large")]


def test_an_interrupted_list_goes_on_where_it_stopped(server: Server, tmp_path: Path) -> None:
    """What is answered is not asked for again, though the list was changed; what is finished is visited anew."""
    moved, gone = "/redirect/301?to=/article/8", "/status/404"
    paths = ["/article/1", moved, gone, "/article/2", "/article/3", "/article/4"]
    live = Folder(tmp_path / "live")
    one_by_one = {"CONCURRENT_REQUESTS": "1", "CLOSESPIDER_PAGECOUNT": "4"}
    first = crawl_urls([server.url(path) for path in paths], live.path, options=one_by_one)
    assert "live.txt: a new visit, 6 addresses to ask for" in first.stderr
    before = [path for path in paths if server.hits(path)]
    assert 3 <= len(before) < 6
    second = crawl_urls([server.url(path) for path in [*paths, "/article/5"]], live.path)
    assert second.returncode == 0, second.stderr
    assert (
        f"live.txt: goes on where it was interrupted: {len(before)} of 7 addresses are answered"
        in second.stderr
    )
    assert {path: server.hits(path) for path in [*paths, "/article/8", "/article/5"]} == dict.fromkeys(
        [*paths, "/article/8", "/article/5"], 1
    )
    third = crawl_urls([server.url(path) for path in paths], live.path)
    assert "live.txt: a new visit, 6 addresses to ask for" in third.stderr
    assert [server.hits(path) for path in paths] == [2] * 6


def test_addresses_that_differ_in_the_fragment_are_asked_for_once(server: Server, tmp_path: Path) -> None:
    live = Folder(tmp_path / "live")
    done = crawl_urls([server.url(f"/article/1#{name}") for name in "abc"], live.path)
    assert done.returncode == 0, done.stderr
    assert server.hits("/article/1") == 1
    assert done.stderr.count("WARNING") == 1
    assert "2 addresses left out" in done.stderr
    assert f"such as {server.url('/article/1#a')} and {server.url('/article/1#b')}" in done.stderr
