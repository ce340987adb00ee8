"""What the page's head says: meta elements and links, by name, in the order of the page."""

from __future__ import annotations

import re

from .markup import Markup, attributes


def _names(words: str) -> tuple[str, ...]:
    return tuple(words.split())


TITLE = _names(
    "og:title twitter:title dc.title dcterms.title title sailthru.title parsely-title headline citation_title "
    "cxenseparse:title"
)
DESCRIPTION = _names(
    "og:description description twitter:description dc.description dcterms.description sailthru.description"
)
PUBLISHED = _names(
    "article:published_time og:article:published_time datepublished date.published pubdate publishdate publish-date "
    "publish_date dc.date.issued dcterms.created dcterms.issued dc.date dcterms.date dc.created dc.date.created parsely-pub-date "
    " sailthru.date article.published published-date published_time cxenseparse:recs:publishtime "
    "cxenseparse:publishtime cxenseparse:articlepublishdate article_date_original originalpublicationdate "
    "og:published_time article:published bt:pubdate published_time_telegram citation_publication_date "
    "citation_online_date rnews:datepublished last-published date timestamp displaydate publication_date "
    "article:publish_date prism.publicationdate pdate creation_date vr:published_time"
)
MODIFIED = _names(
    "article:modified_time og:updated_time og:article:modified_time datemodified last-modified lastmod dcterms.modified "
    "dc.date.modified modified_time article:modified article.updated revision_date date.modified "
    "cxenseparse:modifiedtime bt:moddate rnews:datemodified updated_time"
)
AUTHOR = _names(
    "author article:author article:author_name dc.creator dcterms.creator byl parsely-author sailthru.author "
    "citation_author og:article:author cxenseparse:author authors article.author dc.contributor twitter:creator:name "
    "byline"
)
SECTION = _names(
    "article:section og:article:section parsely-section section cxenseparse:category dc.section category article.section "
    "ob_section lp.section:name"
)
SITE = _names(
    "og:site_name application-name al:android:app_name dc.publisher publisher apple-mobile-web-app-title "
    "twitter:app:name:iphone copyright"
)
IMAGE = _names("og:image og:image:url og:image:secure_url twitter:image twitter:image:src thumbnail")


_PLAIN = re.compile(r'\s+(?:property|name|itemprop)="([^"]+)"\s+content="([^"]*)"[\s/]*')
"""The attributes of nearly every meta element."""
_MOST_VALUES = 60


class Meta:
    """The meta elements of a page: name (lower case) -> contents in order; and `canonical`, `amp`, `language`, `title`."""

    def __init__(self, markup: Markup) -> None:
        self.values: dict[str, list[str]] = {}
        self.canonical: str | None = None
        self.title = ""
        self.refresh = False
        self.language: str | None = None
        for raw in markup.raw("meta"):
            self._meta(raw)
        for raw in markup.raw("html"):
            said = attributes(raw)
            self.language = self.language or said.get("lang") or said.get("xml:lang")
        for raw in markup.raw("link"):
            if self.canonical is None and "anonical" in raw.lower():
                self._link(attributes(raw))
        for element in markup.iter("title"):
            self.title = self.title or " ".join("".join(element.itertext()).split())

    def _link(self, said: dict[str, str]) -> None:
        if "canonical" in said.get("rel", "").lower().split():
            self.canonical = said.get("href", "").strip() or None

    def _meta(self, raw: str) -> None:
        if (plain := _PLAIN.fullmatch(raw)) is not None and "&" not in raw:
            if plain[2]:
                self._add(plain[1], plain[2])
            return
        said = attributes(raw)
        content = said.get("content")
        if not content:
            return
        if said.get("http-equiv", "").lower() == "content-language":
            self.values.setdefault("content-language", []).append(content.strip())
        for key in ("property", "name", "itemprop"):
            if name := said.get(key):
                self._add(name, content)
                return

    def _add(self, name: str, content: str) -> None:
        text = " ".join(content[:20_000].split())
        values = self.values.setdefault(name.strip().lower()[:80], [])
        if text and len(values) < _MOST_VALUES:
            values.append(text)

    def first(self, *names: str) -> str | None:
        """The first content of the first of the names that the page has."""
        return next((self.values[name][0] for name in names if self.values.get(name)), None)

    def all(self, *names: str) -> list[tuple[str, str]]:
        """(name, content) of all of the names, in the order given."""
        return [(name, value) for name in names for value in self.values.get(name, ())]
