"""The words of dates, by what they mean: months, weekdays, labels and the small words between the parts."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipelines.normalise.moment import offset, source_zone

_HERE = Path(__file__).parent
_SHORTEST_LATIN = 3
"""Latin forms below this length are too common as words to be months without the page's language."""

_KEY = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("يىئ", "ی"),
        **dict.fromkeys(
            "’ʼ`´′׳״'\".॰\u200c\u200d\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0654\u0670", ""
        ),
        "ك": "ک",
        "ة": "ه",
        "ۀ": "ه",
        "ı": "i",
        "ß": "ss",
        "ł": "l",
        "đ": "d",
        "ø": "o",
        "\u093c": "",
        "\u09bc": "",
    }
)


def key(word: str) -> str:
    """The word as the tables hold it: no case, dots, accents (of letters that have them above or below) or vowel signs."""
    if word.isascii():
        return word.lower().replace(".", "").replace("'", "")
    plain = unicodedata.normalize("NFD", word.casefold()).translate(_KEY)
    return "".join([c for c in plain if not "\u0300" <= c <= "\u036f"])


@dataclass(frozen=True, slots=True)
class DateWords:
    """The tables, keyed by `key`; a phrase of several words has its keys joined by a space."""

    months: dict[str, int]
    months_of: dict[str, dict[str, int]]
    """Months by language: they go before `months`, which holds what the first language of the table means."""
    jalali: dict[str, int]
    weekdays: frozenset[str]
    meanings: dict[str, frozenset[str]]
    """Word lists by name: filler, am, pm, published, modified, today, yesterday, second, minute, hour, day, ago; `today hu`."""
    openers: dict[str, frozenset[str]]
    """By word, the names of the lists with a form that begins with it: most words are in none."""
    phrase_openers: frozenset[str]
    """First words of months and weekdays of several words."""
    zones: dict[str, int | str]
    zone_phrases: dict[str, int | str]

    def month(self, word: str, language: str) -> int | None:
        """The month a word names in a language, or in any."""
        return self.months_of.get(language, {}).get(word) or self.months.get(word)


@lru_cache(maxsize=1)
def date_words() -> DateWords:
    """The tables of `date_words.toml` and `zones.toml`, read once in a process."""
    table = tomllib.loads((_HERE / "date_words.toml").read_text(encoding="utf-8"))
    zones = tomllib.loads((_HERE / "zones.toml").read_text(encoding="utf-8"))
    months_of: dict[str, dict[str, int]] = {}
    for section in ("months", "more_months"):
        for language, forms in table[section].items():
            months_of.setdefault(language.partition("_")[0], {}).update(_numbered(forms))
    months: dict[str, int] = {}
    for words in months_of.values():
        for word, number in words.items():
            if not (word.isascii() and len(word) < _SHORTEST_LATIN):
                months.setdefault(word, number)
    meanings = _meanings(table)
    weekdays = frozenset(word for forms in table["weekdays"].values() for word in _forms(forms))
    names = [*weekdays, *(word for words in months_of.values() for word in words)]
    return DateWords(
        months=months,
        months_of=months_of,
        jalali={
            word: number
            for forms in table["jalali_months"].values()
            for word, number in _numbered(forms).items()
        },
        weekdays=weekdays,
        meanings=meanings,
        openers=_openers(meanings),
        phrase_openers=frozenset(name.split()[0] for name in names if " " in name),
        zones={_zone_key(name): value for name, value in zones["names"].items()},
        zone_phrases={
            " ".join(key(word) for word in name.split()): value for name, value in zones["phrases"].items()
        },
    )


def _meanings(table: dict[str, dict[str, str]]) -> dict[str, frozenset[str]]:
    """The word lists by name; a list of one language by name and language: `yesterday fr`."""
    named = (
        (name, key, line)
        for name, section in table.items()
        if "all" in section
        for key, line in section.items()
    )
    return {name if own == "all" else f"{name} {own}": frozenset(_forms(line)) for name, own, line in named}


def _openers(meanings: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    lists: dict[str, set[str]] = {}
    for name, forms in meanings.items():
        for form in forms:
            lists.setdefault(form.split()[0], set()).add(name)
    return {word: frozenset(names) for word, names in lists.items()}


def _numbered(forms: list[str]) -> dict[str, int]:
    return {word: number for number, line in enumerate(forms, start=1) for word in _forms(line)}


def _forms(line: str) -> list[str]:
    return [" ".join(key(part) for part in form.split("_")) for form in line.split()]


def _zone_key(name: str) -> str:
    return key(name)


def check_zones() -> None:
    """Raises ValueError where the table of zones names one that does not exist."""
    words = date_words()
    for value in [*words.zones.values(), *words.zone_phrases.values()]:
        if isinstance(value, str):
            source_zone(value)
        elif offset(value) is None:
            raise ValueError(f"no such offset: {value}")
