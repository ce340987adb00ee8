"""The page's pictures with what is printed under them: captions and credits are told from paragraphs by where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urljoin

from pipelines.attribute.photo import parse_caption
from pipelines.items import Image, PhotoCredit

from .hints import CAPTION_H, CREDIT, RELATED
from .layout import CAPTION, FOOTER, NAV, Layout, Line
from .noise import folded, letters, lexicon
from .region import HEADINGS, Region

_LONGEST = 600
_LONGEST_SIGNED = 220
_REACH = 30
"""Lines above the body in which its pictures may stand."""
_MARKS = (":", "©", "(c)", "photo", "getty", "reuters/", "handout")
_MARKED = re.compile(
    r"[(\[]\s?(?:image|photo|picture|pic|fotos?|bild|photo credit|photo by|crédito|credit|immagine|фото|fot|imagen?)s?"
    r"\s?[:/]\s?[^()]{0,90}[)\]]?\s*$"
    r"|(?:^|[\s|])(?:bild|bilder|fotos?|symbolfoto|symbolbild|(?:photo |image )?credit|photographs?|quelle|фото|fotó|fot\."
    r"|світлина|عکس|عکاس|تصویر|تصوير|الصورة|صورة|المصور)"
    r"\s?:\s?[^.]{2,80}$"
    r"|(?:^|[\s|])image\s?:\s?[^.]{2,80}$"
    r"|[(\[]?(?:ap photo|file photo|afp photo|getty images|reuters/\w+|handout)[^.]{0,60}[)\]]?\.?\s*$"
    r"|(?:©|\(c\))\s?[^.]{2,80}$",
    re.I,
)
"""How a caption says at its end, in so many words, whose picture it is."""
_GLUED = re.compile(r"[.!?…”\"»]\s?(?:©|\(c\))\s?[^.]{2,80}$", re.I)
_FILED = re.compile(
    r"\b(?:file|archive|handout) (?:photo|picture|image)|архивн\w+ фото|фото из архива|архівн\w+ фото|фото з архіву"
    r"|عکس آرشیوی|آرشیو|صورة أرشيفية|أرشيف",
    re.I,
)
_SIGNED = re.compile(
    r"(?<=[.!?…؟])\s(?:[Pp]ictures?|[Pp]hotos?|[Pp]hotographs?|[Ii]mages?) (?:by|courtesy of) [^.]{3,50}$"
    r"|(?<=[.!?…؟])\s(?:Снимок|Снимки|Фото|Фотография|Кадр|Знімок|Світлина|عکس از|عکس|عدسة|تصوير|بعدسة) [^.:]{3,40}$"
    r"|(?<=[.!?…؟])\s[^\W\da-z]\S+(?: \S+){1,3} / [^\W\da-z«\"]?\S+(?: \S+){0,3}(?<![.!?…؟])$"
    r"|\([^\W\da-z]\w+(?: [^\W\da-z]\w+){1,3} / [^\W\da-z][^()/.]{2,40}\)$"
)
"""Behind the last sentence, or in brackets: who took it, and perhaps for whom: "Sunday's divers. Lena Holt / Bay Chronicle"."""
_SIGNS = (". ", " / ", "! ", "? ", "… ", "؟ ")
"""One of these is in all that `_SIGNED` finds."""
_OWNED = re.compile(
    r"(?<=[.!?…”\"])\s((?=[A-ZÀ-Þ])([\w.'’-]+(?: (?:(?:de|von|van|da|di|al) )?[A-ZÀ-Þ][\w.'’-]+){1,3})"
    r"\s?/\s?[A-ZÀ-Þ][\w .'’&-]{2,40})$"
)
"""Behind the caption's last sentence: "Jonas Brandt / Bay Chronicle"."""
_POSE = re.compile(
    r"(?:pictured|pictures?|photo|in this|file photo|file|archivbild|symbolbild|auf dem bild|foto|above|below|left|right)"
    r"\b[ :,.]",
    re.I,
)


@lru_cache(maxsize=512)
def _parsed(text: str) -> tuple[str | None, PhotoCredit | None]:
    """`parse_caption`, asked twice for most captions; and a maker with an outlet behind a full stop."""
    caption, credit = parse_caption(text)
    if credit is None and (owned := _OWNED.search(text)) is not None:
        return text[: owned.start()].strip(), PhotoCredit(owned[1], owned[2], [])
    return caption, credit


@dataclass(slots=True)
class Figures:
    """Numbers of the lines that are captions or credits -> number of their picture (-1: none found)."""

    captions: dict[int, int] = field(default_factory=dict)


def find_figures(
    layout: Layout, region: Region, titles: frozenset[str], title_at: int | None = None
) -> Figures:
    """The captions among the lines of the body and just above it."""
    low, high = max(0, region.start - _REACH), min(len(layout.lines), region.end + 3)
    if title_at is not None and title_at < region.start:
        low = max(low, title_at)
    found: dict[int, int] = {}
    near: dict[int, list[int]] = {}
    for number, picture in enumerate(layout.pictures):
        if low <= picture.line <= high:
            _of_box(layout, region, number, found)
            for at in range(picture.line - 2, picture.line + 4):
                near.setdefault(at, []).append(number)
    core = layout.boxes[region.core].hints
    for at in range(low, high):
        line = layout.lines[at]
        if at in found or len(line.text) > _LONGEST or line.tag in HEADINGS or line.flags & NAV:
            continue
        pictures = near.get(at, [])
        if _is_caption(layout, at, line, pictures, core):
            before = [p for p in pictures if layout.pictures[p].line <= at]
            found[at] = before[-1] if before else pictures[0] if pictures else -1
    return Figures(
        {at: picture for at, picture in found.items() if letters(layout.lines[at].text) not in titles}
    )


def text_figures(layout: Layout, region: Region) -> Figures:
    """The captions and credits among the lines of a plain text: without pictures, only what names whose picture it is."""
    found: dict[int, int] = {}
    begun = False
    for at in region.lines:
        line = layout.lines[at]
        tail = line.text[-110:]
        if lexicon()["byline"].opens(folded(line.text)):
            continue
        named = len(line.text) < 400 and (
            _parsed(line.text)[1] is not None if not begun or len(line.text) < 80 else False
        )
        signed = len(line.text) < _LONGEST_SIGNED and _SIGNED.search(line.text) is not None
        if named or signed or (len(line.text) < 400 and _is_marked(tail)):
            found[at] = -1 - at
        begun = begun or (bool(region.weights[at]) and at not in found)
    return Figures(found)


def _of_box(layout: Layout, region: Region, number: int, found: dict[int, int]) -> None:
    """Take the lines of a small box that holds a picture and a few words."""
    boxes = layout.boxes
    here = layout.pictures[number].box
    while here >= 0 and boxes[here].first >= boxes[here].last:
        here = boxes[here].parent
    if here < 0:
        return
    box = boxes[here]
    if box.last - box.first > 3 or (box.first <= region.start and box.last >= region.end):
        return
    own = layout.lines[box.first : box.last]
    if sum(len(x.text) for x in own) > 450 or any(
        x.tag in HEADINGS or x.link > 0.7 * len(x.text) for x in own
    ):
        return
    for at, line in enumerate(own, box.first):
        if not region.weights[at] or len(line.text) < 160 or _parsed(line.text)[1] is not None:
            found.setdefault(at, number)


def _is_caption(layout: Layout, at: int, line: Line, pictures: list[int], core: int) -> bool:
    if line.flags & CAPTION:
        return True
    text = line.text
    tail = text[-110:]
    if len(text) < 500 and _is_marked(tail):
        # Far from any picture, a mark behind a whole sentence is the story's own credit: "... vorgezogen. © AFP".
        return bool(pictures) or len(text) < 60 or not _GLUED.search(tail) or _FILED.search(tail) is not None
    if (
        len(text) < _LONGEST_SIGNED
        and any(map(text.__contains__, _SIGNS))
        and _SIGNED.search(text) is not None
    ):
        return True
    if not pictures:
        return False
    if line.hints & ~core & (CAPTION_H | CREDIT) and not line.hints & RELATED and len(text) > 12:
        return True
    if any(_same(text, layout.pictures[p].alt) for p in pictures):
        return True
    if not any(layout.pictures[p].line == at for p in pictures):
        return False
    return _POSE.match(text) is not None or (len(text) < 350 and _parsed(text)[1] is not None)


def _is_marked(tail: str) -> bool:
    """Whether the end of a line says, in so many words, whose picture it is."""
    small = tail.lower()
    for mark in _MARKS:
        if mark in small:
            return _MARKED.search(tail) is not None
    return False


def _same(text: str, alt: str) -> bool:
    """Whether a line repeats a picture's alternative text, perhaps with more or less at its end."""
    if len(alt) < 12 or not 0.3 < len(text) / len(alt) < 2:
        return False
    one, other = letters(text), letters(alt)
    if one == other:
        return len(one) > 10
    return (len(one) > 20 and one.startswith(other) and len(one) < 1.5 * len(other)) or (
        len(one) > 30 and other.startswith(one)
    )


def images_of(
    layout: Layout, figures: Figures, named: list[str], url: str | None
) -> tuple[list[Image], list[PhotoCredit]]:
    """The article's pictures with captions, and the credits of all pictures, in order; `named` are the metadata's pictures."""
    images: list[Image] = []
    credits: list[PhotoCredit] = []
    texts: dict[int, list[str]] = {}
    for at, picture in sorted(figures.captions.items()):
        if not layout.lines[at].flags & (NAV | FOOTER):
            texts.setdefault(picture, []).append(layout.lines[at].text)
    seen: set[str] = set()
    for number, lines in sorted(texts.items()):
        caption, credit = _caption(lines)
        if credit is not None and credit.line not in (known.line for known in credits):
            credits.append(credit)
        if number >= 0 and (address := _address(layout.pictures[number].url, url)) and address not in seen:
            seen.add(address)
            images.append(Image(address, caption, credit.line if credit else None))
    for name in named[:1]:
        if (address := _address(name, url)) and address not in seen:
            images.insert(0, Image(address))
    return images, credits


def _caption(lines: list[str]) -> tuple[str | None, PhotoCredit | None]:
    parsed = [_parsed(line) for line in dict.fromkeys(lines)]
    credit = next((c for _, c in parsed if c is not None), None)
    words = [text for text, _ in parsed if text]
    return (max(words, key=len) if words else None), credit


def _address(src: str, base: str | None) -> str | None:
    src = src.strip()
    if not src or src.startswith(("data:", "javascript:", "about:")) or len(src) > 3000:
        return None
    if src.startswith(("https://", "http://")) and "/." not in src:
        return src
    try:
        address = urljoin(base or "", src)
    except ValueError:
        return None
    return address if address.startswith(("http://", "https://")) else None
