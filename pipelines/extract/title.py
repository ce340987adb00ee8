"""The headline without the site's name: what the page's sources agree on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from .layout import FOOTER, NAV, Layout, Line
from .metadata import SITE, TITLE, Meta
from .noise import folded, letters
from .region import size
from .structured import Structured, same_page

_SEPARATOR = re.compile(r"\s*\u3000\s*|\s+[|–—·•»«›:/-]+\s+|\s*[|｜»ㅣ]\s*|\s+::?\s+|(?<=\w):\s+")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}")
_PAGE = re.compile(
    r"\s(?:Halaman|[-–—|(,]\s?(?:page|seite|página|pagina|strana|strona|стр(?:аница|\.)|trang|sayfa|sida|side|หน้า))"
    r"\s(?:all|\d{1,2})\)?(?=$|\s[-–—|])",
    re.I,
)
"""Which page of the story `<title>` says this is."""
_ORDER: tuple[str, ...] = ("json-ld", "meta:og:title", "h1", "meta:twitter:title", "title")
_TOLD = ("json-ld", "meta:og:title")
_BRACKETED = re.compile(r"\s?[(（【\[][^()（）]{2,40}[)）】\]]")
_LONGEST = 400
_TELLING = 6
"""Words of the titles of a page from which on they say what it tells."""
_WORD = re.compile(r"[^\W_]{3,}")
_ABOVE = 8
"""Lines above a text among which its headline is looked for."""
_MOST_PARTS = 6
_HEADS = frozenset({"h1", "h2", "h3"})
_KEYWORD = 4
"""Words of a keyword before a headline, at most."""
_SHORTEST = 12
"""Letters of a part of `<title>` that is looked for on the page."""


@dataclass(frozen=True, slots=True)
class Title:
    """The chosen headline, where it came from, its line's number and every form of it as `letters`."""

    text: str | None
    method: str | None
    at: int | None
    forms: frozenset[str]
    sites: frozenset[str] = frozenset()
    """Names of the site and its sections as `letters`."""


def find_title(meta: Meta, structured: Structured, layout: Layout, url: str | None) -> Title:
    """The headline that most sources agree on; the visible one where it agrees with any other."""
    sites = _site_names(meta, structured, url)
    window: tuple[int | None, str] = (None, meta.title)
    if meta.title and not structured.headline and not meta.first(*TITLE[:2]):
        window = _shown_part(meta.title, layout, sites)
        sites |= _rest(meta.title, window[1])
    raw: list[tuple[str, str]] = []
    if structured.headline:
        raw.append(("json-ld", structured.headline))
    raw += [(f"meta:{name}", value) for name, value in meta.all(*TITLE)][:8]
    if window[1]:
        raw.append(("title", window[1]))
    visible = [
        (n, line) for n, line in enumerate(layout.lines) if line.tag == "h1" and not line.flags & FOOTER
    ][:6]
    parted = {full: _bare(full, sites) for full in {full for _, full in raw}}  # most sources say the same
    bare = [(method, text) for method, full in raw if (text := parted[full]) and letters(text) not in sites]
    heads = [
        (n, line.text) for n, line in visible if letters(line.text) not in sites and len(line.text) < _LONGEST
    ]
    if not heads and window[0] is None and (told := structured.headline or meta.first(*TITLE[:2])):
        window = _shown_part(told, layout, sites) if _SEPARATOR.search(told) else window
    if window[0] is not None and all(at != window[0] for at, _ in heads):
        heads.insert(0, (window[0], layout.lines[window[0]].text))
    method, text = _choose(bare, heads)
    forms = frozenset(
        form
        for form in (
            letters(text or ""),
            *(letters(t) for _, t in bare),
            *(letters(t) for _, t in heads if _like(t, text)),
        )
        if form
    )
    return Title(text, method, _place(layout, forms, heads), forms, sites)


def headline_above(layout: Layout, start: int) -> int | None:
    """The line just above a text that looks like its headline: a heading or in bold, no link, no sentence, no date."""
    for number in range(start - 1, max(-1, start - _ABOVE), -1):
        line = layout.lines[number]
        heading = line.tag in ("h2", "h3", "h4", "h5") or line.bold > 0.9 * len(line.text)
        plain = not line.link and not line.flags & (NAV | FOOTER) and not _DATE.search(line.text)
        if heading and plain and 12 < size(line.text) < 250 and line.text[-1] not in ".:;,…。":
            return number
    return None


def is_of_another_story(structured: Structured, meta: Meta, layout: Layout, url: str | None) -> bool:
    """Whether JSON-LD describes a story that is not the page's: its headline shares no word with what the page calls itself."""
    if not structured.headline or (structured.url and url and same_page(structured.url, url)):
        return False
    own = [value for _, value in meta.all(*TITLE)] + [meta.title]
    own += [line.text for line in layout.lines if line.tag == "h1" and len(line.text) < _LONGEST][:4]
    words = _words(" ".join(own[:20]))
    if len(words) < _TELLING:  # hardly more than the site's name
        heads = [line.text for line in layout.lines if line.tag in _HEADS and len(line.text) < _LONGEST]
        words |= _words(" ".join(heads[:12]))
    told = _words(structured.headline)
    return bool(words and told) and words.isdisjoint(told)


def _words(text: str) -> set[str]:
    """What two headlines may share: beginnings of words, pairs of signs where words are not set apart."""
    text = text.casefold()
    return {word[:5] for word in _WORD.findall(text)} | {
        text[n : n + 2] for n in range(len(text) - 1) if text[n] > "\u0e00"
    }


def _choose(bare: list[tuple[str, str]], heads: list[tuple[int, str]]) -> tuple[str | None, str | None]:
    """The headline of JSON-LD, else of the metadata, else the visible one.

    Of two that differ only by a kicker in front or an addition behind, the shorter; the longer where one was cut short.
    """
    told = {letters(text) for _, text in bare}
    visible = next((text for _, text in heads if letters(text) in told), heads[0][1] if heads else None)
    main: dict[str, str] = {}
    for method, text in (*bare, *([("h1", visible)] if visible else [])):
        main.setdefault(method, text)
    shown = letters(visible or "")
    order = [(m, main[m]) for m in _ORDER if m in main]
    order += [(method, text) for method, text in main.items() if method not in dict(order)]
    if not order:
        return None, None
    if visible is not None and (plain := _with_appendix(order, visible)) is not None:
        return plain, visible
    if (outvoted := _outvoted({name: letters(value) for name, value in order})) is not None:
        return outvoted, main[outvoted]
    if _behind_keyword(main, shown):
        return "meta:og:title", main["meta:og:title"]
    method, text = order[0]
    if text.endswith(("...", "…")):
        own = letters(text)
        return next(
            ((m, t) for m, t in order if letters(t).startswith(own) and not t.endswith(("...", "…"))),
            (method, text),
        )
    return next(
        (
            (m, t)
            for m, t in order[:2]
            for _, other in order[:2]
            if m in _TOLD and _is_part(t, other, letters(t) == shown)
        ),
        (method, text),
    )


def _with_appendix(order: list[tuple[str, str]], visible: str) -> str | None:
    """`h1` where the first title is the visible one and an addition set off by a mark: a site's name, an author, a section."""
    method, text = order[0]
    if method == "h1" or not text.startswith(visible) or len(letters(visible)) < _SHORTEST:
        return None
    return "h1" if _SEPARATOR.match(text, len(visible)) or _BRACKETED.fullmatch(text, len(visible)) else None


def _shown_part(window: str, layout: Layout, sites: frozenset[str]) -> tuple[int | None, str]:
    """The part of `<title>` that the page shows as a line of its own, and that line; all of it where none is shown.

    Of several, the one that most speaks for a headline: a heading, no link, much text after it, long.
    """
    cuts = [(0, 0), *((c.start(), c.end()) for c in _SEPARATOR.finditer(window)), (len(window), len(window))]
    parts: dict[str, str] = {}
    for first in range(min(len(cuts) - 1, _MOST_PARTS)):
        for last in range(first + 1, min(len(cuts), first + 1 + _MOST_PARTS)):
            part = window[cuts[first][1] : cuts[last][0]].strip()
            form = letters(part)
            if len(form) >= _SHORTEST and form not in sites:
                parts.setdefault(form, part)
    if not parts:
        return None, window
    best: tuple[float, int] | None = None
    whole = letters(window)
    for number, line in enumerate(layout.lines):
        if len(line.text) >= _LONGEST or line.flags & (NAV | FOOTER):
            continue
        form = letters(line.text)
        if form in parts or (
            line.tag in _HEADS and len(form) >= _SHORTEST and form not in sites and form in whole
        ):
            worth = _speaks(layout, number, line)
            if best is None or worth > best[0]:
                best = worth, number
    if best is None:
        return None, window
    shown = layout.lines[best[1]].text
    return best[1], parts.get(letters(shown), shown)


def _speaks(layout: Layout, number: int, line: Line) -> float:
    """How much a line that `<title>` repeats speaks for being the headline."""
    follows = any(
        len(x.text) > 120 and not x.link > 0.5 * len(x.text) for x in layout.lines[number + 1 : number + 9]
    )
    worth = min(len(letters(line.text)), 60) / 30 + 1.5 * follows
    if line.tag in _HEADS:
        worth += 1.0
    return worth - (1.0 if line.link > 0.5 * len(line.text) else 0.0)


def _rest(window: str, shown: str) -> frozenset[str]:
    """What `<title>` says beside the headline: names of the site and its sections."""
    if shown == window:
        return frozenset()
    return frozenset(
        form for part in _SEPARATOR.split(window) if (form := letters(part)) and form not in letters(shown)
    )


def _outvoted(forms: dict[str, str]) -> str | None:
    """The source to take before JSON-LD, where two others agree that share no template with it.

    The visible headline is also the one that is shared, and JSON-LD is echoed by `<title>` alone: a wording for search engines.
    Or both titles for sharing agree, and JSON-LD, headline and `<title>` are all filled from one other field.
    """
    machine, shared = forms.get("json-ld"), forms.get("meta:og:title")
    shown, window = forms.get("h1"), forms.get("title")
    if not machine or not shared or machine == shared or window != machine:
        return None
    if shown == shared or (shown == machine and forms.get("meta:twitter:title") == shared):
        return "meta:og:title"
    return None


def _behind_keyword(main: dict[str, str], shown: str) -> bool:
    """Whether JSON-LD, headline and `<title>` are all one wording for search engines, unlike the title for sharing.

    Such a wording puts a keyword and a colon before the headline; without it the two share most of their words.
    """
    machine, shared = main.get("json-ld", ""), main.get("meta:og:title", "")
    keyword, colon, rest = machine.partition(": ")
    if not colon or ":" in shared or shared.endswith(("...", "…")) or len(keyword.split()) > _KEYWORD:
        return False
    return letters(machine) == shown == letters(main.get("title", "")) and _like(rest, shared)


def _is_part(text: str, of: str, visible: bool) -> bool:
    """Whether a headline is the other without its kicker or its addition; what the page shows itself was not cut short."""
    one, other = letters(text), letters(of)
    if not 12 < len(one) < len(other) or text.endswith(("...", "…")):
        return False
    return other.endswith(one) or (
        other.startswith(one) and (visible or of[len(text) :].lstrip()[:1] in tuple(":-–—|/."))
    )


def _like(one: str, other: str | None) -> bool:
    """Whether two headlines share most of their words."""
    a, b = set(folded(one).split()), set(folded(other or "").split())
    return bool(a and b) and len(a & b) >= 0.6 * min(len(a), len(b)) and min(len(a), len(b)) > 3


def _place(layout: Layout, forms: frozenset[str], heads: list[tuple[int, str]]) -> int | None:
    sizes = [len(form) for form in forms]
    low, high = (min(sizes), min(2 * max(sizes) + 20, _LONGEST)) if sizes else (1, 0)
    matches = [
        n
        for n, line in enumerate(layout.lines)
        if low <= len(line.text) <= high and letters(line.text) in forms
    ]
    for wanted in (("h1",), ("h2", "h3", "h4")):
        for number in matches:
            if (
                layout.lines[number].tag in wanted
                and layout.lines[number].link < 0.5 * len(layout.lines[number].text) + 1
            ):
                return number
    for number in matches:
        if not layout.lines[number].flags & NAV:
            return number
    return heads[0][0] if heads else None


def _bare(text: str, sites: frozenset[str]) -> str | None:
    """The headline without a trailing or leading site name or section."""
    text = _PAGE.sub("", " ".join(text.split())[: _LONGEST * 2])
    for _ in range(3):
        cuts = list(_SEPARATOR.finditer(text))
        if not cuts:
            break
        first, last = cuts[0], cuts[-1]
        if _is_site(text[last.end() :], sites):
            text = text[: last.start()]
        elif _is_site(text[: first.start()], sites):
            text = text[first.end() :]
        else:
            break
    return text.strip(" |-–—") or None


def _is_site(part: str, sites: frozenset[str]) -> bool:
    if _DATE.fullmatch(part.strip()):
        return True
    form = letters(part)
    if not form or len(form) > 60:
        return False
    return form in sites or any(
        len(site) > 3
        and (site in form or (form in site and len(form) > 3))
        and len(form) < 2.5 * len(site) + 8
        for site in sites
    )


def _site_names(meta: Meta, structured: Structured, url: str | None) -> frozenset[str]:
    names = [value for _, value in meta.all(*SITE)] + [structured.publisher or ""]
    try:
        host = urlsplit(url or meta.canonical or "").hostname or ""
    except ValueError:
        host = ""
    parts = host.removeprefix("www.").split(".")
    names += [
        host.removeprefix("www."),
        *parts[-2:-1],  # of two letters too: "... | DW"
        *(part for part in parts[:-1] if len(part) > 2 and part not in ("com", "www", "news")),
    ]
    return frozenset(form for name in names if len(name) < 80 and (form := letters(name)))
