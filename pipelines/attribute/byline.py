"""Bylines: the agency among persons, sections, dates and clock times of the line above the text."""

from __future__ import annotations

import re

from pipelines.attribute import phrases
from pipelines.attribute.line_found import EDGE, LineFound, spoken_list, without_echo
from pipelines.attribute.names import Named, Names
from pipelines.attribute.places import is_known_place

_SEGMENTS = re.compile(r"\s*[|•·»]\s*|\s+[-–—/]\s+|\s*\n\s*")
_PERSON = re.compile(r"(?:[^\W\d_a-z][\w.’'-]*\s?){1,4}")


def read_byline(text: str, names: Names) -> LineFound | None:
    """Give the names of a line that credits an agency, its date, section and place aside; None for any other line.

    After a label ("By", "Von") persons may stand beside the agency; without one every part must be told.
    """
    label = phrases.BYLINE_LABEL.match(text)
    if text[:1] in "©(（[" and not label:
        return None
    found = LineFound("byline")
    for segment in _SEGMENTS.split(text[label.end() :] if label else text):
        bare = phrases.STAMP.sub(" ", segment).strip(EDGE + "0123456789")
        if bare and not _take(found, bare, names, labelled=label is not None):
            return None
    found.names = without_echo(found.names)
    return found if found.names or found.unnamed else None


def read_unnamed_byline(text: str, names: Names) -> LineFound | None:
    """Give the agencies without a name that a line credits: "By Agencies", "Agencies | July 7, 2024"."""
    label = phrases.BYLINE_LABEL.match(text)
    for segment in _SEGMENTS.split(text[label.end() :] if label else text):
        value = phrases.AFTER_NAME.sub("", segment.strip(EDGE))
        if phrases.UNNAMED.fullmatch(value) or phrases.UNNAMED.fullmatch(
            phrases.STAMP.sub("", value).strip(EDGE)
        ):
            return LineFound("byline", [], value)
    return None


def _take(found: LineFound, bare: str, names: Names, *, labelled: bool) -> bool:
    """Enter the names of one segment; False where it shows that the line is no byline."""
    if phrases.UNNAMED.fullmatch(bare):
        found.unnamed = bare
        return True
    listed = names.listed(spoken_list(bare))
    if any(name.kind == "photo" for name in listed):
        return False
    known = [name for name in listed if name.agency or name.kind == "agency"]
    if not labelled and len(listed) == 1 and listed[0].word:
        return False
    known = known or _after_person(bare, names)
    found.names += known
    found.unnamed = found.unnamed or next(
        (name.text for name in listed if phrases.UNNAMED.fullmatch(name.text)), None
    )
    strange = [name for name in listed if name not in known and not _is_neutral(name)]
    if not strange or (known and known[0] not in listed):
        return True
    if labelled:
        return all(_PERSON.fullmatch(name.text) for name in strange) or not known
    return not known and _is_section(bare)


def _after_person(bare: str, names: Names) -> list[Named]:
    """The agency behind a person without a mark between them: "Ina Sample Associated Press"."""
    *_, last = [None, *names.scan(bare)]
    if last is None or last.end != len(bare) or last.name.ambiguous or last.named.kind != "agency":
        return []
    person = bare[: last.start].strip()
    return [last.named] if len(person.split()) > 1 and _PERSON.fullmatch(person) else []


def _is_neutral(name: Named) -> bool:
    text = name.text
    return (
        name.own
        or bool(phrases.UNNAMED.fullmatch(text) or phrases.NOBODY.fullmatch(text))
        or is_known_place(text)
    )


def _is_section(text: str) -> bool:
    return len(text.split()) <= 2 and text[:1].isupper() and not text.endswith((".", "!", "?"))
