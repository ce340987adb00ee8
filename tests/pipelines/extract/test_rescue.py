"""Bodies that the page's own blocks do not hold, and the one page on which readability-lxml wins."""

from __future__ import annotations

import json

import pytest

from pipelines.extract import extract
from tests.pipelines.extract.newsroom import STORY, TEXT, TITLE, URL, json_ld, page, paragraphs


def test_body_only_in_json_ld() -> None:
    found = extract(
        page(f"<h1>{TITLE}</h1><div id=app></div>", json_ld(headline=TITLE, articleBody="\n\n".join(STORY))),
        URL,
    )
    assert (found.text, found.provenance["body"]) == (TEXT, "json-ld")


def test_body_only_in_a_scripts_data() -> None:
    data = json.dumps({"props": {"title": TITLE, "contentHtml": paragraphs(), "other": "x" * 500}}).replace(
        "<", "\\u003c"
    )
    found = extract(page(f"<h1>{TITLE}</h1><div id=app></div><script>window.state = {data};</script>"), URL)
    assert (found.text, found.provenance["body"]) == (TEXT, "script")


def test_blocks_are_preferred_to_a_shortened_json_ld() -> None:
    found = extract(
        page(f"<h1>{TITLE}</h1>{paragraphs()}", json_ld(headline=TITLE, articleBody=STORY[0] * 2)), URL
    )
    assert (found.text, found.provenance["body"]) == (TEXT, "blocks")


def test_readability_has_the_last_voice() -> None:
    # Every paragraph is a heading: no prose for our own algorithm, but text enough for readability's score.
    html = page(
        "<div>Menu</div><div>Coast</div><div>Home</div>"
        + f"<h1>{TITLE}</h1><button><div>{paragraphs()}</div></button>"
    )
    found = extract(html, URL)
    assert found.provenance["body"] == "readability"
    assert found.text.startswith(STORY[0])


@pytest.mark.parametrize(
    "around", ["footer", "nav", "menu", "dialog", "figcaption", "noscript", 'div role="navigation"']
)
@pytest.mark.parametrize("tag", ["p", "div", "li", "h3"])
def test_prose_under_the_headline_is_never_lost(around: str, tag: str) -> None:
    html = page(
        f"<ul><li><a href='/'>Home</a></li></ul><h1>{TITLE}</h1><{around}>{paragraphs(tag=tag)}</{around.split()[0]}>"
    )
    found = extract(html, URL)
    assert found.kind == "article"
    assert all(text in found.text for text in STORY)


def test_a_footers_prose_below_teasers_is_no_story() -> None:
    teasers = "".join(
        f'<h3><a href="/{n}">Boats are back in harbour number {n} of the coast</a></h3>' for n in range(12)
    )
    found = extract(
        page(f"<h1>Coast</h1>{teasers}<footer>{paragraphs()}</footer>"), "https://gullpost.example/coast"
    )
    assert (found.kind, found.text) == ("not_article", "")


def test_a_question_for_consent_under_a_headline_is_no_story() -> None:
    asks = (
        "We value your privacy. We and our partners store and read information on a device, such as cookies, to process data.",
        "With your consent we and our partners may use precise data on where you are, and identify you by your device.",
        "You may click to consent to what we and our partners do as told above, or refuse, or see more before you answer.",
        "Your choices hold for this site alone. You may change or withdraw your consent at any time when you come back here.",
    )
    found = extract(page(f"<h1>{TITLE}</h1><dialog>{paragraphs(asks)}</dialog>"), URL)
    assert found.kind == "not_article"


STATES: dict[str, dict[str, object]] = {
    "a text": {"article": {"title": TITLE, "publishedAt": "2024-05-06T08:00:00Z", "bodyHtml": paragraphs()}},
    "blocks": {
        "headline": TITLE,
        "display_date": "2024-05-06T08:00:00Z",
        "elements": [{"type": "paragraph", "text": text} for text in STORY],
    },
    "rich text": {
        "page": {
            "headline": {"basic": TITLE},
            "published": 1714982400000,
            "doc": {
                "content": [
                    {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": text}]}
                    for text in STORY
                ]
            },
        }
    },
}


@pytest.mark.parametrize("shape", STATES)
@pytest.mark.parametrize(
    "script", ["window.__STATE__ = {};", "{}", "hydrate({}, 3);", "var s = JSON.parse({!r});"]
)
def test_application_state_gives_text_date_headline_and_authors(shape: str, script: str) -> None:
    teasers = [{"title": text, "url": "/x", "summary": text * 3} for text in STORY]
    data = json.dumps(
        {"me": None, "more": teasers, "story": {**STATES[shape], "byline": [{"name": "Mia Dune"}]}}
    )
    data = data.replace("<", "\\u003c")
    code = script.replace("{!r}", json.dumps(data)).replace("{}", data)
    found = extract(
        page("<div id=root></div>" + f"<script>{code}</script>", title="The Gull Post"), "https://x.example/"
    )
    assert (found.text, found.title, found.provenance["body"]) == (TEXT, TITLE, "script")
    assert (found.published_utc, found.provenance["published"]) == ("2024-05-06T08:00:00Z", "script")
    assert found.authors == ["Mia Dune"]


def test_teasers_and_deep_or_broken_state_are_no_story() -> None:
    teasers = json.dumps([{"title": text, "url": "/x", "summary": text * 3} for text in STORY])
    deep = "[" * 5000 + "]" * 5000
    for code in (
        f"x = {teasers}",
        f"x = {deep}",
        f"x = {{{STORY[0] * 4}",
        'x = JSON.parse("nothing at all' + " " * 400,
    ):
        found = extract(page(f"<div id=root></div><script>{code}</script>", title="The Gull Post"))
        assert (found.kind, found.reason) == ("not_article", "needs_javascript")
