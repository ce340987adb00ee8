from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import ChunkingDamaged, HttpDamaged
from archive.http import MAX_FIELDS, MAX_HEAD, dechunk, entity, parse_request, parse_response

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def chunked(body: bytes, size: int) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def test_a_response_is_what_was_on_the_wire() -> None:
    response = parse_response(
        b"HTTP/1.1 404 Not Found\r\nSet-Cookie: a=1\r\nserver: \xe9\r\nSet-Cookie: b=2\r\n\r\nbody"
    )
    assert response == (
        404,
        "Not Found",
        "HTTP/1.1",
        (("Set-Cookie", "a=1"), ("server", "é"), ("Set-Cookie", "b=2")),
        b"body",
    )


@pytest.mark.parametrize(
    ("line", "status", "reason"),
    [
        (b"HTTP/1.1 200", 200, ""),
        (b"HTTP/1.0 302 ", 302, ""),
        (b"HTTP/1.1 999 Request denied", 999, "Request denied"),
        (b"HTTP/2 200", 200, ""),
        (b"HTTP/1. 200 OK", 200, "OK"),
        (b"HTTPX/1.1 200 OK", 200, "OK"),
        (b"ICY 200 OK", 200, "OK"),
        (b"\r\nHTTP/1.1 200 OK", 200, "OK"),
    ],
)
def test_status_lines_of_all_servers_are_read(line: bytes, status: int, reason: str) -> None:
    response = parse_response(line + b"\r\nA: b\r\n\r\nx")
    assert (response.status, response.reason, response.headers, response.body) == (
        status,
        reason,
        (("A", "b"),),
        b"x",
    )


@pytest.mark.parametrize(
    "block", [b"", b"<html>0.9</html>", b"HTTP/1.1", b"HTTP/1.1 20 OK\r\n\r\n", b"HTTP/1.1 2000 OK\r\n\r\n"]
)
def test_what_has_no_status_line_is_said_to_be_no_http(block: bytes) -> None:
    with pytest.raises(HttpDamaged):
        parse_response(block)


def test_interim_responses_are_passed_over() -> None:
    block = b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\nbody"
    assert parse_response(block) == (200, "OK", "HTTP/1.1", (("A", "b"),), b"body")


def test_a_switch_of_protocols_is_final() -> None:
    assert parse_response(b"HTTP/1.1 101 Switching\r\n\r\nHTTP/ bytes").status == 101


@pytest.mark.parametrize("end", [b"\r\n\r\n", b"\n\n", b"\r\r\n\r\r\n", b"\r\n\n", b"\n\r\n"])
def test_line_ends_of_all_kinds_end_the_head(end: bytes) -> None:
    response = parse_response(b"HTTP/1.1 200 OK\nA: b" + end + b"x\r\n\r\ny")
    assert (response.headers, response.body) == ((("A", "b"),), b"x\r\n\r\ny")


def test_a_head_that_never_ends_is_a_response_without_body() -> None:
    assert parse_response(b"HTTP/1.1 200 OK\r\nA: b") == (200, "OK", "HTTP/1.1", (("A", "b"),), b"")


def test_odd_lines_are_read_as_far_as_they_tell() -> None:
    response = parse_response(b"HTTP/1.1 200 OK\r\nno colon\r\nA: b\r\n c\r\nN: x\0y\rz\r\n: v\r\n\r\n")
    assert response.headers == (("A", "b c"), ("N", "x\0y\rz"), ("", "v"))


@pytest.mark.parametrize(
    "head",
    [
        b"A: b\r\n" * (MAX_FIELDS + 1),
        b"A: " + b"b" * (MAX_HEAD + 1),
        b"A: b\r\n" * 1_000_000,
        b"\r" * 3_000_000,
    ],
)
@pytest.mark.timeout(60)
def test_hostile_heads_are_refused_in_linear_time(head: bytes) -> None:
    with pytest.raises(HttpDamaged):
        parse_response(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n")


def test_a_request_is_what_was_on_the_wire() -> None:
    request = parse_request(b"POST /a b?c=d HTTP/1.1\r\nHost: e.example\r\n\r\nx=1")
    assert request == ("POST", "/a b?c=d", "HTTP/1.1", (("Host", "e.example"),), b"x=1")
    assert parse_request(b"GET /old\r\n\r\n") == ("GET", "/old", "", (), b"")


@pytest.mark.parametrize("block", [b"", b"GET\r\n\r\n", b"\xff\xfe /\r\n\r\n", b" " * 1_000_000])
def test_what_has_no_request_line_is_said_to_be_no_http(block: bytes) -> None:
    with pytest.raises(HttpDamaged):
        parse_request(block)


@given(st.binary(max_size=300), st.integers(1, 64))
def test_chunks_of_any_size_give_the_entity(body: bytes, size: int) -> None:
    assert dechunk(chunked(body, size)) == body
    assert entity(parse_response(CHUNKED + chunked(body, size))) == body


def test_extensions_trailers_bare_line_ends_and_capitals_are_read() -> None:
    assert dechunk(b"A;name=v\n0123456789\n1\r\nx\r\n000\r\nTrailer: y\r\n\r\n") == b"0123456789x"


@pytest.mark.parametrize(
    ("body", "said", "partial"),
    [
        (b"3\r\nabc\r\nzz\r\n", "no chunk size at byte 8", b"abc"),
        (b"3\r\nabc\r\n", "no chunk size", b"abc"),
        (b"5\r\nabc", "3 of 5", b"abc"),
        (b"ffffffffffffffff\r\nabc", "3 of", b"abc"),
        (b"-1\r\nabc", "no chunk size at byte 0", b""),
        (b"", "no chunk size at byte 0", b""),
    ],
)
def test_broken_chunking_says_where_and_keeps_what_came(body: bytes, said: str, partial: bytes) -> None:
    with pytest.raises(ChunkingDamaged, match=said) as caught:
        dechunk(body)
    assert caught.value.partial == partial


@given(st.binary(min_size=1, max_size=200), st.data())
def test_of_chunks_cut_anywhere_the_entity_is_a_beginning(body: bytes, data: st.DataObject) -> None:
    framed = chunked(body, 7)
    cut = data.draw(st.integers(3, len(framed)))
    assert body.startswith(entity(parse_response(CHUNKED + framed[:cut])))


def test_a_body_stored_decoded_under_the_old_header_is_taken_as_it_is() -> None:
    assert entity(parse_response(CHUNKED + b"<html>decoded</html>")) == b"<html>decoded</html>"


def test_content_encoding_is_kept() -> None:
    assert (
        entity(parse_response(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8bxx"))
        == b"\x1f\x8bxx"
    )
