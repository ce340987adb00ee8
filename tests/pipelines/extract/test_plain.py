from __future__ import annotations

import pytest

from pipelines.extract import extract
from tests.pipelines.extract.newsroom import STORY, TEXT, TITLE, URL

DUMP = [
    "icon mail icon share icon print icon search icon close",
    "HomeCoast",
    "Herring prices fall for the third week in a row",
    "",
    TITLE,
    "",
    "By AFP May 6, 2024 8:00 AM 2 min read",
    "The old pier in January. EPA / TASS",
    "",
    *[line for text in STORY for line in (text, "")],
    "Source: Port News",
    "",
    "Read more about: Harbour, Ports",
    "",
    "… we have a small favor to ask. Your support keeps independent journalism alive on the coast, every month.",
    "",
    "Once",
    "Monthly",
    "Islanders build a ferry of their own out of two fishing boats",
    "Two boats, one deck and a lot of rope: this is the story of the most unusual ship of the islands.",
    "© The Gull Post 2024. All rights reserved.",
]


@pytest.mark.parametrize("blank", [True, False], ids=["with blank lines", "WET"])
def test_dump_of_a_page(blank: bool) -> None:
    text = "\n".join(line for line in DUMP if line or blank)
    found = extract(text.encode(), URL, content_type="text/plain")
    assert (found.title, found.text) == (TITLE, TEXT)
    assert found.author_orgs == ["AFP"]
    assert found.published == "2024-05-06T08:00:00"
    assert found.tags == ["Harbour", "Ports"]
    assert "Source: Port News" in found.tail_lines
    assert [credit.line for credit in found.photo_credits] == ["EPA / TASS"]
    assert found.kind == "article"


def test_line_separators_inside_a_line_break_nothing() -> None:
    text = "\n\n".join((TITLE, *(part.replace(" ", "\u2028", 1).replace(" ", "\u00a0", 1) for part in STORY)))
    assert extract(text.encode(), URL, content_type="text/plain").text == TEXT


def test_markup_under_the_name_of_plain_text_is_read_as_markup() -> None:
    html = f"<html><body><h1>{TITLE}</h1>" + "".join(f"<p>{text}</p>" for text in STORY) + "</body></html>"
    assert extract(html.encode(), URL, content_type="text/plain").text == TEXT


@pytest.mark.parametrize("text", ["", "one line", "a\nb\nc", "...", "| |\n\n||", "x" * 100_000])
def test_poor_text_is_no_article_and_no_error(text: str) -> None:
    assert extract(text.encode(), content_type="text/plain").kind == "not_article"


@pytest.mark.parametrize(
    "above",
    [
        ["Fishermen say that the date they were given will not hold"],
        ["Mia Dune", "May 6, 2024", "The pier in January. Photo: Jon Sand / AFP"],
        ["Fishermen say that the date they were given will not hold", "Mia Dune", "6 мая 2024"],
    ],
)
@pytest.mark.parametrize(
    "ad", ["Article continues below this ad", "Read also: Islanders build a ferry of their own"]
)
def test_the_headline_stands_above_what_is_nearer_to_the_text(above: list[str], ad: str) -> None:
    lines = ["Home", "World", TITLE, *above, STORY[0], ad, *STORY[1:], "© The Gull Post 2024"]
    found = extract(
        "\n".join(lines).encode(), URL.replace("harbour-of-gullhaven", "n"), content_type="text/plain"
    )
    assert (found.title, found.text) == (TITLE, TEXT)


def test_a_story_goes_on_after_three_lines_of_the_page() -> None:
    chrome = ["ADVERTISEMENT", "Follow us on Telegram", "Listen to this article"]
    lines = [
        TITLE,
        "",
        *STORY[:4],
        *chrome,
        STORY[4],
        "Most read",
        "Herring prices fall",
        "A ferry of two boats",
    ]
    assert extract("\n".join(lines).encode(), URL, content_type="text/plain").text == TEXT


@pytest.mark.parametrize("window", [f"{TITLE} | Coast | The Gull Post", TITLE])
def test_the_headline_that_repeats_the_pages_title_in_a_web_text_record(window: str) -> None:
    cards = [f"Island number {n} builds a ferry of its own" for n in range(12)]
    lines = [
        window,
        "Home",
        "World",
        TITLE,
        *cards,
        "Get the letter of the coast",
        *STORY,
        "© The Gull Post 2024",
    ]
    found = extract("\n".join(lines).encode(), "https://x.example/1", content_type="text/plain")
    assert found.title == TITLE
    assert found.text.endswith(TEXT)


def _read(*lines: str) -> str:
    return extract("\n\n".join(lines).encode(), URL, content_type="text/plain").text


def test_a_card_behind_a_plain_text_is_none_of_it() -> None:
    card = (
        "Islanders Build a Ferry of Their Own",
        "Two boats, one deck and a lot of rope: it floats, they say...",
    )
    assert _read(TITLE, *STORY, STORY[0][::-1] + ".", *card, "Follow us on Telegram") == "\n".join(
        (*STORY, STORY[0][::-1] + ".")
    )


def test_a_story_goes_on_behind_an_appeal_in_its_middle() -> None:
    appeal = "Support our newsroom with a monthly donation."
    assert _read(TITLE, *STORY[:2], appeal, *STORY[2:]) == TEXT


def test_another_headline_between_paragraphs_of_a_plain_text() -> None:
    other = "Islanders build a ferry of their own out of two old fishing boats"
    assert _read(TITLE, *STORY[:3], other, *STORY[3:]) == TEXT
    assert "What it costs" in _read(TITLE, *STORY[:3], "What it costs", *STORY[3:])
