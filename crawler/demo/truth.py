"""What is to be found out about the demo's pages; never given to the pipeline, only to `crawler.demo.compare`.

`python -m crawler.demo.truth --port 8642` prints it as JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from crawler.demo.pages import CreditLine, Page, edition
from crawler.demo.world import DEFAULT_PORT

NO_DATES = ("ledger", "gazette")
"""Layouts that print no time of publication."""


@dataclass(frozen=True, slots=True)
class VersionTruth:
    """One version of an article, as it is to stand in the output."""

    title: str
    text: str
    modified: str | None


@dataclass(frozen=True, slots=True)
class PageTruth:
    """One page: whose it is, which story it tells, and how it stands to the story's other pages.

    `relation` is wire (the agency's own page), copy, partial (of each story in `of`), own, or none (no article at all:
    `outcome` then says why). `story` is the group of pages that tell one text; `published` is ISO 8601 in UTC.
    """

    url: str
    source: str
    story: str
    relation: str
    of: tuple[str, ...]
    language: str
    versions: tuple[VersionTruth, ...]
    authors: tuple[str, ...]
    published: str | None
    credits: tuple[CreditLine, ...]
    hidden: bool
    after_copy: bool
    """The agency's page that appears after a carrier's: to be found as `origin`."""
    translates: str | None
    outcome: str | None
    glued: str | None = None
    """A credit that the outlet glues to its last sentence: it may stay there or be taken off."""
    shares_with: tuple[str, ...] = ()
    """Other stories that print one of its paragraphs word for word: it may be called partial of them, never a copy."""


@dataclass(frozen=True, slots=True)
class Apart:
    """Two pages that look alike and tell two stories, and what makes them look alike."""

    first: str
    second: str
    why: str


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything that is true of the demo at a port, by URL, and the pairs that must stay apart."""

    pages: dict[str, PageTruth]
    apart: tuple[Apart, ...]


def truth(port: int = DEFAULT_PORT, phase: int = 2) -> Truth:
    """The truth after a crawl in each phase up to `phase`."""
    found: dict[str, list[Page]] = {}
    for each in range(1, phase + 1):
        for page in edition(each):
            versions = found.setdefault(page.key, [])
            if not versions or versions[-1].version < page.version:
                versions.append(page)
    pages = [_page_truth(versions, port) for versions in found.values()]
    urls = {key: _url(versions[0], port) for key, versions in found.items()}
    apart = tuple(
        Apart(urls[versions[0].key], urls[other], versions[0].lookalike or "")
        for versions in found.values()
        for other in versions[0].apart_from
    )
    pages = [replace(page, shares_with=_shared(page, pages)) for page in pages]
    return Truth({page.url: page for page in sorted(pages, key=lambda page: page.url)}, apart)


def _shared(page: PageTruth, pages: Sequence[PageTruth]) -> tuple[str, ...]:
    paragraphs = set(page.versions[0].text.split("\n"))
    others = (each for each in pages if each.story != page.story and each.relation not in ("partial", "none"))
    return tuple(
        sorted({each.story for each in others if paragraphs & set(each.versions[0].text.split("\n"))})
    )


def _page_truth(versions: Sequence[Page], port: int) -> PageTruth:
    page = versions[0]
    return PageTruth(
        url=_url(page, port),
        source=page.outlet.id,
        story=page.of[0] if page.relation == "copy" else page.key,
        relation=page.relation,
        of=page.of,
        language=page.language,
        versions=tuple(_version(each) for each in versions),
        authors=page.authors,
        published=None if page.outlet.layout in NO_DATES else page.published.isoformat(),
        credits=page.credits,
        hidden=page.hidden,
        after_copy=page.relation == "wire" and page.phase > 1,
        translates=page.translates,
        outcome={"disallowed": "refused", "dead": "failed", "video": "not_article"}.get(page.kind),
        glued=page.glued,
    )


def _version(page: Page) -> VersionTruth:
    return VersionTruth(
        page.title, "\n".join(page.paragraphs), page.modified.isoformat() if page.modified else None
    )


def _url(page: Page, port: int) -> str:
    return f"http://{page.outlet.host}:{port}{page.path}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the truth as JSON."""
    parser = argparse.ArgumentParser(description="Print what is true of the demo newsroom.")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    found = truth(parser.parse_args(arguments).port)
    json.dump(asdict(found), sys.stdout, ensure_ascii=False, indent=1)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
