"""The language of a text as a BCP 47 tag: what the page declares, checked against its letters and a detector."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipelines.normalise.language_model import LanguageModel, language_model

_TAG = re.compile(
    r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|[0-9]{3}))?(?:[-_.@].*)?", re.IGNORECASE | re.DOTALL
)
_SAMPLE = 600
"""Characters of a text that are looked at."""
_SECOND_SAMPLE = 3000
"""Characters looked at where they contradict the page."""
_SHORT, _LONG = 40, 200
"""Letters below which the detector is not asked at all, and below which it does not overrule the page."""
_SURE, _VERY_SURE = 0.8, 0.98
"""Detector's probability that is enough where the page declares nothing, and where it contradicts the page."""


@dataclass(frozen=True, slots=True)
class _Tables:
    renamed: dict[str, str]
    names: dict[str, str]
    scripts: dict[str, tuple[str, ...]]
    alike: tuple[frozenset[str], ...]
    not_news: frozenset[str]
    never_latin: frozenset[str]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    table = tomllib.loads(Path(__file__).with_name("languages.toml").read_text(encoding="utf-8"))
    return _Tables(
        renamed=table["renamed"],
        names=table["names"],
        scripts={script: tuple(languages.split()) for script, languages in table["scripts"].items()},
        alike=tuple(frozenset(group.split()) for group in table["alike"]["groups"]),
        not_news=frozenset(table["not_news"]["all"].split()),
        never_latin=frozenset(language for line in table["scripts"].values() for language in line.split())
        - set(table["latin_too"]["all"].split()),
    )


def detect(text: str, declared: str | None = None) -> str | None:
    """The BCP 47 tag of a text's language, None where nothing says it; a region or script only if `declared` names it.

    `declared` (a `lang` attribute, an og:locale) stands unless the script of the text excludes it or, from 200 letters on,
    the detector is sure of a language that is not easily mistaken for it. Looks at the first 600 characters; the detector's
    model is loaded once in a process, at its first use (about 0.8 s). A declared language that the detector does not know stands.
    """
    said = _tag(declared)
    sample = text[:_SAMPLE]
    scripts = _scripts(sample)
    letters = sum(scripts.values())
    if not letters:
        return said
    possible = _possible(scripts, letters)
    if said is not None and not _fits(said, possible, scripts["LATIN"] * 2 > letters):
        said = None
    if said is not None and letters < _LONG:
        return said
    if said is None and possible is not None and (len(possible) == 1 or possible[0] == "zh"):
        return possible[0] if len(possible) == 1 or letters >= _SHORT else None
    return _weighed(said, possible, text, letters)


def table_language(tag: str | None) -> str:
    """The primary language of a tag as the word tables name it: `nb-NO` is `no`; empty for none."""
    primary = (tag or "")[:20].replace("_", "-").partition("-")[0].lower()
    return "no" if primary in ("nb", "nn") else primary


def _weighed(said: str | None, possible: tuple[str, ...] | None, text: str, letters: int) -> str | None:
    if letters < _SHORT:
        return said
    found, probability = _classified(text[:_SAMPLE])
    if possible is not None and found not in possible:
        return said
    if said is None:
        return found if probability >= _SURE else None
    primary = said.partition("-")[0]
    if found == primary or primary not in _identifier().labels:
        return said
    if any(found in group and primary in group for group in _tables().alike):
        return said
    return found if probability >= _VERY_SURE and _classified(text[:_SECOND_SAMPLE])[0] == found else said


def _classified(sample: str) -> tuple[str, float]:
    found, probability = _identifier().classify(sample)
    return _tables().renamed.get(str(found), str(found)), float(probability)


def _fits(said: str, possible: tuple[str, ...] | None, latin: bool) -> bool:
    """Whether the letters allow the declared language."""
    primary = said.partition("-")[0]
    if latin and "-Latn" not in said:
        return primary not in _tables().never_latin
    return possible is None or primary in possible


def _possible(scripts: Counter[str], letters: int) -> tuple[str, ...] | None:
    """The languages that the letters leave open; None for Latin, which says nothing."""
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    if kana * 20 >= letters:
        return ("ja",)
    script, count = min(scripts.items(), key=lambda item: (-item[1], item[0]))
    if count * 2 < letters:
        return None
    if script == "CJK" and letters >= _SHORT:
        return ("zh", "yue", "lzh")  # Japanese of that length has kana in it
    return _tables().scripts.get(script)


def _scripts(sample: str) -> Counter[str]:
    return Counter(_script(char) for char in sample if char.isalpha())


@lru_cache(maxsize=8192)
def _script(char: str) -> str:
    return unicodedata.name(char, "UNNAMED").split(" ", 1)[0].partition("-")[0]


@lru_cache(maxsize=1024)
def _tag(declared: str | None) -> str | None:
    """The declared tag in its canonical form (RFC 5646, 4.5); None where it is none."""
    word = (declared or "")[:100].strip()
    if word.lower() in _tables().names:
        return _tables().names[word.lower()]
    match = _TAG.fullmatch(word)
    if match is None or match[1].lower() in ("x", "und", "mul", "zxx", "mis"):
        return None
    primary = _tables().renamed.get(match[1].lower(), match[1].lower())
    parts = [primary, (match[2] or "").title(), (match[3] or "").upper()]
    return "-".join(part for part in parts if part)


def _identifier() -> LanguageModel:
    return language_model(_tables().not_news)
