"""What discovery finds: candidate URLs, each with what the list that named it says about it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

ARTICLE, FEED, SITEMAP = "article", "feed", "sitemap"
"""Kinds of a candidate: a page that may be an article, or a further list to read."""
LONGEST_URL = 2048
LONGEST_TITLE = 1000
"""Characters; longer URLs are passed over, longer titles cut."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A URL worth looking at: absolute, http(s), without fragment.

    `published` and `lastmod` are as the list wrote them (any form, any zone). None of it is evidence for the article:
    it only decides whether and when to look.
    """

    url: str
    published: str | None = None
    title: str | None = None
    lastmod: str | None = None
    kind: str = ARTICLE


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates of one document, in its order, each URL once, and what was wrong with it.

    `form` is rss, rdf, atom, json, sitemap, sitemap-index, text, section, or `none` when the bytes are no list of any
    kind. `faults` names damage and limits that were hit: `not well-formed`, `cut off`, `more than N URLs`...
    """

    form: str
    candidates: tuple[Candidate, ...] = ()
    faults: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.candidates)

    def __len__(self) -> int:
        return len(self.candidates)


class Collector:
    """Gathers candidates up to a limit, resolving, cleaning and telling doublets; `base` is the document's own URL."""

    def __init__(self, base: str, limit: int) -> None:
        self._base = base
        self._limit = limit
        self._found: dict[str, Candidate] = {}
        self._faults: dict[str, None] = {}

    def add(
        self,
        address: str | None,
        *,
        base: str | None = None,
        kind: str = ARTICLE,
        title: str | None = None,
        published: str | None = None,
        lastmod: str | None = None,
    ) -> bool:
        """Take a candidate; False when the limit is reached and reading may stop. What is no web address is passed over."""
        url = absolute(address, base or self._base) if address else None
        if url is None or url in self._found:
            return True
        if len(self._found) >= self._limit:
            self.fault(f"more than {self._limit} URLs")
            return False
        self._found[url] = Candidate(url, plain(published), title_text(title), plain(lastmod), kind)
        return True

    def fault(self, name: str) -> None:
        """Note a fault, once."""
        self._faults[name] = None

    def found(self, form: str) -> Found:
        """All that was gathered."""
        return Found(form, tuple(self._found.values()), tuple(self._faults))


_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_USUAL = re.compile(r"https?://[A-Za-z0-9.-]{1,253}(?::[0-9]{1,4})?/[!$-;=?-\[\]_a-z~%&]{0,1700}")
"""An address that needs no work: most of them, and the parser of urllib costs more than the parser of the feed."""
_TAGS = re.compile(r"<[a-zA-Z/!][^<>]*>")


def absolute(address: str, base: str) -> str | None:
    """An absolute http(s) URL without fragment, line breaks taken out (WHATWG URL, 4.4); None for anything else."""
    if _USUAL.fullmatch(address):
        return address
    text = _CONTROLS.sub("", address).strip()
    if not text or len(text) > LONGEST_URL:
        return None
    try:
        url = urldefrag(urljoin(base, text)).url
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host and len(url) <= LONGEST_URL else None


def plain(text: str | None) -> str | None:
    """Text with white space collapsed, at most LONGEST_TITLE characters; None for nothing."""
    return (" ".join(text[: 4 * LONGEST_TITLE].split())[:LONGEST_TITLE] or None) if text else None


def title_text(text: str | None) -> str | None:
    """A title as people read it: markup and references that were escaped once too often are taken out."""
    if text and ("&" in text or "<" in text):
        text = _TAGS.sub(" ", html.unescape(text[: 4 * LONGEST_TITLE]))
    return plain(text)
