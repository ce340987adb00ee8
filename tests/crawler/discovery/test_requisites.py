from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.requisites import LARGEST_PAGE, LARGEST_STYLE, page_requisites, style_requisites
from crawler.discovery.srcset import srcset_urls

PAGE = "https://www.kettleford.example/news/wall"


def names(markup: str) -> list[str]:
    """What a page needs, without scheme and host where they are its own."""
    found = page_requisites(f"<html><body>{markup}<p>text</p></body></html>".encode(), PAGE)
    return [each.removeprefix("https://www.kettleford.example") for each in found]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<img src=a.jpg>", ["/news/a.jpg"]),
        ("<img src=data:image/gif;base64,R0lGOD data-src=/b.jpg>", ["/b.jpg"]),
        (
            "<img src=/a.jpg srcset='/a-400.jpg 400w, /a-1200.jpg 1200w,/a-3000.jpg 3000w'>",
            ["/a.jpg", "/a-1200.jpg", "/a-400.jpg", "/a-3000.jpg"],
        ),
        (
            "<picture><source srcset='/a.webp 1x, /a2.webp 2x'>"
            "<source data-srcset=/b.avif><img src=/a.jpg></picture>",
            ["/a.webp", "/b.avif", "/a.jpg", "/a2.webp"],
        ),
        ("<video poster=/p.jpg src=/film.mp4><source src=/film.webm></video>", ["/p.jpg"]),
        ("<noscript><img src=/lazy.jpg></noscript>", ["/lazy.jpg"]),
        (
            "<amp-img src=/amp.jpg></amp-img><input type=image src=/b.png><input src=/no.png>",
            ["/amp.jpg", "/b.png"],
        ),
        (
            "<div style=\"background-image: url('/bg.png')\"></div><td background=/old.gif>",
            ["/bg.png", "/old.gif"],
        ),
        ("<style>@import '/one.css'; .a{background:url(/two.png)}</style>", ["/one.css", "/two.png"]),
        (
            "<img src=/a.jpg><link rel=stylesheet href=/s.css><link rel=icon href=/i.ico>",
            ["/s.css", "/a.jpg", "/i.ico"],
        ),
        (
            "<link rel='alternate stylesheet' href=/n.css><link rel=alternate href=/feed><script src=/x.js></script>",
            [],
        ),
        (
            "<link rel=preload as=image href=/hero.jpg imagesrcset='/h1.jpg 1x, /h2.jpg 2x'>",
            ["/hero.jpg", "/h1.jpg", "/h2.jpg"],
        ),
        ("<link rel=preload as=style href=/p.css><link rel=preload as=script href=/p.js>", ["/p.css"]),
        ("<base href=https://cdn.example/x/><img src=y.jpg>", ["https://cdn.example/x/y.jpg"]),
        ("<img src=/a.jpg#top><img src=/a.jpg><img src=''><img src=wall>", ["/a.jpg"]),
        ("<img src='/Straße im Hafen.jpg'>", ["/Stra%C3%9Fe%20im%20Hafen.jpg"]),
        ("<img src=javascript:alert(1)><img src=file:///etc/hostname><img src=ftp://a.example/b>", []),
        ("<svg><image href=/v.png xlink:href=/w.png></image></svg>", ["/v.png", "/w.png"]),
    ],
)
def test_what_a_page_needs(markup: str, expected: list[str]) -> None:
    assert names(markup) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a.jpg", ["a.jpg"]),
        ("a.jpg, b.jpg 2x", ["a.jpg", "b.jpg"]),
        ("b.jpg 2x, a.jpg", ["a.jpg", "b.jpg"]),
        ("/w_200,h_100/a.jpg 200w, /w_1300,h_700/a.jpg 1300w", ["/w_1300,h_700/a.jpg", "/w_200,h_100/a.jpg"]),
        ("a.jpg,", ["a.jpg"]),
        (" , ,a.jpg 1x,,b.jpg 2x (x, y)", ["a.jpg", "b.jpg"]),
        ("a.jpg 1x (never closed, b.jpg", ["a.jpg"]),
        ("", []),
        (" \n,", []),
    ],
)
def test_candidates_of_a_srcset(value: str, expected: list[str]) -> None:
    assert srcset_urls(value) == expected


@given(st.text(alphabet="a,( )\n2wx/.", max_size=60))
def test_any_srcset_ends_and_gives_words_of_its_own(value: str) -> None:
    for url in srcset_urls(value):
        assert url in value
        assert url == url.strip()


def test_what_a_style_sheet_names() -> None:
    style = """@charset "utf-8"; @import "base.css"; @import url(print.css) print; /* url(/not.png) */
      .a{background:url( '/a b.png' )} .b{background:url("../b.png?x=1")}
      @font-face{src:url(f.woff2) format("woff2"),url(data:font/x)}
      .c{background:url(c\\ d.png)} .d{background:url()} .e{cursor:url(e.cur),auto}
      .a2{background:url('/a b.png')} /* not closed url(/z.png)"""
    found = style_requisites(style.encode(), "https://cdn.example/s/main.css")
    assert found == [
        "https://cdn.example/s/base.css",
        "https://cdn.example/s/print.css",
        "https://cdn.example/a%20b.png",
        "https://cdn.example/b.png?x=1",
        "https://cdn.example/s/f.woff2",
        "https://cdn.example/s/e.cur",
    ]
    assert style_requisites(style.encode(), "https://cdn.example/s/main.css", "no-such-encoding") == found


@pytest.mark.parametrize(
    "unit", ["url(", "url('", "url(\"'", "@import ", "@import '", "/*", "url(/a", "\\", "url( "]
)
def test_a_hostile_style_sheet_takes_linear_time(unit: str) -> None:
    def seconds(count: int) -> float:
        data = (unit * count).encode()
        began = time.process_time()
        style_requisites(data, PAGE)
        return time.process_time() - began

    # Quadratic time would be a minute here; a limit of seconds only tells the two apart.
    assert seconds(min(300_000, LARGEST_STYLE // len(unit))) < 10


def test_what_is_too_large_or_no_page_is_left_alone() -> None:
    assert page_requisites(b"<img src=/a.jpg>" + b" " * LARGEST_PAGE, PAGE) == []
    assert page_requisites(b"", PAGE) == []
    assert page_requisites(b"\x89PNG\r\n\x1a\n", PAGE) == []
    assert style_requisites(b"a{background:url(/a)}" + b" " * LARGEST_STYLE, PAGE) == []


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    page_requisites(b"<img src=" + data, PAGE)
    style_requisites(b"url(" + data, PAGE)
