"""Datelines of scripts that set no spaces: 新华社莫斯科7月8日电, 【ワシントン時事】, (서울=연합뉴스) 이름 기자 = ."""

from __future__ import annotations

import re

from pipelines.attribute.dates import DateFound, date_in
from pipelines.attribute.names import Named, Names
from pipelines.attribute.places import leading_place
from pipelines.attribute.spelling import is_dense

_LENS = re.compile(r"\s*[【［\[（(〔]\s?([^】］\]）)〕]{2,40})[】］\]）)〕]\s?[-–—]?\s?")
_WIRED = re.compile(
    r"\s*(?:据|據)?[（(]?([^\s，。、,;；:：（()）]{2,34}?\d{1,2}日)\s?(电|電|讯|訊|消息|报道|報導|報道)"
)
_KOREAN_REPORTER = re.compile(r"\s?(?:[가-힣·,\s]{2,20}(?:기자|특파원|통신원))?\s?=\s?")
_KOREAN_PARTS = re.compile(r"[=·,/ ＝]")
_AFTER_WIRED = re.compile(r"题?題?\s?[)）]?\s?(?:[（(](?:记者|記者)[^）)]{1,40}[）)])?[：:，,]?\s?")

Parsed = tuple[str | None, DateFound | None, list[Named], int]


def parse_dense(text: str, names: Names) -> Parsed | None:
    """Give place, date, names and the end of such a dateline at the head of `text`, or None."""
    if not is_dense(text[:48]):
        return None
    wired = _WIRED.match(text)
    if wired is not None:
        return _wired(text, wired, names)
    lens = _LENS.match(text)
    return _lens(text, lens, names) if lens is not None else None


def _wired(text: str, match: re.Match[str], names: Names) -> Parsed | None:
    content = match.group(1)
    found = date_in_dense(content)
    if found is None:
        return None
    named, rest = _take_names(content[: found.start], names)
    if not named and (leading_place(rest) != rest or match.group(2) in ("消息", "报道", "報導", "報道")):
        return None
    after = _AFTER_WIRED.match(text, match.end())
    return _place_of(rest, bool(named)), found, named, after.end() if after else match.end()


def _lens(text: str, match: re.Match[str], names: Names) -> Parsed | None:
    content = match.group(1).strip()
    found = date_in_dense(content)
    outside = content if found is None else (content[: found.start] + content[found.end :]).strip(" 　")
    named, rest = _take_names(outside, names)
    end = match.end()
    if is_hangul(content) or "=" in text[match.end() : match.end() + 24]:
        reporter = _KOREAN_REPORTER.match(text, match.end())
        end = reporter.end() if reporter else end
    if named:
        return _place_of(rest, True), found, named, end
    place = leading_place(rest)
    if place is not None and text.lstrip()[0] in "【［[" and len(text) > match.end():
        return place, found, [], match.end()
    return None


def date_in_dense(text: str) -> DateFound | None:
    """Give the first 7月10日, 10日 or 7월 10일 of `text`, or None."""
    match = re.search(r"(?:\d{4}[年년]\s?)?(?:\d{1,2}[月월]\s?)?\d{1,2}[日일]", text)
    found = date_in(match.group()) if match else None
    if match is None or found is None:
        return None
    return DateFound(match.start(), match.end(), found.day, found.month, found.year)


def _take_names(text: str, names: Names) -> tuple[list[Named], str]:
    """Split off the agencies, in printed order; the rest is the place (or a reporter)."""
    parts = [part for part in _KOREAN_PARTS.split(text) if part]
    named: list[Named] = []
    rest: list[str] = []
    for part in parts:
        whole = names.whole(part)
        if whole is not None:
            named.append(whole)
            continue
        inner, left = _inside(part, names)
        named += inner
        rest += [left] if left else []
    return named, " ".join(rest)


def _inside(part: str, names: Names) -> tuple[list[Named], str]:
    """Agencies glued to a place: at the end (テヘラン時事, AFP時事) or at the start (新华社德黑兰)."""
    for length in range(min(len(part) - 1, 12), 1, -1):
        for glued, left, first in (
            (part[-length:], part[:-length], False),
            (part[:length], part[length:], True),
        ):
            found = names.whole(glued) if is_dense(glued) or glued.isupper() else None
            if found is not None:
                more = names.whole(left)
                others = [more] if more is not None else []
                return ([found, *others] if first else [*others, found]), "" if others else left
    return [], part


def _place_of(rest: str, has_agency: bool) -> str | None:
    rest = re.sub(r"(?:记者|記者).*$", "", rest).strip(" 　=＝-")
    if not rest:
        return None
    place = leading_place(rest) or (rest if has_agency and len(rest) <= 8 else None)
    return place.strip() if place else None


def is_hangul(text: str) -> bool:
    """True where `text` holds Hangul."""
    return any("가" <= char <= "힣" for char in text)
