from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from crawler.network.middleware import set_pace
from crawler.politeness.budget import Pace
from tests.crawler.network.child import POLITE, crawl
from tests.server.fixture import Server

OPEN, PRIVATE = "/article/1", "/private/1"
ROBOTS = {
    # variant: (is an article allowed, is a private page allowed)
    "rules": (True, False), "deny": (False, False), "token": (True, False), "token-denied": (False, False),
    "html": (True, True), "bom": (True, False), "utf-16": (True, False), "nul": (True, False), "empty": (True, True),
    "long": (True, False), "401": (True, True), "403": (True, True), "404": (True, True), "410": (True, True),
    "429": (False, False), "500": (False, False), "503": (False, False), "redirect1": (True, False),
    "redirect5": (True, False), "redirect6": (True, True), "loop": (True, True), "to-file": (False, False),
    "timeout": (False, False), "reset": (False, False), "endless": (False, False), "recovers": (True, False),
}  # fmt: skip


class Site:
    """The server under invented names: `hosts` for the settings, `url` for addresses."""

    def __init__(self, server: Server, *names: str) -> None:
        self.server = server
        self.hosts = [f"{name}=127.0.0.{n + 2}" for n, name in enumerate(names)]

    def crawl(self, urls: list[str], **more: Any) -> dict[str, str]:
        settings = {
            "WIRECOPY_ALLOW_ADDRESSES": ["127.0.0.0/8"],
            "WIRECOPY_HOSTS": self.hosts,
            **POLITE,
            **more,
        }
        return crawl(urls, **settings)

    def log(self, host: str) -> list[tuple[float, str]]:
        return [(line["at"], line["target"]) for line in self.server.audit()["log"] if line["host"] == host]


def test_robots_in_every_state(server: Server) -> None:
    names = [f"robots-{variant}.test" for variant in ROBOTS]
    site = Site(server)
    site.hosts = [f"{name}=127.0.0.{n % 14 + 2}" for n, name in enumerate(names)]
    urls = [server.url(path, name) for name in names for path in (OPEN, PRIVATE)]
    found = site.crawl(urls, DOWNLOAD_TIMEOUT=2, DOWNLOAD_MAXSIZE=1_000_000)
    allowed = {
        variant: tuple(
            not found[server.url(path, f"robots-{variant}.test")].startswith("Robots")
            for path in (OPEN, PRIVATE)
        )
        for variant in ROBOTS
    }
    assert allowed == ROBOTS
    hits = server.audit()["hits"]
    for variant, (article, private) in ROBOTS.items():
        assert (f"robots-{variant}.test{OPEN}" in hits, f"robots-{variant}.test{PRIVATE}" in hits) == (
            article,
            private,
        )
    assert hits["robots-rules.test/robots.txt"] == 1
    assert hits["robots-503.test/robots.txt"] == 3
    assert hits["robots-429.test/robots.txt"] == 1


def test_robots_comes_before_any_page_and_crawl_delay_is_kept(server: Server) -> None:
    site = Site(server, "robots-delay.test")
    urls = [server.url(f"/article/{n}", "robots-delay.test") for n in range(4)]
    assert len(site.crawl(urls)) == 4
    log = site.log("robots-delay.test")
    assert log[0][1] == "/robots.txt"
    times = [at for at, _ in log]
    assert min(later - earlier for earlier, later in pairwise(times)) >= 1.0


def test_a_pause_holds_back_its_host_and_no_other(server: Server) -> None:
    site = Site(server, "busy.test", "idle.test")
    busy = [
        server.url(path, "busy.test")
        for path in ("/retry-after/1?value=2&code=503", *(f"/article/{n}" for n in range(3)))
    ]
    idle = [server.url(f"/article/{n}", "idle.test") for n in range(4)]
    found = site.crawl(busy + idle, DOWNLOAD_DELAY=0.1, CONCURRENT_REQUESTS_PER_DOMAIN=1)
    assert found[busy[0]] == "503"
    assert [said[:3] for url, said in found.items() if url != busy[0]] == ["200"] * 7
    held = site.log("busy.test")
    start = next(at for at, target in held if target.startswith("/retry-after"))
    later = [at for at, _ in held if at > start]
    assert len(later) == 3
    assert min(later) - start >= 2.0
    assert max(at for at, _ in site.log("idle.test")) < min(later)


def test_what_would_wait_too_long_is_sent_away(server: Server) -> None:
    site = Site(server, "closed.test")
    urls = [server.url("/retry-after/2?value=99999", "closed.test")]
    urls += [server.url(f"/article/{n}", "closed.test") for n in range(5)]
    found = site.crawl(urls, DOWNLOAD_DELAY=0.1, CONCURRENT_REQUESTS_PER_DOMAIN=1)
    targets = [target for _, target in site.log("closed.test")]
    assert targets[-1] == "/retry-after/2?value=99999"
    held = [said for said in found.values() if said == "HostHeld: closed.test asked for a pause"]
    # robots.txt, the page that asked for the pause, and what may have gone before it.
    assert len(held) == 7 - len(targets) >= 4


def test_a_source_is_asked_for_as_many_pages_as_its_budget(server: Server) -> None:
    site = Site(server, "outlet.test")
    urls = [server.url(f"/article/{n}", "outlet.test") for n in range(5)]
    found = site.crawl(urls, meta={url: {"source": "outlet"} for url in urls}, limits={"outlet": 3})
    assert sorted(said[:11] for said in found.values()) == [*["200 http://"] * 3, *["BudgetSpent"] * 2]
    assert len(site.log("outlet.test")) == 4


def test_doors_to_other_schemes_are_closed(server: Server) -> None:
    site = Site(server, "outlet.test")
    targets = [
        "file:///etc/hostname",
        "data:text/html,x",
        "ftp://outlet.test/x",
        "http://10.0.0.1/",
        "http://169.254.169.254/",
    ]
    urls = [server.url(f"/redirect/{n}?to={target}", "outlet.test") for n, target in enumerate(targets)]
    found = site.crawl(urls)
    # Scrapy itself does not follow to another scheme and hands out the redirect as it is.
    assert [found[url].split(":")[0][:15] for url in urls[:3]] == ["302"] * 3
    assert [found[url].split(":")[0] for url in urls[3:]] == ["AddressRefused"] * 2


class Slot:
    concurrency, delay, jitter, lastseen = 8, 0.0, 0.5, 0.0


@pytest.mark.parametrize(("delay", "wait"), [(1.0, 0.0), (1.0, 7.0), (0.0, 7.0), (0.0, 0.0)])
def test_a_slot_waits_as_long_as_it_is_told(delay: float, wait: float) -> None:
    slot = Slot()
    set_pace(slot, Pace(delay, 2), wait, now=1000.0)
    assert (slot.concurrency, slot.jitter) == (2, 0.0)
    # The downloader's own rule (Downloader._process_queue): wait for delay - now + lastseen.
    penalty = slot.delay - 1000.0 + slot.lastseen if slot.delay else 0.0
    assert max(0.0, penalty) == pytest.approx(wait)
    set_pace(slot, Pace(delay, 2), 0.0, now=1010.0)
    assert slot.delay == delay
