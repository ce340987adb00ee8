"""Whether a regular expression from a source file is sound, and cannot be made to run for ever by a hostile address.

`re` backtracks: `(a+)+$` takes exponential time, and a child process with a stop-watch would give verdicts that depend on
the machine. So the expression is read here as a tree, and two shapes are refused: a repeated group that one text can pass
through in several ways, and more than two open repeats in a row that can match the same characters.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

LONGEST_PATTERN = 500
MOST_OVERLAPPING_REPEATS = 2
"""With addresses of at most 2,048 characters, two overlapping repeats cost some 2 million steps, three a thousand times that."""

ENDLESS = 50
MOST_PATHS = 256

_ALPHABET = "".join(map(chr, range(32, 127))) + "\t\né漢"
_QUANTIFIER = re.compile(r"(?:([*+?])|\{(?=[\d,])(\d*)(?:(,)(\d*))?\})([?+]?)")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL)
_OPEN = re.compile(r"\((?:\?(?:P<\w+>|<?[=!]|[aiLmsux-]*:|>))?")
_FLAGS = re.compile(r"\(\?[aiLmsux]+\)")
_UNUSABLE = re.compile(r"\\[1-9]|\(\?P=|\(\?\(|\(\?#|\(\?\w*x")


@dataclass(slots=True)
class _Item:
    """One thing that is matched `low` to `high` times (None: without end): a set of characters, or a group."""

    chars: frozenset[str]
    low: int
    high: int | None
    group: list[list[_Item]] | None = None

    @property
    def open(self) -> bool:
        """Whether it may take so many characters that it counts as without end."""
        return self.high is None or self.high > ENDLESS

    @property
    def fixed(self) -> bool:
        """Whether it always takes the same number of characters."""
        if self.low != self.high:
            return False
        return self.group is None or (len(self.group) == 1 and all(item.fixed for item in self.group[0]))


@dataclass(slots=True)
class _Reader:
    pattern: str
    at: int = 0
    look_arounds: list[list[list[_Item]]] = field(default_factory=list)

    def alternatives(self) -> list[list[_Item]]:
        found: list[list[_Item]] = [[]]
        while self.at < len(self.pattern) and self.pattern[self.at] != ")":
            if self.pattern[self.at] == "|":
                self.at += 1
                found.append([])
            elif item := self.item():
                found[-1].append(item)
        return found

    def item(self) -> _Item | None:
        if flags := _FLAGS.match(self.pattern, self.at):
            self.at = flags.end()
            return None
        if opened := _OPEN.match(self.pattern, self.at):
            return self.group(opened)
        shape = {"[": _CLASS, "\\": _ESCAPE}.get(self.pattern[self.at])
        atom = shape.match(self.pattern, self.at) if shape else None
        text = atom[0] if atom else self.pattern[self.at]
        self.at += len(text)
        if text in ("^", "$", r"\b", r"\B", r"\A", r"\Z"):
            return None
        return _Item(_characters(text, "(?i" in self.pattern), *self.quantity())

    def group(self, opened: re.Match[str]) -> _Item | None:
        self.at = opened.end()
        inside = self.alternatives()
        self.at += 1
        low, high = self.quantity()
        if opened[0].endswith(("=", "!")):
            self.look_arounds.append(inside)
            return None
        chars = frozenset[str]().union(*(item.chars for sequence in inside for item in sequence))
        return _Item(chars, low, high, inside)

    def quantity(self) -> tuple[int, int | None]:
        match = _QUANTIFIER.match(self.pattern, self.at)
        if match is None:
            return 1, 1
        self.at = match.end()
        sign, low, comma, high, _ = match.groups()
        if sign:
            return (1 if sign == "+" else 0), (1 if sign == "?" else None)
        if not comma:
            return int(low), int(low)
        return int(low or 0), int(high) if high else None


def pattern_fault(pattern: str) -> str | None:
    """What is wrong with a regular expression, as the end of a sentence; None when it is sound and bounded."""
    if len(pattern) > LONGEST_PATTERN:
        return f"is longer than {LONGEST_PATTERN} characters"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern)
    except re.error as error:
        return f"is no regular expression: {error.msg}" + (
            f" at character {error.pos + 1}" if error.pos is not None else ""
        )
    except (FutureWarning, OverflowError, RecursionError) as error:
        return f"is no regular expression to rely on: {error}"
    if _UNUSABLE.search(pattern):
        return "uses back references, conditions, comments or the x flag, which are not read here"
    return _time_fault(pattern)


def _time_fault(pattern: str) -> str | None:
    reader = _Reader(pattern)
    branches = reader.alternatives() + [branch for inside in reader.look_arounds for branch in inside]
    anchored = pattern.lstrip("(?:").startswith("^")
    start = [] if anchored else [_Item(frozenset(_ALPHABET), 0, None)]
    for branch in branches:
        if any(_ambiguous(item) for item in _all(branch)):
            return "can take for ever: a repeated group may match one text in several ways"
        if any(_overlap(start + path) > MOST_OVERLAPPING_REPEATS for path in _paths(branch)):
            hint = "" if anchored else " (start it with ^)"
            return f"can take very long: several open repeats in a row match the same characters{hint}; try [^/]+ for .+"
    return None


def _ambiguous(item: _Item) -> bool:
    """Whether a group repeated without end may split one text in several ways.

    It cannot when one pass always takes the same number of characters, or when it has one part of open length beside a
    character that nothing else in it can match: `(/[a-z]+)*` has one way, `([a-z]+)*` a way for every split, `(/a*a?)*` two
    ways a pass. Branches must begin differently, for the same reason.
    """
    if item.group is None or (item.high is not None and item.high <= MOST_OVERLAPPING_REPEATS):
        return False
    inside = [part for branch in item.group for part in _all(branch)]
    if _branches_overlap(item) or any(_branches_overlap(part) for part in inside):
        return True
    open_parts = sum(not part.fixed for part in inside)
    if open_parts == 0:
        return False
    return (
        len(item.group) > 1
        or open_parts > 1
        or not any(_separates(part, item.group[0]) for part in item.group[0])
    )


def _branches_overlap(item: _Item) -> bool:
    """Whether two branches of a group can begin with one character, or one of them may be empty."""
    if item.group is None or len(item.group) == 1:
        return False
    firsts = [branch[0].chars if branch and branch[0].low else frozenset[str]() for branch in item.group]
    return not all(firsts) or sum(map(len, firsts)) > len(frozenset[str]().union(*firsts))


def _separates(part: _Item, parts: list[_Item]) -> bool:
    others = frozenset[str]().union(*(other.chars for other in parts if other is not part))
    return part.group is None and part.low == part.high == 1 and not part.chars & others


def _all(items: list[_Item]) -> Iterator[_Item]:
    for item in items:
        yield item
        for branch in item.group or ():
            yield from _all(branch)


def _paths(items: list[_Item], low: int = 1) -> list[list[_Item]]:
    """Every row of single items that the sequence can be read as; what may be passed over (`low` 0) is no border."""
    rows: list[list[_Item]] = [[]]
    for item in items:
        least = min(low, item.low)
        if (
            item.group is None
            or item.open
            or not any(part.open for branch in item.group for part in _all(branch))
        ):
            more = [[_Item(item.chars, least, item.high)]]
        else:
            once = [row for branch in item.group for row in _paths(branch, least)]
            more = [row + row for row in once] if item.high != 1 else once
        rows = [row + end for row in rows for end in more][:MOST_PATHS]
    return rows


def _overlap(row: list[_Item]) -> int:
    """The most open repeats, from one on, that can match the same characters with nothing certain between them."""
    most = 0
    for index, first in enumerate(row):
        if not first.open:
            continue
        count = 1
        for item in row[index + 1 :]:
            if item.open and item.chars & first.chars:
                count += 1
            elif item.low and not item.chars & first.chars:
                break
        most = max(most, count)
    return most


@lru_cache(maxsize=4096)
def _characters(atom: str, ignore_case: bool) -> frozenset[str]:
    compiled = re.compile(atom, re.DOTALL | (re.IGNORECASE if ignore_case else 0))
    return frozenset(character for character in _ALPHABET if compiled.fullmatch(character))
