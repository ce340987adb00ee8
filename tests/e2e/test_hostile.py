"""One hostile page cannot stop a crawl: each gives a result or a named failure, and its neighbours come through."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from tests.e2e.command import Folder, crawl_urls, replay
from tests.server.fixture import Server

_BODY = "".join(
    f"<p>The harbour council met for the {word} time this week and put off its vote on the wall until engineers report.</p>"
    for word in ("first", "second", "third", "fourth", "fifth")
)


def page(title: str, body: str = _BODY, head: str = "") -> str:
    return f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{body}</body></html>"


def json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


HOSTILE: dict[str, str] = {
    "nesting-257": page("Nested", "<div>" * 257 + _BODY + "</div>" * 257),
    "nesting-2000": page("Nested", "<div>" * 2_000 + _BODY),
    "nesting-10000": page("Nested", "<div>" * 10_000 + _BODY),
    "nesting-1000000": page("Nested", "<b>" * 1_000_000 + _BODY),
    "attributes-10000": page("Attributes", "<p " + " ".join(f"a{n}=1" for n in range(10_000)) + ">" + _BODY),
    "attributes-80000": page("Attributes", "<p " + " ".join(f"a{n}=1" for n in range(80_000)) + ">" + _BODY),
    "attributes-1000000": page(
        "Attributes", "<p " + " ".join(f"a{n}=1" for n in range(1_000_000)) + ">" + _BODY
    ),
    "br-500000": page("Breaks", _BODY + "<br>" * 500_000),
    "p-1000000": page("Paragraphs", "<p>" * 1_000_000 + _BODY),
    "less-than-2000000": page("Less", _BODY + "<" * 2_000_000),
    "spaces-5000000": page("Spaces", _BODY + " " * 5_000_000),
    "comment-3000000": page("Comment", "<!--" + "-x" * 1_500_000 + "-->" + _BODY),
    "references-1000000": page("References", _BODY + "<p>" + "&#" * 1_000_000),
    "tag-name-3000000": page("Tag", _BODY + "<" + "a" * 3_000_000 + ">"),
    "nul": page("Nul", _BODY.replace("council", "coun\x00cil")),
    "surrogates": page(
        "Surrogates &#xD800;", _BODY.replace("council", "coun&#xD800;cil &#xFFFE; \ufeff\u202e")
    ),
    "combining": page("Combining", _BODY + "<p>e" + "\u0301" * 10_000 + "</p>"),
    "json-ld-broken": page("Broken", head=json_ld('{"@type": "NewsArticle", "headline": ')),
    "json-ld-nested": page("Nested", head=json_ld("[" * 100_000)),
    "json-ld-nan": page(
        "NaN", head=json_ld('{"@type":"NewsArticle","headline":NaN,"datePublished":1e400,"author":[[[{}]]]}')
    ),
    "json-ld-types": page(
        "Types", head=json_ld('{"@type":{"a":1},"headline":["x"],"author":7,"image":{},"keywords":{"a":[]}}')
    ),
    "json-ld-10mb": page("Large", head=json_ld('{"@type":"NewsArticle","x":"' + "y" * 10_000_000 + '"}')),
    "json-ld-graphs": page("Graphs", head=json_ld("[" + ",".join(['{"@graph":[{}]}'] * 10_000) + "]")),
    "json-ld-escaped": page(
        "Escaped", head=json_ld('{"@type":"NewsArticle","headline":"&amp;amp;lt;b&amp;amp;gt;"}')
    ),
}


def test_the_hostile_set(tmp_path: Path, serve: Callable[..., Server]) -> None:
    entries = [{"host": "*", "path": f"/{name}", "text": text} for name, text in HOSTILE.items()]
    # Lone surrogates stand in no UTF-8 file: the page has them as character references.
    entries += [
        {"host": "*", "path": f"/sound-{n}", "text": page(f"Sound {n}")} for n in range(len(HOSTILE) + 1)
    ]
    server = serve(entries, 1)
    addresses = [server.url("/sound-0")]
    for number, name in enumerate(HOSTILE, start=1):
        addresses += [server.url(f"/{name}"), server.url(f"/sound-{number}")]
    live = Folder(tmp_path / "live")
    began = time.monotonic()
    done = crawl_urls(addresses, live.path, options={"CONCURRENT_REQUESTS_PER_DOMAIN": "1"}, timeout=280)
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - began < 5.0 * len(HOSTILE) + 60
    articles = {
        line["url"].rpartition("/")[2]: line for line in live.lines("articles") + live.lines("copies")
    }
    outcomes = {line["url"].rpartition("/")[2]: line for line in live.lines("outcomes")}
    for number in range(len(HOSTILE) + 1):
        assert f"sound-{number}" in articles, outcomes.get(f"sound-{number}")
    for name in HOSTILE:
        assert (name in articles) != (name in outcomes), name
        if name in articles:
            assert "harbour council" in articles[name]["text"].replace("\ufffd", ""), (
                f"{name}: an empty article"
            )
        else:
            assert outcomes[name]["reason"], name
    assert replay(live.archive, tmp_path / "again", timeout=280).returncode == 0
    assert Folder(tmp_path / "again").bytes() == live.bytes()
