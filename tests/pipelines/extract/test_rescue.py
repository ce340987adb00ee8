"""Bodies that the page's own blocks do not hold, and the one page on which readability-lxml wins."""

from __future__ import annotations

import json

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
