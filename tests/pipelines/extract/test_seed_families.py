"""Other pages of the five seed families: their markup and their noise around stories in Persian, Russian and Arabic."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from pipelines.extract import extract
from tests.pipelines.extract.newsroom import shuffled
from tests.pipelines.extract.test_languages import STORIES
from tests.pipelines.extract.test_seeds import SEEDS, markup, truth

WRONG = {
    "none": None,
    "another story": {
        "headline": "A quite different story about bees",
        "datePublished": "2011-01-01",
        "articleBody": "Bees. " * 90,
    },
    "broken": '{"@type": "NewsArticle", "headline": "Broken',
    "a list": {
        "@type": "CollectionPage",
        "name": "News",
        "hasPart": [{"@type": "NewsArticle", "headline": "Bees"}],
    },
}
TRANSLATED = {
    "fa": {
        "Read more": "بیشتر بخوانید",
        "Tags": "برچسب‌ها",
        "Share": "اشتراک گذاری",
        "Top stories": "پربازدیدترین",
        "Support us": "از ما حمایت کنید",
    },
    "ru": {
        "Read more": "Читайте также",
        "Tags": "Теги",
        "Share": "Поделиться",
        "Top stories": "Самое читаемое",
        "Support us": "Поддержите нас",
    },
    "ar": {
        "Read more": "اقرأ أيضا",
        "Tags": "كلمات دلالية",
        "Share": "شارك",
        "Top stories": "الأكثر قراءة",
        "Support us": "ادعمنا",
    },
}


def told_in(html: bytes, url: str, language: str) -> tuple[bytes, list[str], str]:
    """The page with another story in place of its own: (page, paragraphs, headline)."""
    title, story, _ = STORIES[language]
    own = extract(html, url)
    root = etree.fromstring(html, etree.HTMLParser(encoding="utf-8"))
    places = [block.text for block in own.blocks]
    fresh = dict(zip(places, story, strict=False))
    lead = own.subtitle
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in ("html", "body", "head", "script"):
            continue
        text = " ".join("".join(map(str, element.itertext())).split())
        if text in places and len(element) < 4:
            tail = element.tail
            element.clear()
            element.tail, element.text = tail, fresh.get(text, "")
        elif text == own.title and not len(element):
            element.text = title
        elif lead and text == lead and not len(element):
            element.text = title + " " + title[::-1]
        elif not len(element) and text in TRANSLATED[language]:
            element.text = TRANSLATED[language][text]
    for meta in root.iter("meta"):
        if meta.get("content") == own.title:
            meta.set("content", title)
    for window in root.iter("title"):
        window.text = (window.text or "").replace(own.title or "", title)
    page = etree.tostring(root, method="html", encoding="utf-8", doctype="<!DOCTYPE html>")
    return bytes(page), list(story[: len(places)]), title


def with_json_ld(html: bytes, node: Any) -> bytes:
    """The page without its JSON-LD, and with another one."""
    html = shuffled(html, 0, structured=False, each=False)
    if node is None:
        return html
    text = (
        node
        if isinstance(node, str)
        else json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **node})
    )
    return html.replace(b"</head>", f'<script type="application/ld+json">{text}</script></head>'.encode())


@pytest.mark.parametrize("number", SEEDS)
@pytest.mark.parametrize("language", STORIES)
@pytest.mark.parametrize("told", WRONG)
def test_no_noise_around_a_story_in_another_language(
    shared: Path, number: str, language: str, told: str
) -> None:
    want, _ = truth(shared, number)
    html, story, title = told_in(markup(shared, number), want["url"], language)
    html = with_json_ld(
        shuffled(html, random.Random(number + language + told).randrange(99), each=True), WRONG[told]
    )
    found = extract(html, want["url"])
    assert found.kind == "article"
    assert found.text == "\n".join(story)
    assert not any(noise in found.text for noise in want["noise_must_not_be_in_body"])
    assert found.language == language
    assert found.title == title
    assert not (found.published or "").startswith("2011")


@pytest.mark.parametrize("number", SEEDS)
@pytest.mark.parametrize("language", STORIES)
def test_no_noise_in_a_dump_in_another_language(shared: Path, number: str, language: str) -> None:
    want, path = truth(shared, number)
    title, story, _ = STORIES[language]
    dump = path.read_text(encoding="utf-8")
    own = extract(dump.encode(), want["url"], content_type="text/plain")
    lines = [block.text for block in own.blocks]
    for n, line in enumerate(lines):
        assert line in dump.replace("\xa0", " ").replace("\u2028", " ")
        dump = (
            dump.replace("\xa0", " ").replace("\u2028", " ").replace(line, story[n] if n < len(story) else "")
        )
    dump = dump.replace(own.title or "", title).replace(own.subtitle or "\x00", "")
    found = extract(dump.encode(), want["url"], content_type="text/plain")
    assert found.text == "\n".join(story[: len(lines)])
    assert not any(noise in found.text for noise in want["noise_must_not_be_in_body"])
