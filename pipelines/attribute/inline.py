"""Inline credits: "X reports", "передает X", "به گزارش X", "据X报道" in the first two sentences; later they are mentions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.attribute.names import Found, Named, Names
from pipelines.attribute.phrases import any_of
from pipelines.attribute.spelling import is_dense

WINDOW = 700
"""Characters in which the first two sentences are looked for."""

_SENTENCE = re.compile(
    r"[.!?…](?:[\"”»’]|\s?\))?(?=\s+[^\sa-zа-яёіїє])|[。！？।؟۔]|(?<=[\u0e00-\u0e7f])\s{2}"
)

_QUOTES_OPEN, _QUOTES_CLOSE = r"[«»\"“„'‘‚›(]?", r"[»«\"”“'’‹)]?"
_ARTICLE, _AGENCY = any_of("inline", "articles"), any_of("inline", "agency_words")
_AGENCY_WORDS = rf"(?:{_ARTICLE}\s?)?(?:(?:[^\s,،.;:]+\s){{0,4}}?{_AGENCY}\s{{0,2}})?{_QUOTES_OPEN}"
_CITING, _VERBS = any_of("inline", "citing"), any_of("inline", "verbs")
_BEFORE = re.compile(
    rf"(?<!\w)(?:(?P<cite>{_CITING})|(?P<verb>{_VERBS})|(?P<formula>{any_of('inline', 'formulas')}))"
    rf"\s{{0,2}},?\s?{_AGENCY_WORDS}$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"{_QUOTES_CLOSE}(?:\s{any_of('inline', 'name_endings')})?(?:\s\([\w-]{{2,8}}\))?(?:'s [\w ]{{3,20}})?,?\s?"
    rf"(?:(?P<verb>{any_of('inline', 'reports_after')}|{_VERBS})|(?P<formula>{any_of('inline', 'formulas_after')}))",
    re.IGNORECASE,
)
_CITED_AFTER = re.compile(rf"{_QUOTES_CLOSE}\s?{any_of('inline', 'cited_after')}", re.IGNORECASE)
_TOLD = re.compile(rf"(?<!\w){any_of('inline', 'told')}\s(?:the\s|der\s|la\s)?$", re.IGNORECASE)
_OUTLET_UNKNOWN = re.compile(
    rf"{any_of('inline', 'outlet_words')}\s"
    r"[«\"“„]?(?P<name>(?:[A-ZА-ЯЁІЇЄҐ][\w.'’-]*\s?){1,4})[»\"”]?(?=[,.;)]|\s[–—-])"
)
_CITES = re.compile(rf"{_CITING}\s$", re.IGNORECASE)
_REPORTS = re.compile(rf"(?:{_VERBS}|{_CITING})\s$", re.IGNORECASE)
_BESIDE_AGENCY = re.compile(rf"(?:{_AGENCY}|به گزارش|نقل از)\s?[«\"]?$", re.IGNORECASE)
_LEADING_AGENCY = re.compile(rf"{_AGENCY}\s", re.IGNORECASE)
"""The word for an agency that belongs to the name itself ("خبرگزاری مهر")."""
_SIGNERS = ("ИФ", "ТАСС", "РИА Новости", "Интерфакс")
_SET_APART = re.compile(r"(?:[,–—]\s|[«»\"“„'‘]|[а-яё]\s)$")
"""What stands before an everyday word that is a name here: a comma, a quotation mark, a word of another script."""
_INSERT = re.compile(
    r"[–—-]\s?(?:прим\.?\s(?:ред\.\s)?)?[«\"]?(?P<name>" + "|".join(_SIGNERS) + r")[»\"]?\s?\.?\)"
)


@dataclass(frozen=True, slots=True)
class InlineFound:
    """A name credited in the first sentences; a `cited` one is older than the one that cites it."""

    named: Named
    cited: bool
    evidence: str


def first_sentences(paragraphs: Sequence[str]) -> str:
    """Give the first two sentences of the body, at most WINDOW characters."""
    text = "  ".join(paragraphs[:2])[:WINDOW]
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    return text[: ends[1]] if len(ends) > 1 else text


def find_inline(text: str, names: Names) -> tuple[list[InlineFound], bool]:
    """Give the names credited in `text` in printed order, and whether the carrier's own name reports there too."""
    found: list[InlineFound] = []
    own = False
    for match in names.scan(text):
        cited = _credited(text, match)
        if cited is None or match.named.kind == "photo":
            continue
        if match.named.own:
            own = True
            continue
        found.append(InlineFound(match.named, cited, _quote(text, match.start, match.end)))
    for unknown in _OUTLET_UNKNOWN.finditer(text):
        before = text[max(0, unknown.start() - 40) : unknown.start()]
        name = unknown["name"].strip()
        if _REPORTS.search(before) and not names.scan(name) and not names.is_own(name):
            cited = _CITES.search(before) is not None
            found.append(InlineFound(Named(name), cited, _quote(text, unknown.start(), unknown.end())))
    found.sort(key=lambda item: text.find(item.evidence))
    return found, own


def find_inserts(text: str, names: Names) -> list[InlineFound]:
    """Give the agencies that signed an insert in a quotation, "(... – ИФ)": their editors wrote the text."""
    inserts: dict[str, InlineFound] = {}
    if ")" not in text or not any(name in text for name in _SIGNERS):
        return []
    for match in _INSERT.finditer(text):
        named = names.whole(match["name"])
        if named is not None and named.id and not named.own:
            inserts.setdefault(named.id, InlineFound(named, False, match.group()))
    return list(inserts.values())


def _credited(text: str, match: Found) -> bool | None:
    """True where the name is cited, False where it reports, None where it is only mentioned."""
    leading = _LEADING_AGENCY.match(text, match.start, match.end)
    before = text[max(0, match.start - 60) : leading.end() if leading else match.start]
    after = text[match.end : match.end + 60]
    cue = _BEFORE.search(before)
    if cue is not None and _allowed(text, match, cue["formula"] is not None):
        return cue["cite"] is not None
    if _TOLD.search(before):
        return None
    if _CITED_AFTER.match(after):
        return True
    following = _AFTER.match(after)
    if following is None or not _allowed(text, match, following["formula"] is not None):
        return None
    return False


def _allowed(text: str, match: Found, formula: bool) -> bool:
    """A formula ("according to X" where a language opens reports so) counts only at the head; a word needs more."""
    if formula and match.start > (30 if is_dense(text[: match.start]) else 60):
        return False
    if not match.name.word:
        return True
    before = text[max(0, match.start - 40) : match.start]
    return _BESIDE_AGENCY.search(before) is not None or _SET_APART.search(before) is not None


def _quote(text: str, start: int, end: int) -> str:
    """The name with the words around it, as evidence."""
    left = text.rfind(" ", 0, max(0, start - 28)) + 1
    right = text.find(" ", min(len(text), end + 28))
    return text[left : right if right > 0 else len(text)].strip()
