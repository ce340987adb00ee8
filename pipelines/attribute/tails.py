"""Tails: the credits in the last lines, and those glued to the last sentence ("... vorgezogen. © AFP")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.attribute import phrases
from pipelines.attribute.line_found import LineFound
from pipelines.attribute.lines import LONGEST, material, read_line
from pipelines.attribute.names import Names

LAST_PARAGRAPHS = 3
TAIL_LINES = 40
BARE_LINES = 8
"""Lines below the text among which a name alone is still a credit; further down it is a tag or a menu."""

_ENDERS = '.!?…。！？।”"»)]’'
"""Marks after which a glued credit may stand."""
_LONGEST_GLUED = 96
_BRACKET = re.compile(r"\s(?P<rest>[(\[/][^()\[\]]{2,60}[)\]/]\.?)$")
_CODES = re.compile(
    r"(?:[a-z]{2,5}\s?/\s?)+(?:[a-z]{2,5}\s?/?)?|(?:[^\W\d_]+: )?(?:[A-ZŻŹĆŁŚÓ][^\s.]+ ?){2,3}", re.ASCII
)
"""Codes or names of the staff below the text."""
_CUT = re.compile(rf"{phrases.any_of('after', 'openings')}\b", re.IGNORECASE)


@dataclass(slots=True)
class TailFound:
    """A credit line below the text: what it says, its text, its place (0 is the first), whether it names helpers only."""

    line: LineFound
    evidence: str
    position: int
    helped: bool = False


def read_tail(paragraphs: Sequence[str], tail_lines: Sequence[str], names: Names) -> list[TailFound]:
    """Give the credit lines of the last paragraphs and of the lines below them, in order."""
    lines = _of_paragraphs(paragraphs, names)
    bare = True
    for index, line in enumerate(tail_lines[:TAIL_LINES]):
        bare = bare and index < BARE_LINES and not _CUT.match(line.strip())
        found = read_line(line, "tail", names)
        if found is not None and (bare or found.form != "tail" or _helped(line)):
            lines.append((found, line))
    return [TailFound(found, line, index, _helped(line)) for index, (found, line) in enumerate(lines)]


def _of_paragraphs(paragraphs: Sequence[str], names: Names) -> list[tuple[LineFound, str]]:
    lines: list[tuple[LineFound, str]] = []
    ends: list[str] = []
    start = max(len(paragraphs) - LAST_PARAGRAPHS, 1 if len(paragraphs) > 1 else 0)
    for paragraph in paragraphs[start:]:
        found = read_line(paragraph, "tail", names) if len(paragraph) <= LONGEST else None
        if found is not None:
            lines.append((found, paragraph))
        else:
            ends.append(paragraph)
    while len(ends) > 1 and (_CODES.fullmatch(ends[-1].strip()) or read_line(ends[-1], "tail", names)):
        ends.pop()
    glued = _glued(ends[-1], names) if ends else None
    return [glued, *lines] if glued else lines


def _glued(paragraph: str, names: Names) -> tuple[LineFound, str] | None:
    """The credit that the last paragraph ends in: a source label, what follows the last full stop, or brackets."""
    end = paragraph[-160:].rstrip()
    for rest in _endings(end):
        found = read_line(rest, "tail", names)
        if found is not None and (found.names or found.unnamed) and found.form != "photo":
            return found, rest.strip()
    return None


def _endings(end: str) -> Iterator[str]:
    if ":" in end or "：" in end or "=" in end:
        *_, label = [None, *phrases.SOURCE_LABEL.finditer(end)]
        if label is not None and (label.start() == 0 or end[: label.start()].rstrip()[-1:] in _ENDERS):
            yield end[label.start() :]
    inner = end.rstrip(".)]/ ")
    cut = max(inner.rfind(mark) for mark in _ENDERS) + 1
    if cut > 0 and len(end) - cut <= _LONGEST_GLUED and inner[cut:].strip():
        yield end[cut:]
    bracket = _BRACKET.search(end) if end.rstrip(".")[-1:] in ")]/" else None
    if bracket is not None:
        yield bracket["rest"]


def _helped(line: str) -> bool:
    """True for lines that say whose material was used in the carrier's own text."""
    return material(line.strip()) is not None
