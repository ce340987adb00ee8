"""Words that open a line without being a place, and the small words inside places' names."""

from __future__ import annotations

from pipelines.attribute.phrases import words
from pipelines.attribute.spelling import slot_key

CONNECTORS = words("dateline", "inside_place")
"""Small words inside a place's name ("Frankfurt am Main")."""

_NO_PLACE = words("dateline", "no_place")
_OPENS_PLACE = frozenset({"la", "el", "los", "las", "le", "san", "the", "o", "al"})


def is_no_place(text: str) -> bool:
    """Give True where the first word of `text` is one that opens sentences and labels, but no place's name."""
    first, _, rest = text.partition(" ")
    key = slot_key(first)
    return key in _NO_PLACE and (not rest or key not in _OPENS_PLACE)
