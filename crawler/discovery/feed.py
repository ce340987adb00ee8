"""RSS 0.9 to 2.0, RDF, Atom and JSON feeds: bytes to candidates, no I/O; what is whole of what is broken."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import orjson

from crawler.discovery.candidate import Collector, Found
from crawler.discovery.xml import Document, Element, local, text_of

ENTRY_LIMIT = 10_000
"""Entries that are read of one feed."""
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
FORMS = {"rss": "rss", "channel": "rss", "rdf": "rdf", "feed": "atom"}
"""Root element (without namespace) -> form."""

_PUBLISHED = ("pubdate", "published", "issued", "date", "created")
_LASTMOD = ("updated", "modified")
_OF_MEDIA = ("{http://search.yahoo.com/mrss", "{http://www.itunes.com", "media:", "itunes:")
"""Fields of pictures and sound, which have titles and links of their own."""
_NOT_THE_STORY = frozenset(
    {"self", "enclosure", "edit", "replies", "related", "via", "hub", "next", "license", "shorturl"}
)


def read_feed(body: bytes, url: str) -> Found:
    """The stories of a feed: link (never an enclosure), title, dates as written. Form `none` for what is no feed."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return read_json_feed(body, url)
    document = Document(body)
    return read_xml_feed(document, url)


def read_xml_feed(document: Document, url: str) -> Found:
    """The stories of an RSS, RDF or Atom document."""
    collector = Collector(url, ENTRY_LIMIT)
    for fault in document.faults:
        collector.fault(fault)
    form = FORMS.get(document.root_name)
    if form is None:
        collector.fault(
            f"not a feed: <{document.root_name[:40]}>" if document.root_name else "not a feed: no markup"
        )
        return collector.found("none")
    for entry in document.entries():
        if local(entry) in ("item", "entry") and not _take(entry, collector, url, document.has_bases):
            break
    return collector.found(form)


def _take(entry: Element, collector: Collector, url: str, has_bases: bool) -> bool:
    fields: dict[str, list[Element]] = {}
    for child in entry:
        if not str(child.tag).startswith(_OF_MEDIA):
            fields.setdefault(local(child), []).append(child)
    return collector.add(
        _link(entry, fields),
        base=_base(entry, url) if has_bases else url,
        title=text_of(fields["title"][0]) if "title" in fields else None,
        published=_first(fields, _PUBLISHED),
        lastmod=_first(fields, _LASTMOD),
    )


def _first(fields: dict[str, list[Element]], names: tuple[str, ...]) -> str | None:
    return next((text for name in names for each in fields.get(name, []) if (text := text_of(each))), None)


def _link(entry: Element, fields: dict[str, list[Element]]) -> str | None:
    """Where the story is: the address behind a redirect service, the link, the permanent id, in this order."""
    original = _first(fields, ("origlink",))
    if original:
        return original
    links = fields.get("link", [])
    written = next((text for each in links if (text := text_of(each))), None)
    return written or _best_href(links) or _identifier(entry, fields)


def _best_href(links: list[Element]) -> str | None:
    """The alternate of Atom links (RFC 4287, 4.2.7.2), HTML before other types."""
    stories = [
        each
        for each in links
        if each.get("href") and (each.get("rel") or "alternate").lower() not in _NOT_THE_STORY
    ]
    stories.sort(
        key=lambda each: (
            (each.get("rel") or "alternate") != "alternate",
            "html" not in (each.get("type") or "html"),
        )
    )
    return stories[0].get("href") if stories else None


def _identifier(entry: Element, fields: dict[str, list[Element]]) -> str | None:
    for guid in fields.get("guid", []):
        if (guid.get("isPermaLink") or "true").lower() != "false" and _is_address(text_of(guid)):
            return text_of(guid)
    about = next((value for name, value in entry.attrib.items() if str(name).endswith("}about")), None)
    identifier = str(about) if about else _first(fields, ("id",))
    return identifier if _is_address(identifier) else None


def _is_address(text: str | None) -> bool:
    return text is not None and text.startswith(("http://", "https://"))


def _base(element: Element, url: str) -> str:
    """The base of an element's links: xml:base of it and what is around it (RFC 4287, 2), each relative to the outer one."""
    bases = [str(value) for each in (element, *element.iterancestors()) if (value := each.get(XML_BASE))]
    base = url
    for value in reversed(bases):
        try:
            base = urljoin(base, value.strip())
        except ValueError:
            continue
    return base


def read_json_feed(body: bytes, url: str) -> Found:
    """The stories of a JSON Feed (jsonfeed.org, 1.0 and 1.1)."""
    collector = Collector(url, ENTRY_LIMIT)
    try:
        feed = orjson.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        collector.fault("not JSON")
        return collector.found("none")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        collector.fault("not a feed: JSON without items")
        return collector.found("none")
    for item in items:
        if isinstance(item, dict) and not _take_json(item, collector):
            break
    return collector.found("json")


def _take_json(item: dict[str, Any], collector: Collector) -> bool:
    values = {name: value for name, value in item.items() if isinstance(value, str)}
    identifier = values.get("id")
    return collector.add(
        values.get("url") or values.get("external_url") or (identifier if _is_address(identifier) else None),
        title=values.get("title"),
        published=values.get("date_published"),
        lastmod=values.get("date_modified"),
    )
