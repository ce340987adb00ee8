"""Spellings: how names are made comparable across case, quotes, hyphens and the endings a language adds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_SCRIPTS = (
    "\u00c0-\u0556\u0561-\u0588\u0591-\u05bd\u05bf-\u05f2\u0610-\u061a\u0620-\u06d3\u06d5-\u0963\u0966-\u1fff"
    "\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff\ufe70-\ufefe\uff10-\uffdc"
)
WORD = re.compile(f"[0-9A-Za-z{_SCRIPTS}]+")
"""A word with the marks that Indic and Semitic scripts put on letters, which \\w leaves out."""
CAPITAL_WORD = re.compile(f"[A-Z{_SCRIPTS}][0-9A-Za-z{_SCRIPTS}]*")
"""A word with a capital, or of another script than the Latin one: what names in running text consist of."""

_QUOTES = str.maketrans(dict.fromkeys("«»\"“”„‘’'`´‚‹›「」『』《》", None))
_SPACES = re.compile(r"[\s\u200b-\u200f\u2060\ufeff_-]+")
_DENSE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CYRILLIC_STEM = re.compile(r"[а-яёіїєґ]{6,}", re.IGNORECASE)
_ARABIC_WORDS = re.compile(r"[\u0600-\u06ff]{3,}(?: [\u0600-\u06ff]+)*")
_EDGE = " \t.,;:()[]/|•·–—-=~*"


def is_dense(text: str) -> bool:
    """True for scripts that set no spaces between words (Han, kana, Hangul with its particles, Thai)."""
    return not text.isascii() and _DENSE.search(text) is not None


def aligned_fold(text: str) -> str:
    """Give `text` in small letters with every character at its old place, so that offsets hold in both."""
    # The dotted capital I is the one character whose small form is longer.
    return text.replace("İ", "i").lower()


@lru_cache(maxsize=4096)
def slot_key(text: str) -> str:
    """Give the form under which a name alone in its place is looked up: no quotes, no edges, one kind of space."""
    return _SPACES.sub(" ", text.translate(_QUOTES).casefold()).strip(_EDGE)


def spellings(text: str, *, inflect: bool) -> Iterator[str]:
    """Give the name and, where `inflect`, the forms that running text gives it.

    Slavic case endings on Cyrillic names of six letters and more; the particles that Arabic writes in one word.
    """
    yield text
    if "-" in text:
        yield text.replace("-", " ")
    if "'" in text:
        yield text.replace("'", "’")
    if not inflect:
        return
    if _CYRILLIC_STEM.fullmatch(text) and text[-1].lower() not in "аеёиоуыэюяіїєьъ":
        yield from (text + ending for ending in ("а", "у", "ом", "е", "і"))
    elif _ARABIC_WORDS.fullmatch(text):
        yield "و" + text
        if text.startswith("ال"):
            yield from ("ل" + text[1:], "ب" + text)
        else:
            yield from ("ل" + text, "ب" + text)
