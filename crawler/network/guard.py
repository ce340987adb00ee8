"""The address guard: every address is checked where it is resolved for a connection, whatever door the URL came through."""

from __future__ import annotations

import socket
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from scrapy.crawler import Crawler
from scrapy.utils.misc import load_object
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution
from twisted.internet.threads import deferToThreadPool
from zope.interface import implementer

from crawler.config import Config
from crawler.network.addresses import AddressPolicy, plain_host
from crawler.politeness.refusal import AddressRefused

__all__ = [
    "AddressRefused",
    "GuardedResolver",
    "NotInstalled",
    "assert_installed",
    "policy_from",
    "refusal_for",
]

LOOKUP_LIFETIME = 300.0
"""Seconds that an answer of DNS is used again; every use is checked anew."""
LOOKUPS_KEPT = 10_000
_Answer = list[str]


def policy_from(settings: Any) -> AddressPolicy:
    """The policy of WIRECOPY_ALLOW_ADDRESSES and WIRECOPY_HOSTS; raises ConfigError or ValueError for a bad entry."""
    config = Config.from_settings(settings)
    return AddressPolicy.of(config.allow_addresses, config.hosts)


def refusal_for(url: str, policy: AddressPolicy | None = None) -> str | None:
    """Why a URL may not be asked for, before any request is made; None when it may be tried (see AddressPolicy)."""
    return (policy or AddressPolicy()).refusal_for(url)


class RefusedAddress(IPv4Address):
    """An answer that raises AddressRefused when somebody wants to connect to it.

    The resolver interface has no way to say "refused"; an empty answer would read as "no such name".
    """

    def __init__(self, why: str, port: int) -> None:
        object.__setattr__(self, "why", why)
        object.__setattr__(self, "type", "TCP")
        object.__setattr__(self, "port", port)

    def __getattr__(self, name: str) -> Any:
        """Raise AddressRefused for `host`, the one field that is not set."""
        if name == "host":
            raise AddressRefused(self.__dict__["why"])
        raise AttributeError(name)


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Do nothing: a look-up in a thread cannot be stopped, its answer is thrown away."""


@implementer(IHostnameResolver)
class GuardedResolver:
    """A name resolver for `TWISTED_DNS_RESOLVER` that answers with addresses that may be contacted, and no others.

    Literals and odd spellings come here too, for Twisted resolves every host. The connection is made to the very
    address that was checked, so a name that changes its address between two look-ups (DNS rebinding) gains nothing.
    Of a name with public and other addresses only the public ones are used. IPv4 and IPv6. A look-up that takes longer
    than DNS_TIMEOUT ends as "no such name".
    """

    def __init__(
        self,
        reactor: Any,
        policy: AddressPolicy,
        timeout: float = 60.0,
        getaddrinfo: Callable[..., list[Any]] = socket.getaddrinfo,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.policy = policy
        self._reactor = reactor
        self._timeout = timeout
        self._getaddrinfo = getaddrinfo
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, _Answer]] = OrderedDict()

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        """The guard with the settings of the process; called by Scrapy with its process in the crawler's place."""
        return cls(reactor, policy_from(crawler.settings), crawler.settings.getfloat("DNS_TIMEOUT"))

    def install_on_reactor(self) -> None:
        """Resolve every name of this process here."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - the name is Twisted's
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Deliver the addresses of a host that may be contacted on this port; one that raises when there are none."""
        resolution = _Resolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        self._addresses(hostName).addCallback(
            lambda found: self._deliver(resolutionReceiver, hostName, found, portNumber, addressTypes)
        )
        return resolution

    def _deliver(
        self,
        receiver: Any,
        name: str,
        found: _Answer,
        port: int,
        types: Sequence[type[IAddress]] | None,
    ) -> None:
        refusals = {address: self.policy.refusal(address, port) for address in found}
        good = [_address(each, port) for each, why in refusals.items() if why is None]
        for address in good:
            if types is None or isinstance(address, tuple(types)):
                receiver.addressResolved(address)
        refused = next((why for why in refusals.values() if why), None)
        # A caller that wants one kind of address only reads it at once and cannot take one that raises.
        if refused and not good and types is None:
            why = refused if name in found else f"{name} is {refused}"
            receiver.addressResolved(RefusedAddress(why, port))
        receiver.resolutionComplete()

    def _addresses(self, name: str) -> Deferred[_Answer]:
        """All addresses of a host, unchecked, each once, in the resolver's order; none when it has none."""
        done: Deferred[_Answer] = Deferred()
        if known := self.policy.hosts.get(plain_host(name)):
            done.callback([known])
            return done
        until, answer = self._kept.get(name, (0.0, []))
        if self._clock() < until:
            done.callback(answer)
            return done
        look_up = deferToThreadPool(
            self._reactor, self._reactor.getThreadPool(), self._getaddrinfo, name, 0, 0, socket.SOCK_STREAM
        )
        look_up.addTimeout(self._timeout, self._reactor)
        look_up.addCallbacks(lambda rows: self._keep(name, rows), lambda failure: [])
        look_up.addCallback(done.callback)
        return done

    def _keep(self, name: str, rows: list[Any]) -> _Answer:
        answer = list(dict.fromkeys(str(row[4][0]) for row in rows))
        self._kept[name] = (self._clock() + LOOKUP_LIFETIME, answer)
        while len(self._kept) > LOOKUPS_KEPT:
            self._kept.popitem(last=False)
        return answer


def _address(address: str, port: int) -> IPv4Address | IPv6Address:
    return IPv6Address("TCP", address, port) if ":" in address else IPv4Address("TCP", address, port)


class NotInstalled(RuntimeError):
    """A part without which no crawl may start is not there; the message names the setting that took it out."""


def assert_installed(crawler: Crawler, **expected: str) -> None:
    """Raise NotInstalled, with one line, when the guard is not in force, or a setting is not what it has to be.

    The guard counts as in force when this process resolves names with it: a TWISTED_DNS_RESOLVER that came too late is
    silently ignored by Scrapy, so the setting proves nothing. Each keyword is a setting that has to name this class or
    one derived from it; `handlers` stands for the http and https entries of DOWNLOAD_HANDLERS (others must be off).
    """
    if not crawler.settings.getbool("TWISTED_REACTOR_ENABLED"):
        raise NotInstalled(
            "TWISTED_REACTOR_ENABLED must be on: the address guard is part of Twisted's resolver"
        )
    from twisted.internet import reactor

    if not isinstance(reactor.nameResolver, GuardedResolver):
        raise NotInstalled(
            f"the address guard is not in force: TWISTED_DNS_RESOLVER is {crawler.settings['TWISTED_DNS_RESOLVER']},"
            f" must be {GuardedResolver.__module__}.GuardedResolver"
        )
    if handler := expected.pop("handlers", None):
        _assert_handlers(crawler, handler)
    for name, path in expected.items():
        _assert_derived(name, crawler.settings.get(name), path)


def _assert_handlers(crawler: Crawler, path: str) -> None:
    for scheme, value in sorted(crawler.settings.getwithbase("DOWNLOAD_HANDLERS").items()):
        if scheme in ("http", "https"):
            _assert_derived(f"DOWNLOAD_HANDLERS[{scheme!r}]", value, path)
        elif value is not None:
            raise NotInstalled(f"DOWNLOAD_HANDLERS[{scheme!r}] must be None: only http and https are crawled")


def _assert_derived(name: str, value: Any, path: str) -> None:
    wanted, found = load_object(path), load_object(value) if value is not None else None
    # Not issubclass: Scrapy's scheduler base class calls anything its subclass that has the methods.
    if not (isinstance(found, type) and wanted in found.__mro__):
        raise NotInstalled(f"{name} is {value}, must be {path} or a class derived from it")
