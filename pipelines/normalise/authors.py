"""Who wrote it: people apart from agencies, desks and outlets, out of bylines and author fields as pages print them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pipelines.normalise.dates import date_spans
from pipelines.normalise.text import clean, fold

MOST_NAMES = 40
"""Names kept of one page, people and organisations together."""

LONGEST_NAME = 80
"""Characters of a name; what is longer is none."""

_LONGEST_BYLINE = 1200
_LONGEST_LIST = 6000
_LONGEST_SEGMENT = 200
_MOST_WORDS = 6
_MOST_ORG_WORDS = 9

_HARD_BREAK = re.compile(r"\s*[;|•·/\\\n、，؛،,+&‖]\s*|\s+[-–—]\s*|\s*[–—]\s+|\s+::?\s+")
_CONTACT = ("@", "://", "www.", ".com/", ".org/", ".net/", "http:", "https:")
_BRACKETS = re.compile(r"[(\[{（][^()\[\]{}（）]{0,120}[)\]}）]?")
_GLUED_BY = re.compile(r"^(by|von|par|por|door)(?=[A-ZÀ-Þ][A-Za-zÀ-ÿ])", re.IGNORECASE)
_GLUED_LABEL = re.compile(
    r"(?<=[a-zA-Z])(?=(?:Updated|Published|Posted|Modified|Aktualisiert|Publicado|Pubblicato|Publié|Opublikowano)\b)"
)
_LABEL_TAIL = re.compile(
    r"\b(?:last\s+)?(?:updated|published|posted|modified|created)(?:\s+(?:on|at))?\s*[:\-|]?\s*(?=[|,]|$)",
    re.IGNORECASE,
)
_PLACE = re.compile(r"^(\S+\s\S.*?)\s(?:in|at|from|aus|à|reporting from|reports from)\s(?=[A-ZÀ-ÞА-Я])")
_FOR = re.compile(
    r"^(.+?)\s(?:for|of|at|special to|für|pour|para)\s(?=(?:the|la|le|die|der|el)\s|[A-ZÀ-Þ])", re.IGNORECASE
)
_DATELINE_NAME = re.compile(r"^【?[\u30a0-\u30ff]{2,}(?=[\u4e00-\u9fff]{2,})")
_NAME = re.compile(
    r"[^\W\d_](?:[^\s\d!-&(-,/:-@\[-`{-~«»“”„]|[.'’`\-‐])*(?: [^\s\d!-&(-,/:-@\[-`{-~«»“”„]+)*"
)
_DOMAIN = re.compile(
    r"[\w\-]+\.(?:com|org|net|info|tv|news|media|co|ru|de|fr|it|ir|az|ua|in|uk|pl|es)(?:\.\w\w)?",
    re.IGNORECASE,
)
_ORG_ENDING = re.compile(
    r"(?:新聞|新闻|新聞社|時報|时报|日報|日报|晚报|晚報|通信|通訊社|通讯社|編集部|编辑部|編輯部|取材班|デジタル|オンライン|ニュース|テレビ|뉴스|신문|일보|방송|통신|편집부)$"
)
_BRAND = re.compile(r"[a-z][a-z0-9\-]{3,}(?:\.[a-z]{2,6}){0,2}")
"""A lone word without a capital letter: a brand's or an address, no name of a person."""
_CASED = re.compile(r"[A-Za-zÀ-ɏͰ-ϿЀ-ӿԱ-֏]")


@dataclass(frozen=True, slots=True)
class People:
    """Names in the order of the page, each once: `people`, and `orgs` (agencies, desks, outlets)."""

    people: list[str] = field(default_factory=list)
    orgs: list[str] = field(default_factory=list)


def split_byline(raw: str, *, language: str | None = None, outlet: Iterable[str] = ()) -> People:
    """The people and organisations of a byline, without `by`, roles, places, handles, dates and contact addresses.

    Names in capitals come back in mixed case, doubled ones once. `outlet` holds names of the outlet itself: organisations.
    At most 40 names of at most 80 characters; what is no name (markup, addresses, sentences) is left out.
    """
    primary = (language or "").replace("_", "-").partition("-")[0].lower()
    found = _Found(_folded(outlet))
    for segment in _segments(raw, primary):
        found.add(segment)
    return found.people()


def sort_names(names: Iterable[str], *, language: str | None = None, outlet: Iterable[str] = ()) -> People:
    """The people and organisations of an author list (JSON-LD, meta), whatever type it gives them; limits as `split_byline`."""
    primary = (language or "").replace("_", "-").partition("-")[0].lower()
    found = _Found(_folded(outlet))
    left = _LONGEST_LIST
    for name in names:
        for segment in _segments(name[:left], primary):
            found.add(segment)
        left -= len(name) + 1
        if left <= 0:
            break
    return found.people()


def is_organisation(name: str) -> bool:
    """Whether a name is an agency's, a desk's or an outlet's rather than a person's, by its words."""
    words = _words()
    plain = fold(name)
    if _is_agency(name) or _DOMAIN.fullmatch(name) or _BRAND.fullmatch(name) or _ORG_ENDING.search(name):
        return True
    parts = plain.split()
    if plain.startswith("the ") or any(part in words.org_words for part in parts):
        return True
    if any(f" {phrase} " in f" {plain} " for phrase in words.org_phrases):
        return True
    if len(parts) >= 3 and any(part in words.org_or_surname for part in parts):
        return True
    return len(parts) == 1 and 2 <= len(name) <= 6 and name.isupper() and name.isascii()


def _is_agency(name: str) -> bool:
    """Whether the whole name is one of the agencies; short ones only as they write themselves."""
    plain = fold(name)
    return name in _words().agencies_exact or (
        len(plain) > 4 and plain.removeprefix("the ") in _words().agencies
    )


class _Found:
    """Names as they are met, sorted and each once."""

    def __init__(self, outlet: frozenset[str]) -> None:
        self._outlet = outlet
        self._people: dict[str, str] = {}
        self._orgs: dict[str, str] = {}

    def add(self, segment: str) -> None:
        """Takes one segment of a byline: a person, an organisation, both, or neither."""
        segment = _stripped(segment)
        if not segment or len(self._people) + len(self._orgs) >= MOST_NAMES:
            return
        person, org = _parted(segment)
        if person and (fold(person) in self._outlet or is_organisation(person)):
            person, org = None, person if org is None else org
        if (
            org
            and len(org) <= LONGEST_NAME
            and len(org.split()) <= _MOST_ORG_WORDS
            and fold(org) not in _words().nobody
        ):
            self._orgs.setdefault(fold(org), org)
        if person:
            name = _name(person)
            if name is not None:
                self._people.setdefault(fold(name), name)

    def people(self) -> People:
        """All names met."""
        return People(list(self._people.values()), list(self._orgs.values()))


def _segments(raw: str, language: str) -> list[str]:
    text = _GLUED_LABEL.sub(" | ", clean(raw[: 2 * _LONGEST_BYLINE])[:_LONGEST_BYLINE])
    text = _GLUED_BY.sub(r"\1 ", text)
    if "<" in text or "{" in text:
        return []
    text = " ".join("|" if any(mark in word.lower() for mark in _CONTACT) else word for word in text.split())
    if any(char.isdecimal() for char in text):
        text = _without_dates(text, language)
    text = _LABEL_TAIL.sub("|", text)
    orgs = [
        inside
        for inside in (match[0].strip("()[]{}（） ") for match in _BRACKETS.finditer(text))
        if is_organisation(inside)
    ]
    text = _BRACKETS.sub(" | ", text)
    parts = [part for part in _HARD_BREAK.split(text) if part]
    if len(parts) == 2 and "," in text and _is_inverted(parts):
        parts = [f"{parts[1]} {parts[0]}"]
    return [piece for part in parts for piece in _and_split(part, language)] + orgs


def _is_inverted(parts: list[str]) -> bool:
    """Whether two segments are family and given name: `Smith, John`."""
    return all(len(part.split()) == 1 and _CASED.match(part) and not is_organisation(part) for part in parts)


def _without_dates(text: str, language: str) -> str:
    for start, end in reversed(date_spans(text, language=language or None)):
        text = f"{text[:start]} | {text[end:]}"
    return text


def _and_split(part: str, language: str) -> list[str]:
    """The names joined by `and`; short words that are names in other languages join only in their own, or full names."""
    words = part.split()
    pieces: list[list[str]] = [[]]
    sure, unsure = _words().ands(language)
    for i, word in enumerate(words):
        low = word.lower()
        full_names = len(pieces[-1]) >= 2 and len(words) - i - 1 >= 2
        if pieces[-1] and i + 1 < len(words) and (low in sure or (low in unsure and full_names)):
            pieces.append([])
        elif low in ("by", "von", "par") and pieces[-1] and i + 1 < len(words) and words[i + 1][:1].isupper():
            pieces.append([f"{' '.join(pieces.pop())} {word}"] if _is_opener(pieces[-1], word) else [])
        else:
            pieces[-1].append(word)
    return [" ".join(piece) for piece in pieces if piece]


def _is_opener(before: list[str], word: str) -> bool:
    """Whether the words before `by` belong to it: `Reporting by`, `Photo by`."""
    phrase = fold(" ".join([*before, word]))
    return phrase in _words().editing or phrase in _words().by


def _stripped(segment: str) -> str:
    """The segment without what stands before a name; empty where it names desk work or pictures, or is too long for a name."""
    if len(segment) > _LONGEST_SEGMENT:
        return ""
    segment = segment.strip(" .:-–—*\"“”'‘’()[]【】«»<>=")
    segment = _DATELINE_NAME.sub("", segment)
    for _ in range(3):
        opener = _words().opener.match(segment)
        if opener is None:
            break
        if fold(opener[1]) in _words().editing:
            return ""
        rest = segment[opener.end() :].strip(" .:-–—")
        if not rest and not opener[0].rstrip().endswith(":"):
            break
        segment = rest
    return segment


def _parted(segment: str) -> tuple[str | None, str | None]:
    """The person and the organisation of one segment: roles, places and `for The Outlet` cut off."""
    words = _words()
    if _is_agency(segment) or (is_organisation(segment) and not words.agency_tail.search(segment)):
        without_role = words.role_tail.sub("", segment)
        kept = (
            without_role
            if without_role and without_role != segment and is_organisation(without_role)
            else segment
        )
        return None, kept if fold(segment) not in words.nobody else None
    org: str | None = None
    for cut in (_FOR, _PLACE):
        match = cut.match(segment)
        if match is not None:
            rest = segment[match.end() :]
            org = rest if cut is _FOR and is_organisation(rest) else org
            segment = match[1]
    tail = words.agency_tail.search(segment)
    if tail is not None:
        org, segment = tail[1], segment[: tail.start()]
    segment = words.role_tail.sub("", words.role_head.sub("", segment)).strip(" ,.:-–—")
    return segment or None, org


def _name(text: str) -> str | None:
    """A person's name in its usual case, or None where the text is none."""
    text = _once(
        re.sub(r"\s*[’']s$", "", text.strip(" .,:-–—'’\"")) if len(text) <= 2 * LONGEST_NAME + 1 else ""
    )
    words = text.split()
    while words and fold(words[-1]) in _words().suffixes - {"jr", "sr", "ii", "iii", "iv"}:
        words.pop()
    text = " ".join(words)
    if not 2 <= len(text) <= LONGEST_NAME or len(words) > _MOST_WORDS or not _NAME.fullmatch(text):
        return None
    if fold(text) in _words().nobody or fold(text) in _words().suffixes:
        return None
    text = _mixed_case(text)
    first = text.split()[0]
    return None if _CASED.match(first) and first[0].islower() and first not in _words().small else text


def _once(text: str) -> str:
    """`Ayse AytekinAyse Aytekin` and `Ayse Aytekin Ayse Aytekin` are one name."""
    for gap in (0, 1):
        half = (len(text) - gap) // 2
        if (
            half >= 4
            and (len(text) - gap) % 2 == 0
            and text[:half] == text[half + gap :]
            and text[half : half + gap].strip() == ""
        ):
            return text[:half]
    return text


def _mixed_case(text: str) -> str:
    words = text.split()
    small = _words().small
    shouted = text.isupper() and len(text) > 3
    if text.islower() and len(words) > 1:
        shouted = True
    out = []
    for i, word in enumerate(words):
        loud = shouted or (len(words) > 1 and len(word) > 3 and word.isupper() and "." not in word)
        if loud and i and word.lower() in small and shouted:
            out.append(word.lower())
        else:
            out.append(_capital(word) if loud else word)
    return " ".join(out)


def _capital(word: str) -> str:
    """`O'BRIEN` as `O'Brien`, `JEAN-PIERRE` as `Jean-Pierre`, `MCDONALD` as `McDonald`, `J.K.` as it is."""
    if re.fullmatch(r"(?:\w\.)+", word):
        return word.upper()
    parts = re.split(r"([-'’‐])", word)
    done = [part[:1].upper() + part[1:].lower() for part in parts]
    return "".join(
        "Mc" + part[2:].capitalize() if part.startswith("Mc") and len(part) > 4 else part for part in done
    )


@dataclass(frozen=True, slots=True)
class _Words:
    by: frozenset[str]
    editing: frozenset[str]
    nobody: frozenset[str]
    agencies: frozenset[str]
    agencies_exact: frozenset[str]
    org_words: frozenset[str]
    org_phrases: tuple[str, ...]
    org_or_surname: frozenset[str]
    small: frozenset[str]
    suffixes: frozenset[str]
    joiners: dict[str, frozenset[str]]
    opener: re.Pattern[str]
    role_head: re.Pattern[str]
    role_tail: re.Pattern[str]
    agency_tail: re.Pattern[str]

    def ands(self, language: str) -> tuple[frozenset[str], frozenset[str]]:
        """The words that join names for sure, and those that do only between full names."""
        own = self.joiners.get(language, frozenset())
        every = frozenset(word for words in self.joiners.values() for word in words)
        return own | frozenset({"and", "und"}), every - own


@lru_cache(maxsize=1)
def _words() -> _Words:
    table = tomllib.loads(Path(__file__).with_name("byline_words.toml").read_text(encoding="utf-8"))
    by = [form for line in table["by"].values() for form in _forms(line)]
    editing, roles = _forms(table["editing"]["all"]), _forms(table["role"]["all"])
    agencies, org_words = (
        _forms(table["agency"]["all"]),
        [fold(form) for form in _forms(table["org_word"]["all"])],
    )
    return _Words(
        by=frozenset(map(fold, by)),
        editing=frozenset(map(fold, editing)),
        nobody=frozenset(map(fold, _forms(table["nobody"]["all"]))),
        agencies=frozenset(map(fold, agencies)),
        agencies_exact=frozenset(agencies),
        org_words=frozenset(word for word in org_words if " " not in word),
        org_phrases=tuple(sorted(word for word in org_words if " " in word)),
        org_or_surname=frozenset(_forms(table["org_word_or_surname"]["all"])),
        small=frozenset(_forms(table["small"]["all"])),
        suffixes=frozenset(map(fold, _forms(table["suffix"]["all"]))),
        joiners={language: frozenset(_forms(line)) for language, line in table["and"].items()},
        opener=re.compile(
            rf"({_any_of([*by, *editing])})(?:\s*[:：/／.]\s*|\s+|(?=[\u4e00-\u9fff])|$)", re.IGNORECASE
        ),
        role_head=re.compile(rf"^(?:{_any_of(roles)})(?:\s*[:：]\s*|\s+)(?=\S)", re.IGNORECASE),
        role_tail=re.compile(
            rf"(?:^|[\s,])(?:{_any_of(roles)})(?:\s(?:in|at|for|of|i|på)\s.*)?$", re.IGNORECASE
        ),
        agency_tail=re.compile(
            rf"\s((?:The\s)?(?:{_any_of([name for name in agencies if len(name) > 1])}))$"
        ),
    )


def _forms(line: str) -> list[str]:
    return [form.replace("_", " ") for form in line.split()]


def _any_of(forms: Iterable[str]) -> str:
    return "|".join(re.escape(form) for form in sorted(set(forms), key=lambda form: (-len(form), form)))


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(name) for name in names if name)
