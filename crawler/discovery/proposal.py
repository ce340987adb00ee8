"""A first source file for an outlet that nobody declared, from one of its article pages: to be read and corrected by a person."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote, urlsplit

from crawler.discovery.candidate import FEED, absolute
from crawler.discovery.section import read_section
from pipelines.extract.charset import as_utf8
from pipelines.normalise.urls import registrable_domain
from pipelines.sources.model import host_of
from pipelines.sources.pattern import pattern_fault
from pipelines.sources.recorded import RecordedPage

_MOST_WORDS = 12
"""More values than this in one place of an address are no list of sections."""
_SITEMAP = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What could be told of an outlet from one page; `feeds` are those that the page announces, in its order."""

    id: str
    name: str
    domains: tuple[str, ...]
    language: str | None
    feeds: tuple[str, ...]
    sitemaps: tuple[str, ...]
    sections: tuple[str, ...]
    article: str | None
    evidence: str

    def toml(self) -> str:
        """The source file; a pattern stands in single quotes, so that it need not be escaped."""
        lines = [
            f"# Proposed by scrapy sources --record from {self.evidence}; read it, correct it, see it work.",
            f"id = {_text(self.id)}",
            f"name = {_text(self.name)}",
            f"domains = {_text(self.domains)}",
            f"language = {_text(self.language)}" if self.language else '# language = "en"',
            '# timezone = "Europe/London"  (needed only where its pages print times without an offset)',
        ]
        for key in ("feeds", "sitemaps", "sections"):
            if value := getattr(self, key):
                lines.append(f"{key} = {_text(value)}")
        lines.append(f"article = '{self.article}'" if self.article else "# article = '^https://...'")
        return "\n".join([*lines, "verified = false", ""])


def propose(page: RecordedPage, robots: bytes = b"", taken: Iterable[str] = ()) -> Proposal:
    """A proposal for the outlet of an article page; `robots` is its robots.txt, `taken` the ids that others have.

    News sitemaps are those that robots.txt names so. Without feed and sitemap the front page is proposed as section.
    """
    found = page.read(None)
    links = read_section(as_utf8(page.body, page.content_type)[0], page.url)
    feeds = tuple(each.url for each in links if each.kind == FEED)
    sitemaps = _news_sitemaps(robots, page.url)
    origin = "{0.scheme}://{0.netloc}/".format(urlsplit(page.url))
    domain = registrable_domain(page.url)
    return Proposal(
        id=_id(domain, set(taken)),
        name=found.site_name or _site_in_title(page, found.title) or domain,
        domains=(domain,),
        language=found.language,
        feeds=feeds,
        sitemaps=sitemaps,
        sections=() if feeds or sitemaps else (origin,),
        article=article_pattern(page.url, [each.url for each in links if each.kind != FEED]),
        evidence=f"{page.url} of {page.captured:%Y-%m-%d}",
    )


def article_pattern(url: str, others: Sequence[str] = ()) -> str | None:
    """A guess of the form of an outlet's article addresses, from one of them and further links; None where none holds.

    Dates and numbers become digits and titles become words; what stands in one place of all addresses of that form is kept,
    up to twelve values become alternatives.
    """
    host = host_of(url)
    shape = _shape(url)
    if host is None or not shape:
        return None
    same = [_parts(other) for other in others if host_of(other) == host and _shape(other) == shape]
    rows = [_parts(url), *same]
    places = [_place(kind, [row[at] for row in rows]) for at, kind in enumerate(shape)]
    bare = host.removeprefix("www.")
    head = "^https?://" + (r"(www\.)?" if host != bare else "") + re.escape(bare).replace(r"\-", "-")
    port = r"(:\d+)?" if urlsplit(url).port else ""
    end = "/?" if urlsplit(url).path.endswith("/") else ""
    pattern = f"{head}{port}/{'/'.join(places)}{end}$"
    sound = "'" not in pattern and pattern_fault(pattern) is None and re.search(pattern, url) is not None
    return pattern if sound else None


def _site_in_title(page: RecordedPage, headline: str | None) -> str | None:
    """What stands behind the headline in the page's title: `Ferry is back | The Gull Post`."""
    markup = as_utf8(page.body, page.content_type)[0].decode("utf-8", "replace")
    title = re.search(r"<title[^>]*>([^<]*)</title", markup, re.IGNORECASE)
    parts = re.split(r"\s+[|\-–—]\s+", " ".join(unescape(title[1]).split())) if title else []
    return parts[-1] if len(parts) > 1 and headline and not headline.endswith(parts[-1]) else None


def _parts(url: str) -> list[str]:
    return [part for part in urlsplit(url).path.split("/") if part]


def _shape(url: str) -> tuple[str, ...]:
    return tuple(map(_kind, _parts(url)))


def _kind(part: str) -> str:
    """What a part of a path is: digits with their number, a title, or a word."""
    stem, extension = re.fullmatch(r"(.*?)(\.[a-z]{3,5})?", part, re.DOTALL).groups()  # type: ignore[union-attr]
    if stem.isdigit():
        return rf"\d{{{len(stem)}}}" if len(stem) in (2, 4) and not extension else rf"\d+{_dotted(extension)}"
    if re.search(r"\d{4,}$", stem) and len(stem) > 8:
        joint = re.search(r"[-_]?[a-z]?\d+$", stem)
        kept = re.sub(r"\d+", "", joint[0]) if joint else ""
        return rf"[^/?#]+{re.escape(kept).replace(chr(92) + '-', '-')}\d+{_dotted(extension)}"
    if stem.count("-") + stem.count("_") >= 2 or len(unquote(stem)) > 24 or extension:
        return f"[^/?#]+{_dotted(extension)}"
    return "word"


def _dotted(extension: str | None) -> str:
    return re.escape(extension) if extension else ""


def _place(kind: str, values: Sequence[str]) -> str:
    if kind != "word":
        return kind
    words = list(dict.fromkeys(values))
    if len(words) > _MOST_WORDS:
        return "[^/?#]+"
    escaped = [re.escape(word).replace(r"\-", "-") for word in words]
    return escaped[0] if len(escaped) == 1 else f"({'|'.join(escaped)})"


def _news_sitemaps(robots: bytes, url: str) -> tuple[str, ...]:
    named = _SITEMAP.findall(robots.decode("utf-8", "replace"))
    urls = [absolute(each, url) for each in named if "news" in each.lower()]
    return tuple(dict.fromkeys(each for each in urls if each))


def _id(domain: str, taken: set[str]) -> str:
    first = re.sub(r"[^a-z0-9]+", "_", domain.split(".")[0].lower()).strip("_")
    whole = re.sub(r"[^a-z0-9]+", "_", domain.lower()).strip("_")
    return next(each for each in (first, whole, whole + "_2") if each and each not in taken)


def _text(value: str | Sequence[str]) -> str:
    """A TOML string or list of strings: those of JSON are that too."""
    return json.dumps(value, ensure_ascii=False)
