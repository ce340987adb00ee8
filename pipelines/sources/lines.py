"""On which line of a TOML file a key or an item stands, which `tomllib` does not tell."""

from __future__ import annotations

import re
from itertools import accumulate

_TABLE = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*([A-Za-z0-9_-]+|"[^"]*"|'[^']*')\s*=""")
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""|' r"'''.*?'''|" r'"(?:\\.|[^"\\\n])*"|' r"'[^'\n]*'|#[^\n]*|[\[\]{}]|\n",
    re.DOTALL,
)


class Lines:
    """Line numbers (from 1) of the keys in a sound TOML text; array tables are counted: `rules.0`, `rules.1`."""

    def __init__(self, text: str) -> None:
        self._whole = text + "\n"
        self._text = text.split("\n")
        self._starts = [0, *accumulate(len(line) + 1 for line in self._text)]
        self._found: dict[tuple[str, ...], int] = {}
        tables: dict[str, int] = {}
        prefix: tuple[str, ...] = ()
        number = 0
        while number < len(self._text):
            line = self._text[number]
            if table := _TABLE.match(line):
                prefix = _path(table[2], tables if table[1] == "[[" else None)
                self._found.setdefault(prefix, number + 1)
            elif key := _KEY.match(line):
                self._found.setdefault((*prefix, key[1].strip("\"'")), number + 1)
                number += self._value_lines(number, key.end())
            number += 1

    def of(self, *path: str) -> int:
        """The line of a key; of the nearest table around it when the key is not there; 1 as a last resort."""
        while path and path not in self._found:
            path = path[:-1]
        return self._found.get(path, 1)

    def of_item(self, item: object, *path: str) -> int:
        """The line of one item of an array: the first at or after the key's that holds it."""
        start = self.of(*path)
        rest = list(enumerate(self._text[start - 1 :], start))
        for form in (f'"{item}"', f"'{item}'", str(item)):
            if number := next((number for number, line in rest if form in line), None):
                return number
        return start

    def _value_lines(self, line: int, start: int) -> int:
        """How many more lines the value takes that begins on this line at this character: until no bracket is open."""
        depth = 0
        offset = self._starts[line] + start
        for token in _TOKEN.finditer(self._whole, offset):
            if token[0] in "[{":
                depth += 1
            elif token[0] in "]}":
                depth -= 1
            elif token[0] == "\n" and depth <= 0:
                return self._whole.count("\n", offset, token.start())
        return 0


def _path(name: str, counts: dict[str, int] | None) -> tuple[str, ...]:
    parts = tuple(part.strip().strip("\"'") for part in name.split("."))
    if counts is None:
        return parts
    index = counts.get(name, 0)
    counts[name] = index + 1
    return (*parts, str(index))
