"""What `scrapy sources` prints: the list of sources, the check of their rules, what was recorded; as lines or as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.cells import cell_len

from crawler.command import as_json
from crawler.recording import FIXTURES, Recording
from pipelines.sources.check import Check, RuleCheck
from pipelines.sources.fixture import EXPECTED
from pipelines.sources.model import Source

_HEAD = ("id", "name", "kind", "language", "found by", "rules", "verified")
_WIDEST = 100


def listed(sources: Sequence[Source], as_facts: bool) -> str:
    """One line a source, in columns, and a line with the numbers; or every key of every source."""
    return as_json([asdict(source) for source in sources]) if as_facts else table(sources)


def sound(sources: Sequence[Source], as_facts: bool) -> str:
    """That the files have no fault."""
    if as_facts:
        return as_json({"faults": [], "sources": [source.id for source in sources]})
    return f"{_count(len(sources), 'source file')}, no faults"


def checked(check: Check, as_facts: bool) -> str:
    """The report of `--check PATH`."""
    if not as_facts:
        return "\n".join(check_in_words(check))
    rules = [{**asdict(each), "broken": each.broken} for each in check.rules]
    return as_json({**asdict(check), "rules": rules, "broken": check.broken})


def recorded(made: Recording, written: Path | None, as_facts: bool) -> str:
    """What `--record` made, and the next step; `written` is the proposed source file, when it was written."""
    if not as_facts:
        return "\n".join(recording_in_words(made, written))
    facts = {"folder": str(made.folder), "url": made.page.url, "title": made.title, "blocks": made.blocks}
    toml = made.proposal.toml() if made.proposal else None
    return as_json({**facts, "proposal": toml, "written": written and str(written)})


def recording_in_words(made: Recording, written: Path | None) -> Iterator[str]:
    """The recording as lines for a person."""
    yield f"recorded {made.folder}"
    yield f"  {made.page.url}, {len(made.page.body)} bytes, captured {made.page.captured:%Y-%m-%d %H:%M} UTC"
    yield (
        f"  {made.title or 'no title'}: {made.blocks} blocks"
        if made.blocks
        else "  no article was found in it"
    )
    if made.proposal is not None:
        where = (
            f"written to {written}"
            if written
            else "--write puts it into the first folder of WIRECOPY_SOURCES"
        )
        yield f"no source has this domain; proposed ({where}):"
        yield ""
        yield made.proposal.toml()
    yield f"next: read {EXPECTED} beside the page and correct what is wrong; then"
    root = made.folder.parents[1]
    tests = "python -m pytest tests/pipelines/sources/test_pages.py"
    yield f"  {tests if root.resolve() == FIXTURES else f'scrapy sources --check {root}'}"


def check_in_words(check: Check) -> Iterator[str]:
    """The check as lines for a person."""
    for each in check.rules:
        yield from _rule(each)
    for name, count in check.without_rules.items():
        yield f"{name}: no rules, {_count(count, 'page')} read by the generic ones"
    for folder, fields in check.unexpected.items():
        yield f"{folder}:"
        yield from (f"  {line}" for told in fields.values() for line in told.splitlines())
    pages = sum(each.pages for each in check.rules) + sum(check.without_rules.values())
    left_out = f", {_count(check.no_article, 'other page')} passed over" if check.no_article else ""
    broken = sum(len(each.broken) for each in check.rules)
    well = "every rule matches" if check.rules else "no rules to check"
    verdict = f"{_count(broken, 'field')} whose rules match no more" if broken else well
    if check.unexpected:
        verdict += f", {_count(len(check.unexpected), 'page')} not read as expected"
    yield f"{_count(pages, 'article')}{left_out}: {verdict}"


def _rule(each: RuleCheck) -> Iterator[str]:
    days = f"{each.valid_from or '...'} to {each.valid_until or '...'}"
    yield f"{each.source}, rules of {days}: {_count(each.pages, 'page')}"
    for selector in each.selectors:
        yield f"  {selector.field:<10} {selector.selector:<40} found on {selector.pages} of {each.pages}"
    for name, lost in each.lost.items():
        word = "no longer matches" if name in each.broken else "not on every page"
        yield f"  {name} {word}: nothing on {lost.pages} of {each.pages}, last on {lost.last}"
        yield from (f"    {url}" for url in lost.urls)
    for name, count in each.differing.items():
        yield f"  {name} differs from the generic result on {count} of {each.pages}"
        for example in (example for example in each.examples if example.field == name):
            yield f"    {example.url}"
            yield f"      rules:   {_short(example.by_rules)}"
            yield f"      generic: {_short(example.generic)}"


def _short(text: str) -> str:
    line = text.replace("\n", " / ") or "nothing"
    return line if len(line) <= _WIDEST else line[: _WIDEST - 3] + "..."


def table(sources: Sequence[Source]) -> str:
    """One line a source, in columns, and a line with the numbers."""
    rows = [_HEAD, *map(_row, sources)]
    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [
        "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    languages = len({source.language for source in sources if source.language})
    verified = sum(source.verified for source in sources)
    return "\n".join(
        [*map(str.rstrip, lines), f"{len(sources)} sources, {languages} languages, {verified} verified"]
    )


def _row(source: Source) -> tuple[str, ...]:
    ways = (("feed", source.feeds), ("sitemap", source.sitemaps), ("section", source.sections))
    found_by = ", ".join(f"{len(urls)} {way}{'s' if len(urls) > 1 else ''}" for way, urls in ways if urls)
    verified = "yes" if source.verified else "no"
    return (
        source.id,
        source.name,
        source.kind,
        source.language or "",
        found_by,
        str(len(source.rules) or ""),
        verified,
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
