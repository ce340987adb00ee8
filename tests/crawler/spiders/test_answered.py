"""Whether an address has its answer in the archive: what was broken or busy is asked for again, redirects are followed."""

from __future__ import annotations

from typing import Any

import pytest
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from archive.capture import Capture, RecordRef
from crawler.spiders.answered import Answered

HOST = "http://kettleford-courier.test"
REFRESH = b'<html><head><meta http-equiv="refresh" content="0; url=/b"></head></html>'


def capture(path: str, status: int | None = 200, **fields: Any) -> Capture:
    given = {"payload": b"", "content_type": "text/html", **fields}
    if status is not None:
        given["headers"] = (("Content-Type", "text/html"), *given.get("headers", ()))
    return Capture(
        RecordRef("wirecopy-00000001.warc.gz", 0, 1, "urn:uuid:1"),
        "response",
        f"{HOST}{path}",
        "2026-03-01T06:00:00Z",
        payload_digest="sha256:A",
        status=status,
        **given,
    )


def to(path: str) -> dict[str, Any]:
    return {"headers": (("Location", path),)}


@pytest.fixture(scope="module")
def crawler() -> Crawler:
    return Crawler(Spider, Settings())


CASES: dict[str, tuple[bool, list[Capture]]] = {
    "never asked": (False, []),
    "a page": (True, [capture("/a")]),
    "a page that is gone": (True, [capture("/a", 410)]),
    "busy": (False, [capture("/a", 503)]),
    "busy, then a page": (True, [capture("/a", 503), capture("/a")]),
    "a page, then busy": (False, [capture("/a"), capture("/a", 429)]),
    "the same page as before": (True, [capture("/a", revisit="identical-payload")]),
    "the same fault as before": (False, [capture("/a", 503, revisit="identical-payload")]),
    "not changed": (True, [capture("/a", 304, revisit="server-not-modified", fault="revisit: no original")]),
    "no answer": (False, [capture("/a", None, fault="connection refused: no")]),
    "cut off": (False, [capture("/a", truncated="disconnect")]),
    "a bad chunk": (False, [capture("/a", fault="bad chunk: x")]),
    "larger than is read": (True, [capture("/a", truncated="length")]),
    "refused by a rule": (
        True,
        [capture("/a", None, refused=True, fault="robots: disallowed by /robots.txt")],
    ),
    "robots.txt not there": (False, [capture("/a", None, refused=True, fault="robots: robots.txt: 503")]),
    "no such name": (False, [capture("/a", None, refused=True, fault="name not found: no address for x")]),
    "its host paused": (False, [capture("/a", None, refused=True, fault="retry-after: x asked for a pause")]),
    "too many redirects": (True, [capture("/a", None, refused=True, fault="max redirections reached")]),
    "led elsewhere, not asked there": (False, [capture("/a", 302, **to("/b"))]),
    "led elsewhere, answered there": (True, [capture("/a", 302, **to("/b#x")), capture("/b")]),
    "led elsewhere, busy there": (False, [capture("/a", 301, **to("/b")), capture("/b", 503)]),
    "led on twice": (
        True,
        [capture("/a", 301, **to("/b")), capture("/b", 308, **to("/c")), capture("/c", 404)],
    ),
    "led to where nothing is": (True, [capture("/a", 301)]),
    "led out of the web": (True, [capture("/a", 301, **to("mailto:desk@kettleford-courier.test"))]),
    "led in a circle": (True, [capture("/a", 301, **to("/b")), capture("/b", 301, **to("/a"))]),
    "a page that sends on": (False, [capture("/a", payload=REFRESH)]),
    "a page that sent on": (True, [capture("/a", payload=REFRESH), capture("/b")]),
    "with another fragment": (True, [capture("/a#below")]),
    "another address": (False, [capture("/b")]),
}


@pytest.mark.parametrize("case", CASES)
def test_an_address_that_was(crawler: Crawler, case: str) -> None:
    answered, captures = CASES[case]
    assert Answered(crawler).read(captures).has(f"{HOST}/a") is answered


def test_what_is_no_address_is_known_by_its_record(crawler: Crawler) -> None:
    """As the archive writes it: with everything escaped that a URI may not hold, and cut where it is too long."""
    known = Answered(crawler).read(
        [
            Capture(
                RecordRef("w", 0, 1, "u"),
                "metadata",
                url,
                "2026",
                b"",
                "",
                refused=True,
                fault="not http: no",
            )
            for url in ("no%20address",)
        ]
    )
    assert known.has("no address")
    assert not known.has("no other")
