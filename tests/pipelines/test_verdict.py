"""What is told without a look at the payload: redirects, cut answers, sizes; and fields that are bounded."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from archive.capture import Capture, RecordRef
from pipelines.bounds import CUT, LONGEST_LINE, MOST, bound
from pipelines.clean import clean
from pipelines.decode import LIMIT
from pipelines.export.jsonl import dump_line
from pipelines.items import Article
from pipelines.sources.model import Sources
from pipelines.verdict import verdict_without_payload

URL = "http://courier.example/a/1"


def capture(status: int = 200, payload: bytes = b"<p>x", kind: str = "text/html", **headers: str) -> Capture:
    fields = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    ref = RecordRef("a.warc.gz", 0, 1, "urn:x")
    return Capture(ref, "response", URL, "2026-03-01T12:00:00Z", payload, "sha256:X", status, fields, kind)


@pytest.mark.parametrize(
    ("location", "outcome", "detail"),
    [
        ("/b", "not_article redirect", "to http://courier.example/b"),
        ("//other.example/b", "not_article redirect", "to http://other.example/b"),
        (
            "javascript:alert(1)",
            "failed redirect to nowhere",
            "javascript:alert(1): only http and https are followed",
        ),
        ("file:///etc/hostname", "failed redirect to nowhere", "file:///etc/hostname: only http and https"),
        (
            "mailto:desk@courier.example",
            "failed redirect to nowhere",
            "mailto:desk@courier.example: only http",
        ),
        ("http://[bad", "failed redirect to nowhere", "http://[bad: not an address"),
        ("http://a.example:99999/", "failed redirect to nowhere", "http://a.example:99999/: not an address"),
        ("  ", "failed redirect to nowhere", "no Location"),
        (None, "failed redirect to nowhere", "no Location"),
        ("http://a.example/\r\n\u2028" + "x" * 9000, "not_article redirect", "to http://a.example/"),
    ],
)
def test_a_redirect_says_where_to_or_why_not(location: str | None, outcome: str, detail: str) -> None:
    made = capture(302, b"") if location is None else capture(302, b"", Location=location)
    told = verdict_without_payload(made)
    assert told is not None
    assert f"{told.name} {told.reason}" == outcome
    assert (told.detail or "").startswith(detail)
    assert len(told.detail or "") < 400
    assert (told.detail or "").isprintable()


@pytest.mark.parametrize(
    ("truncated", "cut", "kind", "expected"),
    [
        ("disconnect", None, "text/html", "failed cut off: disconnect"),
        ("unspecified", "bad chunk", "text/html", "failed bad chunk"),
        ("unspecified", None, "text/html", "failed cut off: unspecified"),
        ("length", None, "video/mp4", "not_article asset"),
    ],
)
def test_what_was_cut_is_named_by_what_cut_it(
    truncated: str, cut: str | None, kind: str, expected: str
) -> None:
    payload = b"\x00\x01" if kind == "video/mp4" else b"<p>half of"
    told = verdict_without_payload(replace(capture(payload=payload, kind=kind), truncated=truncated, cut=cut))
    assert told is not None
    assert f"{told.name} {told.reason}" == expected


def test_a_page_that_no_worker_would_read_is_not_sent_to_one() -> None:
    told = verdict_without_payload(capture(payload=b"<html>" + b" " * LIMIT))
    assert told is not None
    assert (told.name, told.reason) == ("failed", "too large")
    assert verdict_without_payload(capture()) is None


def test_a_headline_of_megabytes_is_cut_and_said() -> None:
    article = Article(id="urn:x", url=URL, title="Harbour wall " * 250_000, tags=["wall"] * 3000)
    article.authors = ["Mara Quill", "x" * 100_000]
    bound(article)
    bound(article)
    assert len(article.title or "") in range(LONGEST_LINE - 1, LONGEST_LINE + 1)
    assert (len(article.tags), article.flags) == (MOST, [CUT])
    assert article.authors == ["Mara Quill", "x" * LONGEST_LINE]
    sound = Article(id="urn:x", url=URL, title="Harbour wall put off again", tags=["wall"])
    before = replace(sound)
    bound(sound)
    assert sound == before


def test_whatever_field_a_page_fills_with_megabytes_stays_a_line() -> None:
    long = "Harbour wall put off again " * 40_000
    body = "".join(
        f"<p>The council of Kettleford met for the {n}th time and put off its vote on the wall.</p>"
        for n in range(9)
    )
    facts = json.dumps(
        {
            "@type": "NewsArticle",
            "headline": long,
            "author": [long],
            "articleSection": long,
            "keywords": [long],
        }
    )
    head = f"<title>{long}</title><meta property=og:title content='{long}'><script type=application/ld+json>{facts}</script>"
    cleaned = clean(capture(payload=f"{head}<h1>{long}</h1><article>{body}</article>".encode()), Sources())
    assert cleaned.article is not None, cleaned.outcome
    assert len(dump_line(cleaned.article)) < 40_000
