"""Sitemaps (sitemaps.org 0.9), news sitemaps, their indexes, packed and as plain text: bytes to candidates, no I/O."""

from __future__ import annotations

import zlib

from crawler.discovery.candidate import ARTICLE, SITEMAP, Collector, Found
from crawler.discovery.xml import LARGEST, Document, Element, local, text_of

URL_LIMIT = 50_000
"""URLs that are read of one sitemap or index (sitemaps.org)."""
DEPTH_LIMIT = 3
"""Levels of indexes that are followed: an index of indexes of sitemaps."""
_MAGIC = b"\x1f\x8b"
_STEP = 1 << 20
FORMS = {"urlset": "sitemap", "sitemapindex": "sitemap-index"}
"""Root element (without namespace) -> form."""


def read_sitemap(body: bytes, url: str, depth: int = 0) -> Found:
    """The pages of a sitemap, or the sitemaps of an index (kind `sitemap`); `depth` counts the indexes that led here.

    gzip is unpacked up to 50 MiB. News sitemaps give title and publication date. An index never gives itself, and none
    is followed below DEPTH_LIMIT. Form `none` for what is no sitemap.
    """
    data, packing_fault = unpacked(body)
    found = _read_text(data, url) if _is_text(data) else read_xml_sitemap(Document(data), url, depth)
    return Found(found.form, found.candidates, (packing_fault, *found.faults)) if packing_fault else found


def read_xml_sitemap(document: Document, url: str, depth: int = 0) -> Found:
    """The pages or sitemaps of an XML sitemap."""
    collector = Collector(url, URL_LIMIT)
    for fault in document.faults:
        collector.fault(fault)
    form = FORMS.get(document.root_name)
    if form is None:
        collector.fault(
            f"not a sitemap: <{document.root_name[:40]}>"
            if document.root_name
            else "not a sitemap: no markup"
        )
        return collector.found("none")
    if form == "sitemap-index" and depth >= DEPTH_LIMIT:
        collector.fault(f"more than {DEPTH_LIMIT} levels of sitemap indexes")
        return collector.found(form)
    for entry in document.entries():
        if not _take(entry, collector, url):
            break
    return collector.found(form)


def _take(entry: Element, collector: Collector, url: str) -> bool:
    kind = SITEMAP if local(entry) == "sitemap" else ARTICLE
    fields: dict[str, Element] = {}
    for child in entry:
        if local(child) == "news":
            for news in child:
                fields.setdefault(f"news:{local(news)}", news)
        else:
            fields.setdefault(local(child), child)
    address = text_of(fields.get("loc"))
    if kind == SITEMAP and address == url:
        collector.fault("lists itself")
        return True
    return collector.add(
        address,
        kind=kind,
        title=text_of(fields.get("news:title")),
        published=text_of(fields.get("news:publication_date")),
        lastmod=text_of(fields.get("lastmod")),
    )


def unpacked(body: bytes) -> tuple[bytes, str | None]:
    """The bytes inside gzip and what was wrong with it; nothing when they are over the size limit. Other bytes as they are."""
    if not body.startswith(_MAGIC):
        return body, None
    parts: list[bytes] = []
    size, rest, member = 0, body, zlib.decompressobj(31)
    while rest:
        try:
            parts.append(member.decompress(rest, _STEP))
        except zlib.error:
            return b"".join(parts), "broken gzip"
        size += len(parts[-1])
        if size > LARGEST:
            return b"", f"gzip of more than {LARGEST} bytes"
        rest = member.unconsumed_tail
        if member.eof:
            # Members may follow each other (RFC 1952, 2.2); anything else behind one is not ours.
            rest = member.unused_data if member.unused_data.startswith(_MAGIC) else b""
            member = zlib.decompressobj(31) if rest else member
    return b"".join(parts), None if member.eof else "cut gzip"


def _is_text(data: bytes) -> bool:
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:8].lower().startswith((b"http://", b"https://"))


def _read_text(data: bytes, url: str) -> Found:
    collector = Collector(url, URL_LIMIT)
    for line in data[:LARGEST].decode("utf-8-sig", "replace").split("\n"):
        if "://" in line and not collector.add(line):
            break
    return collector.found("text")
