from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.python.failure import Failure

from crawler.network.addresses import (
    GLOBAL_UNICAST,
    SPECIAL,
    AddressPolicy,
    Allowed,
    address_spelled,
    special_purpose,
)
from crawler.network.guard import AddressRefused, GuardedResolver, RefusedAddress, refusal_for
from tests.crawler.network.child import crawl
from tests.server.fixture import Server

PRIVATE = [
    "127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
    "100.127.255.255", "169.254.169.254", "0.0.0.0", "0.1.2.3", "198.18.0.1", "192.0.0.8", "192.0.2.1", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1", "fc00::1", "fd12:3456::1",
    "fe80::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::808:808", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1", "3fff::1", "100::1", "4000::1",
    "fe80::1%eth0",
]  # fmt: skip
PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "2606:4700::1111",
    "2a00:1450::1",
]

SPELLINGS = {
    "127.0.0.1": "127.0.0.1", "2130706433": "127.0.0.1", "0x7f000001": "127.0.0.1", "0x7f.1": "127.0.0.1",
    "0177.0.0.1": "127.0.0.1", "017700000001": "127.0.0.1", "127.1": "127.0.0.1", "127.0.1": "127.0.0.1",
    "0x7F.0x0.0x0.0x1": "127.0.0.1", "0": "0.0.0.0", "0x": "0.0.0.0", "::1": "::1", "10.257": "10.0.1.1",
    "8.8.8.8.8": None, "256.1.1.1": None, "1.256.1.1": None, "example": None, "08.1.1.1": None, "1.2.3.256": None,
    "4294967296": None, "1..1": None,
}  # fmt: skip

URLS_INSIDE = [
    "http://127.0.0.1/", "http://127.0.0.1.:80/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/",
    "http://127.1/", "http://LOCALHOST/", "http://a.localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
    "http://good.test@127.0.0.1/", "http://good.test:80@127.0.0.1:80/", "http://①②⑦.0.0.1/", "http://127。0。0。1/",
    "http://169.254.169.254/latest/meta-data/", "http://0/", "https://10.0.0.1:8443/x", "http://[fe80::1%25eth0]/",
]  # fmt: skip
NOT_WEB = [
    "file:///etc/hostname", "ftp://example.org/", "data:text/html,x", "javascript:alert(1)", "gopher://x/", "blob:x",
    "s3://bucket/key", "//example.org/", "", "http:///x", "http://[::1/", "http://a:99999/", "http://a\\@b/",
    "http://a b/", "http://exa\x00mple.org/", "view-source:http://example.org/",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_no_special_address_is_public(address: str) -> None:
    assert special_purpose(ipaddress.ip_address(address)) is not None
    assert address in str(AddressPolicy().refusal(address, 80))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_contacted(address: str) -> None:
    assert AddressPolicy().refusal(address, 80) is None


@given(st.ip_addresses())
def test_what_python_calls_not_global_is_refused_too(address: Any) -> None:
    if (
        not address.is_global
        or address.is_multicast
        or (address.version == 6 and address not in GLOBAL_UNICAST)
    ):
        assert special_purpose(address) is not None or _newer_registry(address)


def _newer_registry(address: Any) -> bool:
    """Blocks that some versions of Python hold for special and IANA calls globally reachable."""
    return address.version == 4 and address in ipaddress.ip_network("192.0.0.0/24")


def test_the_blocks_are_each_refused_at_both_ends() -> None:
    for network, _ in SPECIAL:
        for end in (network[0], network[-1]):
            assert AddressPolicy().refusal(str(end), 80), end


@pytest.mark.parametrize(("host", "address"), SPELLINGS.items())
def test_spellings_of_an_address(host: str, address: str | None) -> None:
    assert address_spelled(host) == address


@given(st.ip_addresses(v=4))
def test_every_spelling_means_the_same_as_to_the_system(address: ipaddress.IPv4Address) -> None:
    value = int(address)
    for text in (str(value), hex(value), f"0{value:o}", f"{value >> 24}.{value & 0xFFFFFF}"):
        assert address_spelled(text) == str(address) == socket.inet_ntoa(socket.inet_aton(text))


@pytest.mark.parametrize("url", URLS_INSIDE + NOT_WEB)
def test_urls_refused_before_a_request_is_made(url: str) -> None:
    assert refusal_for(url)


@pytest.mark.parametrize(
    "url", ["http://example.org/", "https://пример.рф/a?b#c", "http://8.8.8.8/", "http://1.example/"]
)
def test_urls_that_may_be_tried(url: str) -> None:
    assert refusal_for(url) is None


def test_allow_list_by_network_and_by_port() -> None:
    policy = AddressPolicy.of(
        ["127.0.0.0/8", "10.0.0.1:8080", "[::1]:80"], ["Outlet.test=127.0.0.2", "in.test=10.0.0.2"]
    )
    assert policy.refusal("127.0.0.9", 1) is None
    assert policy.refusal("10.0.0.1", 8080) is None
    assert policy.refusal("10.0.0.1", 80) == "10.0.0.1 (private)"
    assert policy.refusal("::1", 80) is None
    assert policy.refusal("::1", 81)
    assert policy.refusal_for("http://OUTLET.test./x") is None
    assert policy.refusal_for("http://in.test/x") == "10.0.0.2 (private)"


@pytest.mark.parametrize("entry", ["", "outlet.test", "10.0.0.1/8", "10.0.0.0/8:x", "1:2:3"])
def test_a_bad_entry_of_the_allow_list_is_an_error(entry: str) -> None:
    with pytest.raises(ValueError, match=r"does not appear|has host bits"):
        Allowed.parse(entry)


class Receiver:
    def __init__(self) -> None:
        self.addresses: list[Any] = []
        self.complete = False

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        assert resolution.name

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.complete = True


class FakePool:
    def callInThreadWithCallback(self, done: Any, function: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N802
        try:
            done(True, function(*args, **kwargs))
        except OSError as error:
            done(False, Failure(error))  # type: ignore[no-untyped-call]


class FakeReactor:
    """Runs look-ups at once, in this thread, and never fires a timeout."""

    def getThreadPool(self) -> FakePool:  # noqa: N802
        return FakePool()

    def callFromThread(self, function: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N802
        function(*args, **kwargs)

    def callLater(self, *args: Any) -> Any:  # noqa: N802
        class Call:
            def active(self) -> bool:
                return False

        return Call()


class Names:
    """A name server that gives the next answer at each look-up."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, name: str, *args: Any) -> list[Any]:
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if not answer:
            raise socket.gaierror
        return [(0, 0, 0, "", (address, 0)) for address in answer]


def resolve(resolver: GuardedResolver, name: str, port: int = 80) -> list[Any]:
    receiver = Receiver()
    resolver.resolveHostName(receiver, name, port)
    assert receiver.complete
    return receiver.addresses


def guard(names: Names, policy: AddressPolicy | None = None, clock: Any = lambda: 0.0) -> GuardedResolver:
    return GuardedResolver(FakeReactor(), policy or AddressPolicy(), 5.0, names, clock)


def test_a_name_with_public_and_private_records_gives_the_public_ones() -> None:
    found = resolve(guard(Names(["10.0.0.1", "8.8.8.8", "::1", "2606:4700::1111"])), "mixed.test")
    assert [address.host for address in found] == ["8.8.8.8", "2606:4700::1111"]


def test_a_private_answer_raises_its_reason_when_it_is_used() -> None:
    (address,) = resolve(guard(Names(["192.168.0.7"])), "inside.test")
    assert isinstance(address, RefusedAddress)
    with pytest.raises(AddressRefused, match=r"inside.test is 192.168.0.7 \(private\)"):
        _ = address.host


def test_rebinding_is_checked_at_every_use() -> None:
    now = [0.0]
    names = Names(["8.8.8.8"], ["127.0.0.1"])
    resolver = guard(names, clock=lambda: now[0])
    assert resolve(resolver, "rebind.test")[0].host == "8.8.8.8"
    assert resolve(resolver, "rebind.test")[0].host == "8.8.8.8"
    assert names.asked == 1
    now[0] = 1e6
    assert isinstance(resolve(resolver, "rebind.test")[0], RefusedAddress)


def test_a_name_that_does_not_exist_is_no_refusal() -> None:
    assert resolve(guard(Names([])), "nowhere.test") == []


def test_hosts_are_looked_up_in_the_table_and_still_need_the_allow_list() -> None:
    names = Names(["8.8.8.8"])
    table = ["outlet.test=127.0.0.2"]
    assert isinstance(resolve(guard(names, AddressPolicy.of([], table)), "outlet.test")[0], RefusedAddress)
    allowed = guard(names, AddressPolicy.of(["127.0.0.2:80"], table))
    assert resolve(allowed, "OUTLET.test.")[0].host == "127.0.0.2"
    assert isinstance(resolve(allowed, "outlet.test", 81)[0], RefusedAddress)
    assert names.asked == 0


def test_canary_no_spelling_and_no_redirect_reaches_loopback(server: Server) -> None:
    hosts = ["127.0.0.2", "2130706434", "0x7f.2", "0177.0.0.2", "127.2", "a@127.0.0.2", "127.0.0.2.", "①②⑦.0.0.2",
             "[::ffff:127.0.0.2]", "0.0.0.0", "[::1]"]  # fmt: skip
    urls = [f"http://{host}:{server.port}/canary/{n}" for n, host in enumerate(hosts)]
    doors = [server.url(f"/redirect/{n}?to={url}") for n, url in enumerate(urls)]
    # The door itself is allowed by its exact address and port; what it leads to is not.
    found = crawl(urls + doors, WIRECOPY_ALLOW_ADDRESSES=[f"127.0.0.1:{server.port}"])
    assert len(found) == len(urls) * 2
    assert {url: said for url, said in found.items() if said.startswith("200")} == {}
    assert found[urls[0]] == "AddressRefused: 127.0.0.2 (loopback)"
    assert found[doors[2]].startswith("AddressRefused: ")
    audit = server.audit()
    assert "127.0.0.2" not in audit["connections"]
    assert {target for target in audit["hits"] if "/canary" in target and "/redirect" not in target} == set()


def test_names_of_the_table_are_fetched_where_it_says(server: Server) -> None:
    url = f"http://outlet.test:{server.port}/article/1"
    found = crawl([url], WIRECOPY_ALLOW_ADDRESSES=["127.0.0.0/8"], WIRECOPY_HOSTS=["outlet.test=127.0.0.3"])
    assert found[url] == f"200 {url}"
    assert server.audit()["connections"]["127.0.0.3"] == 1
    local = [server.url("/canary", host) for host in ("localhost", "LOCALHOST", "127.0.0.1")]
    refused = crawl([url, *local], WIRECOPY_HOSTS=["outlet.test=127.0.0.3"])
    assert [said.startswith("AddressRefused: ") for said in refused.values()] == [True] * 4
    assert refused[url] == "AddressRefused: outlet.test is 127.0.0.3 (loopback)"
    assert server.audit()["connections"]["127.0.0.3"] == 1
