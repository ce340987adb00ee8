from __future__ import annotations

from pipelines.extract import extract
from pipelines.sources.model import Rules
from tests.pipelines.extract.newsroom import STORY, TEXT, TITLE, URL, page, paragraphs

OTHER = "".join(
    f"<p>A long reader's letter, number {n}, which this site prints as large as its news.</p>"
    for n in range(20)
)
HTML = page(
    f'<h2 class="hl">{TITLE}</h2><h1>The Gull Post</h1><div class="deck">A new pier</div><em class="by">Mia Dune</em>'
    '<i data-when="2024-05-06T08:00Z"></i>'
    f'<div class="s">{paragraphs()}<p class="x">Our readers get this story with a map of the coast.</p></div><div>{OTHER}</div>'
)
RULES = Rules(
    title=(".none", ".hl"),
    subtitle=(".deck",),
    body=(".s",),
    authors=(".by",),
    published=("i::attr(data-when)",),
    remove=(".x",),
)


def test_rules_win_where_they_apply() -> None:
    found = extract(HTML, URL, rules=RULES)
    assert (found.title, found.subtitle, found.text) == (TITLE, "A new pier", TEXT)
    assert (found.authors, found.published) == (["Mia Dune"], "2024-05-06T08:00:00+00:00")
    assert {found.provenance[name] for name in ("title", "subtitle", "body", "authors", "published")} == {
        "rules"
    }
    assert found.flags == []


def test_rules_that_find_nothing_are_named_and_the_generic_result_stands() -> None:
    html = page(f"<h1>{TITLE}</h1><div>{paragraphs()}</div>")
    found = extract(html, URL, rules=Rules(title=(".gone",), body=(".gone",)))
    assert (found.title, found.text) == (TITLE, TEXT)
    assert found.flags == ["rules_outdated"]
    assert found.provenance["rules_failed"] == "title,body"


def test_a_body_rule_that_finds_only_a_scrap_is_overruled() -> None:
    html = page(f"<h1>{TITLE}</h1><div>{paragraphs()}</div><div class=s>Weather: calm</div>")
    found = extract(html, URL, rules=Rules(body=(".s",)))
    assert (found.text, found.flags) == (TEXT, ["rules_outdated"])


def test_a_body_in_several_elements_keeps_its_order() -> None:
    html = page(
        f"<h1>{TITLE}</h1><div class=s>{paragraphs(STORY[:2])}</div><p>Ad</p><div class=s>{paragraphs(STORY[2:])}</div>"
    )
    assert extract(html, URL, rules=Rules(body=("div.s",))).text == TEXT


def test_names_and_times_around_a_body_that_rules_select() -> None:
    rules = Rules(body=("div.b",))
    around = "<div class=s>6 May 2024 15:04</div>", "<p>By Ada Brink, 3 min read</p>"
    html = page(f"{around[0]}<h1>{TITLE}</h1>{around[1]}<div class=b>{paragraphs()}</div>")
    found = extract(html, "https://x.example/1", rules=rules)
    assert (found.text, found.provenance["body"]) == (TEXT, "rules")
    assert (found.byline, found.authors, found.published) == (
        "By Ada Brink",
        ["Ada Brink"],
        "2024-05-06T15:04:00",
    )
