"""Registry: who is credited for news, by every spelling of the name, in every script, and by domain."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.attribute.spelling import CAPITAL_WORD, WORD, aligned_fold, is_dense, slot_key, spellings

DATA = (Path(__file__).with_name("agencies.toml"), Path(__file__).with_name("outlets.toml"))
SHORT_NAME = 3
"""Names of up to this many letters count only as listed, or in capitals."""

KINDS = ("agency", "photo", "broadcaster", "newspaper", "site")


@dataclass(frozen=True, slots=True)
class Agency:
    """Whoever is credited: an agency, a picture agency or an outlet; the keys are told at the head of agencies.toml."""

    id: str
    name: str
    short: str
    kind: str
    country: str | None = None
    languages: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def credit_kind(self) -> str:
        """What a credit to it is: agency, photo or outlet."""
        return self.kind if self.kind in ("agency", "photo") else "outlet"


@dataclass(frozen=True, slots=True)
class Name:
    """One name with the ways it is written, and all who go by it: more than one for APA or CNA."""

    texts: tuple[str, ...]
    owners: tuple[Agency, ...]
    ambiguous: bool = False
    word: bool = False

    def fits(self, printed: str) -> bool:
        """Give True where `printed`, alone in a credit's place, has a case this name is written in."""
        return any(len(text) > SHORT_NAME or printed in (text, text.upper()) for text in self.texts)

    def in_text(self) -> tuple[str, ...]:
        """Give the ways running text writes it: as listed, in capitals, and with a small article ("the Guardian")."""
        capitals = tuple(text.upper() for text in self.texts)
        articles = tuple("the " + text[4:] for text in self.texts if text.startswith("The "))
        return tuple(dict.fromkeys((*self.texts, *capitals, *articles)))

    def joined(self, other: Name) -> Name:
        """Give the name that is both: it is ambiguous where either is."""
        return Name(
            tuple(dict.fromkeys(self.texts + other.texts)),
            tuple(dict.fromkeys(self.owners + other.owners)),
            self.ambiguous or other.ambiguous,
            self.word or other.word,
        )


KeyWords = Mapping[str, tuple[tuple[str, int, Name], ...]]
"""A word to the spellings that hold it: spelling, the word's offset in it, name."""


@dataclass(frozen=True, slots=True, eq=False)
class Registry:
    """Names, domains and end marks of all agencies and outlets; built once, never changed."""

    agencies: Mapping[str, Agency]
    by_slot: Mapping[str, Name]
    by_domain: Mapping[str, str]
    by_key_word: KeyWords
    by_text_word: KeyWords
    small_words: frozenset[str]
    dense: re.Pattern[str]
    any_mark: re.Pattern[str]
    marks: tuple[tuple[re.Pattern[str], Agency], ...]
    longest: int = field(default=64)

    @classmethod
    def load(cls, *paths: Path) -> Registry:
        """Give the registry that the TOML files `paths` hold (default: the project's own two).

        Raises ValueError that names the file and the entry for a fault in the data.
        """
        return cls.build(_read(paths) if paths else default_entries())

    @classmethod
    def build(cls, entries: Iterable[Mapping[str, Any]]) -> Registry:
        """Give the registry of `entries`, each as one table of agencies.toml."""
        agencies: dict[str, Agency] = {}
        names: dict[str, Name] = {}
        for entry in entries:
            agency = _agency(entry)
            agencies[agency.id] = agency
            for name in _names(entry, agency):
                key = slot_key(name.texts[0])
                names[key] = names[key].joined(name) if key in names else name
        in_text = (name for name in names.values() if any(owner.kind != "photo" for owner in name.owners))
        by_text_word = _key_words((way, name) for name in in_text for way in name.in_text())
        return cls(
            agencies=agencies,
            by_slot=names,
            by_domain={domain: agency.id for agency in agencies.values() for domain in agency.domains},
            by_key_word=_key_words(
                (form, name)
                for name in names.values()
                for form in dict.fromkeys(map(aligned_fold, name.texts))
            ),
            by_text_word=by_text_word,
            small_words=frozenset(word for word in by_text_word if not CAPITAL_WORD.fullmatch(word)),
            dense=_dense_pattern(names.values()),
            any_mark=re.compile(
                "|".join(mark for agency in agencies.values() for mark in agency.marks) or r"(?!)"
            ),
            marks=tuple((re.compile(mark), agency) for agency in agencies.values() for mark in agency.marks),
            longest=max((len(key) for key in names), default=0),
        )

    def get(self, id_: str) -> Agency | None:
        """Give the agency or outlet with this id, or None."""
        return self.agencies.get(id_)

    def lookup(self, text: str) -> Name | None:
        """Give the name that `text` is as a whole (quotes, brackets, case and spaces aside), or None."""
        if len(text) > self.longest + 24:
            return None
        name = self.by_slot.get(slot_key(text))
        return name if name is not None and name.fits(text.strip(" .,;:()[]/«»\"“”'")) else None

    def marked(self, line: str) -> Agency | None:
        """Give the agency whose end mark or desk code `line` is, or None."""
        if self.any_mark.fullmatch(line) is None:
            return None
        return next((agency for pattern, agency in self.marks if pattern.fullmatch(line)), None)

    def agency_for_domain(self, domain: str) -> str | None:
        """Give the id of the agency or outlet that owns `domain` or a parent of it, or None."""
        labels = domain.lower().rstrip(".").split(".")
        for start in range(len(labels) - 1):
            owner = self.by_domain.get(".".join(labels[start:]))
            if owner is not None:
                return owner
        return None


@cache
def default_entries() -> list[dict[str, Any]]:
    """Give the entries of the project's own registry, read once per process."""
    return _read(DATA)


@cache
def default_registry() -> Registry:
    """Give the project's own registry, read once per process."""
    return Registry.load()


def _read(paths: Iterable[Path]) -> list[dict[str, Any]]:
    return list(_checked((path, entry) for path in paths for entry in _entries(path)))


def _entries(path: Path) -> list[dict[str, Any]]:
    with path.open("rb") as file:
        entries: list[dict[str, Any]] = tomllib.load(file).get("agency", [])
    return entries


def _checked(entries: Iterable[tuple[Path, dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for path, entry in entries:
        id_ = entry.get("id")
        if not id_ or not entry.get("name"):
            raise ValueError(f"{path.name}: an entry without id or name: {entry!r}")
        if id_ in seen:
            raise ValueError(f"{path.name}: {id_} stands twice")
        if entry.get("kind") not in KINDS:
            raise ValueError(f"{path.name}: {id_}: kind must be one of {', '.join(KINDS)}")
        seen.add(id_)
        yield entry


def _agency(entry: Mapping[str, Any]) -> Agency:
    return Agency(
        id=entry["id"],
        name=entry["name"],
        short=entry.get("short", entry["name"]),
        kind=entry["kind"],
        country=entry.get("country"),
        languages=tuple(entry.get("languages", ())),
        places=tuple(entry.get("places", ())),
        domains=tuple(entry.get("domains", ())),
        marks=tuple(entry.get("marks", ())),
    )


def _names(entry: Mapping[str, Any], agency: Agency) -> Iterator[Name]:
    listed = [name if isinstance(name, dict) else {"text": name} for name in entry.get("names", ())]
    texts = {name["text"] for name in listed}
    own = [{"text": text} for text in dict.fromkeys((agency.name, agency.short)) if text not in texts]
    for name in own + listed:
        ambiguous, word = bool(name.get("ambiguous")), bool(name.get("word"))
        for text in spellings(name["text"], inflect=not ambiguous):
            yield Name((text,), (agency,), ambiguous or word, word)


def _key_words(spelled: Iterable[tuple[str, Name]]) -> KeyWords:
    """Index spellings by their longest word with a capital, the rarest in text, with its offset; longest spelling first."""
    index: dict[str, list[tuple[str, int, Name]]] = {}
    for spelling, name in spelled:
        words = [] if is_dense(spelling) else list(WORD.finditer(spelling))
        if words:
            key = max(words, key=_rarity)
            index.setdefault(key.group(), []).append((spelling, key.start(), name))
    return {key: tuple(sorted(found, key=lambda entry: -len(entry[0]))) for key, found in index.items()}


def _rarity(word: re.Match[str]) -> tuple[bool, bool, int]:
    return word.group().lower() != "the", word.group()[0].isupper(), word.end() - word.start()


def _dense_pattern(names: Iterable[Name]) -> re.Pattern[str]:
    dense = sorted(
        {text for name in names for text in name.texts if is_dense(text)}, key=lambda text: (-len(text), text)
    )
    return re.compile("|".join(map(re.escape, dense)) or r"(?!)")
