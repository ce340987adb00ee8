"""Sound pages of invented outlets, and the pages that only look sound (A17)."""

from __future__ import annotations

import json

from tests.server.exchange import Exchange, behaviour

PARAGRAPHS = (
    "HARBOUR CITY (Meridian News) - The council of Harbour City voted on Tuesday to keep the night ferries running"
    " for another year after three hours of debate.",
    "Councillor Ines Falk said the boats carried four thousand people a week to the shipyards, and that no bus could"
    " take their place before the bridge at Oldmill is repaired.",
    'The port authority had asked for a stop in the winter months. "We will now look for two more crews," its director'
    " Tomas Reiner said after the vote.",
    "The next review of the timetable is due in the spring.",
)


def article(
    number: int | str, base: str = "http://outlet.test", paragraphs: tuple[str, ...] = PARAGRAPHS
) -> str:
    """The HTML of a whole, sound article page; its title and its URL hold the number."""
    url = f"{base}/article/{number}"
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": f"Night ferries stay for another year, part {number}",
        "datePublished": "2026-11-03T08:15:00+01:00",
        "author": {"@type": "Person", "name": "Mara Lindqvist"},
        "mainEntityOfPage": url,
    }
    body = "\n".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{facts["headline"]}</title>'
        f'<link rel="canonical" href="{url}"><script type="application/ld+json">{json.dumps(facts)}</script></head>'
        f"<body><nav><a href=/>Home</a></nav><article><h1>{facts['headline']}</h1>"
        f'<p class="byline">By Mara Lindqvist</p>\n{body}\n</article></body></html>'
    )


async def not_found(exchange: Exchange) -> None:
    await exchange.reply("<html><title>Not found</title></html>", "404 Not Found")


@behaviour("article")
async def sound(exchange: Exchange) -> None:
    """A sound article; the number is the last segment."""
    await exchange.reply(article(exchange.path.rsplit("/", 1)[-1], exchange.base))


@behaviour("echo")
async def echo(exchange: Exchange) -> None:
    """The request's headers as JSON (B7: which of them arrive after a redirect)."""
    await exchange.json(exchange.headers)


@behaviour("links")
async def links(exchange: Exchange) -> None:
    """A page that links to every `u` of the query, as anchors, canonical, meta refresh and JSON-LD (B4)."""
    url = exchange.option("u")
    await exchange.reply(
        f'<html><head><link rel="canonical" href="{url}"><meta http-equiv="refresh" content="0; url={url}">'
        f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "url": url})}</script></head>'
        f'<body><a href="{url}">A story with a long enough headline to be followed</a></body></html>'
    )


@behaviour("soft-404")
async def soft_404(exchange: Exchange) -> None:
    """A17: 200 for a page that is not there."""
    await exchange.reply("<html><title>Page not found</title><h1>Sorry, this page does not exist</h1></html>")


@behaviour("consent-wall")
async def consent_wall(exchange: Exchange) -> None:
    """A17: nothing but the question for consent."""
    await exchange.reply(
        "<html><title>Before you continue</title><form action=/consent method=post>"
        "<p>We and our 214 partners use cookies. Do you accept?</p><button>Accept all</button></form></html>"
    )


@behaviour("paywall")
async def paywall(exchange: Exchange) -> None:
    """A17: the first paragraph, then the appeal."""
    stub = article("paywall", exchange.base, PARAGRAPHS[:1])
    await exchange.reply(
        stub.replace("</article>", '<div class="paywall">Subscribe to read on.</div></article>')
    )


@behaviour("challenge")
async def challenge(exchange: Exchange) -> None:
    """A17: a robot check that needs JavaScript."""
    await exchange.reply(
        "<html><title>Just a moment...</title><noscript>Enable JavaScript and cookies to continue</noscript></html>",
        "503 Service Unavailable",
    )


@behaviour("calendar")
async def calendar(exchange: Exchange) -> None:
    """B12: every month links to the next one, for ever."""
    number = int(exchange.path.rsplit("/", 1)[-1] or 0)
    await exchange.reply(f'<html><a href="/calendar/{number + 1}">The stories of the next month</a></html>')


@behaviour("opt-out")
async def opt_out(exchange: Exchange) -> None:
    """C7: an article whose header carries `X-Robots-Tag: <tag>`, or `tdm-reservation: 1` for `?tag=tdm`."""
    tag = exchange.option("tag", "noai")
    field = ("tdm-reservation", "1") if tag == "tdm" else ("X-Robots-Tag", tag)
    await exchange.reply(article("opt-out", exchange.base), headers=[field])
