"""A line and its tokens, with what is asked of them: the kind, text and meaning of what stands at a place."""

from __future__ import annotations

from pipelines.normalise.date_tokens import Token, tokens_of
from pipelines.normalise.date_words import date_words

LONGEST_PHRASE = 4
"""Tokens of the longest phrase in the tables."""

_FILLER_MARKS = frozenset(",.-/|'’–—·•()،;@−‐‑")
_BRACKETS = frozenset("()[]（）【】")
_MARKS_AND_BRACKETS = _FILLER_MARKS | _BRACKETS
_WEEKDAY_CHARACTERS = frozenset("日月火水木金土一二三四五六天일월화수목금토")
"""Weekdays of one character, which count in brackets only: `2025/04/11(金)`."""
_NONE: frozenset[str] = frozenset()


class Line:
    """A line of text as tokens; places beyond its end are empty."""

    def __init__(self, text: str, language: str, zone: str | None) -> None:
        self.text = text
        self.language = language
        self.zone = zone
        self.tokens: list[Token] = tokens_of(text, language)
        self._meanings = date_words().meanings
        self._openers = date_words().openers

    def kind(self, i: int) -> str:
        """The kind of token i; empty outside the line."""
        return self.tokens[i].kind if 0 <= i < len(self.tokens) else ""

    def word(self, i: int) -> str:
        """The text of token i as `Token` has it; empty outside the line."""
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def value(self, i: int) -> int:
        """The value of a number; -1 for other tokens."""
        return self.tokens[i].value if self.kind(i) == "number" else -1

    def digits(self, i: int) -> int:
        """How many digits a number has; 0 for other tokens. `二〇二四` has four."""
        if self.kind(i) != "number":
            return 0
        text = self.tokens[i].text
        return len(text) if text.isdecimal() else len(str(self.tokens[i].value))

    def raw(self, i: int) -> str:
        """Token i as the page prints it."""
        return self.text[self.tokens[i].start : self.tokens[i].end] if 0 <= i < len(self.tokens) else ""

    def glued(self, i: int) -> bool:
        """Whether token i follows the one before it without a space."""
        return 0 < i < len(self.tokens) and self.tokens[i - 1].end == self.tokens[i].start

    def means(self, i: int, name: str) -> int:
        """How many tokens from i on form a word or phrase of that list; 0 for none."""
        if name not in self._openers.get(self.word(i), _NONE):
            return 0
        forms = self._meanings[name]
        phrase, width, j = "", 0, i
        while j - i < LONGEST_PHRASE and self.kind(j) in ("word", "weekday", "month"):
            phrase = f"{phrase} {self.word(j)}" if phrase else self.word(j)
            j += 1
            if phrase in forms:
                width = j - i
        return width

    def skip(self, i: int, most: int, *, brackets: bool = False) -> int:
        """The place behind at most `most` small words, marks, weekdays and, where asked, brackets."""
        for _ in range(most):
            filler = self.means(i, "filler")
            if self.raw(i) == "AM":
                break
            if filler:
                i += filler
            elif (
                self.word(i) in _BRACKETS
                and self.word(i + 1) in _WEEKDAY_CHARACTERS
                and self.word(i + 2) in _BRACKETS
            ):
                i += 3
            elif self.kind(i) == "weekday" or self.word(i) in (
                _MARKS_AND_BRACKETS if brackets else _FILLER_MARKS
            ):
                i += 1
            else:
                break
        return i
