"""The headline without the site's name: what the page's sources agree on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from .layout import FOOTER, NAV, Layout
from .metadata import SITE, TITLE, Meta
from .noise import folded, letters
from .structured import Structured

_SEPARATOR = re.compile(r"\s+[|–—·•»«›:/-]+\s+|\s*[|｜»ㅣ]\s*|\s+::?\s+|(?<=\w):\s+")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}")
_ORDER: tuple[str, ...] = ("json-ld", "meta:og:title", "h1", "meta:twitter:title", "title")
_TOLD = ("json-ld", "meta:og:title")
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Title:
    """The chosen headline, where it came from, its line's number and every form of it as `letters`."""

    text: str | None
    method: str | None
    at: int | None
    forms: frozenset[str]


def find_title(meta: Meta, structured: Structured, layout: Layout, url: str | None) -> Title:
    """The headline that most sources agree on; the visible one where it agrees with any other."""
    sites = _site_names(meta, structured, url)
    raw: list[tuple[str, str]] = []
    if structured.headline:
        raw.append(("json-ld", structured.headline))
    raw += [(f"meta:{name}", value) for name, value in meta.all(*TITLE)][:8]
    if meta.title:
        raw.append(("title", meta.title))
    visible = [
        (n, line) for n, line in enumerate(layout.lines) if line.tag == "h1" and not line.flags & FOOTER
    ][:6]
    bare = [
        (method, text) for method, full in raw if (text := _bare(full, sites)) and letters(text) not in sites
    ]
    heads = [
        (n, line.text) for n, line in visible if letters(line.text) not in sites and len(line.text) < _LONGEST
    ]
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
    return Title(text, method, _place(layout, forms, heads), forms)


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
    if (outvoted := _outvoted({name: letters(value) for name, value in order})) is not None:
        return outvoted, main[outvoted]
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
    text = " ".join(text.split())[: _LONGEST * 2]
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
