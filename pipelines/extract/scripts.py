"""What a page has for its browser, taken out before it is decoded and read: most of its bytes are this."""

from __future__ import annotations

import re

from .built import built

_UNSEEN = re.compile(
    rb"<(?:[sS](?:[cC][rR][iI][pP][tT]|[tT][yY][lL][eE])(?=[\s/>])|!--|(?:svg|nav)(?=[\s>]))"
)
_END = {
    b"script": re.compile(rb"</script[^>]{0,200}>", re.I),
    b"style": re.compile(rb"</style[^>]{0,200}>", re.I),
}
_SPEAKS = re.compile(
    rb"tag|topic|keyword|thema|schlagw|byline|writer|report|autor|auteur|author|contrib|firma|signature", re.I
)
"""Classes of navigation that is none, but names the article's author or topics."""
_MOST_ENDS = 200
"""End tags of other elements (in a script's strings) that are passed one by one."""
_LOOKS = 4
"""How many times a page may be looked through for such ends: one of elements that were left open is read as it is."""
_SLASH = ord("/")
_kernel = built("walk_kernel")
_SMALL = 2_000
"""Bytes up to which navigation may be a list of the article's own topics, and costs little to read."""
_TELLING = re.compile(rb"<(h1|nav|script|time|p|div|/div)[\s>]")
_KEPT = frozenset({b"h1", b"nav", b"script", b"time"})


Script = tuple[bytes, bytes | memoryview]
"""The tag of a script, and its content, which is looked into and not copied."""


class Scripts:
    """The scripts of one page, in its order: (tag, content) as bytes in the page's character set."""

    def __init__(self, found: list[Script], charset: str) -> None:
        self._found, self._charset = found, charset

    def __len__(self) -> int:
        return len(self._found)

    def structured(self) -> list[str]:
        """The contents of those that say that they are JSON-LD."""
        return [self._decoded(content) for tag, content in self._found if b"ld+json" in tag.lower()]

    def all(self) -> list[str]:
        """The contents of all."""
        return [self._decoded(content) for _, content in self._found]

    def _decoded(self, content: bytes | memoryview) -> str:
        return str(content, self._charset, "replace")


def without_scripts(data: bytes, *, whole: bool = False) -> tuple[bytes, list[Script]]:
    """The page without scripts, styles, comments, drawings and (not `whole`) what is in its navigation, and its scripts in order:
    (tag, content). Before decoding: in a set of characters that is not ASCII's own (UTF-16) nothing is found or taken out.

    A reader of tags takes a hundred times as long for them as this search.
    """
    if _kernel is not None:
        found: tuple[bytes, list[Script]] = _kernel.without_scripts(
            data, whole, _LOOKS * len(data), _is_nothing
        )
        return found
    return _without_scripts(data, whole)


def _without_scripts(data: bytes, whole: bool) -> tuple[bytes, list[Script]]:
    parts: list[bytes] = []
    scripts: list[Script] = []
    view = memoryview(data)
    done = seen = 0
    allowed = _LOOKS * len(data)
    while (match := _UNSEEN.search(data, seen)) is not None:
        start, name = match.start(), match[0][1:].lower()
        seen = match.end()
        if name == b"!--":
            end = data.find(b"-->", start) + 3
            if end < 3:
                break
        elif name in _END:
            close = _end(data, name, seen)
            if close is None:
                break
            end = close.end()
            if name == b"script":
                opened = data.find(b">", start) + 1
                scripts.append((data[start:opened], view[opened : close.start()]))
        elif whole or allowed < 0:
            continue
        else:
            end, looked = _end_of_nothing(data, name, seen)
            allowed -= looked
            if end == 0:
                continue
        parts.append(data[done:start])
        if name == b"nav":
            parts.append(b"<nav></nav>")
        done = seen = end
    if not parts:
        return data, scripts
    parts.append(data[done:])
    return b"".join(parts), scripts


def _end(data: bytes, name: bytes, start: int) -> re.Match[bytes] | None:
    """The end tag of a script or style: as a search for its pattern, which passes over other bytes five times slower."""
    end, size, at = _END[name], len(name), start
    for _ in range(_MOST_ENDS):
        at = data.find(b"</", at)
        if at < 0:
            return None
        at += 2
        if data[at : at + size].lower() == name and (close := end.match(data, at - 2)) is not None:
            return close
    return end.search(data, at)


def _end_of_nothing(data: bytes, name: bytes, start: int) -> tuple[int, int]:
    """The end of a drawing or of navigation that is well formed and holds nothing of a story, 0 where it is to be read; and how
    many bytes were looked at.
    """
    close = b"</" + name + b">"
    end = data.find(close, start)
    if end < 0:
        return 0, len(data) - start
    return (end + len(close) if _is_nothing(data, name, start, end) else 0), end - start


def _is_nothing(data: bytes, name: bytes, start: int, end: int) -> bool:
    opened = data.find(b">", start)
    if name == b"svg":
        return data[opened - 1] != _SLASH and data.find(b"<svg", start, end) < 0
    if end - start < _SMALL or _SPEAKS.search(data, start, opened):
        return False
    inside = _TELLING.findall(data, start, end)
    whole = inside.count(b"div") == inside.count(b"/div")
    return whole and inside.count(b"p") < 5 and _KEPT.isdisjoint(inside)
