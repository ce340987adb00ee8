"""Phrases that mark a credit, put together from phrases.toml once per process."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

DATA = Path(__file__).with_name("phrases.toml")

_TABLES: dict[str, dict[str, list[str]]] = tomllib.loads(DATA.read_text(encoding="utf-8"))


def any_of(table: str, key: str) -> str:
    """Give the alternatives of one array of phrases.toml as one group, the longest first."""
    return "(?:" + "|".join(sorted(_TABLES[table][key], key=lambda entry: (-len(entry), entry))) + ")"


def hints(table: str, key: str) -> tuple[str, ...]:
    """Give one array of phrases.toml as plain pieces of text, in order."""
    return tuple(_TABLES[table][key])


def words(table: str, key: str) -> frozenset[str]:
    """Give one array of phrases.toml as a set of plain words."""
    return frozenset(_TABLES[table][key])


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


SOURCE_LABEL = _compiled(
    rf"(?<!\w)[\[(（【]?\s?{any_of('source', 'labels')}\s{{0,3}}(?:[:：=丨｜]|\s[-–|]\s)\s{{0,4}}"
)
"""A label such as "Source:" before the name of whom the text was taken from."""

LABEL_OF_KNOWN = _compiled(rf"^[\W_]*{any_of('source', 'labels_of_known')}\s?[:：/]\s?(?=\S)")
"""A label before names of the registry only: "Text: dpa"."""

SUPPLIED = _compiled(rf"^{any_of('source', 'supplied')}\s?[:：]?\s+(?P<names>.{{2,90}})$")
"""A whole line that says who supplied the text."""

PHOTO_LABEL = _compiled(
    rf"(?<!\w){any_of('photo', 'labels')}"
    r"\s{0,2}(?:[:：=/©|]|\s[-–—]\s|(?<=by)\s|(?<=via)\s|(?<=courtesy)\s)\s{0,3}(?:©\s?)?"
)
"""A label such as "Photo:" before a picture's credit."""

PHOTO_HINTS = hints("hints", "photo")
"""Pieces in small letters of which one stands in every line that PHOTO_LABEL finds."""

BEFORE_NAME = _compiled(rf"^{any_of('names', 'before')}\s+")
AFTER_NAME = _compiled(rf"\s+{any_of('names', 'after')}$")
NOBODY = _compiled(any_of("names", "nobody"))
"""Words around a name in a list of names; parts of the list that name nobody (for a whole part)."""

UNNAMED = _compiled(any_of("agencies", "unnamed"))
"""The agencies, without a name; for a whole slot."""

INPUTS = _compiled(
    rf"^[\W_]*{any_of('material', 'inputs')}(?:\s|:|：|(?<=综合)|(?<=綜合))\s?(?P<names>.{{2,110}})$"
)
"""A whole line that says whose material was used."""

JOINED = _compiled(
    rf"^[\W_]*(?P<carrier>[^\W\d_][^.,:;!?]{{1,32}}?),?(?:\s{any_of('material', 'joining')}\s|(?<=\w)[/|](?=\w))"
    r"(?P<names>.{2,40})$"
)
"""A whole line that names the carrier and the agency it used: "The Herald with AP"."""

CONTRIBUTED = _compiled(rf"^[\W_]*(?P<names>.{{2,80}}?) (?:also )?{any_of('material', 'contributed')}[\W_]*$")
"""A whole line that says who helped with the text."""

FEED = _compiled(any_of("material", "feed"))
"""A disclaimer that the text came out of an agency's feed untouched."""

FEED_HINTS, CONTRIBUTED_HINTS = hints("hints", "feed"), hints("hints", "contributed")
"""Pieces in small letters of which one stands in every line that FEED, or CONTRIBUTED, finds."""

RIGHTS = _compiled(rf"^[\W_]*{any_of('rights', 'openings')}")
"""A rights line: names the agency on its own pages and on some carriers', the carrier on others."""

RIGHTS_WORDS = _compiled(any_of("rights", "words"))
"""What a rights line says beside a name."""

DESK = _compiled(any_of("desk", "lines"))
"""Who translated, wrote or edited: no credit, but no body either."""

DESK_NAME = _compiled(any_of("desk", "names"))
"""What a carrier calls its own desk."""

END_MARK = re.compile(any_of("desk", "end_marks"))
"""End marks and desk codes that stand alone in the last lines; for a whole line."""

BYLINE_LABEL = _compiled(rf"^[\W_]*{any_of('byline', 'labels')}(?:\s*[:：/]\s*|\s+)")
"""A label before the author's name."""

STAMP = _compiled(any_of("byline", "stamps"))
"""Dates, times and their labels, which stand beside the agency on byline lines."""
