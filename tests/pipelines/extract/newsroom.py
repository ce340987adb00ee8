"""Pages of invented outlets: the same invented story inside every kind of page that news sites make."""

from __future__ import annotations

import json
import random
from typing import Any

from lxml import etree

TITLE = "Harbour of Gullhaven to be rebuilt within two years"
URL = "https://www.gullpost.example/news/2024/05/06/harbour-of-gullhaven-to-be-rebuilt"
STORY = (
    "The harbour of Gullhaven will be rebuilt within two years, the minister of ports said on Monday after talks with fishermen.",
    "Storms had torn away half of the old pier in January, and the ferry to the outer islands has not called since then.",
    "“We owe the town a harbour that outlives us,” Minister Ada Brinkworth told reporters, adding that the money had been found.",
    "Fishermen welcomed the plan but asked for a date, because the herring season begins in October and boats lie in Port Elm.",
    "The town council votes on the first stage next week, and work could begin as early as the end of the month, she said.",
)
TEXT = "\n".join(STORY)


def paragraphs(story: tuple[str, ...] = STORY, tag: str = "p") -> str:
    """The story as markup."""
    return "".join(f"<{tag}>{text}</{tag}>\n" for text in story)


def page(body: str, head: str = "", title: str = f"{TITLE} | The Gull Post", lang: str = "en") -> bytes:
    """A whole page around a body."""
    top = f'<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
    return f"<!DOCTYPE html>{top}<body>{body}</body></html>".encode()


def article(before: str = "", inside: str = "", after: str = "", head: str = "") -> bytes:
    """A page with the headline, the story in a box, and markup before, inside (after the second paragraph) and after it."""
    story = paragraphs(STORY[:2]) + inside + paragraphs(STORY[2:])
    return page(
        f'<div class="top">{before}</div><div class="w"><h1>{TITLE}</h1><div class="b">{story}{after}</div></div>',
        head,
    )


def json_ld(**fields: Any) -> str:
    """A script element with a NewsArticle."""
    node = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **fields})
    return f'<script type="application/ld+json">{node}</script>'


def shuffled(html: bytes, seed: int, *, structured: bool = True, each: bool = False) -> bytes:
    """The page with its class names and ids changed among themselves, or one by one, and perhaps without its JSON-LD."""
    chance = random.Random(seed)
    root = etree.fromstring(html, etree.HTMLParser(encoding="utf-8"))
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    names = sorted({name for e in elements for key in ("class", "id") for name in (e.get(key) or "").split()})
    renamed = dict(zip(names, chance.sample(names, len(names)), strict=True))
    for element in elements:
        for key in ("class", "id"):
            if value := element.get(key):
                element.set(
                    key, " ".join(chance.choice(names) if each else renamed[name] for name in value.split())
                )
    if not structured:
        for script in list(root.iter("script")):
            script.getparent().remove(script)
    return bytes(etree.tostring(root, method="html", encoding="utf-8", doctype="<!DOCTYPE html>"))
