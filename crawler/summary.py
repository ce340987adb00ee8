"""What a crawl or replay did, in a few lines a person understands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.outcome import OUTCOMES

_PREFIX = "wirecopy/"
_WORDS = {
    "article": "articles",
    "unchanged": "unchanged",
    "not_article": "no article",
    "refused": "refused",
    "failed": "failed",
}


def summary(stats: Mapping[str, Any], data: Path) -> str:
    """The outcomes counted, with their reasons, and where the files are."""
    counted = {name.removeprefix(_PREFIX): value for name, value in stats.items() if name.startswith(_PREFIX)}
    lines = [f"{counted.get('captures', 0)} captures"]
    if seen := counted.get("captures_seen_before"):
        lines[0] += f", {seen} of them processed before"
    lines += [_line(outcome, counted) for outcome in OUTCOMES if f"outcome/{outcome}" in counted]
    for name in sorted(counted):
        if name.startswith("unread/"):
            lines.append(f"  not read    {counted[name]:>6}  {name.removeprefix('unread/')} (named above)")
    if "stopped" in counted:
        lines.append(f"  STOPPED: {counted['stopped']}")
    lines.append(f"files: {data}/articles.jsonl, copies.jsonl, outcomes.jsonl")
    return "\n".join(lines)


def _line(outcome: str, counted: Mapping[str, Any]) -> str:
    prefix = "relation/" if outcome == "article" else f"outcome/{outcome}/"
    parts = [
        f"{value} {name.removeprefix(prefix)}"
        for name, value in sorted(counted.items())
        if name.startswith(prefix)
    ]
    why = f"  ({', '.join(parts)})" if parts else ""
    return f"  {_WORDS[outcome]:<12}{counted[f'outcome/{outcome}']:>6}{why}"
