"""ARC, the Internet Archive's format before WARC: one header line and a body, versions 1 and 2.

Source: Burner and Kahle, "Arc File Format", 1996. A version 1 line has URL, IP address, date, content type and length;
version 2 puts result code, checksum, location, offset and file name before the length.
"""

from __future__ import annotations

import re

MAX_LINE = 1 << 17
"""Bytes of a header line that are read: URLs of 100 kB exist."""

# The URL may hold spaces (some crawlers did not escape them), the content type parameters; hence anchored from the right.
LINE = re.compile(
    rb"([a-z][a-z0-9+.\-]{1,20}:[^\r\n]{1,131072}) "
    rb"([0-9A-Fa-f:.]{1,45}|-) (\d{8,17}) ([^\r\n]{1,512}) (\d{1,19})\r?\n"
)
_VERSION_2 = re.compile(r" (?:\d+|-) \S+ \S+ (?:\d+|-) \S+\Z")


def is_arc(head: bytes) -> bool:
    """True when the bytes begin with the header line of an ARC record."""
    return head[:1].islower() and LINE.match(head) is not None


def parse_arc_head(head: bytes) -> tuple[str, tuple[tuple[str, str], ...], int]:
    """Version, the line said in WARC's named fields, and the offset of the body; ValueError when it is no ARC line.

    WARC-Type is `arc_header` for the file's own record, `response` for HTTP, `resource` for the rest (dns:, ftp:).
    """
    match = LINE.match(head)
    if match is None:
        raise ValueError("not an ARC header line")
    url, address, date, kind, length = (_text(part) for part in match.groups())
    is_http = url.startswith("http")
    fields = (
        ("WARC-Type", _record_type(url)),
        ("WARC-Target-URI", url),
        ("WARC-Date", _date(date)),
        ("WARC-IP-Address", address),
        ("Content-Type", "application/http; msgtype=response" if is_http else _VERSION_2.sub("", kind)),
        ("Content-Length", length),
    )
    return "ARC", fields, match.end()


def _record_type(url: str) -> str:
    if url.startswith("filedesc:"):
        return "arc_header"
    return "response" if url.startswith("http") else "resource"


def _date(digits: str) -> str:
    """`YYYYMMDDhhmmss` as WARC writes it; days alone get midnight, fractions of a second are dropped."""
    full = (digits + "000000")[:14]
    return f"{full[:4]}-{full[4:6]}-{full[6:8]}T{full[8:10]}:{full[10:12]}:{full[12:14]}Z"


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
