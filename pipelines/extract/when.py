"""When the article was published and changed: the dates of metadata, markup, visible lines and address, best evidence first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipelines.normalise.dates import date_spans, parse_date

from .hints import COMMENTS, DATE
from .layout import Layout
from .metadata import MODIFIED, PUBLISHED, Meta
from .noise import folded, lexicon
from .structured import Structured

_URL_DATE = re.compile(
    r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2]|[1-9])[/-]?(0[1-9]|[12]\d|3[01]|[1-9])(?=[/_.-]|$)|/((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"
)
_HAS_DATE = re.compile(r"\d|[\u0660-\u0669\u06f0-\u06f9]")
_LONGEST = 300
_UPDATED = (
    "updated",
    "last updated",
    "modified",
    "last modified",
    "aktualisiert",
    "mis à jour",
    "actualizado",
    "aggiornato",
    "обновлено",
    "оновлено",
    "atualizado",
    "bijgewerkt",
    "güncelleme",
    "oppdatert",
    "uppdaterad",
    "opdateret",
    "letzte aktualisierung",
    "zuletzt aktualisiert",
    "更新",
    "수정",
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment on the page: as ISO text, zone `page`, `source` or `none`, UTC where known, and where it stood."""

    iso: str
    zone: str
    utc: str | None
    precision: str
    method: str


@dataclass(frozen=True, slots=True)
class Near:
    """Where visible dates may stand: lines between headline and text, above the headline, after the text, time elements."""

    below: list[int]
    above: list[int]
    after: list[int]
    times: list[tuple[str, str]]


class Clock:
    """Reads the page's dates in its language and its source's zone; nothing later than the capture is believed."""

    def __init__(self, language: str | None, zone: str | None, captured: datetime | None) -> None:
        self._context: dict[str, Any] = {"language": language, "zone": zone, "captured": captured}

    def read(self, raw: str | None, method: str) -> Stamp | None:
        """The stamp that a text names, or None."""
        if not raw or len(raw) > _LONGEST or not _HAS_DATE.search(raw):
            return None
        moment = parse_date(raw, **self._context)
        return Stamp(moment.iso, moment.zone, moment.utc, moment.precision, method) if moment else None


def find_published(
    meta: Meta, structured: Structured, layout: Layout, near: Near, url: str | None, clock: Clock
) -> Stamp | None:
    """When the article was first published: metadata, the lines below the headline, the address, the lines above it.

    A source that names only the day is completed by any other that names a time of the same day.
    """
    told = [
        ("json-ld", structured.published or ""),
        *((f"meta:{name}", value) for name, value in meta.all(*PUBLISHED)),
    ]
    best = _finest(_stamps(told, clock))
    if best is not None and best.precision != "day":
        return best
    below = [*_times(near.times, clock, published=True), *_lines(layout, near.below, clock, published=True)]
    best = best or next(iter(below), None) or _of_url(url, clock)
    if best is not None and best.precision != "day":
        return best
    above = _lines(layout, near.above, clock, published=True)
    if best is None:
        # The line next to the headline is the article's; higher up stands the page's own clock.
        best = next(iter(reversed(above)), None)
    after = _lines(layout, near.after, clock, published=True)
    best = best or next(iter(after), None)
    if best is None or best.precision != "day":
        return best
    return next(
        (s for s in (*below, *above, *after) if s.precision != "day" and s.iso[:10] == best.iso[:10]), best
    )


def find_modified(
    meta: Meta, structured: Structured, layout: Layout, near: Near, clock: Clock
) -> Stamp | None:
    """When the article was last changed, as far as the page says it apart from its publication."""
    told = [
        ("json-ld", structured.modified or ""),
        *((f"meta:{name}", value) for name, value in meta.all(*MODIFIED)),
    ]
    if (best := _finest(_stamps(told, clock))) is not None:
        return best
    shown = _lines(layout, [*near.below, *near.after], clock, published=False)
    return next(iter([*_times(near.times, clock, published=False), *shown]), None)


def _stamps(raw: list[tuple[str, str]], clock: Clock) -> list[Stamp]:
    """The stamps of metadata, as far as they are needed: one with a time and an offset leaves nothing to ask."""
    found: list[Stamp] = []
    for method, value in raw:
        if stamp := clock.read(value, method):
            found.append(stamp)
            if stamp.utc is not None and stamp.precision != "day":
                break
    return found


def _finest(stamps: list[Stamp]) -> Stamp | None:
    """The first stamp, or one of the same day that says more: a time where it has none, a zone where it has none."""
    if not stamps:
        return None
    first = stamps[0]
    same = [stamp for stamp in stamps if stamp.iso[:10] == first.iso[:10]]
    if first.precision == "day":
        first = next((s for s in same if s.precision != "day"), first)
    if first.utc is None:
        first = next((s for s in same if s.utc is not None and s.precision != "day"), first)
    return first


def _times(times: list[tuple[str, str]], clock: Clock, *, published: bool) -> list[Stamp]:
    found = []
    for raw, text in times[:12]:
        if _updated(text) == published:
            continue
        stamp = clock.read(raw, "time") or clock.read(text, "time")
        if stamp:
            found.append(stamp)
    return found


def _lines(layout: Layout, head: list[int], clock: Clock, *, published: bool) -> list[Stamp]:
    found = []
    for number in head:
        text = layout.lines[number].text
        if layout.lines[number].hints & COMMENTS:
            continue
        if len(text) > 160 or not _HAS_DATE.search(text) or _updated(text) == published:
            continue
        short = folded(text)
        if not (
            lexicon()["meta_line"].opens(short)
            or layout.lines[number].hints & DATE
            or len(text) < 90
            or _is_stamped(text)
        ):
            continue
        if stamp := clock.read(text, "text"):
            found.append(stamp)
    return found


def _is_stamped(text: str) -> bool:
    """Whether dates with a time are a good part of a line: names and two dates in one."""
    spans = date_spans(text)
    return len(spans) > 1 and sum(end - start for start, end in spans) > 0.25 * len(text)


def _updated(text: str) -> bool:
    short = folded(text)[:40]
    return short.startswith(_UPDATED)


def _of_url(url: str | None, clock: Clock) -> Stamp | None:
    match = _URL_DATE.search(url or "")
    if match is None:
        return None
    year, month, day = (part for part in match.groups() if part)
    return clock.read(f"{year}-{int(month):02}-{int(day):02}", "url")
