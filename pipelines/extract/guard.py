"""Bytes that would take a parser minutes or gigabytes: made harmless, or refused by name, before any parsing.

Measured with lxml 6.1 (libxml2 2.14): attributes of one tag cost quadratic time inside one C call that no Python
timeout can stop (80,000 take 14 s), and text nested deeper than the parser's limit is lost without an error.
"""

from __future__ import annotations

import re

MOST_BYTES = 16 * 1024 * 1024
"""Longer pages are refused (`too_large`)."""
MOST_TAGS = 250_000
"""More tags than this are refused (`too_many_tags`): a long live blog has some 60,000."""
MOST_ATTRIBUTES = 2_000
"""More attributes on one tag are cut away."""

_LONG = 20_000
_BREAKS = re.compile(r"(?:<br\s{0,4}/?>\s{0,64}){3,}", re.I)
_TAG_START = re.compile(r"<[a-zA-Z][^\s<>/]{0,80}")
_TAG = re.compile(r"""<[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*>?""")
_EMPTY_RUN = re.compile(r"(?:<(p|div|span|b|i|font|li|td|a)>\s{0,8}){64,}", re.I)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_CHARREFS = re.compile(r"(?:&#[^;\s<&]{0,12};?){512,}")
_SPACES = re.compile(r"[ \t\r\n\f]{4096,}")


class Refused(ValueError):
    """The page cannot be read within bounds; the message is the reason's name."""


def harmless(text: str) -> str:
    """The page with what only costs time taken out; raises Refused(`too_large` or `too_many_tags`) where that is not enough."""
    if len(text) > MOST_BYTES:
        raise Refused("too_large")
    if "\x00" in text:
        text = text.replace("\x00", "")
    if _has_long_tag(text):
        text = _cut_long_tags(text)
    if text.count("&#") > 20_000:
        text = _CHARREFS.sub(" ", text)
    if len(text) > 1_000_000:
        text = _SPACES.sub(" ", _COMMENT.sub("", text))
    if text.count("<") > 20_000:
        text = _BREAKS.sub("<br><br>", text)
        text = _EMPTY_RUN.sub(lambda match: f"<{match[1]}>", text)
        if sum(1 for _ in _TAG_START.finditer(text)) > MOST_TAGS:
            raise Refused("too_many_tags")
    return text


def _has_long_tag(text: str) -> bool:
    """Whether some tag may have thousands of attributes; a script's text may raise a false alarm, which only costs time."""
    if text.count('>"') + text.count(">'") + text.count('="> ') > 4 * MOST_ATTRIBUTES:
        return True
    return any(len(piece) > _LONG and _TAG_START.search(piece) for piece in text.split(">"))


def _cut_long_tags(text: str) -> str:
    def shortened(match: re.Match[str]) -> str:
        tag = match[0]
        if len(tag) < _LONG or tag.count("=") + len(tag.split(None, MOST_ATTRIBUTES)) <= MOST_ATTRIBUTES:
            return tag
        name = _TAG_START.match(tag)
        return (name[0][:80] if name else "<div") + ">"

    return _TAG.sub(shortened, text)
