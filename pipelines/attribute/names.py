"""Names: the names of the registry as one page writes them, with the two owners of a short name told apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipelines.attribute import phrases
from pipelines.attribute.registry import Agency, KeyWords, Name, Registry
from pipelines.attribute.spelling import CAPITAL_WORD, WORD, aligned_fold, is_dense, slot_key

_LIST = re.compile(
    r"\s*(?:[/|;+•·、]|,(?!\s*(?:Inc|Ltd)\b)|\s&\s|\s[-–—]\s|\s(?:and|und|et|y|e|ed|i|и|та|och|og|en|ve|və|dan|și|κ?αι|at|na|और|এবং|اور|و|及|和)\s)\s*"
)
_MARKS = {code: " " for code in range(128) if not chr(code).isalnum()}
_AROUND = 48
"""Characters of words such as "news agency" that may stand around the longest name."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the page itself says about whose APA or CNA is meant; the carrier's own ids are never a credit."""

    own: frozenset[str] = frozenset()
    own_keys: frozenset[str] = frozenset()
    language: str | None = None
    countries: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Named:
    """A name as printed and who is meant: `agency` is None where its owners could not be told apart, or it is unknown.

    `word` is true for a name that is an everyday word ("Mehr", "App") and so needs more than standing alone on a line.
    """

    text: str
    agency: Agency | None = None
    kind: str = "outlet"
    own: bool = False
    word: bool = False

    @property
    def id(self) -> str | None:
        """The registry's id, or None."""
        return self.agency.id if self.agency else None


@dataclass(frozen=True, slots=True)
class Found:
    """A name of the registry in running text, from `start` to `end`."""

    start: int
    end: int
    name: Name
    named: Named


class Names:
    """Reads names on one page."""

    def __init__(self, registry: Registry, context: Context) -> None:
        self.registry = registry
        self.context = context
        self._met: dict[tuple[int, str], Named] = {}

    def named(self, name: Name, printed: str, place: str | None = None) -> Named:
        """Say who is meant by `name` on this page, with the dateline's `place` as a hint."""
        agency = self._owner(name, place)
        if agency is None:
            return Named(printed, None, name.owners[0].credit_kind, word=name.word)
        word = name.word or (name.ambiguous and agency.credit_kind == "outlet")
        return Named(printed, agency, agency.credit_kind, own=agency.id in self.context.own, word=word)

    def whole(self, text: str, place: str | None = None) -> Named | None:
        """Give who `text` is as a whole, words such as "news agency" aside; None for a name not in the registry."""
        text = text.strip()
        if len(text) > self.registry.longest + _AROUND:
            return None
        name = self.registry.lookup(text)
        if name is not None:
            return self.named(name, text, place)
        for stripped in _stripped(text):
            name = self.registry.lookup(stripped)
            if name is not None:
                return self.named(name, stripped, place)
        return self._twice(text, place) if "(" in text else None

    def _twice(self, text: str, place: str | None) -> Named | None:
        """A name with its short form behind it: "Asian News International (ANI)"."""
        long, _, short = text.rstrip(") ").rpartition("(")
        first, second = self.registry.lookup(long), self.registry.lookup(short)
        if first is None or second is None or not set(first.owners) & set(second.owners):
            return None
        return self.named(first, long.strip(), place)

    def is_own(self, text: str) -> bool:
        """True where `text` is a name or domain of the carrier itself."""
        key = slot_key(text)
        return key in self.context.own_keys or key.replace(" ", "") in self.context.own_keys

    def listed(self, text: str, place: str | None = None) -> list[Named]:
        """Give all names of a list such as "TASS/dpa" or "AP, Reuters and staff" in order; unknown ones have no agency."""
        whole = self.whole(text, place)
        if whole is not None:
            return [whole]
        found: list[Named] = []
        for part in split_list(text):
            found += self._part(part, place)
        return found

    def _part(self, part: str, place: str | None) -> list[Named]:
        whole = self.whole(part, place)
        if whole is not None:
            return [whole]
        own = self.is_own(part)
        if not own and "-" in part:
            halves = [self.whole(half, place) for half in part.split("-")]
            known = [half for half in halves if half is not None]
            if len(known) == len(halves):
                return known
        small = (
            self.registry.lookup(part.strip().upper())
            if part.strip().islower() and len(part.strip()) < 5
            else None
        )
        if small is not None and not small.ambiguous:
            return [self.named(small, part.strip(), place)]
        return [Named(part.strip(" .()[]"), own=own)]

    def scan(self, text: str) -> list[Found]:
        """Give the names in running text, in order, longest first where they overlap. Linear in the text."""
        words = set(CAPITAL_WORD.findall(text))
        words.update(self.registry.small_words & {*_plain(text).translate(_MARKS).split()})
        found = sorted(
            self._matches(text, text, self.registry.by_text_word, words),
            key=lambda match: (match.start, match.start - match.end),
        )
        kept: list[Found] = []
        for match in found:
            if not kept or match.start >= kept[-1].end:
                kept.append(match)
        return kept

    def touches(self, text: str) -> bool:
        """True where some name of the registry may stand in `text`; cheap, for lines and heads that need no closer look."""
        folded = aligned_fold(text)
        index = self.registry.by_key_word
        for word in index.keys() & _words(folded):
            if any(spelled in folded for spelled, _, _ in index[word]):
                return True
        return is_dense(text) and self.registry.dense.search(text) is not None

    def starts(self, text: str) -> dict[int, Found]:
        """Give the longest name at each place of a short text, in any case that a credit's own place allows."""
        longest: dict[int, Found] = {}
        folded = aligned_fold(text)
        for match in self._matches(text, folded, self.registry.by_key_word, _words(folded)):
            if not match.name.fits(match.named.text):
                continue
            old = longest.get(match.start)
            if old is None or match.end > old.end:
                longest[match.start] = match
        return longest

    def _owner(self, name: Name, place: str | None) -> Agency | None:
        owners = name.owners
        if len(owners) == 1:
            return owners[0]
        context = self.context
        where = slot_key(place).split("/")[0].split(",")[0].strip() if place else ""
        hints: tuple[Callable[[Agency], bool], ...] = (
            lambda agency: agency.id in context.own,
            lambda agency: bool(where) and where in agency.places,
            lambda agency: context.language in agency.languages,
            lambda agency: agency.country in context.countries,
        )
        for hint in hints:
            fitting = [agency for agency in owners if hint(agency)]
            if len(fitting) == 1:
                return fitting[0]
        return None

    def _matches(self, text: str, form: str, index: KeyWords, words: set[str]) -> Iterator[Found]:
        """The names of `index` in `form`, which is `text` or its folded form, by the `words` that it holds."""
        for word in sorted(index.keys() & words):
            for spelled, _, name in index[word]:
                start = form.find(spelled)
                while start >= 0:
                    end = start + len(spelled)
                    if not _inside_word(form, start, end):
                        yield Found(start, end, name, self._known(name, text[start:end]))
                    start = form.find(spelled, start + 1)
        if is_dense(text):
            yield from self._dense(text)

    def _known(self, name: Name, printed: str) -> Named:
        """The same as `named`; a text has most of its names several times."""
        key = id(name), printed
        known = self._met.get(key)
        if known is None:
            known = self._met[key] = self.named(name, printed)
        return known

    def _dense(self, text: str) -> Iterator[Found]:
        for match in self.registry.dense.finditer(text):
            name = self.registry.by_slot.get(slot_key(match.group()))
            if name is not None:
                yield Found(match.start(), match.end(), name, self.named(name, match.group()))


def _plain(text: str) -> str:
    """The text with "?" for each character beyond ASCII."""
    return text if text.isascii() else text.encode("ascii", "replace").decode("ascii")


def split_list(text: str) -> list[str]:
    """Give the parts of a list of names, without empty ones."""
    return [part for part in _LIST.split(text) if part and part.strip(" .()[]")]


def _stripped(text: str) -> Iterator[str]:
    """The text without the words that may stand before and after a name, most taken off first; not the text itself."""
    if " " not in text and not any(map(str.isspace, text)):
        return  # they are set apart by white space
    front = phrases.BEFORE_NAME.sub("", text)
    back = phrases.AFTER_NAME.sub("", front)
    if back != text:
        yield back
    if front != text:
        yield front
        if (back := phrases.AFTER_NAME.sub("", text)) != text:
            yield back


def _words(text: str) -> set[str]:
    """All words of a text; only those with marks on them go through the regular expression."""
    words = set(text.split())
    marked = [word for word in words if not word.isalnum()]
    words.update(WORD.findall(" ".join(marked)))
    return words


def _inside_word(text: str, start: int, end: int) -> bool:
    return (start > 0 and _joins(text[start - 1]) and _joins(text[start])) or (
        end < len(text) and _joins(text[end]) and _joins(text[end - 1])
    )


def _joins(char: str) -> bool:
    """Letters, digits, and the marks that Indic and Arabic scripts put on letters."""
    return char.isalnum() or ("\u0300" <= char <= "\u0eff" and not char.isspace() and char not in "،؛؟।॥۔")
