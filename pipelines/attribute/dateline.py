"""Datelines: place, date and agency before the first sentence, in whatever order and marks a house style has them.

A head is read item by item (place, date, agency, brackets, reporter) up to the closing mark; then the evidence decides:
an agency of the registry, or a date with a place, or a known place with a closing mark. Linear: a head has a bounded length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipelines.attribute.dates import DateFound, date_at, date_in
from pipelines.attribute.dense_dateline import parse_dense
from pipelines.attribute.months import OTHER_CALENDAR
from pipelines.attribute.names import Found, Named, Names
from pipelines.attribute.phrases import any_of
from pipelines.attribute.places import is_known_place
from pipelines.attribute.words import CONNECTORS, is_no_place
from pipelines.items import Dateline

HEAD = 200
"""Characters of a paragraph in which a dateline can stand."""

_BRACKETS = re.compile(r"[(\[（［【]\s{0,2}([^()\[\]（）［］【】]{1,80}?)\s{0,2}[)\]）］】]")
_SLASHES = re.compile(r"/\s{0,2}([^/\n]{2,40}?)\s{0,2}/")
_SEPARATOR = re.compile(r"\s{0,4}(?:-{1,3}|[–—−―]{1,2}|[:,.،、|•·/=»＝：।۔])(?:\s{0,2}[-–—−])?\s{0,6}")
_DASH = re.compile(r"[-–—−―=]")
_LETTERS = r"[^\s,.:;()\[\]{}/|•·=–—−―\"“”«»،؛、。，।۔【】（）［］-]+"
_WORD = re.compile(rf"{_LETTERS}(?:-(?=\w){_LETTERS}|\.(?=\w\.){_LETTERS})*")
_REPORTER = re.compile(
    r"(?:By |by |от |Von |Par |Por |Di )?(?:[^\W\d_a-zа-яё][\w.’'-]*\s){1,3}[^\W\d_a-zа-яё][\w’'-]*(?=\s?[-–—.]\s)"
)
_CAPITAL_REPORTER = re.compile(r"(?:[^\W\d_a-zа-яё]{2,}[ .-]{1,2}){1,3}[^\W\d_a-zа-яё]{2,}\s[-–—]\s")
_WEEKDAY = re.compile(r"[^\W\d_]{3,14}(?=\s?[(\[/])")
_BEFORE_DATE = re.compile(rf"{any_of('dateline', 'before_date')}\s", re.IGNORECASE)


@dataclass(slots=True)
class DatelineFound:
    """A dateline, the names in its agency slot in printed order, and where the text proper begins."""

    dateline: Dateline
    names: list[Named]
    end: int
    sure: bool = True


@dataclass(slots=True)
class _Head:
    text: str
    names: Names
    pos: int = 0
    place: str | None = None
    place_end: int = 0
    date: DateFound | None = None
    named: list[Named] = field(default_factory=list)
    slot: bool = False
    close: str = ""
    end: int = 0
    known: dict[int, Found] = field(default_factory=dict)


def find_dateline(
    paragraph: str, names: Names, published: str | None, *, first: bool = True
) -> DatelineFound | None:
    """Give the dateline at the head of `paragraph`, or None.

    With `first` false (a later paragraph, a line above the text) a place with a closing mark alone is not enough.
    """
    text = paragraph[:HEAD]
    dense = parse_dense(text, names)
    if dense is not None:
        place, found_date, named, end = dense
        return _result(text, place, found_date, named, end, published)
    head = _Head(text, names, known=names.starts(text))
    _read(head)
    if head.end == 0 or not _convinces(head, first, alone=len(paragraph) <= head.end):
        return None
    return _result(text, head.place, head.date, head.named, head.end, published)


def _result(
    text: str, place: str | None, found: DateFound | None, named: list[Named], end: int, published: str | None
) -> DatelineFound:
    agency = next((name.id for name in named if name.kind == "agency" and name.agency), None)
    day = found.iso(published) if found else None
    return DatelineFound(Dateline(text[:end].strip(), place, day, agency), named, end)


def _read(head: _Head) -> None:
    """Take items and the marks between them until the text proper begins."""
    for _ in range(9):
        head.pos = _past_space(head.text, head.pos)
        if head.pos >= len(head.text) or not _item(head):
            return
        head.end = head.pos
        mark = _SEPARATOR.match(head.text, head.pos)
        if mark is None or _slot_at(head, _past_space(head.text, head.pos)):
            head.close = ""
            continue
        head.close = mark.group().strip()
        head.pos = mark.end()
        if head.close not in (",", "،", "、"):
            head.end = mark.end()


def _past_space(text: str, pos: int) -> int:
    while pos < len(text) and text[pos].isspace():
        pos += 1
    return pos


def _item(head: _Head) -> bool:
    return _slot(head) or _date(head) or _name(head) or _place(head) or _reporter(head)


def _slot_at(head: _Head, pos: int) -> re.Match[str] | None:
    match = _BRACKETS.match(head.text, pos)
    if match is not None:
        return match
    match = _SLASHES.match(head.text, pos)
    if match is not None and any(named.kind == "agency" for named in head.names.listed(match.group(1))):
        return match
    return None


def _slot(head: _Head) -> bool:
    """The brackets or slashes in which an agency stands, perhaps with a date, perhaps with a filler in its place."""
    match = _slot_at(head, head.pos)
    if match is None or (head.slot and head.named):
        return False
    content = match.group(1)
    found = date_in(content)
    if found is not None and head.date is None:
        head.date = found
        content = (content[: found.start] + content[found.end :]).strip(" -–,")
    named = (
        [name for name in head.names.listed(content, head.place) if name.agency or name.kind == "agency"]
        if content
        else []
    )
    if not named and not head.place and found is None:
        return False
    if not named and head.place and not head.date and content and head.text[match.start()] in "[(":
        head.place_end = match.end()
    head.named += named
    head.slot = True
    head.pos = match.end()
    return True


def _date(head: _Head) -> bool:
    if head.date is not None and head.date.month != OTHER_CALENDAR:
        return False
    start = head.pos
    before = _BEFORE_DATE.match(head.text, start) if head.place else None
    start = before.end() if before else start
    found = date_at(head.text, start, numeric=head.place is not None)
    if found is None:
        return False
    head.date, head.pos = found, found.end
    return True


def _name(head: _Head) -> bool:
    if head.named or head.close in (":", "："):
        return False
    found = head.known.get(head.pos)
    if found is None or (found.name.word and not head.place):
        return False
    rest = head.text[found.end :]
    closes = not rest.strip() or _SEPARATOR.match(rest) or rest.lstrip()[:1] in ("(", "[")
    known = head.place is not None and is_known_place(head.place)
    dated = head.date is not None and head.place is not None and head.close in (",", "")
    glued = dated or (
        known and (head.close == "-" or (found.named.text.isupper() and not found.name.ambiguous))
    )
    if not (closes or glued) or found.named.kind == "photo":
        return False
    head.named.append(head.names.named(found.name, found.named.text, head.place))
    head.pos = found.end
    return True


def _place(head: _Head) -> bool:
    opened = bool(head.named) or (head.date is not None and head.close != ",")
    if opened and head.place is None and not _place_after_name(head):
        return False
    if head.place is not None and not (
        head.close in ("/", ",", "-", "–", "—") and not (head.slot or head.named or head.date)
    ):
        return False
    end = _place_words(head)
    if end == head.pos or head.pos in head.known:
        return False
    words = head.text[head.pos : end]
    if head.place is None:
        if is_no_place(words):
            return False
        head.place, head.place_end = words, end
    else:
        if not _second_place(head, words, end):
            return False
        start = head.text.find(head.place)
        head.place, head.place_end = head.text[start:end], end
    head.pos = end
    return True


def _place_after_name(head: _Head) -> bool:
    """After "(ANSA) -" only a place with a date or a dash is one; else the sentence has begun."""
    end = _place_words(head)
    mark = _SEPARATOR.match(head.text, end)
    if mark is None or end == head.pos:
        return False
    following = mark.group().strip()
    after_comma = following == "," and date_at(head.text, mark.end()) is not None
    if (
        head.close in (",", "|", "/")
        and following not in (",", ".")
        and is_known_place(head.text[head.pos : end])
    ):
        return True
    return after_comma or (_DASH.search(mark.group()) is not None and head.text[head.pos : end].isupper())


def _second_place(head: _Head, words: str, end: int) -> bool:
    """A second place or a country: what follows must be brackets, a date, a dash or the end."""
    rest = head.text[end:].lstrip()
    if rest.startswith(("(", "[", "/")) or not rest:
        return True
    mark = _SEPARATOR.match(head.text, end)
    if mark is None:
        return date_at(rest, 0) is not None
    if head.close == "/" and words[:1].isupper():
        return True
    following = mark.group().strip()
    if following in (",", ".", "|"):
        return _begins_item(head, mark.end())
    return head.close == "," and _DASH.search(following) is not None


def _begins_item(head: _Head, pos: int) -> bool:
    if date_at(head.text, pos) or _slot_at(head, pos):
        return True
    return pos in head.known


def _place_words(head: _Head) -> int:
    """The end of up to five words that look like a place's name; the start itself where there is none."""
    text, pos, end = head.text, head.pos, head.pos
    for count in range(5):
        match = _WORD.match(text, pos)
        if match is None or not _like_place(match.group(), count):
            break
        if count and (pos in head.known or date_at(text, pos) or _dated_from(text, pos)):
            break
        end = _past_point(text, match)
        hyphen = match.group().find("-")
        if hyphen > 0 and (not match.group()[0].isupper() or match.start() + hyphen + 1 in head.known):
            return match.start() + hyphen
        if not text[end : end + 2].strip(" \u00a0") or text[end : end + 1] not in (" ", "\u00a0"):
            break
        pos = end + 1
    while text[end - 1 : end] == "-" and end > head.pos:
        end -= 1
    words = text[head.pos : end]
    if words.rsplit(" ", 1)[-1].lower() in CONNECTORS and " " in words:
        end -= len(words.rsplit(" ", 1)[-1]) + 1
    return end


def _dated_from(text: str, pos: int) -> bool:
    """Whether a date begins behind the word that leads to it; "de" leads on to "México" as well."""
    before = _BEFORE_DATE.match(text, pos)
    return before is not None and date_at(text, before.end()) is not None


def _past_point(text: str, word: re.Match[str]) -> int:
    """Take the point of an abbreviation ("St.", "Wis.", "D.C.") into the name."""
    end = word.end()
    abbreviated = len(word.group()) <= 4 and text[end : end + 1] == "." and word.group()[:1].isupper()
    if abbreviated and re.match(r"\. ?(?:[A-Z][A-Za-z]|[(\[,])", text[end : end + 4]):
        return (
            end + 1
            if re.match(r"\.\s?[(\[,]", text[end : end + 3]) or word.group().title() in ("St", "Ft", "Mt")
            else end
        )
    return end


def _like_place(word: str, count: int) -> bool:
    if count and word.lower() in CONNECTORS:
        return True
    first = word[0]
    if not first.isalpha():
        return False
    return first.isupper() or first.lower() == first.upper() or word[:3] in ("al-", "el-")


def _reporter(head: _Head) -> bool:
    """A reporter's name between dateline and text: "/ By Name -", ", Name Surname. ", "NAME SURNAME - "."""
    if not (head.named or head.date):
        return False
    if head.named and head.slot:
        capital = _CAPITAL_REPORTER.match(head.text, head.pos)
        if capital is not None and _DASH.search(head.close or ""):
            head.pos = capital.end()
            return True
        return False
    if head.close not in (",", "/"):
        return False
    weekday = _WEEKDAY.match(head.text, head.pos)
    if weekday is not None and not head.named:
        head.pos = weekday.end()
        return True
    match = _REPORTER.match(head.text, head.pos)
    if match is None:
        return False
    head.pos = match.end()
    return True


def _convinces(head: _Head, first: bool, *, alone: bool) -> bool:
    closed = bool(head.close) and head.close not in (",", "،", "、")
    known = head.place is not None and is_known_place(head.place)
    if any(name.agency or name.kind == "agency" for name in head.named):
        return _agency_convinces(head, closed, alone, known)
    if head.place is not None and head.date is not None:
        sure = head.slot or known or head.place.isupper()
        dashed = bool(_DASH.search(head.close))
        return bool(
            head.slot or (dashed and (sure or not _goes_on(head))) or (closed and sure) or (alone and known)
        )
    if head.place is None:
        return (
            first
            and head.date is not None
            and not alone
            and bool(_DASH.search(head.close) or head.close in (":", "："))
        )
    if head.slot:
        return (closed or alone) and (
            known or (head.place.isupper() and _DASH.search(head.close) is not None)
        )
    return first and not alone and _place_alone(head, known)


def _goes_on(head: _Head) -> bool:
    """True where the text after the mark begins with a small letter: the sentence had begun before."""
    return head.text[head.end : head.end + 1].islower()


def _agency_convinces(head: _Head, closed: bool, alone: bool, known: bool) -> bool:
    if head.place is None and head.date is None and not head.slot:
        agency = head.named[0].kind == "agency"
        return agency and closed and head.close not in (".", ":") and not alone and not _goes_on(head)
    if head.place is None and head.date is None:
        return closed or not alone
    if head.slot or head.date is not None:
        return True
    place = head.place or ""
    return known or ((closed or alone) and (place.isupper() or "," in place))


def _place_alone(head: _Head, known: bool) -> bool:
    place, close = head.place or "", head.close
    if known:
        if close in (".", "।", "۔"):
            return close != "." or head.names.context.language == "de"
        return close in (":", "：", "|") or (
            _DASH.search(close) is not None and (place.isupper() or " " in head.text[head.place_end :][:1])
        )
    long = len(place) >= 6 or "," in place
    return place.isupper() and long and (_DASH.search(close) is not None or close == "|")
