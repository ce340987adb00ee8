"""Short lines above and below the text: which of them are credits, and of whom."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal

from pipelines.attribute import phrases
from pipelines.attribute.byline import read_byline, read_unnamed_byline
from pipelines.attribute.dates import date_in
from pipelines.attribute.line_found import EDGE, LineFound, spoken_list, without_echo
from pipelines.attribute.names import Context, Named, Names
from pipelines.attribute.registry import Registry, default_registry

Where = Literal["head", "tail"]
LONGEST = 320
"""Characters of the longest line that can be nothing but a credit (a syndicated-feed disclaimer)."""

_LONGEST_NAMES = 160
_REMEMBERED = 48
"""Characters of the longest line whose reading is remembered."""
_PHOTO_END = re.compile(r"^[\w./ -]{2,40} (?:photos?|images?)$", re.IGNORECASE)
_LONGEST_JOINED = 64
_SHORTEST_FEED = 24
_VALUE_END = re.compile(r"\s(?=[A-Z]\w{3,12}:\s)|\||•|\s\+\s|(?<=\w\w\w)[.!?]\s(?=[^\W\d_a-z])")
_URL = re.compile(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,12})(?:/\S*)?", re.IGNORECASE)
_DESK_CODE = re.compile(
    r"[a-z]{1,4}(?:[-/_.][\w.]{1,12})*|[A-Z]{2,4}(?: [A-Z]{2,4})*|[\w.-]+-[a-z]{2,4}_\d+|\d{1,6}"
)
_OTHER_LABEL = re.compile(r"[:：]")


def is_credit_line(line: str, where: Where) -> bool:
    """Give True when `line`, above ("head") or below ("tail") the text, is only a credit and so not body.

    Bylines of agencies, source lines, photo credits, desk codes, end marks, "Inputs from agencies", feed disclaimers.
    A line that says anything else gives False. Costs some ten microseconds; a long line costs nothing.
    """
    if len(line) > LONGEST:
        return False
    return read_line(line, where, Names(default_registry(), Context())) is not None


def read_line(line: str, where: Where, names: Names) -> LineFound | None:
    """Give what the credit line `line` says, or None where it is no credit line."""
    text = " ".join(line.split())
    if not text or len(text) > LONGEST:
        return None
    if len(text) <= _REMEMBERED and _says_nothing(text, where, names.registry):
        return None
    return _read(text, where, names)


@lru_cache(maxsize=4096)
def _says_nothing(text: str, where: Where, registry: Registry) -> bool:
    """True for a line that is no credit whoever carries it: an outlet's pages repeat their menus and labels."""
    return _read(text, where, Names(registry, Context())) is None


def _read(text: str, where: Where, names: Names) -> LineFound | None:
    named: bool | None = None
    for reader, needs_name, longest in _HEAD if where == "head" else _TAIL:
        if len(text) > longest:
            continue
        if needs_name and not (named := names.touches(text) if named is None else named):
            continue
        found = reader(text, names)
        if found is not None:
            return found
    return None


def _photo(text: str, names: Names) -> LineFound | None:
    """A picture's credit that strayed among the lines: it keeps its names from being read as the story's."""
    label = phrases.PHOTO_LABEL.match(text)
    if label is not None and not _speaks(text[label.end() :]):
        return LineFound("photo")
    strayed = _PHOTO_END.search(text) is not None and names.whole(text) is not None
    return LineFound("photo") if strayed else None


def _source(text: str, names: Names) -> LineFound | None:
    supplied = phrases.SUPPLIED.match(text)
    if supplied is not None:
        named = _source_value(supplied["names"], names)
        return LineFound("source line", named) if named and not _speaks(supplied["names"]) else None
    first = phrases.SOURCE_LABEL.match(text)
    if first is None or _speaks(text[first.end() :]):
        return None
    labels = list(phrases.SOURCE_LABEL.finditer(text))
    ends = [label.start() for label in labels[1:]] + [len(text)]
    values = [text[label.end() : end] for label, end in zip(labels, ends, strict=True)]
    found = LineFound("source line")
    for value in values:
        named = _source_value(value, names)
        found.names += [name for name in named if not phrases.UNNAMED.fullmatch(name.text)]
        found.unnamed = found.unnamed or next(
            (name.text for name in named if phrases.UNNAMED.fullmatch(name.text)), None
        )
    return found


def _source_value(value: str, names: Names) -> list[Named]:
    """The names after a label: up to a bar, without stamps, codes and other labels ("来源:X / 编辑:Y")."""
    url = _URL.search(value)
    if url is not None and ("/" in url.group() or url.group() == value.strip(" ()")):
        return [_domain(url.group(1), names)]
    value = _VALUE_END.split(value)[0].strip(" .,;")
    value = re.split(r"\s/\s(?=[^/]*[:：])", value)[0]
    bracket = re.search(r"\(([^()]{2,40})\)$", value)
    inner = names.listed(bracket.group(1)) if bracket and names.whole(value) is None else []
    if bracket is not None and (inner and all(name.agency for name in inner)):
        value = value[: bracket.start()]
    value = phrases.STAMP.sub("", value).strip(" ,;-–()[]）】") or value
    listed = [name for name in names.listed(value) + inner if name.agency or not _is_date(name.text)]
    if any(name.agency for name in listed):
        listed = [
            name for name in listed if name.kind == "agency" or name.agency or not _is_remark(name.text)
        ]
    return without_echo(listed)


def _is_date(text: str) -> bool:
    if not any(char.isdigit() for char in text):
        return False
    return date_in(text) is not None or not any(char.isalpha() for char in phrases.STAMP.sub("", text))


def _is_remark(text: str) -> bool:
    """A desk code, or words such as "edited by Ina Sample"."""
    return bool(_DESK_CODE.fullmatch(text)) or (text[:1].islower() and not phrases.UNNAMED.fullmatch(text))


def _domain(domain: str, names: Names) -> Named:
    id_ = names.registry.agency_for_domain(domain)
    agency = names.registry.get(id_) if id_ else None
    if agency is not None:
        return Named(agency.name, agency, agency.credit_kind, own=agency.id in names.context.own)
    return Named(domain.lower(), own=names.is_own(domain))


def _inputs(text: str, names: Names) -> LineFound | None:
    match = material(text)
    if match is None:
        return None
    value = match["names"].strip(EDGE)
    listed = [name for name in names.listed(value) if name.text]
    unnamed = next((name.text for name in listed if phrases.UNNAMED.fullmatch(name.text)), None)
    known = [name for name in listed if name.agency or name.kind == "agency"]
    if not known and unnamed is None:
        return None
    strange = [name for name in listed if not name.agency and not name.own and name.text != unnamed]
    if any(len(name.text.split()) > 4 for name in strange) or len(strange) > 3:
        return None
    return LineFound("tail", known, unnamed)


def _joined(text: str, names: Names) -> LineFound | None:
    """The carrier or its desk, and the agency it used: the first is its own name or at most four words without a verb's mark."""
    match = phrases.JOINED.match(text.strip())
    if match is None or text.rstrip()[-1:] in ".!?":
        return None
    carrier = match["carrier"].strip()
    listed = names.listed(match["names"].strip(EDGE))
    if not listed or not all(name.agency and name.kind == "agency" for name in listed):
        return None
    desk = names.is_own(carrier) or phrases.DESK_NAME.match(carrier) is not None
    return LineFound("tail", without_echo(listed)) if desk or _titled(carrier) else None


def _titled(text: str) -> bool:
    words = text.split()
    return len(words) <= 4 and all(word[:1].isupper() or len(word) <= 3 for word in words)


def material(text: str) -> re.Match[str] | None:
    """Give the match of a line that says whose material was used, with the group `names`, or None."""
    match = phrases.INPUTS.match(text)
    if match is None and _hinted(text, phrases.CONTRIBUTED_HINTS):
        match = phrases.CONTRIBUTED.match(text)
    return match


def _hinted(text: str, hints: tuple[str, ...]) -> bool:
    return any(map(text.lower().__contains__, hints))


def _feed(text: str, names: Names) -> LineFound | None:
    if len(text) < _SHORTEST_FEED or not _hinted(text, phrases.FEED_HINTS) or not phrases.FEED.search(text):
        return None
    named = [
        found.named for found in names.scan(text) if found.named.kind == "agency" and not found.named.own
    ]
    return LineFound("feed", without_echo(named), None if named else text)


def _mark(text: str, names: Names) -> LineFound | None:
    agency = names.registry.marked(text)
    if agency is None:
        return None
    return LineFound(
        "desk code", [Named(text, agency, agency.credit_kind, own=agency.id in names.context.own)]
    )


def _end_mark(text: str, names: Names) -> LineFound | None:
    return LineFound("end mark") if phrases.END_MARK.fullmatch(text) else None


def _labelled(text: str, names: Names) -> LineFound | None:
    """A label that says a source only before names of the registry: "Text: dpa", "Courtesy: BBC"."""
    label = phrases.LABEL_OF_KNOWN.match(text)
    listed = names.listed(text[label.end() :].strip(EDGE)) if label else []
    if not listed or not all(name.agency or name.own for name in listed):
        return None
    return LineFound("source line", without_echo(listed))


def _rights(text: str, names: Names) -> LineFound | None:
    if not phrases.RIGHTS.match(text) or len(text) > 240:
        return None
    value = phrases.RIGHTS_WORDS.sub(" ", text).strip(EDGE)
    if value[:1].islower() and names.whole(value) is None:
        return None
    listed = [name for name in names.listed(value) if name.agency] if value else []
    return LineFound("rights", listed)


def _desk(text: str, names: Names) -> LineFound | None:
    return LineFound("desk") if phrases.DESK.match(text) else None


def _unnamed(text: str, names: Names) -> LineFound | None:
    """A line that is nothing but "Agencies"."""
    value = text.strip(EDGE)
    return LineFound("tail", [], value) if phrases.UNNAMED.fullmatch(value) else None


def _bare(text: str, names: Names) -> LineFound | None:
    """A line that is nothing but names of the registry, desk codes aside: "AFP", "-ANI", "(TASS/dpa)", "PTI SKU"."""
    value = text.strip(EDGE)
    listed = names.listed(spoken_list(value))
    known = [name for name in listed if name.agency or name.kind == "agency"]
    unnamed = next((name.text for name in listed if phrases.UNNAMED.fullmatch(name.text)), None)
    if not known or any(not _may_stand_by(name, unnamed) for name in listed):
        return _coded(value, names)
    if value == text and len(listed) == 1 and listed[0].word:
        return None
    return LineFound("tail", without_echo(known), unnamed)


def _may_stand_by(name: Named, unnamed: str | None) -> bool:
    if name.agency or name.kind == "agency" or name.own or name.text == unnamed:
        return True
    return bool(_DESK_CODE.fullmatch(name.text) or phrases.NOBODY.fullmatch(name.text))


def _coded(value: str, names: Names) -> LineFound | None:
    """A name and a desk code without a mark between them: "IANS ab/cd", "AFP ab"."""
    name, _, code = value.partition(" ")
    whole = names.whole(name)
    if whole is not None and whole.agency and code and _DESK_CODE.fullmatch(code) and not code.isdecimal():
        return LineFound("tail", [whole])
    return None


def _speaks(text: str) -> bool:
    """True for a value that is a sentence rather than a name."""
    words = text.split()
    return len(words) > 24 or (
        len(words) > 7
        and text.rstrip().endswith((".", "!", "?", "।"))
        and "|" not in text
        and "/" not in text
    )


Reader = Callable[[str, Names], LineFound | None]

_TAIL: tuple[tuple[Reader, bool, int], ...] = (
    (_photo, False, _LONGEST_NAMES),
    (_source, False, _LONGEST_NAMES),
    (_feed, False, LONGEST),
    (_mark, False, LONGEST),
    (_unnamed, False, _LONGEST_NAMES),
    (_inputs, False, _LONGEST_NAMES),
    (_labelled, True, _LONGEST_NAMES),
    (_bare, True, _LONGEST_NAMES),
    (_joined, True, _LONGEST_JOINED),
    (_end_mark, False, _LONGEST_NAMES),
    (_rights, False, LONGEST),
    (_desk, False, LONGEST),
)
"""What is tried on a line, in order: the reader, whether it needs a name of the registry, and the longest line for it."""

_HEAD: tuple[tuple[Reader, bool, int], ...] = (
    (_photo, False, _LONGEST_NAMES),
    (_source, False, _LONGEST_NAMES),
    (read_byline, True, _LONGEST_NAMES),
    (read_unnamed_byline, False, _LONGEST_NAMES),
    (_feed, False, LONGEST),
)
