"""Any list of stories: looks at the bytes, not at what they are called, and reads them as what they are."""

from __future__ import annotations

from collections.abc import Callable

from crawler.discovery.candidate import Found
from crawler.discovery.feed import FORMS as FEED_FORMS
from crawler.discovery.feed import read_json_feed, read_xml_feed
from crawler.discovery.section import read_section
from crawler.discovery.sitemap import FORMS as SITEMAP_FORMS
from crawler.discovery.sitemap import read_sitemap, read_xml_sitemap, unpacked
from crawler.discovery.xml import Document


def read(
    body: bytes,
    url: str,
    *,
    is_article: Callable[[str], bool] | None = None,
    encoding: str = "utf-8",
    depth: int = 0,
) -> Found:
    """The candidates of a feed, sitemap or section page, whichever the bytes are; `body` without content encoding.

    `is_article` and `encoding` are for section pages, `depth` for sitemap indexes (see read_section, read_sitemap). Never
    raises for any bytes: form `none` with the fault named.
    """
    data, fault = unpacked(body)
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if fault or start[:8].lower().startswith((b"http://", b"https://")):
        return read_sitemap(body, url, depth)
    if start.startswith(b"{"):
        return read_json_feed(data, url)
    document = Document(data)
    if document.root_name in FEED_FORMS:
        return read_xml_feed(document, url)
    if document.root_name in SITEMAP_FORMS:
        return read_xml_sitemap(document, url, depth)
    return read_section(data, url, is_article, encoding)
