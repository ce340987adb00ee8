"""A line of text as the tokens a date is made of: numbers, words with their meaning, marks."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from typing import NamedTuple

from pipelines.normalise.date_words import date_words, key
from pipelines.normalise.text import ascii_digits

_TOKEN = re.compile(
    r"(?P<number>(?:19|20)[0-9]{2}(?=[0-9]{1,2}(?::[0-9]{2}(?![0-9])|\.\s))|[0-9]+)"  # `20247:55 AM`: a year and a time, glued
    r"|(?P<chinese>[〇零一二三四五六七八九十廿]+(?=[年月日號号時时点點分]))"
    r"|(?P<weekday>(?:星期|周|週|禮拜|礼拜)[一二三四五六日天]|[日月火水木金土]曜日?|[일월화수목금토]요일)"
    r"|(?P<unit>[年月日號号時时点點分秒년월일시초]|분(?!석))"
    r"|(?P<thai>[\u0e01-\u0e4e\u0e81-\u0edd]+(?:\.[\u0e01-\u0e4e\u0e81-\u0edd]+)*\.?)"
    r"|(?P<cjk>[\u3040-\u30ff\u3400-\u9fff]+?(?=[0-9〇零一二三四五六七八九十年月日號号時时点點分秒]|[^\u3040-\u30ff\u3400-\u9fff]|$))"
    r"|(?P<word>[^\W\d_](?:[^\s0-9!-&(-/:-@\[-`{-~«»\u2010-\u2018\u201a-\u206f\u3000-\u30ff،؛؟۔।॥·•|／：、。，¬÷×]|\.(?=[^\W\d_]\.?(?:\W|$)))*)"
    r"|(?P<mark>\S)"
)
_SEAM = re.compile(r"(?<=[a-zß-ÿ])(?=[A-Z][a-z])|(?<=[A-Z]{2})(?=[A-Z][a-z])")
"""Where two words were printed without a space: `TimesMarch`, `UTCUpdated`."""

_CHINESE = {
    "〇": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "廿": 20,
}
_MOST_TOKENS = 400


class Token(NamedTuple):
    """One token: `kind` is number, month, jalali, weekday, word, unit or mark; `value` its number or month (else -1).

    `text` is the key of a word (`date_words.key`), the digits of a number or the mark. `start` and `end` are places in the line.
    """

    kind: str
    text: str
    value: int
    start: int
    end: int


def tokens_of(line: str, language: str) -> list[Token]:
    """The tokens of a line, at most 400; digits of every script are numbers, phrases of the tables are one token."""
    line = ascii_digits(line)
    tokens: list[Token] = []
    for match in _TOKEN.finditer(line):
        tokens.extend(_tokens(match, language))
        if len(tokens) >= _MOST_TOKENS:
            break
    return _with_phrases(tokens, language)


def _tokens(match: re.Match[str], language: str) -> list[Token]:
    kind, text = match.lastgroup or "mark", match[0]
    start, end = match.span()
    if kind == "number":
        return [Token("number", text, int(text) if len(text) < 18 else -1, start, end)]
    if kind == "chinese":
        return [Token("number", text, _chinese_number(text), start, end)]
    if kind in ("mark", "unit", "weekday"):
        return [Token(kind, text, -1, start, end)]
    if text[0] == "ב" and _is_month(text[1:], language):
        start += 1  # Hebrew writes `in July` as one word
    if text[:2] in ("d’", "d'", "l’", "l'"):
        start += 2  # so does Catalan: d’octubre
    seams = [start, *(start + seam.start() for seam in _SEAM.finditer(text)), end]
    return [_word(key(match.string[a:b]), a, b, language) for a, b in itertools.pairwise(seams)]


def _is_month(word: str, language: str) -> bool:
    """Whether a word is a month's name in that language or any."""
    return date_words().month(key(word), language) is not None


def _word(text: str, start: int, end: int, language: str) -> Token:
    words = date_words()
    month = words.month(text, language)
    if month:
        return Token("month", text, month, start, end)
    if text in words.jalali:
        return Token("jalali", text, words.jalali[text], start, end)
    return Token("weekday" if text in words.weekdays else "word", text, -1, start, end)


def _with_phrases(tokens: list[Token], language: str) -> list[Token]:
    """The same tokens with month names of several words, and `thang 7`, as one."""
    out: list[Token] = []
    i = 0
    while i < len(tokens):
        token, width = tokens[i], 1
        if token.kind in ("word", "weekday") and i + 1 < len(tokens):
            joined = _phrase(tokens, i, language)
            if joined is not None:
                token, width = joined
        out.append(token)
        i += width
    return out


def _phrase(tokens: list[Token], i: int, language: str) -> tuple[Token, int] | None:
    first, second = tokens[i], tokens[i + 1]
    if first.text not in _phrase_openers():
        return None
    if first.text in ("thang", "thg") and second.kind == "number" and 1 <= second.value <= 12:
        return Token("month", "thang", second.value, first.start, second.end), 2
    for width in (3, 2):
        parts = tokens[i : i + width]
        if len(parts) == width and all(part.kind in ("word", "weekday", "month") for part in parts):
            joined = _word(" ".join(part.text for part in parts), first.start, parts[-1].end, language)
            if joined.kind in ("month", "weekday"):
                return joined, width
    return None


@lru_cache(maxsize=1)
def _phrase_openers() -> frozenset[str]:
    return date_words().phrase_openers | {"thang", "thg"}


def _chinese_number(text: str) -> int:
    """`二〇二四` is 2024, `十二` 12, `二十一` 21."""
    if "十" not in text and "廿" not in text:
        return int("".join(str(_CHINESE[char]) for char in text)) if len(text) < 6 else -1
    total, digit = 0, 0
    for char in text:
        if char == "十":
            total, digit = total + 10 * (digit or 1), 0
        elif char == "廿":
            total += 20
        else:
            digit = _CHINESE[char]
    return total + digit
