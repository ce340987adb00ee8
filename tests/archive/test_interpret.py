from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.capture import Capture, RecordRef, Unread, payload_digest
from archive.interpret import capture_from_pieces, capture_from_record, resolve
from archive.pieces import Pieces
from archive.record import Record
from tests.archive.made import URL, date, response, warc

REF = RecordRef("made.warc.gz", 7, 70, "urn:uuid:1")
FIELDS = "application/warc-fields"


def capture(record: Record) -> Capture:
    found = capture_from_record(record, REF)
    assert isinstance(found, Capture)
    return found


def unread(record: Record) -> Unread:
    found = capture_from_record(record, REF)
    assert isinstance(found, Unread)
    return found


def test_a_response_is_a_capture_of_its_entity() -> None:
    got = capture(response(3, b"<p>x</p>", http=(("Content-Type", "text/html"), ("X", "1"), ("X", "2"))))
    assert got == Capture(
        REF,
        "response",
        URL.format(3),
        date(3),
        b"<p>x</p>",
        payload_digest(b"<p>x</p>"),
        200,
        (("Content-Type", "text/html"), ("X", "1"), ("X", "2")),
        "text/html",
    )


def test_the_record_s_own_digest_truncation_and_bracketed_uri_are_kept() -> None:
    record = response(3, WARC_Payload_Digest="sha1:ABC", WARC_Truncated="Disconnect")
    got = capture(record)
    assert (got.payload_digest, got.truncated, got.fault) == ("sha1:ABC", "disconnect", None)
    bracketed = tuple(
        (name, f"<{value}>" if name == "WARC-Target-URI" else value) for name, value in record.headers
    )
    assert capture(Record("WARC/1.0", bracketed, record.block)).url == URL.format(3)


@pytest.mark.parametrize(
    ("body", "payload", "truncated"),
    [
        (b"3\r\nabc\r\n0\r\n\r\n", b"abc", None),
        (b"3\r\nabc\r\n9\r\nde", b"abcde", "unspecified"),
        (b"<p>decoded long ago</p>", b"<p>decoded long ago</p>", None),
    ],
)
def test_chunks_are_taken_off_and_broken_ones_are_said(
    body: bytes, payload: bytes, truncated: str | None
) -> None:
    got = capture(response(1, body, http=(("Transfer-Encoding", "chunked"),)))
    assert (got.payload, got.truncated) == (payload, truncated)


@pytest.mark.parametrize("block", [b"", b"\x00\x01\x02", b"<html>no head</html>"])
def test_a_block_that_is_no_http_is_a_capture_with_a_fault(block: bytes) -> None:
    got = capture(warc("response", 1, block, content_type="application/http; msgtype=response"))
    assert got.payload == b""
    assert got.fault is not None
    assert got.fault.startswith("not HTTP: ")


def test_a_response_of_another_protocol_is_the_entity_its_record_names() -> None:
    got = capture(warc("response", 1, b"example. 60 IN A 127.0.0.1", content_type="text/dns"))
    assert (got.status, got.payload, got.content_type) == (None, b"example. 60 IN A 127.0.0.1", "text/dns")


@pytest.mark.parametrize("kind", ["resource", "conversion"])
def test_resources_and_conversions_have_the_record_s_content_type(kind: str) -> None:
    got = capture(warc(kind, 1, b"The mayor resigns.", content_type="text/plain"))
    assert (got.record_type, got.payload, got.content_type, got.status) == (
        kind,
        b"The mayor resigns.",
        "text/plain",
        None,
    )


@pytest.mark.parametrize("kind", ["warcinfo", "request", "continuation", "metadata", "monkeys"])
def test_other_types_are_unread_and_named(kind: str) -> None:
    got = unread(warc(kind, 1, b"x"))
    assert (got.reason, got.record_type, got.url) == ("record type", kind, URL.format(1))


def test_our_own_metadata_says_what_has_no_response() -> None:
    failed = capture(
        warc(
            "metadata",
            1,
            b"wirecopy-exchange: failed\r\nwirecopy-fault: reset by peer\r\n",
            content_type=FIELDS,
        )
    )
    assert (failed.fault, failed.refused, failed.via, failed.payload, failed.record_type) == (
        "reset by peer",
        False,
        None,
        b"",
        "metadata",
    )
    refused = capture(
        warc(
            "metadata", 2, b"wirecopy-refused: robots\r\nvia: http://a.example/feed\r\n", content_type=FIELDS
        )
    )
    assert (refused.fault, refused.refused, refused.via) == ("robots", True, "http://a.example/feed")
    assert failed.id != refused.id


def test_a_removal_request_is_unread_and_names_the_url() -> None:
    got = unread(warc("metadata", 1, b"wirecopy-withheld: asked by the author\r\n", content_type=FIELDS))
    assert (got.reason, got.url, got.record_type) == ("withheld", URL.format(1), "metadata")


def test_the_same_words_in_somebody_else_s_metadata_mean_nothing() -> None:
    assert (
        unread(warc("metadata", 1, b"wirecopy-withheld: x\r\n", content_type="text/plain")).reason
        == "record type"
    )


@pytest.mark.parametrize("name", ["WARC-Target-URI", "WARC-Date"])
def test_a_response_without_url_or_date_is_damage(name: str) -> None:
    record = response(1)
    headers = tuple((key, value) for key, value in record.headers if key != name)
    got = unread(Record("WARC/1.1", headers, record.block))
    assert (got.reason, got.record_type) == (f"damaged: response record without {name}", "response")


def test_a_304_is_unchanged_and_has_no_fault() -> None:
    record = warc(
        "revisit",
        1,
        b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n",
        WARC_Profile="http://netpreserve.org/warc/1.1/revisit/server-not-modified",
    )
    got = capture(record)
    assert (got.revisit, got.status, got.fault, got.payload) == ("server-not-modified", 304, None, b"")
    assert got.header("etag") == "x"


@pytest.mark.parametrize(
    "profile", ["http://netpreserve.org/warc/1.0/revisit/identical-payload-digest", "hello kitty", ""]
)
def test_any_other_revisit_waits_for_its_payload(profile: str) -> None:
    record = warc("revisit", 1, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", WARC_Profile=profile)
    got = capture(record)
    assert (got.revisit, got.payload) == ("identical-payload", b"")
    assert got.fault is not None
    assert got.fault.startswith("unresolved revisit: ")
    whole = resolve(got, b"<p>x</p>")
    assert (whole.payload, whole.fault, whole.content_type, whole.status) == (
        b"<p>x</p>",
        None,
        "text/html",
        200,
    )


def test_a_revisit_without_headers_takes_those_of_the_original() -> None:
    original = capture(response(1, b"<p>x</p>", WARC_Truncated="time"))
    bare = capture(warc("revisit", 2, b""))
    whole = resolve(bare, original.payload, original)
    assert (whole.status, whole.headers, whole.content_type) == (200, original.headers, "text/html")
    assert (whole.url, whole.date, whole.truncated) == (URL.format(2), date(2), "time")


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(
        [
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>The ferry sails again.</p>",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nferry\r\n0\r\n\r\n",
            b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\nbody",
            b"\r\n\r\nHTTP/1.1 200 OK\nA: b\n\nbody\r\n\r\nmore",
            b"HTTP/1.1 204 No Content\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nA: b",
            b"no http at all\r\n\r\nin here",
        ]
    ),
    st.sampled_from(["response", "revisit", "resource"]),
    st.lists(st.integers(0, 80), max_size=4),
)
def test_pieces_cut_anywhere_mean_what_the_whole_means(block: bytes, kind: str, cuts: list[int]) -> None:
    record = warc(kind, 1, block)
    edges = [0, *sorted(min(cut, len(block)) for cut in cuts), len(block)]
    pieces = Pieces(record.version, record.headers, [block[a:b] for a, b in pairwise(edges)])
    assert capture_from_pieces(pieces, REF) == capture_from_record(record, REF)
    assert pieces.record == record
