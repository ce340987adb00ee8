"""The page's pictures with what is printed under them: captions and credits are told from paragraphs by where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin

from pipelines.items import Image, PhotoCredit

from .hints import CAPTION_H, CREDIT, RELATED
from .interim import parse_caption
from .lines import CAPTION, FIGURE, FOOTER, NAV, Layout
from .noise import folded, letters
from .region import HEADINGS, Region

_LONGEST = 600
_MARKED = re.compile(
    r"[(\[]\s?(?:image|photo|picture|pic|foto|fotos|bild|photo credit|photo by|crédito|credit|immagine|фото|zdjęcie|fot|imagem|imagen)s?\s?[:/]\s?[^()]{0,90}[)\]]?\s*$"
    r"|(?:^|[\s|])(?:bild|bilder|foto|fotos|symbolfoto|symbolbild|photo credit|image credit|photograph|photographs|quelle|фото|fotó|fot\.|credit|image)\s?:\s?[^.]{2,80}$"
    r"|[(\[]?(?:ap photo|file photo|afp photo|getty images|reuters/\w+|handout)[^.]{0,60}[)\]]?\.?\s*$"
    r"|(?:©|\(c\))\s?[^.]{2,80}$",
    re.I,
)
"""How a caption says at its end, in so many words, whose picture it is."""
_POSE = re.compile(
    r"^(?:pictured|pictures?|photo|in this|file photo|file|archivbild|symbolbild|auf dem bild|foto|above|below|left|right)\b[ :,.]",
    re.I,
)


@dataclass(slots=True)
class Figures:
    """Numbers of the lines that are captions or credits -> number of their picture (-1: none found)."""

    captions: dict[int, int] = field(default_factory=dict)


def find_figures(layout: Layout, region: Region, titles: frozenset[str]) -> Figures:
    """The captions among a page's lines."""
    figures = Figures()
    _of_boxes(layout, region, figures)
    near: dict[int, list[int]] = {}
    core = layout.boxes[region.core].hints
    for number, picture in enumerate(layout.pictures):
        for line in range(picture.line - 2, picture.line + 4):
            near.setdefault(line, []).append(number)
    for number, line in enumerate(layout.lines):
        if (
            number in figures.captions
            or len(line.text) > _LONGEST
            or line.tag in HEADINGS
            or line.flags & NAV
        ):
            continue
        pictures = near.get(number, [])
        if _is_caption(layout, number, pictures, core):
            before = [p for p in pictures if layout.pictures[p].line <= number]
            figures.captions[number] = before[-1] if before else pictures[0] if pictures else -1
    for number in [n for n in figures.captions if letters(layout.lines[n].text) in titles]:
        del figures.captions[number]
    return figures


def _of_boxes(layout: Layout, region: Region, figures: Figures) -> None:
    """The lines of small boxes that hold a picture and a few words."""
    boxes, lines = layout.boxes, layout.lines
    for number, picture in enumerate(layout.pictures):
        here = picture.box
        while here >= 0 and boxes[here].first >= boxes[here].last:
            here = boxes[here].parent
        if here < 0:
            continue
        box = boxes[here]
        if box.last - box.first > 3 or box.first <= region.start and box.last >= region.end:
            continue
        own = lines[box.first : box.last]
        if sum(len(line.text) for line in own) > 450 or any(
            line.tag in HEADINGS or line.link > 0.7 * len(line.text) for line in own
        ):
            continue
        for at in range(box.first, box.last):
            text = lines[at].text
            if not region.weights[at] or len(text) < 160 or parse_caption(text)[1] is not None:
                figures.captions.setdefault(at, number)


def _is_caption(layout: Layout, number: int, pictures: list[int], core: int) -> bool:
    line = layout.lines[number]
    if line.flags & CAPTION:
        return True
    text = line.text
    if pictures and line.hints & ~core & (CAPTION_H | CREDIT) and not line.hints & RELATED and len(text) > 12:
        return True
    if any(_same(text, layout.pictures[p].alt) for p in pictures):
        return True
    if len(text) < 500 and _MARKED.search(text):
        return True
    if not any(layout.pictures[p].line == number for p in pictures):
        return False
    return bool(_POSE.match(text)) or (len(text) < 350 and parse_caption(text)[1] is not None)


def _same(text: str, alt: str) -> bool:
    if len(alt) < 12:
        return False
    one, other = letters(text), letters(alt)
    return len(other) > 10 and (
        one == other
        or (len(one) > 20 and one.startswith(other) and len(one) < 1.5 * len(other))
        or (len(one) > 30 and other.startswith(one))
    )


def images_of(
    layout: Layout, figures: Figures, region: Region, named: list[str], url: str | None
) -> tuple[list[Image], list[PhotoCredit]]:
    """The article's pictures with captions, and the credits of all pictures, in order; `named` are the metadata's pictures."""
    images: list[Image] = []
    credits: list[PhotoCredit] = []
    seen: set[str] = set()
    texts: dict[int, list[str]] = {}
    low, high = region.start - 30, region.end
    for number, picture in sorted(figures.captions.items()):
        if low <= number <= high and not layout.lines[number].flags & (NAV | FOOTER):
            texts.setdefault(picture, []).append(layout.lines[number].text)
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
    unique = list(dict.fromkeys(lines))
    parsed = [parse_caption(line) for line in unique]
    credit = next((c for _, c in parsed if c is not None), None)
    words = [text for text, _ in parsed if text]
    return (max(words, key=len) if words else None), credit


def _address(src: str, base: str | None) -> str | None:
    src = src.strip()
    if not src or src.startswith(("data:", "javascript:", "about:")) or len(src) > 3000:
        return None
    try:
        address = urljoin(base or "", src)
    except ValueError:
        return None
    return address if address.startswith(("http://", "https://")) else None


_ = (FIGURE, folded)
