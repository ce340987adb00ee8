"""Pages that are no article, walls and live blogs, as sites say it in many languages, above the teasers they offer instead."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pipelines.extract import extract
from tests.pipelines.extract.newsroom import TITLE, page, paragraphs

URL = "https://www.gullpost.example/a/b"
MENU = "<nav><ul>" + "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(8)) + "</ul></nav>"
TEASERS = "".join(
    f"<div class=c><h3><a href='/a{n}'>A headline of a story number {n} which goes on a bit</a></h3>"
    f"<p>A teaser of the story number {n} that says a little more.</p></div>"
    for n in range(12)
)
SAYINGS = tomllib.loads((Path(__file__).parent / "kinds.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("language", "title", "body"), SAYINGS["gone"])
def test_a_page_that_is_gone(language: str, title: str, body: str) -> None:
    found = extract(page(MENU + body + TEASERS, title=title, lang=language), URL)
    assert (found.kind, found.reason) == ("not_article", "soft_404")


@pytest.mark.parametrize(("language", "text"), SAYINGS["consent"])
def test_a_question_for_consent(language: str, text: str) -> None:
    body = f"<div><h2>The Gull Post</h2><p>{text}</p><p>{text[:60]}.</p><button>OK</button></div>"
    found = extract(page(body, title="The Gull Post", lang=language), URL)
    assert (found.kind, found.reason) == ("not_article", "consent_wall")


@pytest.mark.parametrize(("language", "text"), SAYINGS["script"])
def test_a_page_that_needs_javascript(language: str, text: str) -> None:
    found = extract(
        page(f"<div id=root></div><p>{text}</p><script src=a.js></script>", title="x", lang=language), URL
    )
    assert (found.kind, found.reason) == ("not_article", "needs_javascript")


@pytest.mark.parametrize(("language", "text"), SAYINGS["walls"])
def test_a_wall_behind_the_first_paragraphs(language: str, text: str) -> None:
    body = f"{MENU}<h1>{TITLE}</h1><p>6 May 2024</p><div>{paragraphs()}</div><div><p>{text}</p><a href='/abo'>OK</a></div>"
    found = extract(page(body, lang=language), URL)
    assert found.kind == "article"
    assert "paywalled" in found.flags
    assert text not in found.text


@pytest.mark.parametrize("title", SAYINGS["live"])
def test_a_live_blog(title: str) -> None:
    entries = "".join(
        f"<div><time>1{n}:05</time><h3>Update {n} of the day</h3><p>The harbour master said at {n} that the wind had turned"
        " and that no ferry would sail before noon today.</p></div>"
        for n in range(6)
    )
    found = extract(page(f"{MENU}<h1>{title}</h1>{entries}", title=title), URL)
    assert found.kind == "article"
    assert "live_blog" in found.flags


def test_a_headline_with_the_word_live_is_no_live_blog() -> None:
    assert extract(page(f"<h1>{TITLE}: live music returns</h1>{paragraphs()}", title="x"), URL).flags == []


@pytest.mark.parametrize(
    ("head", "body", "reason"),
    [
        (
            "<meta property='og:type' content='video.other'>",
            "<h1>Ferry leaves in storm</h1><video src=a.mp4></video><p>At noon.</p>",
            "video_only",
        ),
        ("", "<h1>Coast news</h1>" + TEASERS, "section_page"),
        (
            "",
            "<h1>Just a moment...</h1><p>Verifying you are human. This may take a few seconds.</p>",
            "soft_404",
        ),
    ],
)
def test_teasers_are_no_story(head: str, body: str, reason: str) -> None:
    found = extract(page(MENU + body + TEASERS, head, title="The Gull Post"), URL)
    assert (found.kind, found.reason) == ("not_article", reason)
