"""The page as UTF-8: which character set its bytes are really in, whatever its headers say."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""", re.I)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "iso8859-9": "cp1254",
    "big5": "big5hkscs",
    "tis-620": "cp874",
}
"""What the WHATWG Encoding Standard (section 4.2) reads under a narrower label."""
_NOT_TEXT = frozenset(
    {"utf_7", "utf-7", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "rot13", "undefined"}
)
_SAMPLE = 64 * 1024


def decoded(data: bytes, content_type: str | None = None) -> tuple[str, str]:
    """The bytes as text, and the name of the character set that fitted.

    In order: byte order mark; UTF-8 where the bytes are valid UTF-8 (random text of another set is not);
    UTF-16 without a mark; the charset of the Content-Type, then of the page's own declaration, where the bytes fit;
    charset-normalizer's guess on the first 64 KiB; windows-1252 with U+FFFD for what does not fit.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), name
    if (wide := _utf16_without_mark(data)) is not None:
        return data.decode(wide, "replace"), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        damage = error
    declared = _declared(data, content_type)
    if "utf-8" in declared and _mostly_utf8(data, damage):
        return data.decode("utf-8", "replace"), "utf-8"
    for name in declared:
        try:
            return data.decode(name), name
        except (UnicodeDecodeError, LookupError):
            continue
    if _mostly_utf8(data, damage):
        return data.decode("utf-8", "replace"), "utf-8"
    name = _guess(data) or next((n for n in declared if n != "utf-8"), "cp1252")
    return data.decode(name, "replace"), name


def _declared(data: bytes, content_type: str | None) -> list[str]:
    head = data[:4096]
    labels = [m[1] for m in [_HEADER.search(content_type or "")] if m]
    labels += [m[1].decode("ascii") for m in (_META.search(head), _XML.search(head)) if m]
    names = (_codec(label) for label in labels)
    return list(dict.fromkeys(name for name in names if name))


def _codec(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    return None if name in _NOT_TEXT or name.startswith("utf-16") else _WIDER.get(name, name)


def _mostly_utf8(data: bytes, first: UnicodeDecodeError) -> bool:
    """Whether a page is UTF-8 with a few broken bytes (cut tail, a pasted word), not another set."""
    if first.start >= len(data) - 4:
        return True
    sample = data[:_SAMPLE]
    text = sample.decode("utf-8", "replace")
    good = sum(not c.isascii() and c != "\ufffd" for c in text)
    return good > 20 * text.count("\ufffd")


def _utf16_without_mark(data: bytes) -> str | None:
    head = data[:400]
    if len(head) < 8 or head.count(0) < len(head) // 3:
        return None
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _guess(data: bytes) -> str | None:
    start = max(0, next((i for i, byte in enumerate(data) if byte > 127), 0) - 1000)
    best = from_bytes(data[start : start + _SAMPLE]).best()
    name = _codec(best.encoding) if best is not None else None
    if name is None:
        return None
    try:
        data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None
    return name
