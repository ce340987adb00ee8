"""The compiled modules and those they stand for give the same, on real pages, hostile ones and whatever hypothesis makes up."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.bench_extract import CORPUS, pages
from pipelines.extract import built, lines, markup, noise, region, scripts, tongue
from pipelines.extract.charset import as_utf8
from pipelines.extract.layout import Layout
from scripts import build_kernels

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted(Path(__file__).with_name("pages").glob("*.html"))
WALK, WORDS = built.built("walk_kernel"), built.built("text_kernel")
pytestmark = pytest.mark.skipif(
    WALK is None and not (os.environ.get("WIRECOPY_REQUIRE_SHARED") and shutil.which("cc")),
    reason="nothing is compiled: run make setup, with a C compiler",
)


def told(layout: Layout) -> Any:
    """A layout as plain values."""
    return (
        [(x.text, x.tag, x.box, x.flags, x.hints, x.link, x.bold, x.links, x.own) for x in layout.lines],
        [(x.parent, x.tag, x.flags, x.hints, x.key, x.first, x.last) for x in layout.boxes],
        [(x.raw, x.line, x.box) for x in layout.pictures],
        [(hints, line, element._at) for hints, line, element in layout.marked],
        [element._at for element in layout.authors],
        (layout.author_links, layout.tag_links, layout.cut),
    )


def assert_same(data: bytes) -> None:
    """Compare all that is read of a page."""
    assert WALK is not None
    plain, compiled = markup.Markup(data), WALK.Markup(data)
    assert [compiled.tag(at) for at in range(len(compiled))] == plain.tags
    assert WORDS is not None
    for raw in {raw for _, raw, _ in plain.tags}:
        assert WORDS.attributes(raw) == markup._raw_attributes(raw)
    for name in ("meta", "title", "time", "a"):
        assert list(compiled.raw(name)) == list(plain.raw(name))
        assert [x._at for x in compiled.iter(name, 3)] == [x._at for x in plain.iter(name, 3)]
    for at in range(0, len(compiled), 1 + len(compiled) // 200):
        assert compiled.end_of(at) == plain.end_of(at)
        assert compiled.pieces(at, 30) == plain.pieces(at, 30)
        assert compiled.short_text(at, 150) == plain.short_text(at, 150)
    assert told(WALK.read_lines(compiled)) == told(lines.read_lines(plain))


def assert_same_page(data: bytes) -> None:
    """Compare what is read of a page, and what is taken out before."""
    assert WALK is not None
    for whole in (False, True):
        most = scripts._LOOKS * len(data)
        kept = scripts._without_scripts(data, whole)
        assert WALK.without_scripts(data, whole, most, scripts._is_nothing) == kept
    assert_same(as_utf8(scripts._without_scripts(data, False)[0], None)[0])


@pytest.mark.parametrize("page", PAGES[::3], ids=lambda page: page.stem)
def test_invented_pages_are_read_alike(page: Path) -> None:
    assert_same_page(page.read_bytes())


def test_real_pages_are_read_alike(shared: Path) -> None:
    for page in list(pages(CORPUS))[::6]:
        assert_same_page(page.html)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<",
        b"</",
        b"<p",
        b"<p a",
        b'<p a="',
        b"a<b c<!",
        b"<!-->x<!--y-->z</p>",
        b"<p>" * 2_000 + b"x",
        b"<div><section>" * 600 + b"x" + b"</section></div>" * 600,
        b"<table>" + b"<tr><td>a<td>b" * 300,
        b"<p " + b" ".join(b"a%d=1" % n for n in range(3_000)) + b">x",
        b"<nav>" * 500 + b"<p>x",
        b"<p>" + b"&#" * 3_000,
        b'<a title="x > y" class="byline">by</a> <p>z',
        b"<x-y><P Class=Author-Bio ID=tags>\xc3\x84</p></X-Y>",
        b"<p>" + b"<br>" * 3_000 + b"x",
        b"<ul><li>" * 200 + b"<i>x</i>" + b"</ul>" * 3,
    ],
    ids=range(18),
)
def test_odd_markup_is_read_alike(data: bytes) -> None:
    assert_same_page(data)


_NAMES = (
    "p div span a b h1 h2 ul li table tr td article nav footer svg script style br img meta time x-a select"
)
_CLASSES = "byline articleTags has-related relatedStories pull_quote AUTHOR col-6 tag-List nav \xe4b"
NAMES, CLASSES = _NAMES.split(), _CLASSES.split()
ATTRIBUTES = st.sampled_from(
    [
        *(f' class="{name}"' for name in CLASSES),
        ' id="comment-form"', " role=navigation", " hidden", ' style="display:none"', ' itemprop="author"',
        ' href="/tag/x-1"', ' href="/authors/ann?a=1&amp;b"', " href='/topic/y'", ' rel="tag"', ' title="a > b"',
        ' data-x="&quot;"', " /", "=", ' "', "\xa0q=1",
    ]
)  # fmt: skip
TEXTS = st.sampled_from(
    ["x", " ", "\n", "\xa0", "\u2003", "\u3000x", "&nbsp;", "&amp;", "&#233;", "<", " > ", "No. It went on. ", "Ä ß", "猫",
     "<!-- - -->", "</p>", "</", "<!x>", "\x1f"]
)  # fmt: skip
TAGS = st.builds(
    lambda close, name, said, end: f"<{close}{name}{''.join(said)}{end}",
    st.sampled_from(["", "", "/"]),
    st.sampled_from([*NAMES, "DIV", "Script"]),
    st.lists(ATTRIBUTES, max_size=2),
    st.sampled_from([">", ">", ">", "/>", ""]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(TAGS, TEXTS), max_size=40))
def test_any_markup_is_read_alike(parts: list[str]) -> None:
    assert_same_page("".join(parts).encode())


WORDINGS = [word for words in noise.lexicon().values() for word in words.inside]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(WORDINGS), st.text(max_size=6), st.sampled_from([" ", ". ", "_", "آ", "Ё"])
        ),
        max_size=6,
    )
)
def test_any_line_is_weighed_alike(parts: list[str]) -> None:
    assert WORDS is not None
    text, words = "".join(parts), noise.lexicon()
    assert WORDS.folded(text) == noise._folded(text)
    assert WORDS.letter_runs(text, 9) == tongue._TOKEN.findall(text)[:9]
    assert WORDS.wide(text) == len(region._WIDE.findall(text))
    if text.isprintable():
        assert WORDS.letters(text) == noise._letters(text)
    for line in (text, noise._folded(text)):
        assert sorted(wording.entry for wording in words._inside.near(line)) == sorted(
            words._near_by_sets(line)
        )
        every, *bits = words.held(line)
        plain, *plain_bits = words._held_by_sets(line)
        assert (every, sorted(bits)) == (plain, sorted(plain_bits))
        assert set(words._opening(line)) == set(words._opening_by_slices(line))


def test_the_interpreted_modules_give_the_same_articles() -> None:
    code = (
        "import hashlib, pathlib\nfrom pipelines.extract import extract\n"
        "pages = sorted(pathlib.Path('tests/pipelines/extract/pages').glob('*.html'))[::4]\n"
        "print(hashlib.sha256(repr([extract(x.read_bytes()) for x in pages]).encode()).hexdigest())"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | off,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for off in ({}, {built.OFF: "1"})
    ]
    assert len(said[0]) > 60
    assert said[0] == said[1]


def test_an_extension_of_other_sources_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(built.KERNELS, tmp_path / "kernels")
    monkeypatch.setattr(built, "KERNELS", tmp_path / "kernels")
    built.digest.cache_clear()
    built.built.cache_clear()
    try:
        assert built.built("text_kernel") is not None
        built.digest.cache_clear()
        built.built.cache_clear()
        with (tmp_path / "kernels" / "tags.pxi").open("a") as source:
            source.write("\n")
        assert built.built("text_kernel") is None
    finally:
        monkeypatch.undo()
        built.digest.cache_clear()
        built.built.cache_clear()


def test_without_a_compiler_the_builder_says_so_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "text_kernel.pyx").write_text("x = 1\n")
    monkeypatch.setattr(built, "KERNELS", tmp_path)
    monkeypatch.setattr(build_kernels, "KERNELS", tmp_path)
    monkeypatch.setattr(build_kernels, "_compiler", lambda: ["no-such-compiler"])
    built.digest.cache_clear()
    try:
        assert build_kernels.main() == 0
    finally:
        built.digest.cache_clear()
    assert (
        "text_kernel.pyx was not compiled (no-such-compiler: No such file or directory)"
        in capsys.readouterr().err
    )
