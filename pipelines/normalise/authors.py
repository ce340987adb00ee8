"""Who wrote it: people apart from agencies, desks and outlets, out of bylines and author fields as pages print them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipelines.normalise.byline_words import byline_words
from pipelines.normalise.dates import date_spans
from pipelines.normalise.language import table_language
from pipelines.normalise.names import CASED, is_agency, is_organisation, is_showable, person_name
from pipelines.normalise.text import clean, fold

MOST_NAMES = 40
"""Names kept of one page, people and organisations together."""

_LONGEST_BYLINE = 1200
_LONGEST_LIST = 6000
_LONGEST_SEGMENT = 200

_HARD_BREAK = re.compile(r"\s*[;|•·/\\\n、，؛،,+&‖]\s*|\s+[-–—]\s*|\s*[–—]\s+|\s+::?\s+")
_CONTACT = ("@", "://", "www.", ".com/", ".org/", ".net/", "http:", "https:")
_OTHER_LABEL = re.compile(
    r"[\s.](?:источник|фото|редактор|джерело|quelle|fotos?|photos?|źródło|fot|fuente|fonte|source|来源|來源|编辑|編輯|责任编辑|責任編輯|字号)\s?[:：].*$",
    re.IGNORECASE,
)
"""What else an old system's line names behind the author: the source, the pictures, the desk."""
_DECIMAL = re.compile(r"\d")
_BRACKETS = re.compile(r"[(\[{（][^()\[\]{}（）]{0,120}[)\]}）]?")
_GLUED_BY = re.compile(r"(?:^[Bb]y|^BY|\b(?:[Vv]on|[Pp]ar|[Pp]or|[Dd]oor|by))(?=[A-ZÀ-Þ][A-Za-zÀ-ÿ.])")
_SEAM = re.compile(r"(?<=[a-zß-ÿ]{2})(?=[A-ZÀ-Þ][a-zß-ÿ])")
_GLUED_LABEL = re.compile(
    r"(?<=[a-zA-Z])(?=(?:Updated|Published|Posted|Modified|Aktualisiert|Publicado|Pubblicato|Publié|Opublikowano)(?![a-z]))"
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
"""A place in Katakana before a name in Kanji: `【カイロ金子淳】`."""


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
    primary = table_language(language)
    found = _Found(_folded(outlet), primary)
    for segment in _segments(raw, primary):
        found.add(segment)
    return found.people()


def sort_names(names: Iterable[str], *, language: str | None = None, outlet: Iterable[str] = ()) -> People:
    """The people and organisations of an author list (JSON-LD, meta), whatever type it gives them; limits as `split_byline`."""
    primary = table_language(language)
    found = _Found(_folded(outlet), primary)
    left = _LONGEST_LIST
    for name in names:
        for segment in _segments(name[:left], primary):
            found.add(segment)
        left -= len(name) + 1
        if left <= 0:
            break
    return found.people()


class _Found:
    """Names as they are met, sorted and each once."""

    def __init__(self, outlet: frozenset[str], language: str) -> None:
        self._outlet = outlet
        self._language = language
        self._people: dict[str, str] = {}
        self._orgs: dict[str, str] = {}

    def add(self, segment: str) -> None:
        """Takes one segment of a byline: a person, an organisation, both, or neither."""
        segment = _stripped(segment, self._language)
        if not segment or len(self._people) + len(self._orgs) >= MOST_NAMES:
            return
        segment, own = self._without_outlet(segment)
        person, org = _parted(segment)
        org = org or own
        if person and (fold(person) in self._outlet or is_organisation(person)):
            person, org = None, person if org is None else org
        if org and is_showable(org) and fold(org) not in byline_words().nobody:
            self._orgs.setdefault(fold(org), org)
        if person:
            name = person_name(person)
            if name is not None:
                self._people.setdefault(fold(name), name)

    def _without_outlet(self, segment: str) -> tuple[str, str | None]:
        """A name and the outlet that is printed right behind it."""
        words = segment.split()
        for at in range(2, len(words)):
            tail = " ".join(words[at:])
            if fold(tail) in self._outlet:
                return " ".join(words[:at]), tail
        return segment, None

    def people(self) -> People:
        """All names met."""
        return People(list(self._people.values()), list(self._orgs.values()))


def _segments(raw: str, language: str) -> list[str]:
    text = clean(raw[: 2 * _LONGEST_BYLINE])
    if len(text) > _LONGEST_BYLINE:
        text = text[:_LONGEST_BYLINE].rpartition(",")[0]  # not half a name
    if ":" in text or "：" in text:
        text = _OTHER_LABEL.sub("", text)
    text = _GLUED_LABEL.sub(" | ", text)
    text = _GLUED_BY.sub(lambda by: by[0] + " ", text)
    if "<" in text or "{" in text:
        return []
    if any(mark in text.lower() for mark in _CONTACT):
        text = " ".join(
            "|" if any(mark in word.lower() for mark in _CONTACT) else word for word in text.split()
        )
    else:
        text = " ".join(text.split())
    if _DECIMAL.search(text):
        text = _without_dates(text, language)
    text = _LABEL_TAIL.sub("|", text)
    inside = [match[0].strip("()[]{}（） ") for match in _BRACKETS.finditer(text)]
    orgs = [name for name in inside if is_organisation(name)]
    text = _BRACKETS.sub(" | ", text)
    parts = [part for part in _HARD_BREAK.split(text) if part]
    if len(parts) == 2 and "," in text and _is_inverted(parts):
        parts = [f"{parts[1]} {parts[0]}"]
    names = [name for part in parts for name in _unglued(part)]
    return [piece for name in names for piece in _and_split(name, language)] + orgs


def _unglued(part: str) -> list[str]:
    """The names of `Ann LeeNews ReporterTom Ray`: parted where a full name or a role ends and another begins in one word."""
    pieces, start = [], 0
    for seam in _SEAM.finditer(part):
        left, right = part[start : seam.start()], part[seam.start() :]
        job = byline_words().job
        if (
            len(left.split()) >= 2
            and (len(right.split()) >= 2 or job.match(right))
            and len(left.split()[-1]) > 3
        ):
            pieces.append(left)
            start = seam.start()
    return [*pieces, part[start:]]


def _is_inverted(parts: list[str]) -> bool:
    """Whether two segments are family and given name: `Smith, John`."""
    return all(len(part.split()) == 1 and CASED.match(part) and not is_organisation(part) for part in parts)


def _without_dates(text: str, language: str) -> str:
    for start, end in reversed(date_spans(text, language=language or None)):
        text = f"{text[:start]} | {text[end:]}"
    return text


def _and_split(part: str, language: str) -> list[str]:
    """The names joined by `and`; short words that are names in other languages join only in their own, or full names."""
    words = part.split()
    pieces: list[list[str]] = [[]]
    sure, unsure = byline_words().ands(language)
    for i, word in enumerate(words):
        low = word.lower()
        last = i + 1 == len(words)
        full_names = len(pieces[-1]) >= 2 and len(words) - i - 1 >= 2
        joins = low in sure or (low in unsure and full_names)
        names_the_writer = low in ("by", "par") and not _is_opener(pieces[-1], word)
        if pieces[-1] and not last and (joins or names_the_writer):
            pieces.append([])
        else:
            pieces[-1].append(word)
    return [" ".join(piece) for piece in pieces if piece]


def _is_opener(before: list[str], word: str) -> bool:
    """Whether the words before `by` belong to it: `Reporting by`, `Photo by`."""
    phrase = fold(" ".join([*before, word]))
    return phrase in byline_words().editing or phrase in byline_words().by


def _stripped(segment: str, language: str) -> str:
    """The segment without what stands before a name; empty where it names desk work or pictures, or is too long for a name."""
    if len(segment) > _LONGEST_SEGMENT:
        return ""
    segment = segment.strip(" .:-–—*\"“”'‘’()[]【】«»<>=")
    segment = _DATELINE_NAME.sub("", segment)
    for _ in range(3):
        opener = byline_words().opener(language).match(segment)
        if opener is None:
            break
        if fold(opener[1]) in byline_words().editing:
            return ""
        segment = segment[opener.end() :].strip(" .:-–—")
    if _DECIMAL.search(segment) and not is_organisation(segment):
        segment = re.split(r"\s*\d", segment, maxsplit=1)[0]
    return segment


def _parted(segment: str) -> tuple[str | None, str | None]:
    """The person and the organisation of one segment: roles, places and `for The Outlet` cut off."""
    words = byline_words()
    if is_agency(segment) or (is_organisation(segment) and not words.agency_tail.search(segment)):
        tail = words.role_tail.search(segment)
        without_role = segment[: tail.start("role")].strip(" ,") if tail else ""
        if tail and _is_of_staff(without_role, tail["role"]):
            return _without_role(segment), None
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
    agency = words.agency_tail.search(segment)
    if agency is not None:
        org, segment = agency[1], segment[: agency.start()]
    return _without_role(words.role_head.sub("", segment)), org


def _is_of_staff(name: str, role: str) -> bool:
    """Whether only the role makes an organisation of a name: `Ann Lee Staff Writer`."""
    return (
        role.lower().startswith("staff ")
        and 1 < len(name.split()) < 5
        and CASED.match(name) is not None
        and not is_organisation(name)
    )


def _without_role(text: str) -> str | None:
    """The name before a role, whose qualifiers go with it: `Ann Lee Political Correspondent in Paris`."""
    words = byline_words()
    has_none = text.isascii() and words.role_words.isdisjoint(text.lower().replace(",", " ").split())
    cut = None if has_none else words.role_tail.search(text) or words.role_inside.match(text)
    if cut is None:
        return text.strip(" ,.:-–—") or None
    parts = text[: cut.start("role")].strip(" ,.:-–—").split()
    while len(parts) > 2 and fold(parts[-1]) in words.qualifiers:
        parts.pop()
    return " ".join(parts) if any(fold(part) not in words.qualifiers for part in parts) else None


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(name) for name in names if name)
