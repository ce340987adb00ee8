"""How long the fields of an article may be that are a line of text: a page may hold three megabytes of headline."""

from __future__ import annotations

from pipelines.items import Article

LONGEST_LINE = 2_000
"""Characters; the longest true headline known here has under 400."""
CUT = "long_field_cut"
"""The flag of an article one of whose fields was cut."""
_LINES = ("title", "subtitle", "description", "byline", "section", "copyright")
_LISTS = ("authors", "author_orgs", "tags")
MOST = 200
"""Entries of a list."""


def bound(article: Article) -> None:
    """Cut what is longer than any line of text, and say so with a flag; the text itself is bounded by the page."""
    cut = False
    for name in _LINES:
        value = getattr(article, name)
        if isinstance(value, str) and len(value) > LONGEST_LINE:
            setattr(article, name, value[:LONGEST_LINE].rstrip())
            cut = True
    for name in _LISTS:
        value = getattr(article, name)
        if len(value) > MOST or any(isinstance(each, str) and len(each) > LONGEST_LINE for each in value):
            kept = [each[:LONGEST_LINE].rstrip() if isinstance(each, str) else each for each in value[:MOST]]
            setattr(article, name, kept)
            cut = True
    if cut and CUT not in article.flags:
        article.flags = [*article.flags, CUT]
