"""What the attributes of a tag say to the walk over a page: its class, flags and hints. Worked out once: pages repeat it."""

from __future__ import annotations

from .elements import NO_DISPLAY, ROLES, SPEAKING_LINK, SPEAKING_WORDS
from .hints import BYLINE, TAGS, hints_in, hints_in_id
from .layout import HIDDEN
from .markup import raw_attributes, unescaped, value_of

AUTHOR = 1 << 40
"""Beside the hints of an element: its markup says that it names the author."""
MARKED = BYLINE | TAGS | AUTHOR
"""Hints for which an element itself is remembered."""
_KNOWN: dict[str, tuple[str, int, int]] = {}
_KNOWN_INLINE: dict[str, int] = {}
_READ = frozenset({"class", "id", "role", "style", "hidden", "aria-hidden", "itemprop"})
_PARTS = str.maketrans("=?-\n", "////")
_MOST_KNOWN = 6_000
_LONGEST_KNOWN = 300


def meaning_of(raw: str) -> tuple[str, int, int]:
    """What a block's attributes say: class, flags, hints."""
    if (known := _KNOWN.get(raw)) is None:
        known = _read(raw)
        if len(raw) < _LONGEST_KNOWN:
            if len(_KNOWN) >= _MOST_KNOWN:
                _KNOWN.clear()
            _KNOWN[raw] = known
    return known


def _read(raw: str) -> tuple[str, int, int]:
    if raw[:8] == ' class="' and raw.find('"', 8) == len(raw) - 1 and "&" not in raw:
        return raw[8:-1], 0, hints_in(raw[8:-1])
    names, flags, hints = "", 0, 0
    for name, value in raw_attributes(raw):
        if name not in _READ:
            name = name.lower()
        if name == "class":
            names = names or unescaped(value)
            hints |= hints_in(names)
        elif name == "id":
            hints |= hints_in_id(value)
        elif name == "role":
            flags |= ROLES.get(value, 0)
        elif name == "style":
            flags |= HIDDEN if "display" in value and NO_DISPLAY.search(value) else 0
        elif name == "hidden" or (name == "aria-hidden" and value == "true"):
            flags |= HIDDEN
        elif name == "itemprop" and value == "author":
            hints |= AUTHOR
    return names, flags, hints


def inline_hints(raw: str) -> int:
    """The hints of an inline element."""
    if (known := _KNOWN_INLINE.get(raw)) is None:
        known = hints_in(value_of(raw, "class") or "") if "class" in raw else 0
        if "itemprop" in raw and value_of(raw, "itemprop") == "author":
            known |= AUTHOR
        if len(raw) < _LONGEST_KNOWN:
            if len(_KNOWN_INLINE) >= _MOST_KNOWN:
                _KNOWN_INLINE.clear()
            _KNOWN_INLINE[raw] = known
    return known


def link_kind(raw: str) -> str | None:
    """What a link leads to by its address and relation: `author`, `topic`, or None for all else."""
    related = "rel" in raw and ("author" in raw or "tag" in raw)
    start = raw.find(' href="') + 7
    href = raw[start : raw.find('"', start)] if start > 6 else value_of(raw, "href") or ""
    href = href.lower()
    speaks = not SPEAKING_WORDS.isdisjoint(href.translate(_PARTS).split("/"))
    kind = SPEAKING_LINK.search(href) if speaks else None
    if kind is None and not related:
        return None
    rel = (value_of(raw, "rel") or "") if related else ""
    if (kind is not None and kind[1] is not None) or "author" in rel:
        return "author"
    return "topic" if kind is not None or "tag" in rel else None
