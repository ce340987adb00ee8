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
MOST_ATTRIBUTES = 1_000
"""More attributes on one tag are cut away."""

_LONG = 20_000
_SMALL = 1_000_000
"""Shorter pages cannot hold enough tags or references to cost much, and are not looked at further."""
_WINDOW = _LONG // 2
_BREAKS = re.compile(rb"(?:<br\s{0,4}/?>\s{0,64}){3,}", re.I)
_TAG_START = re.compile(rb"<[a-zA-Z][^\s<>/]{0,80}")
_TAG = re.compile(rb"""<[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*>?""")
_RUNS = re.compile(rb"(?:<(/?(?:p|div|span|b|i|font|li|td|a))>\s{0,8}){64,}", re.I)
_STRUCTURE = re.compile(
    rb"<(?!/?(?:p|h[1-6]|li|br|blockquote|title|meta|link|script|style|head|body|html|a)\b|!)/?[a-zA-Z][^<>]{0,5000}>",
    re.I,
)
_HEADINGS = re.compile(rb"</?(?:h[2-6]|li)\b[^<>]{0,2000}>", re.I)
_INSIDE = re.compile(
    rb"</?(?:span|b|i|em|strong|small|u|font|sup|sub|time|abbr|cite|q|mark|label|img|source|picture)\b", re.I
)
_BINARY = (
    b"%PDF-",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"RIFF",
    b"\x1f\x8b",
    b"\x00\x00\x00",
)
_CONTROLS = bytes(range(1, 9)) + bytes(range(14, 27)) + bytes(range(28, 32))


class Refused(ValueError):
    """The page cannot be read within bounds; the message is the reason's name."""


def harmless(data: bytes) -> bytes:
    """The page (UTF-8) for a parser of trees, without what only costs it time. Raises Refused as `bounded`."""
    return without_long_tags(bounded(data))


def bounded(data: bytes) -> bytes:
    """The page (UTF-8) without runs of empty tags.

    Raises Refused (`too_large`, `too_many_tags`, `binary`) where that is not enough.
    """
    if len(data) > MOST_BYTES:
        raise Refused("too_large")
    if data.startswith(_BINARY) or _is_binary(data[:2048]):
        raise Refused("binary")
    if b"\x00" in data:
        data = data.replace(b"\x00", b"")
    if len(data) < _SMALL:
        return data
    if data.count(b"<") > 20_000:
        data = _RUNS.sub(lambda match: b"<" + match[1] + b">", _BREAKS.sub(b"<br><br>", data))
        if sum(1 for _ in _TAG_START.finditer(data)) > MOST_TAGS:
            raise Refused("too_many_tags")
    return data


def unwrapped(data: bytes) -> bytes:
    """The page with only its paragraphs left of its markup: other blocks and sub-headlines begin a paragraph."""
    return _HEADINGS.sub(b"<p>", _STRUCTURE.sub(_gap, data))


def _gap(match: re.Match[bytes]) -> bytes:
    return b" " if _INSIDE.match(match[0]) else b"<p>"


def _is_binary(head: bytes) -> bool:
    return (
        len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 20 or head.count(0) > len(head) // 3
    )


def without_long_tags(data: bytes) -> bytes:
    """The page with every tag of thousands of attributes cut to its name.

    A run without `>` of twice the window covers a whole window, so that only one search a window is needed.
    """
    start = 0
    while start < len(data) - _WINDOW:
        if data.find(b">", start, start + _WINDOW) < 0:
            first = data.rfind(b">", 0, start) + 1
            last = data.find(b">", start + _WINDOW)
            last = last if last >= 0 else len(data)
            tag = _TAG_START.search(data, first, last)
            if (
                tag is not None
                and len(data[tag.start() : tag.start() + _LONG].split(None, MOST_ATTRIBUTES))
                > MOST_ATTRIBUTES
            ):
                data = data[: tag.end()] + data[last:]
                last = tag.end()
            start = last
        start += _WINDOW
    if data.count(b'=">"') > 2 * MOST_ATTRIBUTES:
        data = _TAG.sub(_shortened, data)
    return data


def _shortened(match: re.Match[bytes]) -> bytes:
    tag = match[0]
    if len(tag) < _LONG or tag.count(b"=") <= MOST_ATTRIBUTES:
        return tag
    name = _TAG_START.match(tag)
    return (name[0] if name else b"<div") + b">"
