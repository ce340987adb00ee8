"""Text in one form: what two pages mean as the same letters compares equal, and every string is valid UTF-8."""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # C0 and C1 controls; those that are spaces stay for split()
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0"  # soft hyphen, joiners and fillers without a picture
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # zero width, bidi marks and overrides, BOM
    "\ufe00-\ufe0f\U000e0000-\U000e0fff"  # variation selectors, tags
    "\ue000-\uf8ff\U000f0000-\U0010ffff"  # private use: glyphs of icon fonts
    "\ufdd0-\ufdef\ufff9-\ufffc\ufffe\uffff"  # noncharacters, annotation marks
)
"""Characters without a picture of their own that pages carry as noise, as the inside of a regex class."""

_ODD = re.compile(f"[{INVISIBLE}\u200c\u200d\ud800-\udfff]")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_JOINERS = re.compile("[\u200c\u200d]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_WANTS_JOINERS = re.compile(
    "[\u0600-\u06ff\u0700-\u074f\u0750-\u07bf\u0840-\u0dff\u0f00-\u109f\u1780-\u18af\ua840-\ua8ff\ufb50-\ufdff\ufe70-\ufefc"
    "\u2600-\u27bf\U0001f000-\U0001faff]"
)
"""Scripts whose spelling uses ZWNJ and ZWJ (Arabic, Indic, Khmer, Mongolian...), and emoji joined to one picture."""

_MARKS_IN_A_ROW = 16
"""Longest run of combining marks kept on one letter: no script in use needs more than six."""
_LONG_RUN = re.compile(rf"[^\w\s]{{{_MARKS_IN_A_ROW + 1},}}")


def valid_utf8(s: str) -> str:
    """The string with every lone surrogate replaced by U+FFFD, so that it encodes; a pair becomes its character."""
    if s.isascii() or not _SURROGATE.search(s):
        return s
    return s.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def clean(s: str) -> str:
    """One line of text as a reader sees it: valid, NFC, no invisible noise, every run of white space one space.

    Line ends, NBSP, U+0085, U+2028 and U+2029 are white space. ZWNJ and ZWJ stay between letters of scripts that
    are spelt with them. At most 16 combining marks stay on one letter. Idempotent.
    """
    if s.isascii():
        return " ".join((s if s.isprintable() else _CONTROL.sub("", s)).split())
    if _ODD.search(s):
        s = _JOINERS.sub(_joiner, _INVISIBLE.sub("", valid_utf8(s)))
    # Before NFC: its reordering of marks takes time in the square of the run.
    s = _LONG_RUN.sub(_bounded_marks, s)
    return " ".join(unicodedata.normalize("NFC", s).split())


def fold(s: str) -> str:
    """The string for comparing, never for showing: its words in lower case, parted by single spaces.

    Case, punctuation, quotes, width, digits of any script, Arabic vowel signs and Yeh/Kaf forms, dotted and dotless I make
    no difference; accents and symbols (currency, plus, percent) do.
    """
    if s.isascii():
        return " ".join(clean(s).encode().translate(*_ASCII_FOLDS).decode().split())
    s = unicodedata.normalize("NFKC", clean(s)).translate(_FOLDS).casefold()
    return " ".join(unicodedata.normalize("NFC", s).split())


def ascii_digits(s: str) -> str:
    """The string with the decimal digits of every script written 0 to 9; its length does not change."""
    if s.isascii():
        return s
    return "".join([str(unicodedata.decimal(c)) if c.isdecimal() else c for c in s])


def _joiner(match: re.Match[str]) -> str:
    text, start, end = match.string, match.start(), match.end()
    inside = start > 0 and end < len(text)
    if inside and _WANTS_JOINERS.match(text[start - 1]) and _WANTS_JOINERS.match(text[end]):
        return match[0][0]
    return ""


def _bounded_marks(match: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for char in match[0]:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MARKS_IN_A_ROW:
            kept.append(char)
    return "".join(kept)


_FIXED_FOLDS = {
    **dict.fromkeys("İIı", "i"),
    **dict.fromkeys("يىئ", "ی"),
    **dict.fromkeys("أإآ", "ا"),
    "ك": "ک",
    "ة": "ه",
}


class _Folds(dict[int, str]):
    """A translation table that works out each character once."""

    _APOSTROPHES = "'‘’‚‛′ʹʻʼʽ`´ꞌʾʿ״׳"
    _DROPPED = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u0640\u064b-\u0652\u0670\u200c\u200d]")

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = value = self._folded(char)
        return value

    def _folded(self, char: str) -> str:
        if char in _FIXED_FOLDS:
            return _FIXED_FOLDS[char]
        if char in self._APOSTROPHES or self._DROPPED.match(char):
            return ""
        if char.isdecimal():
            return str(unicodedata.decimal(char))
        return " " if unicodedata.category(char).startswith("P") else char


_FOLDS = _Folds()
_ASCII_FOLDS = (
    bytes(ord((_FOLDS[code] or " ").casefold()) for code in range(128)) + bytes(range(128, 256)),
    bytes(code for code in range(128) if not _FOLDS[code]),
)
"""The same for ASCII alone, as bytes: what each becomes, and which are left out."""
