"""The words of bylines, by what they mean: `by`, `and`, roles, agencies, words that make an organisation."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipelines.normalise.text import fold


@dataclass(frozen=True, slots=True)
class BylineWords:
    """The tables of `byline_words.toml`, folded (`text.fold`) where they are compared, as patterns where they are searched."""

    by_language: dict[str, tuple[str, ...]]
    by: frozenset[str]
    only_own: frozenset[str]
    editing: frozenset[str]
    nobody: frozenset[str]
    sentence: frozenset[str]
    sentence_parts: tuple[str, ...]
    qualifiers: frozenset[str]
    agencies: frozenset[str]
    agencies_exact: frozenset[str]
    org_words: frozenset[str]
    org_phrases: tuple[str, ...]
    org_or_surname: frozenset[str]
    small: frozenset[str]
    suffixes: frozenset[str]
    joiners: dict[str, frozenset[str]]
    role_head: re.Pattern[str]
    role_tail: re.Pattern[str]
    role_inside: re.Pattern[str]
    role_words: frozenset[str]
    """All words of roles: a text in ASCII without any of them needs no search for one."""
    job: re.Pattern[str]
    agency_tail: re.Pattern[str]

    def ands(self, language: str) -> tuple[frozenset[str], frozenset[str]]:
        """The words that join names for sure, and those that do only between full names."""
        return _joiners(language)

    def opener(self, language: str) -> re.Pattern[str]:
        """What stands before a name on a page in that language."""
        return _opener(language)


@lru_cache(maxsize=256)
def _joiners(language: str) -> tuple[frozenset[str], frozenset[str]]:
    joiners = byline_words().joiners
    own = joiners.get(language, frozenset())
    every = frozenset(word for words in joiners.values() for word in words)
    return own | frozenset({"and", "und"}), every - own


def _opener(language: str) -> re.Pattern[str]:
    own = byline_words().by_language.get(language, ())
    return _opener_with(frozenset(byline_words().only_own.intersection(own)))


@lru_cache(maxsize=256)
def _opener_with(own: frozenset[str]) -> re.Pattern[str]:
    """The pattern of all languages that have the same words of their own: it takes as long to make as a page to read."""
    words = byline_words()
    forms = (words.by - words.only_own) | own
    return re.compile(
        rf"({_any_of([*forms, *words.editing])})(?:\s*[:：/／.]\s*|\s+|(?=[\u4e00-\u9fff])|$)", re.IGNORECASE
    )


@lru_cache(maxsize=1)
def byline_words() -> BylineWords:
    """The tables, read once in a process."""
    table = tomllib.loads(Path(__file__).with_name("byline_words.toml").read_text(encoding="utf-8"))
    lists = {name: _forms(section["all"]) for name, section in table.items() if "all" in section}
    folded = {name: frozenset(map(fold, forms)) | frozenset(forms) for name, forms in lists.items()}
    roles, agencies = _any_of(lists["role"]), [name for name in lists["agency"] if len(name) > 1]
    org_words = [fold(form) for form in lists["org_word"]]
    return BylineWords(
        by_language={language: tuple(_forms(line)) for language, line in table["by"].items()},
        by=frozenset(form for line in table["by"].values() for form in _forms(line)),
        only_own=folded["by_in_own_language_only"],
        editing=folded["editing"],
        nobody=folded["nobody"],
        sentence=folded["sentence"],
        sentence_parts=tuple(lists["sentence_part"]),
        qualifiers=folded["qualifier"],
        agencies=frozenset(map(fold, agencies)),
        agencies_exact=frozenset(agencies),
        org_words=frozenset(word for word in org_words if " " not in word),
        org_phrases=tuple(sorted(word for word in org_words if " " in word)),
        org_or_surname=folded["org_word_or_surname"],
        small=folded["small"],
        suffixes=folded["suffix"],
        joiners={language: frozenset(_forms(line)) for language, line in table["and"].items()},
        role_head=re.compile(rf"^(?:{roles})(?:\s*[:：]\s*|\s+)(?=\S)", re.IGNORECASE),
        role_tail=re.compile(rf"(?:^|[\s,])(?P<role>{roles})$", re.IGNORECASE),
        role_inside=re.compile(rf"\S+\s\S.*?[\s,](?P<role>{roles})[\s,].*", re.IGNORECASE),
        role_words=frozenset(word for form in lists["role"] for word in form.split()),
        job=re.compile(rf"(?:{roles}|{_any_of(lists['qualifier'])})(?:\s|$)", re.IGNORECASE),
        agency_tail=re.compile(rf"\s((?:The\s)?(?:{_any_of(agencies)}))$"),
    )


def _forms(line: str) -> list[str]:
    return [form.replace("_", " ") for form in line.split()]


def _any_of(forms: Iterable[str]) -> str:
    return "|".join(re.escape(form) for form in sorted(set(forms), key=lambda form: (-len(form), form)))
