"""Photo credits: who made and who supplied a picture, told apart from its caption. Never a credit of the story."""

from __future__ import annotations

import re

from pipelines.attribute import phrases
from pipelines.attribute.names import Context, Names
from pipelines.attribute.phrases import any_of
from pipelines.attribute.places import is_known_place
from pipelines.attribute.registry import Registry, default_registry
from pipelines.items import PhotoCredit

LONGEST = 140
"""Characters of the longest photo credit."""
CAPTION = 4000
"""Characters of a caption that are looked at; the credit stands at its end."""

_BRACKETS = re.compile(r"[(\[（［【]([^()\[\]（）［］【】]{2,140}(?:\([^()]{2,50}\))?)[)\]）］】][\s.]*$")
_CLOSING = frozenset(")]）］】")
_FIRST_BRACKETS = re.compile(r"^[(\[（［【]([^()\[\]（）［］【】]{2,80})[)\]）］】]\s*")
_COPYRIGHT = re.compile(r"(?:©|ⓒ|\(c\)|Copyright\s?©?)\s?(?=\S)", re.IGNORECASE)
_RIGHTS_SIGNS = ("©", "ⓒ", "(c)", "copyright")
_SENTENCE_END = re.compile(
    r"(?:(?<!\W[A-ZÀ-Ý])(?<!^[A-ZÀ-Ý])[.!?…。！？।؟][\"”’»)\]]?|[\"”»])\s+|[。！？]|\s[-–—|•]\s|\s[|]|\s{2,}|;\s"
)
_INNER_STOP = re.compile(r"\w{3,}[.!?]\s\S")
_PARTS = re.compile(
    r"\s*(?:/|\||=|·|•|;|\s[-–—]\s|,|\svia\s|\sthrough\s|\sfor\s|\s(?:and|und|et|y|e|i|и|та)\s|记者|記者)\s*",
    re.IGNORECASE,
)
_NOBODY = re.compile(rf"{any_of('photo', 'nobody')}", re.IGNORECASE)
_BEFORE_NAME = re.compile(rf"{any_of('photo', 'before_name')}\s+", re.IGNORECASE)
_AFTER_NAME = re.compile(rf"\s*{any_of('photo', 'after_name')}\s*$", re.IGNORECASE)
_LONGEST_TAIL = 40
"""Characters in which what stands behind a name ends; the longest is half as long."""
_ORGANISATION = re.compile(rf"\b{any_of('photo', 'organisation')}\b", re.IGNORECASE)
_LABEL_END = re.compile(r"[:：=/©|]|\s[-–—]\s|(?:by|via|courtesy)\s", re.IGNORECASE)
"""What every label of a picture's credit ends with: its many words are sought only where this stands."""
_NAME_WORD = re.compile(r"[^\W\d_][\w.’'`-]*")
_SMALL = frozenset(
    [
        "de",
        "da",
        "do",
        "dos",
        "du",
        "van",
        "von",
        "der",
        "den",
        "al",
        "el",
        "bin",
        "ibn",
        "la",
        "le",
        "di",
        "del",
        "y",
        "e",
        "of",
    ]
)


def parse_caption(text: str, registry: Registry | None = None) -> tuple[str | None, PhotoCredit | None]:
    """Give the caption without its credit, and the credit; either is None where there is none.

    A whole line that is only a credit gives (None, credit). The credit's `line` is as printed, spaces collapsed;
    `agencies` are usual short names from the registry in printed order, the maker's first ("Sputnik", "AFP").
    """
    text = " ".join(text.split())
    if len(text) > CAPTION:
        return text, None
    names = Names(registry or default_registry(), Context())
    for find in (_whole, _bracketed, _copyright, _labelled, _after_sentence, _leading):
        found = find(text, names)
        if found is not None:
            caption, credit = found
            return caption.strip(" |-–—,;:•") or None, credit
    return text or None, None


def parse_credit(text: str, names: Names, *, labelled: bool = False) -> PhotoCredit | None:
    """Give the credit that `text` is as a whole, or None; without a label one name must be of the registry."""
    line = text.strip(" |-–—,;")
    line = line.rstrip(")") if "(" not in line else line
    if not line or len(line) > LONGEST:
        return None
    label = phrases.PHOTO_LABEL.match(line.strip("([（【 "))
    body = line.strip("()[]（）［］【】 ")
    body = body[label.end() :] if label else body
    copyright_ = _COPYRIGHT.search(body)
    if copyright_ is not None and copyright_.start() < 3:
        body = body[copyright_.end() :]
    told = labelled or copyright_ is not None or (label is not None and "file" not in label.group().lower())
    parts = _read_parts(body, names, told)
    if parts is None:
        return None
    known, unknown = parts
    makers = [part for part in unknown if _is_person(part)]
    if not known and not (told and any(_is_named(part) for part in unknown)):
        return None
    return PhotoCredit(line, makers[0] if makers else None, known)


def _read_parts(body: str, names: Names, told: bool) -> tuple[list[str], list[str]] | None:
    """The agencies and the other names in a credit; None at the first part that none has, without a label no sentence."""
    known: list[str] = []
    unknown: list[str] = []
    for part in _PARTS.split(body):
        lead = _without_lead(part)
        bare = _without_tail(lead)
        bare = (_without_tail(bare) if bare != lead else bare).strip(" .:()[]")
        if not bare or _NOBODY.fullmatch(bare) or phrases.RIGHTS_WORDS.fullmatch(bare):
            continue
        shorts = _shorts(bare, names) or _shorts(part.strip(" ."), names)
        if shorts:
            known += [short for short in shorts if short not in known]
        elif not is_known_place(bare):
            person, agency = _glued(bare, names)
            unknown += [person] if person else []
            known += [agency] if agency and agency not in known else []
            if len(unknown) > 2 or len(person.split()) > 6 or not (told or _is_named(person)):
                return None
    return known, unknown


def _short(part: str, names: Names) -> str | None:
    named = names.whole(part)
    if named is None or (named.word and not part.isupper()):
        return None
    return named.agency.short if named.agency else named.text


def _without_lead(part: str) -> str:
    lead = _BEFORE_NAME.match(part)
    return part[lead.end() :] if lead else part


def _without_tail(part: str) -> str:
    tail = _AFTER_NAME.search(part, max(0, len(part) - _LONGEST_TAIL))
    return part[: tail.start()] if tail else part


def _shorts(part: str, names: Names) -> list[str]:
    """The short names that `part` is: one, or two joined by a hyphen ("AFP-Yonhap")."""
    short = _short(part, names)
    if short is not None or "-" not in part:
        return [short] if short else []
    listed = [_short(half, names) for half in part.split("-")]
    return [half for half in listed if half] if all(listed) else []


def _glued(part: str, names: Names) -> tuple[str, str | None]:
    """A maker and an agency without a mark between them: "Name Surname AFP", "AP Name Surname"."""
    words = part.split()
    for size in (2, 1):
        if len(words) > size + 1:
            short = _short(" ".join(words[-size:]), names)
            if short is not None:
                return " ".join(words[:-size]), short
    return part, None


def _is_person(text: str) -> bool:
    words = text.split()
    if not 2 <= len(words) <= 4 or _ORGANISATION.search(text):
        return _cjk_person(text)
    return all(_NAME_WORD.fullmatch(word) and (not word[0].islower() or word in _SMALL) for word in words)


def _is_named(text: str) -> bool:
    """True for words that are a person's or an organisation's name by their capitals, not part of a sentence."""
    words = text.split()
    return len(words) <= 5 and all(not word[0].islower() or word in _SMALL for word in words)


def _cjk_person(text: str) -> bool:
    return 2 <= len(text) <= 4 and all("\u3400" <= char <= "\u9fff" or "가" <= char <= "힣" for char in text)


def _has_any(text: str, pieces: tuple[str, ...]) -> bool:
    """Whether a text in small letters holds one of some pieces: a hundredth of the time of their patterns."""
    small = text.lower()
    return any(piece in small for piece in pieces)


def _stops_inside(text: str) -> bool:
    """Whether a sentence ends within a text."""
    return (". " in text or "! " in text or "? " in text) and _INNER_STOP.search(text) is not None


Split = tuple[str, PhotoCredit]


def _whole(text: str, names: Names) -> Split | None:
    if len(text) > LONGEST or _stops_inside(text):
        return None
    if _SENTENCE_END.search(text.rstrip(" .")) and not phrases.PHOTO_LABEL.match(text):
        return None
    label = phrases.PHOTO_LABEL.match(text)
    bracketed = text.startswith(("(", "[", "【")) and text.rstrip(" .").endswith((")", "]", "】"))
    if (
        label is None
        and " " in text
        and "/" not in text
        and not (bracketed or text.startswith(("©", "ⓒ")) or _shorts(text, names))
    ):
        return None
    if text.startswith(("[", "【")) and not bracketed:
        return None
    credit = parse_credit(text, names)
    return ("", credit) if credit is not None else None


def _bracketed(text: str, names: Names) -> Split | None:
    match = _BRACKETS.search(text) if text.rstrip(" .")[-1:] in _CLOSING else None
    if match is None:
        return None
    before = text[: match.start()]
    if "/" in before.rsplit(" ", 2)[-2:][0]:
        return None
    *_, label = [None, *phrases.PHOTO_LABEL.finditer(before)]
    if label is not None and _is_person(before[label.end() :].strip()):
        return _labelled(text, names)
    credit = parse_credit(match.group(1), names) or _maker_and_house(match.group(1))
    if credit is None:
        return None
    credit.line = text[match.start() :].rstrip(" .")
    return text[: match.start()], credit


def _maker_and_house(text: str) -> PhotoCredit | None:
    """In brackets "Name Surname/GPO" is a credit though the house is not of the registry."""
    maker, slash, house = text.partition("/")
    if not slash or not _is_person(maker.strip()) or not _is_named(house.strip() or "x") or "/" in house:
        return None
    return PhotoCredit(text, maker.strip(), [])


def _copyright(text: str, names: Names) -> Split | None:
    if not _has_any(text, _RIGHTS_SIGNS):
        return None
    *_, last = [None, *_COPYRIGHT.finditer(text)]
    if last is None:
        return None
    start = last.start()
    label = phrases.PHOTO_LABEL.search(text[max(0, start - 24) : start + 1])
    if label is not None:
        start = max(0, start - 24) + label.start()
    credit = parse_credit(text[start:].rstrip(" ."), names, labelled=True)
    return (text[:start], credit) if credit is not None else None


def _labelled(text: str, names: Names) -> Split | None:
    if not _LABEL_END.search(text) or not _has_any(text, phrases.PHOTO_HINTS):
        return None
    labels = list(phrases.PHOTO_LABEL.finditer(text))
    if not labels:
        return None
    start = _from_name(text, labels[-1].start(), names)
    credit = parse_credit(text[start:].rstrip(" ."), names)
    return (text[:start], credit) if credit is not None else None


def _from_name(text: str, start: int, names: Names) -> int:
    """Move the start of "Photo/Name" before the agency that stands there: "AP Photo/Name"."""
    before = text[:start].rstrip()
    word = before.rsplit(" ", 1)[-1]
    return start - (len(text[:start]) - len(before)) - len(word) if word and _short(word, names) else start


def _after_sentence(text: str, names: Names) -> Split | None:
    """A credit after the caption's last full stop, bar or dash, the longest one first: "... voting. EPA / TASS"."""
    window = max(0, len(text) - LONGEST)
    for end in _SENTENCE_END.finditer(text, window):
        rest = text[end.end() :].rstrip(" .")
        credit = parse_credit(rest, names) if rest and not _stops_inside(rest) else None
        if credit is not None and _stands_as_credit(rest, names):
            return text[: end.end()].rstrip(), credit
    return _slashed(text, names)


def _stands_as_credit(rest: str, names: Names) -> bool:
    if "/" in rest or "记者" in rest:
        return True
    joined = " via " in rest or " for " in rest or bool(_shorts(rest.split(",")[-1], names))
    return len(rest.split()) <= 8 and (joined or _glued(rest, names)[1] is not None)


def _slashed(text: str, names: Names) -> Split | None:
    """A credit without a mark before it: the last word with a slash, where an agency stands beside it."""
    match = re.search(r"(?<=\s)(\S+(?:\s?/\s?[^\s/]+)+(?:\s[A-Z][\w.’-]+){0,3})\.?$", text[-LONGEST:])
    if match is None:
        return None
    credit = parse_credit(match.group(1), names)
    return (text[: len(text) - len(match.group())], credit) if credit is not None else None


def _leading(text: str, names: Names) -> Split | None:
    """A credit in brackets before the caption, as Korean and Japanese captions have it."""
    match = _FIRST_BRACKETS.match(text)
    credit = parse_credit(match.group(1), names) if match else None
    if match is None or credit is None:
        return None
    credit.line = match.group().strip()
    return text[match.end() :], credit
