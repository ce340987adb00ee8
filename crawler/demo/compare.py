"""The demo's output against its truth: each difference is one line that begins with what it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from crawler.demo.truth import PageTruth, Truth
from crawler.demo.world import OUTLETS

Line = Mapping[str, Any]
RELATIONS = {
    "wire": {"first", "origin", "translation"},
    "copy": {"first", "copy", "translation"},
    "partial": {"partial"},
    "own": {"first"},
}
"""What a page of each kind may be, by the order in which the crawl met the pages."""
_IDS = {outlet.name: outlet.id for outlet in OUTLETS.values()}
IN_ARTICLES = ("first", "partial", "translation")


def compare(truth: Truth, articles: Sequence[Line], copies: Sequence[Line]) -> list[str]:
    """Every difference between the truth and the lines of articles.jsonl and copies.jsonl; empty when all is right.

    A difference begins with `found`, `title`, `text`, `authors`, `published`, `credits`, `file`, `relation`, `story`,
    `apart`, `origin` or `partial`. Which page of a story is `first` depends on the order of the crawl, and is left open.
    """
    lines: dict[str, list[Line]] = {}
    for line in [*articles, *copies]:
        lines.setdefault(line["url"], []).append(line)
    pages = [page for page in truth.pages.values() if page.relation != "none"]
    found = [
        (page, sorted(lines[page.url], key=lambda line: line["version"]))
        for page in pages
        if page.url in lines
    ]
    return [
        *_presence(truth, lines),
        *(difference for page, versions in found for difference in _page(page, versions)),
        *_files(articles, copies),
        *_stories(found),
        *_apart(truth, lines),
        *_relations(found),
        *_origins(found),
    ]


def _presence(truth: Truth, lines: Mapping[str, Sequence[Line]]) -> Iterable[str]:
    for url, page in truth.pages.items():
        wanted = 0 if page.relation == "none" else len(page.versions)
        if len(lines.get(url, ())) != wanted:
            yield f"found: {url}: {len(lines.get(url, ()))} versions, not {wanted}"
    yield from (f"found: {url} is no page of the demo" for url in sorted(lines.keys() - truth.pages.keys()))


def _page(page: PageTruth, lines: Sequence[Line]) -> Iterable[str]:
    for version, line in zip(page.versions, lines, strict=False):
        yield from _differs("title", page.url, line["title"], version.title)
        yield from _text(page.url, line["text"].removesuffix(f" {page.glued}"), version.text)
        yield from _differs("authors", page.url, line["authors"], list(page.authors))
        yield from _differs("published", page.url, _utc(line["published_utc"]), _utc(page.published))
        yield from _differs("credits", page.url, sorted(_credits(line)), sorted(_wanted_credits(page)))
    if page.after_copy and lines[0]["syndication"]["relation"] != "origin":
        yield f"relation: {page.url}: {lines[0]['syndication']['relation']}, but a carrier was seen before: origin"


def _differs(what: str, url: str, found: object, wanted: object) -> Iterable[str]:
    if found != wanted:
        yield f"{what}: {url}: {found!r}, not {wanted!r}"


def _text(url: str, found: str, wanted: str) -> Iterable[str]:
    ours, theirs = Counter(found.split("\n")), Counter(wanted.split("\n"))
    yield from (f"text: {url}: too much: {paragraph[:80]!r}" for paragraph in ours - theirs)
    yield from (f"text: {url}: missing: {paragraph[:80]!r}" for paragraph in theirs - ours)
    if ours == theirs and found != wanted:
        yield f"text: {url}: the paragraphs are in another order"


def _credits(line: Line) -> Iterable[str]:
    for credit in line["credits"]:
        name = credit["id"] or _IDS.get(credit["name"], credit["name"])
        yield f"{name}:{credit['kind']}"


def _wanted_credits(page: PageTruth) -> Iterable[str]:
    return (f"{credit.id}:{credit.kind}" for credit in page.credits)


def _utc(stamp: str | None) -> datetime | None:
    return datetime.fromisoformat(stamp) if stamp else None


def _files(articles: Sequence[Line], copies: Sequence[Line]) -> Iterable[str]:
    for name, lines, right in (("articles", articles, True), ("copies", copies, False)):
        for line in lines:
            relation = line["syndication"]["relation"]
            if (relation in IN_ARTICLES) != right:
                yield f"file: {line['url']}: {relation} stands in {name}.jsonl"


def _stories(found: Sequence[tuple[PageTruth, Sequence[Line]]]) -> Iterable[str]:
    """Pages of one story are one cluster, and of one cluster, one story."""
    by_story: dict[str, dict[str, str]] = {}
    by_cluster: dict[str, dict[str, str]] = {}
    for page, lines in found:
        for line in lines:
            cluster = line["syndication"]["cluster"]
            by_story.setdefault(page.story, {})[cluster] = page.url
            by_cluster.setdefault(cluster, {})[page.story] = page.url
    for story, clusters in by_story.items():
        if len(clusters) > 1:
            yield f"story: {story} is told in {len(clusters)} clusters: {', '.join(sorted(clusters.values()))}"
    for stories in by_cluster.values():
        if len(stories) > 1:
            yield f"story: one cluster holds {len(stories)} stories: {', '.join(sorted(stories.values()))}"


def _apart(truth: Truth, lines: Mapping[str, Sequence[Line]]) -> Iterable[str]:
    for pair in truth.apart:
        first, second = (
            {line["syndication"]["cluster"] for line in lines.get(url, ())}
            for url in (pair.first, pair.second)
        )
        if first & second:
            yield f"apart: {pair.first} and {pair.second} were joined ({pair.why})"


def _relations(found: Sequence[tuple[PageTruth, Sequence[Line]]]) -> Iterable[str]:
    """Each page is what it may be; a round-up is linked to a page of each story that it tells."""
    stories = {line["id"]: page.story for page, lines in found for line in lines}
    for page, lines in found:
        for line in lines:
            relation = line["syndication"]["relation"]
            linked = {stories.get(link["to"]) for link in line["syndication"]["links"]}
            shared = (
                relation == "partial"
                and bool(linked & {*page.shares_with})
                and linked <= {*page.shares_with, page.story}
            )
            if relation not in RELATIONS[page.relation] and not shared:
                yield f"relation: {page.url}: {relation} of {sorted(map(str, linked))}, but it is {page.relation}"
            if page.relation == "partial":
                yield from (
                    f"partial: {page.url} is not linked to {story}"
                    for story in page.of
                    if story not in linked
                )


def _origins(found: Sequence[tuple[PageTruth, Sequence[Line]]]) -> Iterable[str]:
    """A copy that names the agency has the agency as origin; a page that is nobody's copy has none but itself."""
    for page, lines in found:
        origin = lines[0]["syndication"]["origin"]
        credited = [credit.id for credit in page.credits if credit.role == "origin"]
        if credited and origin["id"] != credited[0]:
            yield f"origin: {page.url}: {origin['id']}, not {credited[0]}"
        if page.relation == "own" and origin["kind"] not in ("own", "unknown"):
            yield f"origin: {page.url}: {origin['kind']} {origin['id']}, but it is the outlet's own"
