"""Whether a page is an article at all, and what it is where it is none: decided from the page alone."""

from __future__ import annotations

import re

from .body import Body
from .layout import Layout
from .noise import folded, lexicon
from .page import Page
from .region import size
from .strange import is_linked_heading
from .structured import Structured

_CLOCK = re.compile(r"\W{0,3}(?:[01]?\d|2[0-3])\s?[:.h時시]\s?[0-5]\d")
_SHORT = 220
"""A body of fewer letters than this must show other evidence of an article."""
_FEW = 400
"""From so many letters on the page around a body is not asked what it is."""
_GONE = 1500
"""More text than this is a story about a page that is gone."""
_WALL = 1200
"""A question for consent is no longer than this."""


def judge(page: Page, body: Body, dated: bool) -> tuple[str, str | None, list[str]]:
    """(kind, reason, flags) of a page; `dated` says whether a day of publication was found."""
    words = lexicon()
    layout, meta, structured = page.layout, page.meta, page.structured
    length = _length(body)
    head = folded(page.title.text or meta.title or "")
    heads = [head, *(folded(line.text) for line in layout.lines[:60] if line.tag == "h1")][:4]
    # A long text is an article whatever else its page says.
    whole = folded(" ".join(line.text for line in layout.lines[:60])[:6000]) if length < _FEW else ""
    flags = _flags(structured, body, head, layout)
    if _is_gone(heads, whole, length, dated or bool(structured.headline)):
        return "not_article", "soft_404", flags
    asks = words["consent"].count(f"{whole} {folded(meta.title)}") if length < _FEW else 0
    if asks > (0 if length < _SHORT else 1):
        return "not_article", "consent_wall", [*flags, "consent_wall"]
    if length < _SHORT:
        return _short(page, whole, flags, length, dated)
    text = folded(" ".join(block.text for block in body.blocks)) if length < _WALL and _is_film(page) else ""
    if words["consent"].count(text) > 1:
        # All that could be read beside a film is the question for consent.
        return _short(page, whole, flags, 0, dated)
    if _is_listing(page, length, dated):
        return "not_article", "section_page", flags
    return "article", None, flags


def _length(body: Body) -> int:
    """The size of the text in letters; a text of next to no words has none, however long they are."""
    length = sum(size(block.text) for block in body.blocks)
    words = sum(block.text.count(" ") + 1 for block in body.blocks)
    plain = sum(len(block.text) for block in body.blocks)
    return min(length, 10 * words) if words < 0.03 * plain and length < 1.5 * plain else length


def _is_gone(heads: list[str], whole: str, length: int, told: bool) -> bool:
    words = lexicon()["gone"]
    if any(words.whole(head) for head in heads):
        return True
    if not told and length < _GONE and any(len(head) < 80 and words.within(head) for head in heads):
        return True  # below are the teasers that such a page offers instead
    if length < 500 and any(words.opens(head) for head in heads):
        return True
    return length < _FEW and words.within(whole[:1500])


def _flags(structured: Structured, body: Body, head: str, layout: Layout) -> list[str]:
    flags = []
    if structured.free is False or body.walled:
        flags.append("paywalled")
    if body.walled:
        flags.append("cut_off")
    if layout.cut:
        flags.append("cut_off")
    live = lexicon()["live"]
    if (
        any("LiveBlog" in kind for kind in structured.types)
        or live.opens(head)
        or (live.within(head) and _is_clocked(layout))
    ):
        flags.append("live_blog")
    return flags


def _is_clocked(layout: Layout) -> bool:
    """Whether times of day stand over the parts of a page."""
    return sum(1 for line in layout.lines if len(line.text) < 24 and _CLOCK.match(line.text)) > 3


def _short(
    page: Page, whole: str, flags: list[str], length: int, dated: bool
) -> tuple[str, str | None, list[str]]:
    """The judgement of a page with next to no text."""
    if "paywalled" in flags:
        return ("article", None, flags) if length > 60 else ("not_article", "login_wall", flags)
    if _is_film(page):
        return "not_article", "video_only", [*flags, "video_only"]
    if length > 60 and (dated or page.structured.headline):
        return "article", None, flags
    if lexicon()["script"].within(whole) or (length < 60 and page.scripts and len(page.layout.lines) < 15):
        return "not_article", "needs_javascript", [*flags, "needs_javascript"]
    if page.layout.cut:
        return "not_article", "too_many_lines", flags
    listed = _links(page.layout) > 0.5 or sum(map(is_linked_heading, page.layout.lines)) > 5
    return "not_article", "section_page" if listed else "no_text", flags


def _is_film(page: Page) -> bool:
    return page.structured.video or (page.meta.first("og:type") or "").startswith("video")


def _links(layout: Layout) -> float:
    chars = sum(len(line.text) for line in layout.lines)
    return sum(line.link for line in layout.lines) / chars if chars else 0.0


def _is_listing(page: Page, length: int, dated: bool) -> bool:
    """Whether the text is teasers of many stories: no article metadata, and headings that are links all over."""
    if page.structured.headline and page.structured.published:
        return False
    if (page.meta.first("og:type") or "") == "article" and dated:
        return False
    lines = page.layout.lines
    linked = sum(1 for line in lines if line.link > 0.8 * len(line.text) and 25 < len(line.text) < 200)
    # Templates call stories a collection too: a list of teasers has more of them than text.
    listed = page.structured.lists and (linked > 4 or length < 2 * _SHORT) and length < 150 * max(linked, 3)
    return listed or (linked > 25 and length < 60 * linked and length < 1500)
