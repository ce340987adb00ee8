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
