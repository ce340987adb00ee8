"""The candidates of a `srcset` attribute (WHATWG HTML, 4.8.4.2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SPACE = " \t\n\r\f"
_LEAD = re.compile(r"[ \t\n\r\f,]*")
_URL = re.compile(r"[^ \t\n\r\f]+")
_DESCRIPTORS = re.compile(r"(?:[^,(]|\([^)]*\)?)*")
_WIDTH = re.compile(r"(\d{1,6})w\b")
_DENSITY = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)x\b")
_USUAL_WIDTH = 1280
"""Pixels of the candidate that a browser takes most often: a column of half a screen, one device pixel a pixel or two."""


def srcset_urls(value: str) -> list[str]:
    """The addresses of the candidates, that which browsers take most often first, the others in their order."""
    found = list(dict.fromkeys(_candidates(value)))
    if len(found) < 2:
        return [url for url, _ in found]
    usual = min(found, key=lambda candidate: _distance(candidate[1]))
    return list(dict.fromkeys([usual[0], *(url for url, _ in found)]))


def _candidates(value: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(value):
        at = _at(_LEAD.match(value, at), at)
        url = _URL.match(value, at)
        if url is None:
            return
        at = url.end()
        text = url[0]
        if text.endswith(","):
            yield text.rstrip(","), ""
            continue
        descriptors = _DESCRIPTORS.match(value, at)
        at = _at(descriptors, at)
        yield text, descriptors[0].strip(_SPACE) if descriptors else ""


def _at(match: re.Match[str] | None, at: int) -> int:
    return match.end() if match else at


def _distance(descriptor: str) -> float:
    if width := _WIDTH.search(descriptor):
        return abs(int(width[1]) - _USUAL_WIDTH)
    density = _DENSITY.search(descriptor)
    return abs((float(density[1]) if density else 1.0) - 1.0) * _USUAL_WIDTH
