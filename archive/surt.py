"""The key under which a URL is looked up in an index: SURT, as wayback machines, pywb and cdxj-indexer build it.

The rules are those of WaybackURLKeyMaker in the IIPC's webarchive-commons (Apache-2.0): what does not change which
page a URL leads to is taken away (case, `www.`, default port, session ids, order of the query, a last slash), and the
host is turned round, so that a domain's captures stand together. Written anew, since the Python package of that name is
under the AGPL; the tests compare the two where that package is installed.
"""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from urllib.parse import quote_from_bytes, unquote_to_bytes

_BLANKS = re.compile(rb"[\n\r\t]")
_SCHEME = re.compile(rb"[A-Za-z][A-Za-z0-9+\-.]*:")
_HTTP_AGAIN = re.compile(rb"(https?://)+")
# RFC 3986, appendix B.
_PARTS = re.compile(
    rb"(?:([A-Za-z][A-Za-z0-9+.\-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?\Z", re.DOTALL
)
_SAFE = b"!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_NUMERIC_HOST = re.compile(rb"(?:[1-9][0-9]*(?:\.[0-9]+){0,3}|0[0-7]*(?:\.[0-7]+){0,3})\Z")
_WWW = re.compile(rb"www\d*\.")
_DEFAULT_PORTS = {b"http": 80, b"https": 443}
_HEX = frozenset(b"0123456789abcdefABCDEF")

_PATH_SESSIONS = (
    re.compile(rb"(.*/)\((?:[a-z]\([0-9a-z]{24}\))+\)/([^?]+\.aspx.*)\Z", re.IGNORECASE),
    re.compile(rb"(.*/)\([0-9a-z]{24}\)/([^?]+\.aspx.*)\Z", re.IGNORECASE),
)
_QUERY_SESSIONS = tuple(
    re.compile(rb"(.*)(?:" + session + rb")(?:&(.*))?\Z", re.IGNORECASE)
    for session in (
        rb"jsessionid=[0-9a-z]{32}",
        rb"phpsessid=[0-9a-z]{32}",
        rb"sid=[0-9a-z]{32}",
        rb"aspsessionid[a-z]{8}=[a-z]{24}",
        rb"cfid=[^&]+&cftoken=[^&]+",
    )
)


def surt(url: str) -> str:
    """The URL's key, `com,example)/path?query`; a URL that cannot be taken apart (a port that is none) is its own key."""
    if not url:
        return "-"
    if url.startswith("filedesc"):
        return url
    try:
        return _key(url.encode()).decode()
    except ValueError:
        return url


def _key(url: bytes) -> bytes:
    url = _BLANKS.sub(b"", url.strip())
    if not url:
        raise ValueError("no URL")
    if not _SCHEME.match(url):
        url = b"http://" + url
    url = _HTTP_AGAIN.sub(lambda match: match[1], url, count=1) if _HTTP_AGAIN.match(url) else url
    match = _PARTS.match(url)
    if match is None:
        raise ValueError(url)
    scheme, authority, path, query = (part or b"" for part in match.groups())
    host, port = _authority(authority)
    if scheme.startswith(b"http") and not host and path:
        host, _, rest = path.lstrip(b"/").partition(b"/")
        path = b"/" + rest
    host = _host(host, stripped=scheme != b"dns")
    key = scheme + b":"
    if host:
        key = b",".join(reversed(host.split(b".")))
        if port and port != _DEFAULT_PORTS.get(scheme.lower(), 0):
            key += b":%d" % port
        key += b")"
    query = _query(query)
    return key + _path(path, bool(host), bool(query)) + (b"?" + query if query else b"")


def _authority(authority: bytes) -> tuple[bytes, int]:
    """Host without user, brackets and port, and the port; raises ValueError for a port that is none."""
    host = authority.rpartition(b"@")[2].rstrip(b":")
    _, bracket, bracketed = host.partition(b"[")
    if bracket:
        host, _, rest = bracketed.partition(b"]")
        port = rest.partition(b":")[2]
    else:
        host, _, port = host.partition(b":")
    if port and not (port.isdigit() and int(port) <= 65535):
        raise ValueError(f"not a port: {port!r}")
    return host.lower(), int(port or 0)


def _host(host: bytes, *, stripped: bool) -> bytes:
    host = _unescape(host)
    if not host.isascii():
        with suppress(ValueError):
            host = host.decode("utf-8", "ignore").encode("idna")
    host = host.replace(b"..", b".").strip(b".")
    host = _address(host) or _escape(host.lower()).lower()
    www = _WWW.match(host) if stripped else None
    return host[www.end() :] if www else host


def _address(host: bytes) -> bytes | None:
    """The dotted form of an IPv4 address written as one number, in octal, or with parts left out; None for a name."""
    if host.isdigit():
        return socket.inet_ntoa((int(host) & 0xFFFFFFFF).to_bytes(4, "big")).encode()
    if not _NUMERIC_HOST.match(host):
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(host.decode())).encode()
    except OSError:
        return None


def _path(path: bytes, hosted: bool, queried: bool) -> bytes:
    path = _unescape(path)
    path = _escape(_without_dots(path) if hosted else path).lower()
    for session in _PATH_SESSIONS:
        if match := session.match(path):
            path = match[1] + match[2]
    if path.endswith(b"/") and len(path) > 1:
        path = path[:-1]
    return path or (b"/" if queried else b"")


def _without_dots(path: bytes) -> bytes:
    kept: list[bytes] = []
    for part in path.split(b"/")[1:]:
        if part == b".." and kept:
            kept.pop()
        elif part != b".":
            kept.append(part)
    *folders, last = kept or [b""]
    return b"/" + b"".join(folder + b"/" for folder in folders if folder) + last


def _query(query: bytes) -> bytes:
    query = _escape(_unescape(query))
    for session in _QUERY_SESSIONS:
        if match := session.match(query):
            query = match[1] + (match[2] or b"")
    query = query.lower()
    if b"&" not in query:
        return query
    fields = sorted(tuple(field.split(b"=", 1)) for field in query.split(b"&"))
    return b"&".join(b"=".join(field) for field in fields)


def _escape(text: bytes) -> bytes:
    return quote_from_bytes(text, safe=_SAFE).encode()


def _unescape(text: bytes) -> bytes:
    """Percent-encoding taken off until there is none, in one pass over the bytes whatever they are nested to."""
    if b"%" not in text:
        return text
    text = unquote_to_bytes(text)
    if b"%" not in text:
        return text
    out = bytearray()
    for byte in text:
        out.append(byte)
        while len(out) > 2 and out[-3] == 0x25 and out[-2] in _HEX and out[-1] in _HEX:
            out[-3:] = bytes((int(out[-2:], 16),))
    return bytes(out)
