"""Real pages of many publishers, fetched from loopback: all found, and bodies not worse than readability-lxml's alone."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lxml.html
from readability import Document
from readability.readability import Unparseable

from tests.e2e.command import Folder, crawl_urls, replay
from tests.server.fixture import Server

PAGES = 110


def truth_of(shared: Path) -> list[dict[str, Any]]:
    lines = (shared / "corpus" / "articles" / "truth.jsonl").read_text().split("\n")
    return [json.loads(line) for line in lines if line][::2][:PAGES]


def grams(text: str) -> Counter[tuple[str, ...]]:
    """The 4-grams of words, shorter ones for shorter texts, as the article-extraction-benchmark counts them."""
    words = re.findall(r"\w+", text)
    size = min(4, max(1, len(words)))
    return (
        Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1)) if words else Counter()
    )


def score(pairs: list[tuple[str, str]]) -> float:
    """F1 of the mean precision and the mean recall over pages."""
    precisions, recalls = [], []
    for wanted, got in pairs:
        a, b = grams(wanted), grams(got)
        common = sum((a & b).values())
        precisions.append(common / sum(b.values()) if b else 0.0)
        recalls.append(common / sum(a.values()) if a else 0.0)
    precision, recall = sum(precisions) / len(pairs), sum(recalls) / len(pairs)
    return 2 * precision * recall / (precision + recall)


def readability_text(page: str) -> str:
    try:
        summary = Document(page).summary(html_partial=True)
    except Unparseable:
        return ""
    return "".join(map(str, lxml.html.fromstring(summary).itertext())) if summary.strip() else ""


def path_of(row: dict[str, Any]) -> str:
    """The page's own path where it is plain: declared sources know their articles by it."""
    path = urlsplit(row["url"]).path
    return path if re.fullmatch(r"(?:/[\w.-]+)+", path, re.A) else f"/{row['id']}"


def test_real_pages(shared: Path, tmp_path: Path, serve: Callable[..., Server]) -> None:
    rows = truth_of(shared)
    entries, hosts, keys, paths = [], set(), {}, {}
    for row in rows:
        page = gzip.decompress((shared / "corpus" / "articles" / f"{row['id']}.html.gz").read_bytes())
        (tmp_path / row["id"]).write_bytes(page)
        parts = urlsplit(row["url"])
        hosts.add(str(parts.hostname))
        paths[row["id"]] = path = path_of(row)
        entries.append({"host": parts.hostname, "path": path, "body": row["id"]})
    (tmp_path / "pages.json").write_text(json.dumps(entries))
    server = serve(tmp_path / "pages.json", 1)
    for row in rows:
        keys[f"http://{urlsplit(row['url']).hostname}:{server.port}{paths[row['id']]}"] = row
    options = {"WIRECOPY_HOSTS": ",".join(f"{host}=127.0.0.1" for host in sorted(hosts))}
    live = Folder(tmp_path / "live")
    done = crawl_urls(list(keys), live.path, options=options, timeout=280)
    assert done.returncode == 0, done.stderr
    articles = {line["url"]: line for line in live.lines("articles") + live.lines("copies")}
    ours = score(
        [(row["text"], articles[url]["text"] if url in articles else "") for url, row in keys.items()]
    )
    theirs = score([(row["text"], readability_text((tmp_path / row["id"]).read_text())) for row in rows])
    print(f"body F1 over {len(rows)} pages: {ours:.3f}, readability-lxml alone {theirs:.3f}")
    assert len(rows) >= 100
    assert len(articles) >= len(rows) - 1  # one has an address that its declared source takes for no article
    assert ours >= theirs + 0.03
    assert replay(live.archive, tmp_path / "again", timeout=280).returncode == 0
    assert Folder(tmp_path / "again").bytes() == live.bytes()
