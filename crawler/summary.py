"""What a crawl or replay did, in a few lines a person understands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from crawler.tally import COLUMNS, Tally

_MOST_SOURCES = 40
"""More rows than this are summed up in one: a list of thousands of hosts is no summary."""


def summary(tally: Tally, stats: Mapping[str, Any], data: Path) -> str:
    """A row for each source, the reasons of what gave no article, and where the files are."""
    return "\n".join([*_table(tally), *_reasons(tally), *_notes(stats), _files(data)])


def _table(tally: Tally) -> Iterator[str]:
    names = sorted(tally.lines)
    width = max([len(name) for name in names[:_MOST_SOURCES]] + [6])
    yield " " * width + "".join(f"{column:>11}" for column in COLUMNS)
    for name in names[:_MOST_SOURCES]:
        yield _row(name, width, tally.lines[name].numbers)
    if len(names) > _MOST_SOURCES:
        yield f"... and {len(names) - _MOST_SOURCES} more"
    if len(names) > 1:
        yield _row("all", width, tally.total())


def _row(name: str, width: int, numbers: Mapping[str, int]) -> str:
    return name.ljust(width) + "".join(f"{numbers.get(column, 0) or '':>11}" for column in COLUMNS)


def _reasons(tally: Tally) -> Iterator[str]:
    for name in sorted(tally.lines)[:_MOST_SOURCES]:
        if reasons := tally.lines[name].reasons:
            told = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
            yield f"{name}: {told}"


def _notes(stats: Mapping[str, Any]) -> Iterator[str]:
    if seen := stats.get("wirecopy/captures_seen_before"):
        yield f"{seen} captures had been processed before"
    for name in sorted(stats):
        if name.startswith("wirecopy/unread/"):
            yield f"not read: {stats[name]} {name.removeprefix('wirecopy/unread/')} (named above)"
    if asked := stats.get("wirecopy/requisites/found"):
        left_out = stats.get("wirecopy/requisites/left_out", 0)
        beyond = f", {left_out} more than a page may have were left out" if left_out else ""
        yield f"requisites of article pages: {asked} named{beyond}"
    if raised := stats.get("spider_exceptions/count"):
        yield f"the spider's own code raised {raised} times (in the log above); what was fetched is archived"
    if changed := stats.get("wirecopy/archive_changed"):
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        yield f"ARCHIVE CHANGED since the last run: {changed[0]}{more}; scrapy verify tells more"
    if added := stats.get("wirecopy/archive_added"):
        more = f" and {len(added) - 1} more" if len(added) > 1 else ""
        yield f"NOT IN THE ARCHIVE'S MANIFEST, by another hand or damaged: {added[0]}{more}; scrapy rebuild --yes takes it in"
    if missing := stats.get("wirecopy/reconstructed"):
        yield f"RECONSTRUCTED: no tap on the wire, records are not byte-exact and are marked so; missing: {missing}"
    if stopped := stats.get("wirecopy/stopped"):
        yield f"STOPPED: {stopped}"


def _files(data: Path) -> str:
    archive = ", archive/" if (data / "archive").is_dir() else ""
    return f"{data}: articles.jsonl, copies.jsonl, outcomes.jsonl{archive}"
