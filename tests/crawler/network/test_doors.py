"""Every door through which an address can come in, with the whole crawler behind it: none of them leads inside."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.e2e.command import scrapy, settings
from tests.server import feeds
from tests.server.fixture import Server

SITE, INNER = "outlet.test", "inner.outlet.test"


def documents() -> list[dict[str, Any]]:
    """A site whose lists, pages and redirects all name addresses of a host inside; `{port}` is filled in by the test."""
    inside = "http://" + INNER + ":{port}/canary/"
    headline = "Night ferries stay for another year, council says"
    xml, page = [["Content-Type", "application/xml"]], f"<html><h1>{headline}</h1>"

    def item(url: str) -> str:
        return f"<item><title>{headline}</title><link>{url}</link></item>"

    rss = (
        "<rss version='2.0'><channel>"
        + item(inside + "feed")
        + item("/redirected")
        + item("/pointing")
        + "</channel></rss>"
    )
    return [
        {"host": SITE, "path": "/rss", "headers": xml, "text": rss},
        {
            "host": SITE,
            "path": "/moved-rss",
            "status": 301,
            "headers": [["Location", inside + "feed-redirect"]],
            "text": "",
        },
        {
            "host": SITE,
            "path": "/map",
            "headers": xml,
            "text": f"<urlset><url><loc>{inside}sitemap</loc></url></urlset>",
        },
        {
            "host": SITE,
            "path": "/maps",
            "headers": xml,
            "text": feeds.sitemap_index("", (inside + "index",)).decode(),
        },
        {
            "host": SITE,
            "path": "/news/",
            "text": f"{page}<a href='{inside}section-48213.html'>{headline}</a>",
        },
        {
            "host": SITE,
            "path": "/redirected",
            "status": 302,
            "headers": [["Location", inside + "redirect"]],
            "text": "",
        },
        {
            "host": SITE,
            "path": "/pointing",
            "text": f"<html><head><link rel=canonical href='{inside}canonical'>"
            f"<meta http-equiv=refresh content='0; url={inside}refresh'>"
            f"<link rel=amphtml href='{inside}amp'><base href='{inside}'></head><h1>{headline}</h1><img src='{inside}img'>",
        },
    ]


SOURCE = """
id = "outlet"
name = "Outlet"
domains = ["outlet.test"]
feeds = ["http://outlet.test:{port}/rss", "http://outlet.test:{port}/moved-rss"]
sitemaps = ["http://outlet.test:{port}/map", "http://outlet.test:{port}/maps"]
sections = ["http://outlet.test:{port}/news/"]
article = "."
"""


def test_no_door_leads_inside(serve: Callable[..., Server], tmp_path: Path) -> None:
    pages = tmp_path / "pages.json"
    pages.write_text(json.dumps(documents()))
    server = serve(pages, 3)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "outlet.toml").write_text(SOURCE.replace("{port}", str(server.port)))
    values = {
        "WIRECOPY_DATA": str(tmp_path / "data"),
        "WIRECOPY_SOURCES": str(tmp_path / "sources"),
        "WIRECOPY_ALLOW_ADDRESSES": f"127.0.0.2:{server.port}",
        "WIRECOPY_HOSTS": f"{SITE}=127.0.0.2,{INNER}=127.0.0.3",
        "WIRECOPY_CONTACT": "tests@outlet.test",
        "DOWNLOAD_DELAY": "0",
        "LOG_LEVEL": "WARNING",
    }
    done = scrapy("crawl", "news", *settings(values))
    assert done.returncode == 0, done.stderr
    audit = server.audit()
    assert {target for target in audit["hits"] if "/canary" in target} == set()
    assert "127.0.0.3" not in audit["connections"]
    # Nobody was kept out of the site itself, so that the doors were really tried.
    asked = {line["target"] for line in audit["log"]}
    assert asked >= {"/rss", "/moved-rss", "/map", "/maps", "/news/", "/redirected", "/pointing"}
    lines = [json.loads(line) for line in (tmp_path / "data" / "outcomes.jsonl").read_text().splitlines()]
    refused = {
        line["url"].rsplit("/", 1)[1]
        for line in lines
        if line["outcome"] == "refused" and line["reason"] == "address"
    }
    assert refused == {"feed", "feed-redirect", "sitemap", "index", "section-48213.html", "redirect"}
