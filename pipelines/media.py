"""What kind of document a capture is, told from its headers and its first bytes."""

from __future__ import annotations

import re

from archive.capture import Capture

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
_ASSET = re.compile(
    r"^(image|audio|video|font)/|^(text/css|(text|application)/(x-)?(java|ecma)script|application/wasm)$"
)
_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
)
_MAGIC = (
    (b"%PDF-", "document"),
    (b"PK\x03\x04", "document"),
    (b"\xd0\xcf\x11\xe0", "document"),
    (b"\x89PNG", "asset"),
    (b"\xff\xd8\xff", "asset"),
    (b"GIF8", "asset"),
    (b"RIFF", "asset"),
)
_SNIFFED = 2048
_FEED_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_SITEMAP_ROOT = re.compile(rb"<(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)
_HTML_ROOT = re.compile(rb"<(?:!doctype html|html|head|body|article|div|p|h1|meta|title)[\s>]", re.IGNORECASE)


def document_kind(capture: Capture) -> str:
    """`html`, `text`, `feed`, `sitemap`, `asset`, `document` or `data`: by magic bytes, then Content-Type, then a sniff.

    Servers lie about types in both directions (a PDF as text/html, a page without any type), so bytes that can be
    nothing else win over the header (WHATWG MIME Sniffing, 7).
    """
    head = capture.payload[:_SNIFFED]
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    media = (capture.content_type or "").split(";", 1)[0].strip().lower()
    if media in _FEED_TYPES:
        return "feed"
    if _ASSET.search(media) and not _HTML_ROOT.search(head):
        return "asset"
    if _FEED_ROOT.search(head):
        return "feed"
    if _SITEMAP_ROOT.search(head) or capture.url.endswith((".xml.gz", "/sitemap.xml")):
        return "sitemap"
    return _by_type(media, head)


def _by_type(media: str, head: bytes) -> str:
    if media in _HTML_TYPES or _HTML_ROOT.search(head):
        return "html"
    if media == "text/plain":
        return "text"
    if media == "application/pdf" or media.startswith("application/vnd."):
        return "document"
    # A compressed payload cannot be sniffed; without a type it is most often a page.
    return "html" if media in ("", "application/octet-stream") and b"\x00" not in head[:512] else "data"
