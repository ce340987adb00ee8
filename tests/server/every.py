"""One path or more for everything the server can do wrong, as a list to crawl."""

from __future__ import annotations

from tests.server.app import LOADED
from tests.server.encodings import CHARSET_LIES
from tests.server.exchange import BEHAVIOURS
from tests.server.feeds import GOOD, HOSTILE, MAPS

_OPTIONS: dict[str, list[str]] = {
    "robots.txt": [],
    # What nobody may fetch; and hops that only robots.txt takes.
    "canary": [],
    "robots-hop": [],
    "bad-header-line": [
        f"/{kind}?kind={kind}" for kind in ("no-colon", "nul", "bare-cr", "bare-lf", "folded", "empty-name")
    ],
    "bad-gzip": [f"/{kind}?kind={kind}" for kind in ("plain", "cut", "garbage-after", "broken", "empty")],
    "encoded": [f"/{name}?as={name}" for name in ("gzip", "deflate", "raw-deflate", "br", "zstd")],
    "etag": [f"/{kind}?kind={kind}" for kind in ("huge", "quotes", "weak", "bare")],
    "charset": [f"/{lie}?lie={lie}" for lie in CHARSET_LIES],
    "status": [f"/{code}" for code in (200, 201, 204, 206, 300, 400, 401, 404, 410, 429, 451, 500, 503, 599)],
    "redirect-chain": ["/8"],
    "redirect": ["/7", "/8?to=file:///etc/hostname", "/9?to=/article/%C3%A4%20x"],
    "big": ["/1?mb=2", "/2?mb=17"],
    "many-headers": ["/1?n=90", "/2?n=100000"],
    "links": ["/1?u=/article/33"],
    "no-content-with-body": [f"/{code}?code={code}" for code in (204, 205, 304)],
    "wrong-content-type": ["/1", "/2?kind=pdf"],
    "gzip-bomb": ["/1", "/2?mib=20"],
    "cut": ["/1", "/2?times=1"],
    "reset-at-0": ["/1", "/2?times=1"],
    "reset-mid-body": ["/1", "/2?times=1"],
    "article": ["/1", "/2?x=%0d%0aX-Forged:1", "/3?y=%E2%80%A8", "/" + "a" * 3000],
    "feed": [f"/{name}" for name in GOOD],
    "sitemap": [f"/{name}" for name in MAPS],
    "hostile": [f"/{name}" for name in HOSTILE],
}


def every_path() -> list[str]:
    """Every behaviour by its name, with each of its options; the same list every time."""
    assert LOADED, "their import fills BEHAVIOURS"
    return [f"/{name}{rest}" for name in sorted(BEHAVIOURS) for rest in _OPTIONS.get(name, ["/1"])]
