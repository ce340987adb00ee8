"""A Scrapy crawl in a child process: what became of each URL, with Scrapy's own spider and our guard and politeness."""

from __future__ import annotations

import json
from typing import Any

from tests.e2e.command import called

POLITE = {"DOWNLOADER_MIDDLEWARES": {"crawler.network.middleware.PolitenessMiddleware": 100}}


def crawl(
    urls: list[str],
    meta: dict[str, dict[str, Any]] | None = None,
    limits: dict[str, int] | None = None,
    **settings: Any,
) -> dict[str, str]:
    """`200 <final url>`, another status, or `<exception>: <message>` of each URL; `meta` by URL, `limits` by source."""
    asked = [[url, (meta or {}).get(url, {})] for url in urls]
    done = called(("tests.crawler.network.asks", "run", [asked, settings, limits or {}]), timeout=90)
    assert done.returncode == 0, done.stderr
    result: dict[str, str] = json.loads(done.stdout)
    return result
