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
