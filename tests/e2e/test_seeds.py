"""The five real pages the project was created from, fetched from loopback as their sites, against their truth."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator

from pipelines.export.schema import article_schema
from tests.e2e.command import FILES, Folder, crawl_urls, replay
from tests.server.fixture import Server

ROLES = {"agency": "origin", "origin": "origin", "intermediate": "via", "source": "source"}


def shuffled_classes(page: str) -> str:
    """The page with every class name replaced by another, the same one each time."""
    names: dict[str, str] = {}
    rng = random.Random(7)

    def other(match: re.Match[str]) -> str:
        each = [names.setdefault(name, f"c{rng.randrange(10**9)}") for name in match.group(1).split()]
        return f'class="{" ".join(each)}"'

    return re.sub(r'class="([^"]*)"', other, page)


def crawl_seeds(
    shared: Path, tmp_path: Path, serve: Callable[..., Server], change: Callable[[str], str], sources: str
) -> dict[str, dict[str, Any]]:
    """Articles by truth key, after live = replay has been checked."""
    truth = json.loads((shared / "reference" / "seeds_truth.json").read_text())
    keys = [key for key in truth if not key.startswith("_")]
    entries, addresses, hosts = [], {}, set()
    for key in keys:
        parts = urlsplit(truth[key]["url"])
        (file,) = (shared / "corpus" / "seeds").glob(f"{key[:3]}-*.html")
        entries.append({"host": parts.hostname, "path": parts.path, "text": change(file.read_text())})
        hosts.add(str(parts.hostname))
    server = serve(entries, 1)
    for key in keys:
        parts = urlsplit(truth[key]["url"])
        addresses[f"http://{parts.hostname}:{server.port}{parts.path}"] = key
    options = {
        "WIRECOPY_HOSTS": ",".join(f"{host}=127.0.0.1" for host in sorted(hosts)),
        "WIRECOPY_SOURCES": sources,
        # Two workers live, one in the replay: the order may not depend on how many there are.
        "WIRECOPY_WORKERS": "2",
    }
    live, again = Folder(tmp_path / "live"), Folder(tmp_path / "again")
    done = crawl_urls(list(addresses), live.path, options=options)
    assert done.returncode == 0, done.stderr
    assert replay(live.archive, again.path, options={"WIRECOPY_SOURCES": sources}).returncode == 0
    assert live.bytes() == again.bytes()
    assert not live.lines("copies"), "no seed is a copy of another"
    validator = Draft202012Validator(article_schema())
    articles = {addresses[line["url"]]: line for line in live.lines("articles")}
    for line in articles.values():
        validator.validate(line)
    assert set(articles) == set(keys), live.bytes()["outcomes.jsonl"]
    return {key: {"article": articles[key], "truth": truth[key]} for key in keys}


def problems(article: dict[str, Any], truth: dict[str, Any]) -> list[str]:
    found = []

    def same(what: str, got: Any, wanted: Any) -> None:
        if got != wanted:
            found.append(f"{what}: {got!r}, not {wanted!r}")

    same("title", article["title"], truth["title"])
    same("subtitle", article["subtitle"], truth["subtitle"] or truth["lead"])
    same("authors", article["authors"], truth["authors"])
    same("author_orgs", article["author_orgs"], truth["author_orgs"])
    published, zone = article["published"], article["published_zone"]
    if zone == "source":
        # The source file knows the zone that the page does not state; the local time is the page's.
        published, zone = published[:19], "none"
    same("published", published, truth["published"])
    stated = None if truth["published"] is None else "page" if "+" in truth["published"] else "none"
    same("zone", zone, stated)
    same(
        "credits",
        [(each["id"], each["kind"], each["role"]) for each in article["credits"]],
        [
            (each["id"], "agency" if each["is_agency"] else "outlet", ROLES[each["role"]])
            for each in truth["credits"]
        ],
    )
    same(
        "photo credits",
        [(each["photographer"], each["agencies"]) for each in article["photo_credits"]],
        [(each["photographer"], each["agencies"]) for each in truth["photo_credits"]],
    )
    same("relation", article["syndication"]["relation"], "first")
    same("language", article["language"], truth["language"])
    body, paragraphs = truth["body"], article["text"].split("\n")
    same("paragraphs", len(paragraphs), body["paragraphs"])
    same("openings", [" ".join(each.split()[:3]) for each in paragraphs], body["paragraph_first_3_words"])
    same("first words", " ".join(article["text"].split()[:8]), body["first_8_words"])
    same("last words", " ".join(article["text"].split()[-8:]), body["last_8_words"])
    same("characters", len("\n\n".join(paragraphs)), body["chars"])
    # One-word noise strings of the truth ("Once", "FEATURE") are whole lines of a page; longer ones may stand anywhere.
    for noise in truth["noise_must_not_be_in_body"]:
        inside = noise in article["text"] if " " in noise else noise in paragraphs
        if inside:
            found.append(f"noise: {noise!r}")
    return found


@pytest.mark.parametrize("sources", ["own", "none"])
@pytest.mark.parametrize("change", [str, shuffled_classes], ids=["as they are", "classes shuffled"])
def test_the_five_seeds(
    shared: Path,
    tmp_path: Path,
    serve: Callable[..., Server],
    change: Callable[[str], str],
    sources: str,
) -> None:
    none = tmp_path / "no-sources"
    none.mkdir()
    folder = (
        str(Path(__file__).resolve().parents[2] / "pipelines" / "sources") if sources == "own" else str(none)
    )
    seen = crawl_seeds(shared, tmp_path, serve, change, folder)
    found = {key: each for key, seed in seen.items() if (each := problems(seed["article"], seed["truth"]))}
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)


def test_one_changed_byte_in_the_archive_is_seen(
    shared: Path, tmp_path: Path, serve: Callable[..., Server]
) -> None:
    """The comparison of live and replay fails when the archive says something else."""
    import gzip

    crawl_seeds(shared, tmp_path, serve, str, str(tmp_path))
    (warc,) = (tmp_path / "live" / "archive").glob("*.warc.gz")
    plain = gzip.decompress(warc.read_bytes())
    assert b"defeating conservative" in plain
    forged = tmp_path / "forged.warc"
    forged.write_bytes(plain.replace(b"defeating conservative", b"defeating conservativE"))
    assert replay(forged, tmp_path / "third", options={"WIRECOPY_SOURCES": str(tmp_path)}).returncode == 0
    assert any(
        Folder(tmp_path / "live").bytes()[name] != Folder(tmp_path / "third").bytes()[name] for name in FILES
    )
