"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text that stayed (`equal`), went (`delete`) or came (`insert`)."""

    kind: str
    text: str


def word_changes(old: str, new: str) -> list[Change]:
    """The stretches that make `new` of `old`, in order: without the inserted ones they join to `old`, and the other way.

    Takes time in the product of both lengths at worst: a second or so for two texts of some thousand words that have
    little in common.
    """
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    changes: list[Change] = []
    for kind, (i, j), (k, m) in _stretches(before, after):
        if kind == "equal":
            changes.append(Change("equal", "".join(before[i:j])))
            continue
        if i < j:
            changes.append(Change("delete", "".join(before[i:j])))
        if k < m:
            changes.append(Change("insert", "".join(after[k:m])))
    return changes


def _is_blank(text: str) -> bool:
    return text.isspace() and "\n" not in text


def _stretches(before: list[str], after: list[str]) -> list[tuple[str, tuple[int, int], tuple[int, int]]]:
    """What stayed and what was replaced, from where to where; blanks alone between two replaced words stay nothing."""
    found: list[tuple[str, tuple[int, int], tuple[int, int]]] = []
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for at, (kind, i, j, k, m) in enumerate(codes):
        between = 0 < at < len(codes) - 1 and _is_blank("".join(before[i:j]))
        if kind == "equal" and not between:
            found.append(("equal", (i, j), (k, m)))
        elif found and found[-1][0] != "equal":
            found[-1] = ("change", (found[-1][1][0], j), (found[-1][2][0], m))
        else:
            found.append(("change", (i, j), (k, m)))
    return found
