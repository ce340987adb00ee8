"""Places: whether a word is one that datelines often name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipelines.attribute.spelling import slot_key

DATA = Path(__file__).with_name("places.txt")


def is_known_place(text: str) -> bool:
    """Give True for a place of places.txt, for several of them ("Moscow/New Delhi"), and for one with its country."""
    parts = text.replace("[", ",").replace("(", ",").split(",")[0].split("/")
    return all(slot_key(part) in known_places() for part in parts)


@cache
def known_places() -> frozenset[str]:
    """Give the keys of all places of places.txt, read once per process."""
    lines = DATA.read_text(encoding="utf-8").splitlines()
    return frozenset(
        slot_key(name) for line in lines if not line.startswith("#") for name in line.split("|") if name
    )


def leading_place(text: str) -> str | None:
    """Give the known place that `text`, of a script without spaces, begins with, or None; the longest one."""
    for length in range(min(len(text), 8), 1, -1):
        if slot_key(text[:length]) in known_places():
            return text[:length]
    return None
