"""One page in, the fields of its article out: never an exception for what is in the page, never an empty article."""

from __future__ import annotations

import re
from datetime import datetime

from pipelines.sources.model import Rules

from .charset import as_utf8
from .extracted import Extracted
from .fields import fields_of
from .guard import MOST_BYTES, Refused, bounded
from .page import Context, Page, html_page, text_page
from .scripts import Scripts, without_scripts

_TAG = re.compile(
    rb"<(?:!doctype|html|head|body|div|p|span|a|title|meta|script|article|table|br|h1|section)\b[^<>]{0,2000}>",
    re.I,
)
_NESTED = 800
"""Tags from which on a page without text is suspected of being nested beyond the parser's limit."""


def extract(
    html: bytes,
    url: str | None = None,
    *,
    content_type: str | None = None,
    captured: datetime | None = None,
    rules: Rules | None = None,
    language: str | None = None,
    timezone: str | None = None,
) -> Extracted:
    """The article that a page holds; `kind` is `not_article`, with a reason, where it holds none.

    `content_type` is the response's header: its charset is one voice, `text/plain` is read by the text rules alone.
    `captured` bounds the dates that are believed; `rules`, `language` and `timezone` (IANA) are those of the page's source.
    Raises TypeError for wrong types and nothing for what is in the page. Reads no clock, network or locale.
    """
    _check(html, url, content_type, captured)
    context = Context(language, timezone, captured, rules)
    try:
        if len(html) > MOST_BYTES:
            raise Refused("too_large")
        seen, scripts = without_scripts(html, whole=rules is not None)
        data, charset = as_utf8(seen, content_type)
        if charset.startswith("utf-16"):  # only now are its tags to be found
            data, scripts = without_scripts(data)
            charset = "utf-8"
        data = bounded(data)
    except Refused as refusal:
        return Extracted(kind="not_article", reason=str(refusal), flags=[str(refusal)])
    page = _page(data, url, content_type, rules, Scripts(scripts, charset))
    if page is None:
        return Extracted(kind="not_article", reason="no_text")
    return fields_of(page, context)


def _check(html: bytes, url: str | None, content_type: str | None, captured: datetime | None) -> None:
    if not isinstance(html, bytes):
        raise TypeError(f"html must be bytes, not {type(html).__name__}")
    for name, value in (("url", url), ("content_type", content_type)):
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{name} must be a str or None, not {type(value).__name__}")
    if captured is not None and not isinstance(captured, datetime):
        raise TypeError(f"captured must be a datetime or None, not {type(captured).__name__}")


def _page(
    data: bytes, url: str | None, content_type: str | None, rules: Rules | None, scripts: Scripts
) -> Page | None:
    if _is_plain(data, content_type):
        return text_page(data.decode("utf-8", "replace"), url)
    return html_page(data, url, rules, scripts)


def _is_plain(data: bytes, content_type: str | None) -> bool:
    """Whether the bytes are text without markup: by their type, or because no tag is in them."""
    if content_type and "html" not in content_type.lower():
        return content_type.lower().lstrip().startswith("text/plain") and _TAG.search(data[:4096]) is None
    return content_type is None and _TAG.search(data) is None
