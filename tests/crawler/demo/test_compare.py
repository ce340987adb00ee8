"""Whatever is spoilt in a perfect output is found, and said under the right name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crawler.demo.compare import compare


def differences(output: Any) -> list[str]:
    return compare(output.truth, output.articles, output.copies)


def test_a_perfect_output_has_no_differences(output: Any) -> None:
    assert differences(output) == []


def test_nothing_at_all_is_found_missing(output: Any) -> None:
    found = compare(output.truth, [], [])
    assert len(found) == sum(page.relation != "none" for page in output.truth.pages.values())
    assert all(each.startswith("found: ") for each in found)


def _join(output: Any, source: str, story: str, with_source: str, with_story: str) -> None:
    cluster = output.of(with_source, with_story)["syndication"]["cluster"]
    output.of(source, story)["syndication"]["cluster"] = cluster


def _set(output: Any, source: str, story: str, **fields: Any) -> None:
    output.of(source, story).update(fields)


def _syndication(output: Any, source: str, story: str, **fields: Any) -> None:
    output.of(source, story)["syndication"].update(fields)


SPOILT: list[tuple[str, Callable[[Any], None]]] = [
    ("title", lambda output: _set(output, "harbour", "ferry", title="Ferry | The Harbour Times")),
    (
        "text",
        lambda output: _set(
            output, "rnworld", "ferry", text=output.of("rnworld", "ferry")["text"] + "\nREAD MORE: x"
        ),
    ),
    (
        "text",
        lambda output: _set(
            output, "vestnik", "seed", text="\n".join(output.of("vestnik", "seed")["text"].split("\n")[1:])
        ),
    ),
    (
        "text",
        lambda output: _set(
            output, "skarv", "ferry", text="\n".join(output.of("skarv", "ferry")["text"].split("\n")[::-1])
        ),
    ),
    ("authors", lambda output: _set(output, "harbour", "ferry", authors=["Skarv"])),
    (
        "published",
        lambda output: _set(output, "ellan_independent", "ferry.ellan_independent", published_utc=None),
    ),
    ("published", lambda output: _set(output, "skarv", "ferry", published_utc="2025-03-12T06:11:00+00:00")),
    ("credits", lambda output: _set(output, "harbour", "ferry", credits=[])),
    (
        "credits",
        lambda output: _set(
            output, "rnworld", "ferry", credits=[{"id": "skarv", "name": "Skarv", "kind": "agency"}]
        ),
    ),
    ("relation", lambda output: _syndication(output, "harbour", "own_harbour.1", relation="partial")),
    ("relation", lambda output: _syndication(output, "skarv", "storm", relation="copy")),
    ("story", lambda output: _syndication(output, "ledger", "ferry", cluster="another")),
    ("story", lambda output: _join(output, "neda", "own_neda.1", "tagblick", "own_tagblick.3")),
    ("apart", lambda output: _join(output, "skarv", "market12", "skarv", "market11")),
    ("apart", lambda output: _join(output, "ellan_independent", "ferry.ellan_independent", "skarv", "ferry")),
    (
        "partial",
        lambda output: output.of("ellan_independent", "roundup.ellan_independent")["syndication"][
            "links"
        ].pop(),
    ),
    (
        "origin",
        lambda output: _syndication(output, "harbour", "ferry", origin={"kind": "unknown", "id": None}),
    ),
    (
        "origin",
        lambda output: _syndication(
            output, "ledger", "own_small.1", origin={"kind": "agency", "id": "skarv"}
        ),
    ),
    ("file", lambda output: output.articles.append(output.copies.pop())),
    ("file", lambda output: output.copies.append(output.articles.pop())),
    ("found", lambda output: output.copies.pop()),
    ("found", lambda output: output.articles.append(output.articles[0])),
    (
        "found",
        lambda output: _set(output, "harbour", "ferry", url="http://www.harbourtimes.example:8642/other"),
    ),
]


@pytest.mark.parametrize(
    ("what", "spoil"), SPOILT, ids=[f"{number}-{what}" for number, (what, _) in enumerate(SPOILT)]
)
def test_a_spoilt_output_is_told(output: Any, what: str, spoil: Callable[[Any], None]) -> None:
    spoil(output)
    assert any(each.startswith(f"{what}: ") for each in differences(output)), differences(output)


def test_which_page_of_a_story_comes_first_is_left_open(output: Any) -> None:
    """The carrier was met first: it stays, the agency's page is the origin seen later."""
    agency, carrier = output.of("skarv", "museum"), output.of("harbour", "museum")
    carrier["syndication"]["relation"], agency["syndication"]["relation"] = "first", "origin"
    output.copies.remove(carrier)
    output.articles.append(carrier)
    output.articles.remove(agency)
    output.copies.append(agency)
    assert differences(output) == []


def test_a_shared_paragraph_may_be_called_partial_but_never_joined(output: Any) -> None:
    treaty, patrol = output.of("skarv", "treaty"), output.of("skarv", "patrol")
    link = {"to": treaty["id"], "relation": "partial", "overlap": 0.3}
    patrol["syndication"].update(relation="partial", links=[link])
    assert differences(output) == []
    patrol["syndication"]["links"] = [{**link, "to": output.of("skarv", "ferry")["id"]}]
    assert [each.split(":")[0] for each in differences(output)] == ["relation"]


def test_a_glued_credit_may_stay_or_go(output: Any) -> None:
    output.of("tagblick", "ferry.de")["text"] += " © Skarv"
    assert differences(output) == []
