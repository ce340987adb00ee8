"""Which addresses may be contacted: public ones, and those of an explicit list; a pure function of the address."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAMED: tuple[tuple[str, str], ...] = (
    ("0.0.0.0/8", "this network"),
    ("10.0.0.0/8", "private"),
    ("100.64.0.0/10", "shared (carrier NAT)"),
    ("127.0.0.0/8", "loopback"),
    # Platform services of one large cloud answer here, although the address itself is public.
    ("168.63.129.16/32", "cloud platform"),
    ("169.254.0.0/16", "link-local"),
    ("172.16.0.0/12", "private"),
    ("192.0.0.0/24", "protocol assignments"),
    ("192.0.2.0/24", "documentation"),
    ("192.88.99.0/24", "6to4 relay"),
    ("192.168.0.0/16", "private"),
    ("198.18.0.0/15", "benchmarks"),
    ("198.51.100.0/24", "documentation"),
    ("203.0.113.0/24", "documentation"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved"),
    ("::/128", "unspecified"),
    ("::1/128", "loopback"),
    ("::ffff:0:0/96", "IPv4-mapped"),
    ("::/96", "IPv4-compatible"),
    ("64:ff9b::/96", "NAT64"),
    ("64:ff9b:1::/48", "NAT64"),
    ("100::/64", "discard"),
    ("2001::/23", "protocol assignments"),
    ("2001:db8::/32", "documentation"),
    ("2002::/16", "6to4"),
    ("3fff::/20", "documentation"),
    ("5f00::/16", "segment routing"),
    ("fc00::/7", "unique local"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "site-local"),
    ("ff00::/8", "multicast"),
)
SPECIAL: tuple[tuple[IPNetwork, str], ...] = tuple((ipaddress.ip_network(net), name) for net, name in _NAMED)
"""The special-purpose registries of IANA (RFC 6890 and its updates), written out: Python's `is_global` differs by version.

What carries an IPv4 address inside (mapped, NAT64, 6to4) is refused as a whole: no public site needs it.
"""
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
"""All that is handed out of IPv6 so far (RFC 4291, 2.4)."""


def special_purpose(address: IPAddress) -> str | None:
    """The name of the special-purpose block that an address is in; None for a public address."""
    for network, name in SPECIAL:
        if address.version == network.version and address in network:
            return name
    if address.version == 6 and address not in GLOBAL_UNICAST:
        return "not global unicast"
    return None


@dataclass(frozen=True, slots=True)
class Allowed:
    """One entry of the allow-list: a network, and one port of it or all."""

    network: IPNetwork
    port: int | None = None

    @classmethod
    def parse(cls, text: str) -> Allowed:
        """An entry from `127.0.0.0/8`, `127.0.0.1`, `127.0.0.1:8080`, `::1` or `[::1]:8080`; raises ValueError."""
        host, port = text.strip(), None
        if match := re.fullmatch(r"(?:\[([^\]]+)\]|([^:\[\]]+)):(\d{1,5})", host):
            host, port = match[1] or match[2], int(match[3])
        return cls(ipaddress.ip_network(host), port)

    def covers(self, address: IPAddress, port: int) -> bool:
        """True when the entry allows this address and port; a port of 0 is no port in particular."""
        same_kind = address.version == self.network.version
        return same_kind and address in self.network and self.port in (None, port)


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Public addresses and the allow-list may be contacted; `hosts` are names that are looked up here instead of in DNS."""

    allowed: tuple[Allowed, ...] = ()
    hosts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, allow: Iterable[str] = (), hosts: Iterable[str] = ()) -> AddressPolicy:
        """A policy from allow-list entries and `name=address` pairs; raises ValueError with the entry that is wrong."""
        table: dict[str, str] = {}
        for pair in hosts:
            name, _, address = pair.partition("=")
            table[plain_host(name)] = str(ipaddress.ip_address(address.strip()))
        return cls(tuple(Allowed.parse(text) for text in allow), table)

    def refusal(self, address: str, port: int = 0) -> str | None:
        """Why a resolved address may not be contacted, as `127.0.0.1 (loopback)`; None when it may."""
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return f"{address[:60]!r} is not an address"
        if any(entry.covers(parsed, port) for entry in self.allowed):
            return None
        name = special_purpose(parsed)
        return f"{address} ({name})" if name else None

    def refusal_for(self, url: str) -> str | None:
        """Why a URL may not be asked for, as far as it can be said without a look-up; None when it may be tried.

        Sees the scheme, the static host table and every spelling of an address; names are judged when they are
        resolved, by the guard. For any door: links, feeds, sitemaps, redirects, canonical addresses.
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            return f"not a URL: {error}"
        if parts.scheme not in ("http", "https"):
            return f"scheme {parts.scheme[:20]!r}" if parts.scheme else "no scheme"
        if not host or _UNSAFE.search(parts.netloc):
            return "no host" if not host else "unsafe characters in the host"
        name = plain_host(host)
        if name == "localhost" or name.endswith(".localhost"):
            name = "127.0.0.1"
        address = self.hosts.get(name) or address_spelled(name)
        return self.refusal(address, port or _PORTS[parts.scheme]) if address else None


_PORTS = {"http": 80, "https": 443}
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\<>^`{|}]")


def plain_host(host: str) -> str:
    """A host as it is compared: compatibility forms of letters and digits made plain, lower case, no dot at the end."""
    return unicodedata.normalize("NFKC", host).replace("\u3002", ".").strip().lower().rstrip(".")


def address_spelled(host: str) -> str | None:
    """The address that a host is a spelling of (decimal, hex, octal, short: WHATWG URL, 3.5); None for a name."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        parts = host.split(".")
    if not 1 <= len(parts) <= 4:
        return None
    numbers = [_number(part) for part in parts]
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers) or any(n > 255 for n in known[:-1]) or known[-1] >= 256 ** (5 - len(known)):
        return None
    value = known[-1] + sum(n << (8 * (3 - i)) for i, n in enumerate(known[:-1]))
    return str(ipaddress.IPv4Address(value))


def _number(text: str) -> int | None:
    """One part of an IPv4 address: 0x is hexadecimal, a leading 0 octal."""
    if re.fullmatch(r"0[xX][0-9a-fA-F]{0,16}", text):
        return int(text[2:] or "0", 16)
    if re.fullmatch(r"0[0-7]{1,22}", text):
        return int(text, 8)
    return int(text) if re.fullmatch(r"0|[1-9][0-9]{0,19}", text) else None
