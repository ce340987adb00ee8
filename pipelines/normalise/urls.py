"""One form for each address, the site it belongs to, and what of it is only tracking.

Follows the URL Standard of WHATWG where it says what two spellings have in common; is stricter in that nothing that could break a
line of a log, a header or an index (CR, LF, NUL, tab, space, quotes) is left bare.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, unquote_to_bytes

import idna

from pipelines.normalise.text import valid_utf8

if TYPE_CHECKING:
    from tldextract import TLDExtract

_PARTS = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(//[^/?#]*)?([^?#]*)(\?[^#]*)?", re.DOTALL)
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ENCODED = re.compile(
    r"%(2[DdEe]|3[0-9]|4[1-9A-Fa-f]|5[0-9AaFf]|6[1-9A-Fa-f]|7[0-9AaEe]|[0-9A-Fa-f][a-f]|[a-f][0-9A-Fa-f])"
)
"""Percent-encodings that are not in their one form: of an unreserved character, or with small letters."""
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ALLOWED = "!#$%&'()*+,-./:;=?@[]_~"
_BARE = re.compile(r"[^!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]")
_NOT_IN_HOST = re.compile(r"[^a-z0-9.\-_~!$&'()*+,;=]")
_IDEOGRAPHIC_DOT = re.compile("[\u3002\uff0e\uff61]")
"""Marks that are dots between the labels of a name (UTS 46, 4)."""
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^;/]*", re.IGNORECASE)
_TABLE = Path(__file__).with_name("tracking.toml")


def canonical_url(url: str) -> str:
    """The one spelling of an address: two that differ in it are two addresses. Idempotent; never raises.

    Lower-case scheme and host, host in ASCII (UTS 46) or as one number form, no user info, default port, fragment, tracking
    parameters or session ids, `/` for an empty path, dot segments resolved, percent-encoding in one form. The order of parameters
    stays. Schemes other than http and https are only made safe. What is no absolute address comes back made safe.
    """
    url = valid_utf8(url).strip("".join(map(chr, range(0x21))))
    match = _PARTS.match(url)
    if match is None:
        return _safe(url)
    scheme, authority, path, query = match[1].lower(), match[2], match[3], match[4] or ""
    if scheme not in _DEFAULT_PORTS:
        return scheme + ":" + _encoded((authority or "") + path + query)
    if authority in (None, "//") or "\\" in path or "\\" in authority:
        authority, path = _authority_and_path((authority or "") + path)
    host = _authority(authority[2:], scheme)
    if not host or host.startswith(":"):
        return _safe(f"{scheme}:{url.partition(':')[2]}".replace("\\", "/"))
    return f"{scheme}://{host}{_path(path)}{_query(query)}"


def registrable_domain(url: str) -> str:
    """The domain somebody registered, by the public suffix list: `bbc.co.uk` of `https://www.bbc.co.uk/news`.

    Takes an address or a bare host. IP addresses, single labels and public suffixes come back as they are; "" without a host.
    """
    return _registrable(_host(url))


def same_site(a: str, b: str) -> bool:
    """Whether two addresses belong to one registrable domain; False where either has no host."""
    site = registrable_domain(a)
    return bool(site) and site == registrable_domain(b)


@lru_cache(maxsize=4096)
def _registrable(host: str) -> str:
    if host.startswith("[") or host.replace(".", "").isdigit():
        return host.strip("[]")
    parts = _suffixes()(host)
    if not parts.suffix:
        # The list's own last rule: a top-level domain that it does not name is a public suffix (publicsuffix.org, "*").
        return ".".join(host.split(".")[-2:])
    return parts.top_domain_under_public_suffix or host


@lru_cache(maxsize=1)
def _suffixes() -> TLDExtract:
    """Reads the list that comes with the package: no network, no cache on disk. Extraction does not need it, nor its 9 MB."""
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def _host(url: str) -> str:
    has_scheme = re.match(r"\s*[A-Za-z][A-Za-z0-9+.\-]*://", url[:64]) is not None
    full = url if has_scheme else "http://" + url.lstrip().lstrip("/")
    match = _PARTS.match(canonical_url(re.sub(r"^\s*[A-Za-z][A-Za-z0-9+.\-]*:", "http:", full)))
    authority = (match[2] or "")[2:] if match else ""
    return re.sub(r":[0-9]*$", "", authority)


def _authority_and_path(rest: str) -> tuple[str, str]:
    """`http:/x`, `http:\\\\x` and `http:///x` mean `http://x` to a browser (WHATWG, special authority slashes state)."""
    rest = rest.replace("\\", "/").lstrip("/")
    host, slash, path = rest.partition("/")
    return "//" + host, slash + path


def _authority(authority: str, scheme: str) -> str:
    host, port = authority.rpartition("@")[2], ""
    match = re.fullmatch(r"(.*?):([0-9]*)", host, re.DOTALL)
    if match and (":" not in match[1] or match[1].endswith("]")):
        host, port = match[1], match[2].lstrip("0") or ("0" if match[2] else "")
    name = _host_name(host)
    return name if port in ("", _DEFAULT_PORTS[scheme]) else f"{name}:{port}"


def _host_name(host: str) -> str:
    if host.startswith("[") and host.endswith("]"):
        try:
            return f"[{ipaddress.IPv6Address(host[1:-1]).compressed}]"
        except ValueError:
            return _encoded(host.lower())
    name = _IDEOGRAPHIC_DOT.sub(".", unquote(host, errors="replace").lower())
    if name.endswith(".") and not name.endswith("..") and len(name) > 1:
        name = name[:-1]
    if not name.isascii() or "xn--" in name:
        name = _ascii_name(name)
    return _ipv4(name) or (
        name if name.isascii() and not _NOT_IN_HOST.search(name) else quote(name, safe="!$&'()*+,;=")
    )


@lru_cache(maxsize=4096)
def _ascii_name(name: str) -> str:
    try:
        return idna.encode(name[:1000], uts46=True, transitional=False).decode()
    except (idna.IDNAError, UnicodeError):
        return name


def _ipv4(name: str) -> str | None:
    """The dotted form of every way to write an IPv4 address that browsers follow (WHATWG, IPv4 parser)."""
    parts = name.split(".")
    if not 1 <= len(parts) <= 4 or not re.fullmatch(r"0x[0-9a-f]*|[0-9]+", parts[-1]):
        return None
    numbers = [_number(part) for part in parts]
    *heads, last = [number if number is not None else -1 for number in numbers]
    if min(*heads, last, 0) < 0 or any(head > 255 for head in heads) or last >= 256 ** (4 - len(heads)):
        return None
    return str(ipaddress.IPv4Address(sum(head << 8 * (3 - i) for i, head in enumerate(heads)) + last))


def _number(part: str) -> int | None:
    digits, base = (
        (part[2:] or "0", 16)
        if part.startswith("0x")
        else (part, 8 if len(part) > 1 and part[0] == "0" else 10)
    )
    try:
        return int(digits[:40], base) if digits.isalnum() and digits.isascii() else None
    except ValueError:
        return None


def _safe(url: str) -> str:
    """What is no address, without its fragment, and no more changed than keeps a line whole."""
    text = _STRAY_PERCENT.sub("%25", url.partition("#")[0])
    return quote(text, safe=_ALLOWED) if _BARE.search(text) else text


def _encoded(text: str) -> str:
    """The text with one form of percent-encoding: unreserved characters bare, everything unsafe encoded, upper-case digits."""
    text = _STRAY_PERCENT.sub("%25", text)
    text = _ENCODED.sub(_decoded_if_unreserved, text)
    return quote(text, safe=_ALLOWED) if _BARE.search(text) else text


def _decoded_if_unreserved(match: re.Match[str]) -> str:
    byte = int(match[1], 16)
    return chr(byte) if byte in _UNRESERVED else f"%{byte:02X}"


def _path(path: str) -> str:
    path = _encoded(_SESSION_IN_PATH.sub("", path))
    if "/." in path:
        path = _without_dots(path)
    return path or "/"


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4."""
    out: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            out[-1:] = []
        elif segment != ".":
            out.append(segment)
    if segments[-1] in (".", ".."):
        out.append("")
    return "/" + "/".join(out)


def _query(query: str) -> str:
    kept = [pair for pair in query[1:].split("&") if pair and not _is_tracking(pair)]
    return "?" + _encoded("&".join(kept)) if kept else ""


def _is_tracking(pair: str) -> bool:
    name = unquote_to_bytes(pair.partition("=")[0][:100]).decode("utf-8", "replace").lower()
    exact, prefixes = _tracking()
    return name in exact or name.startswith(prefixes)


@lru_cache(maxsize=1)
def _tracking() -> tuple[frozenset[str], tuple[str, ...]]:
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    names = [name.lower() for group in table.values() for name in group["names"]]
    return frozenset(names), tuple(sorted(name[:-1] for name in names if name.endswith("*")))
