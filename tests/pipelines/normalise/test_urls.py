from __future__ import annotations

import socket
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipelines.normalise.urls
from pipelines.normalise.urls import canonical_url, registrable_domain, same_site

ONE_FORM = [
    ("HTTP://EXAMPLE.com:80", "http://example.com/"),
    ("https://example.com:443/a", "https://example.com/a"),
    ("https://example.com:8443/a", "https://example.com:8443/a"),
    ("https://example.com:0443/a", "https://example.com/a"),
    ("https://example.com:/a", "https://example.com/a"),
    ("https://example.com./a", "https://example.com/a"),
    ("https://example.com?", "https://example.com/"),
    ("https://example.com/#top", "https://example.com/"),
    ("https://example.com/a#!b?c=d", "https://example.com/a"),
    ("https://Bücher.example/straße", "https://xn--bcher-kva.example/stra%C3%9Fe"),
    ("https://XN--BCHER-KVA.example/", "https://xn--bcher-kva.example/"),
    ("https://b%C3%BCcher.example/", "https://xn--bcher-kva.example/"),
    ("http://日本語.jp/ニュース", "http://xn--wgv71a119e.jp/%E3%83%8B%E3%83%A5%E3%83%BC%E3%82%B9"),
    ("https://example.com/a/./b/../c/%2e%2E/d", "https://example.com/a/d"),
    ("https://example.com/../../a", "https://example.com/a"),
    ("https://example.com/a/..", "https://example.com/"),
    ("https://example.com/a//b", "https://example.com/a//b"),
    ("https://example.com/%7euser/%41%c3%a9", "https://example.com/~user/A%C3%A9"),
    ("https://example.com/100%", "https://example.com/100%25"),
    ("https://example.com/a b\tc", "https://example.com/a%20b%09c"),
    ("https://example.com/a\r\nSet-Cookie: x", "https://example.com/a%0D%0ASet-Cookie:%20x"),
    ("https://example.com/\x00%00", "https://example.com/%00%00"),
    ("https://example.com/a\u2028b\"c'd", "https://example.com/a%E2%80%A8b%22c'd"),
    ("https://example.com/<script>", "https://example.com/%3Cscript%3E"),
    (" https://example.com/a\n", "https://example.com/a"),
    ("http:\\\\example.com\\a", "http://example.com/a"),
    ("http:///example.com/a", "http://example.com/a"),
    ("http:example.com/a", "http://example.com/a"),
    ("http://user:secret@example.com/a", "http://example.com/a"),
    ("http://good.example@127.0.0.1/", "http://127.0.0.1/"),
    ("http://2130706433/", "http://127.0.0.1/"),
    ("http://0x7f.1/", "http://127.0.0.1/"),
    ("http://0177.0.0.1/", "http://127.0.0.1/"),
    ("http://[::0001]:80/a", "http://[::1]/a"),
    ("http://[0:0:0:0:0:FFFF:7F00:1]/", "http://[::ffff:7f00:1]/"),
    ("https://example.com/a?utm_source=x&id=1&fbclid=2&UTM_Medium=y", "https://example.com/a?id=1"),
    ("https://example.com/a?utm%5Fsource=x", "https://example.com/a"),
    ("https://example.com/a?b=2&a=1&&", "https://example.com/a?b=2&a=1"),
    ("https://example.com/a;jsessionid=AB12?PHPSESSID=3&p=2", "https://example.com/a?p=2"),
    ("https://example.com/a?ref=front&source=rss", "https://example.com/a?ref=front&source=rss"),
    ("ftp://Example.com/a b#c", "ftp://Example.com/a%20b"),
    ("javascript:alert(1)", "javascript:alert(1)"),
    ("/relative path#x", "/relative%20path"),
    ("http:..", "http://../"),
    ("http://@/x", "http://@/x"),
    ("http://:80/x", "http://:80/x"),
    ("", ""),
]


@pytest.mark.parametrize(("url", "canonical"), ONE_FORM)
def test_each_spelling_has_one_form(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


ODD = (
    "http: https:// // / \\ @ : 80 ? & = # .. . % %2e %41 %e3 [ ] ::1 "
    "xn-- example .com ü 。 utm_source a B ;jsessionid=1 1 0x7f + ﬀ"
)
PIECES = st.sampled_from([*ODD.split(), " ", "\n", "\ud800", "\u200d"])


@given(st.one_of(st.text(alphabet=st.characters(), max_size=80), st.lists(PIECES, max_size=16).map("".join)))
def test_the_form_is_final_and_safe_in_every_line(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once
    assert once.isascii()
    assert not set(once) & set(' "<>\\^`{|}') or not once.startswith("http")
    assert once.isprintable()
    assert "#" not in once


@given(st.lists(PIECES, max_size=10).map("".join))
def test_http_addresses_stay_http(rest: str) -> None:
    assert canonical_url("https://outlet.example/" + rest).startswith("https://outlet.example/")


def test_ten_thousand_tracking_parameters_leave_one_key() -> None:
    flood = "&".join(f"utm_{i}={i}" for i in range(10_000))
    assert canonical_url(f"https://outlet.example/a?{flood}&id=7#{flood}") == "https://outlet.example/a?id=7"


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.outlet.example/a", "outlet.example"),
        ("https://news.bbc.co.uk:8080/a?b#c", "bbc.co.uk"),
        ("www.bbc.co.uk", "bbc.co.uk"),
        ("//www.bbc.co.uk/x", "bbc.co.uk"),
        ("WWW.BBC.CO.UK.", "bbc.co.uk"),
        ("https://user@www.bbc.co.uk/", "bbc.co.uk"),
        ("https://blog.someone.blogspot.com/x", "someone.blogspot.com"),
        ("https://bücher.example.de/", "example.de"),
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("http://[2001:DB8::1]/", "2001:db8::1"),
        ("localhost", "localhost"),
        ("https://co.uk/", "co.uk"),
        ("ftp://files.outlet.example/x", "outlet.example"),
        ("", ""),
    ],
)
def test_registrable_domain(url: str, domain: str) -> None:
    assert registrable_domain(url) == domain


@given(st.text(alphabet=st.characters(), max_size=60))
def test_registrable_domain_never_raises(url: str) -> None:
    assert isinstance(registrable_domain(url), str)


def test_same_site() -> None:
    assert same_site("https://www.outlet.example/a", "http://amp.outlet.example/b")
    assert not same_site("https://one.co.uk/", "https://two.co.uk/")
    assert not same_site("", "")


def test_the_suffix_list_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    assert registrable_domain("https://a.b.c.example.museum/x") == "example.museum"


def test_the_tracking_table_gives_reasons_and_no_name_twice() -> None:
    path = Path(pipelines.normalise.urls.__file__).with_name("tracking.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    names = [name.lower() for group in table.values() for name in group["names"]]
    assert all(group["why"] for group in table.values())
    assert sorted(names) == sorted(set(names))
    assert not {"id", "p", "page", "ref", "source", "s", "v", "lang", "q", "story"} & set(names)
