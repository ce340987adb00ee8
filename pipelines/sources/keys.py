"""Every key of a source file: what it may hold, whether it is required, one line of explanation.

docs/sources.md holds these tables, and a test compares them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.sources import values


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its name, the reader of its value, what it is for, an example as TOML."""

    name: str
    read: Callable[[object], object]
    doc: str
    example: str
    required: bool = False


SOURCE = (
    Key(
        "id",
        values.identifier,
        "Short name, unique; used in files, statistics and `-a sources=`.",
        '"moscow_times"',
        True,
    ),
    Key("name", values.text, "The outlet's own name, as its pages write it.", '"The Moscow Times"', True),
    Key(
        "domains",
        values.hosts,
        "Its host names; each covers its sub-domains.",
        '["themoscowtimes.com"]',
        True,
    ),
    Key("aliases", values.texts, "Other names by which others credit it, in any script.", '["Moscow Times"]'),
    Key("country", values.country, "Where it is made: ISO 3166-1 alpha-2.", '"NL"'),
    Key("language", values.language, "Language of the articles where a page does not say: BCP 47.", '"en"'),
    Key(
        "timezone",
        values.zone,
        "Zone of the times that its pages print without offset: IANA name.",
        '"Europe/Moscow"',
    ),
    Key("kind", values.kind, "`agency`, `publisher` (default) or `aggregator`.", '"publisher"'),
    Key("agency", values.identifier, 'Its id in the agency registry; only with `kind = "agency"`.', '"afp"'),
    Key("feeds", values.urls, "RSS or Atom feeds.", '["https://www.themoscowtimes.com/rss/news"]'),
    Key(
        "sitemaps",
        values.urls,
        "Sitemaps and news sitemaps, or indexes of them.",
        '["https://example.com/news-sitemap.xml"]',
    ),
    Key(
        "sections",
        values.urls,
        "Pages that list articles: the front page, sections.",
        '["https://example.com/world/"]',
    ),
    Key(
        "article",
        values.pattern,
        "Regular expression that an article's whole address must match.",
        r"'^https://example\.com/\d{4}/'",
    ),
    Key("verified", values.flag, "True once someone saw a crawl of it give right articles.", "false"),
)
"""The keys above the first table. One of feeds, sitemaps and sections must be there."""

CRAWL = (
    Key("delay", values.seconds, "Seconds between requests to one host; robots.txt may ask for more.", "2.5"),
    Key("concurrency", values.count, "Requests to one host at a time.", "1"),
    Key(
        "interval",
        values.duration,
        "Time between two looks: seconds, or a number with s, m, h or d.",
        '"15m"',
    ),
    Key("cron", values.cron, "Time table instead of `interval`, in the source's zone.", '"*/20 6-22 * * *"'),
    Key("window", values.window, "The only hours it is visited in, in its zone.", '"22:00-06:00"'),
    Key("budget", values.count, "Most requests in one crawl.", "500"),
    Key("cookies", values.flag, "Whether cookies are kept within a crawl.", "false"),
    Key(
        "requisites",
        values.flag,
        "Whether images, style sheets and fonts of article pages are archived too.",
        "false",
    ),
)
"""The keys of `[crawl]`; what is left out is the crawler's own setting."""

RULES = (
    Key("valid_from", values.day, "First day of capture these rules are for.", "2023-01-01"),
    Key("valid_until", values.day, "Last day of capture these rules are for.", "2024-06-30"),
    Key("title", values.selectors, "The headline.", '"h1.article__heading"'),
    Key("subtitle", values.selectors, "Standfirst or summary.", '"div.article__summary"'),
    Key("body", values.selectors, "What holds the paragraphs.", '["div.article__text"]'),
    Key("authors", values.selectors, "The byline.", '"span.byline__author"'),
    Key("published", values.selectors, "Time of publication.", '"time::attr(datetime)"'),
    Key(
        "remove",
        values.selectors,
        "What is taken out before all else; all selectors apply.",
        '[".read-more", "aside"]',
    ),
)
"""The keys of each `[[rules]]`: CSS selectors, the first that finds something wins."""
