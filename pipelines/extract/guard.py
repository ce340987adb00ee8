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
_SMALL = 1_000_000
"""Shorter pages cannot hold enough tags or references to cost much, and are not looked at further."""
_WINDOW = _LONG // 2
_BREAKS = re.compile(rb"(?:<br\s{0,4}/?>\s{0,64}){3,}", re.I)
_TAG_START = re.compile(rb"<[a-zA-Z][^\s<>/]{0,80}")
_TAG = re.compile(rb"""<[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*>?""")
_EMPTY_RUN = re.compile(rb"(?:<(p|div|span|b|i|font|li|td|a)>\s{0,8}){64,}", re.I)


class Refused(ValueError):
    """The page cannot be read within bounds; the message is the reason's name."""


def harmless(data: bytes) -> bytes:
    """The page (UTF-8) with what only costs time taken out; raises Refused(`too_large`, `too_many_tags`) where that is not enough."""
    if len(data) > MOST_BYTES:
        raise Refused("too_large")
    if b"\x00" in data:
        data = data.replace(b"\x00", b"")
    if _may_have_long_tag(data):
        data = _TAG.sub(_shortened, data)
    if len(data) < _SMALL:
        return data
    if data.count(b"<") > 20_000:
        data = _EMPTY_RUN.sub(lambda match: b"<" + match[1] + b">", _BREAKS.sub(b"<br><br>", data))
        if sum(1 for _ in _TAG_START.finditer(data)) > MOST_TAGS:
            raise Refused("too_many_tags")
    return data


def _may_have_long_tag(data: bytes) -> bool:
    """Whether some tag may have thousands of attributes; a script's text may raise a false alarm, which only costs time.

    A run without `>` of twice the window covers a whole window, so that only one search a window is needed.
    """
    start = 0
    while start < len(data) - _WINDOW:
        if data.find(b">", start, start + _WINDOW) < 0:
            end = data.find(b">", start + _WINDOW)
            end = end if end >= 0 else len(data)
            if _has_attributes(data[data.rfind(b">", 0, start) + 1 : end]):
                return True
            start = end
        start += _WINDOW
    return data.count(b'=">"') > 2 * MOST_ATTRIBUTES


def _has_attributes(run: bytes) -> bool:
    """Whether a run without `>` is a tag of very many words, not a script."""
    tag = _TAG_START.search(run)
    return tag is not None and len(run[tag.start() :].split(None, MOST_ATTRIBUTES)) > MOST_ATTRIBUTES


def _shortened(match: re.Match[bytes]) -> bytes:
    tag = match[0]
    if len(tag) < _LONG or tag.count(b"=") + len(tag.split(None, MOST_ATTRIBUTES)) <= MOST_ATTRIBUTES:
        return tag
    name = _TAG_START.match(tag)
    return (name[0] if name else b"<div") + b">"
