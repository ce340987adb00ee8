from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.exchange import Exchange, Refusal, is_answer, redact, without_interim

NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=timezone(timedelta(hours=2)))


def test_started_is_kept_in_utc() -> None:
    exchange = Exchange("http://a.test/", NOON, b"", b"")
    assert exchange.started == NOON
    assert exchange.started.tzinfo is UTC
    assert Refusal("http://a.test/", "robots", None, NOON).date.tzinfo is UTC


def test_naive_moments_and_unknown_truncations_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Exchange("http://a.test/", datetime(2026, 3, 1), b"", b"")
    with pytest.raises(ValueError, match="truncated"):
        Exchange("http://a.test/", NOON, b"", b"", truncated="tired")


def test_secrets_are_replaced_and_named() -> None:
    request = b"GET / HTTP/1.1\r\nHost: a.test\r\nCOOKIE: sid=1\r\nAuthorization:Basic eA==\r\nX-Cookie: b\r\n\r\nCookie: body"
    redacted, names = redact(request)
    assert redacted == (
        b"GET / HTTP/1.1\r\nHost: a.test\r\nCOOKIE: [redacted]\r\nAuthorization: [redacted]\r\nX-Cookie: b\r\n\r\nCookie: body"
    )
    assert names == ("COOKIE", "Authorization")


def test_a_folded_secret_goes_with_its_field() -> None:
    redacted, _ = redact(b"GET / HTTP/1.1\r\nCookie: a=1;\r\n b=2\r\nHost: a.test\r\n\r\n")
    assert redacted == b"GET / HTTP/1.1\r\nCookie: [redacted]\r\nHost: a.test\r\n\r\n"


def test_a_request_without_secrets_is_the_same_object() -> None:
    request = b"GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"
    assert redact(request) == (request, ())


@given(
    secret=st.from_regex(rb"[!-~]{12,40}", fullmatch=True),
    name=st.sampled_from([b"Cookie", b"cookie ", b"Proxy-Authorization", b"aUTHORIZATION"]),
    end=st.sampled_from([b"\r\n", b"\n"]),
    closed=st.booleans(),
)
def test_no_part_of_a_secret_stays(secret: bytes, name: bytes, end: bytes, closed: bool) -> None:
    request = end.join([b"GET / HTTP/1.1", b"Host: a.test", name + b":" + secret]) + (
        end * 2 if closed else b""
    )
    redacted, names = redact(request)
    assert secret not in redacted
    assert names == (name.strip().decode(),)


def test_interim_answers_are_dropped() -> None:
    final = b"HTTP/1.1 200 OK\r\n\r\nbody"
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    assert without_interim(b"HTTP/1.1 100 Continue\r\n\r\n" + hints + final) == final
    assert without_interim(final) == final


@pytest.mark.parametrize("kept", [b"HTTP/1.1 101 Switching\r\n\r\nx", b"HTTP/1.1 103 Early", b"", b"junk"])
def test_what_is_no_complete_interim_answer_stays(kept: bytes) -> None:
    assert without_interim(kept) == kept


@pytest.mark.parametrize(
    ("response", "answer"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", True),
        (b"HTTP/1.1 200\n\n", True),
        (b"HTTP/1.0 404 Not Found\r\nA: b\r\n\r\nbody", True),
        (b"HTTP/1.1 200 OK\r\nA: b\r\n", False),
        (b"HTTP/1.1 20 OK\r\n\r\n", False),
        (b"ICY 200 OK\r\n\r\n", False),
        (b"<html>", False),
        (b"", False),
    ],
)
def test_what_counts_as_an_answer(response: bytes, answer: bool) -> None:
    assert is_answer(response) is answer
