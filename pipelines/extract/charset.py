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


def as_utf8(data: bytes, content_type: str | None = None) -> tuple[bytes, str]:
    """The bytes as UTF-8 without a byte order mark, and the name of the character set that they were in.

    In order: byte order mark; UTF-8 where the bytes are valid UTF-8 (random text of another set is not);
    UTF-16 without a mark; the charset of the Content-Type, then of the page's own declaration, where the bytes fit;
    charset-normalizer's guess on the first 64 KiB; windows-1252 with U+FFFD for what does not fit.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            rest = data[len(mark) :]
            return (
                rest if _valid(rest) else rest.decode(name, "replace").encode()
            ) if name == "utf-8" else rest.decode(name, "replace").encode("utf-8", "replace"), name
    if (wide := _utf16_without_mark(data)) is not None:
        return data.decode(wide, "replace").encode("utf-8", "replace"), wide
    if data.isascii():
        return data, "utf-8"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        name = _other(data, content_type, error)
        return data.decode(name, "replace").encode(), name
    return data, "utf-8"


def _valid(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _other(data: bytes, content_type: str | None, damage: UnicodeDecodeError) -> str:
    """The character set of bytes that are no valid UTF-8."""
    declared = _declared(data, content_type)
    if "utf-8" in declared and _mostly_utf8(data, damage):
        return "utf-8"
    for name in declared:
        try:
            data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        return name
    if _mostly_utf8(data, damage):
        return "utf-8"
    return _guess(data) or next((name for name in declared if name != "utf-8"), "cp1252")


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
    """UTF-16 shows itself by the zero bytes of its ASCII: many, and nearly all on one side."""
    head = data[:400]
    odd, even = head[1::2].count(0), head[::2].count(0)
    if len(head) < 8 or odd + even < len(head) // 10 or min(odd, even) > max(odd, even) // 10:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


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
