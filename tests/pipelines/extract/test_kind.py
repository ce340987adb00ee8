from __future__ import annotations

import pytest

from pipelines.extract import extract
from tests.pipelines.extract.newsroom import TITLE, URL, article, json_ld, page, paragraphs

LINKS = "".join(
    f'<h2><a href="/news/{n}">The {n}th headline of the day on the coast</a></h2><p>Short teaser number {n}.</p>'
    for n in range(40)
)
PAGES = {
    "soft_404": (
        page(
            "<h1>Page not found</h1><p>Sorry, the page you are looking for does not exist.</p>", title="404"
        ),
        "soft_404",
    ),
    "soft_404, German": (
        page("<h1>Seite nicht gefunden</h1><p>Bitte prüfen Sie die Adresse.</p>", title="Fehler"),
        "soft_404",
    ),
    "section page": (page(f"<h1>Coast</h1>{LINKS}", title="Coast"), "section_page"),
    "consent": (
        page(
            "<h1>We value your privacy</h1><p>Accept all cookies or reject all to go on.</p>",
            title="Gull Post",
        ),
        "consent_wall",
    ),
    "check of the browser": (
        page("<p>Checking your browser before accessing the site.</p>", title="Just a moment..."),
        "soft_404",
    ),
    "script": (page('<div id="root"></div><script>run()</script>'), "needs_javascript"),
    "asks for script": (
        page("<p>Please enable JavaScript to run this app.</p>", title="Gull Post"),
        "needs_javascript",
    ),
    "video": (
        page(f"<h1>{TITLE}</h1><video src=x></video>", '<meta property="og:type" content="video.other">'),
        "video_only",
    ),
    "empty": (b"", "no_text"),
    "spaces": (b" \n\t ", "no_text"),
    "feed": (b'<?xml version="1.0"?><rss><channel><title>x</title></channel></rss>', "no_text"),
    "frames": (b"<html><frameset><frame src=a></frameset></html>", "no_text"),
    "list without end before the story": (
        page("<ul>" + "<li>x" * 20_100 + f"</ul><h1>{TITLE}</h1>{paragraphs()}"),
        "too_many_lines",
    ),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "binary"),
    "document": (b"%PDF-1.7 ...", "binary"),
}


@pytest.mark.parametrize("name", PAGES)
def test_no_article(name: str) -> None:
    html, reason = PAGES[name]
    found = extract(html, "https://www.gullpost.example/coast/")
    assert (found.kind, found.reason) == ("not_article", reason)


def test_a_story_is_one_even_without_metadata() -> None:
    assert extract(page(f"<h1>{TITLE}</h1>{paragraphs()}")).kind == "article"


def test_a_story_about_cookies_or_missing_pages_is_one() -> None:
    html = page(
        f"<h1>The page you never find: why links rot</h1>{paragraphs()}<p>Sites ask to accept all cookies, or to reject all.</p>"
        + paragraphs()
    )
    assert extract(html).kind == "article"


def test_short_news_with_a_date_is_an_article() -> None:
    html = page(
        f"<h1>{TITLE}</h1><p>The ferry called at the harbour of Gullhaven again on Monday, for the first time this year.</p>",
        json_ld(headline=TITLE, datePublished="2024-05-06"),
    )
    found = extract(html, URL)
    assert (found.kind, len(found.blocks)) == ("article", 1)


def test_live_blog_is_flagged() -> None:
    html = article(
        head='<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "x"}</script>'
    )
    assert "live_blog" in extract(html, URL).flags
