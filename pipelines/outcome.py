"""What became of a capture: exactly one outcome each, with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from archive.capture import Capture
from pipelines.items import Article

ARTICLE = "article"
UNCHANGED = "unchanged"
NOT_ARTICLE = "not_article"
REFUSED = "refused"
FAILED = "failed"

OUTCOMES = (ARTICLE, UNCHANGED, NOT_ARTICLE, REFUSED, FAILED)
"""Every capture ends in one of these (docs/outcomes.md says what each means)."""

REQUISITE, REQUISITE_MISSING = "requisite", "requisite missing"
"""What was fetched for the sake of a page, and what was asked for and did not come."""
COUNTED_ONLY = frozenset(
    {"robots.txt", "feed", "sitemap", "redirect", "asset", "document", "data", REQUISITE, REQUISITE_MISSING}
)
"""Reasons of what could never have been an article: counted, but given no line in outcomes.jsonl."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome: its name (see OUTCOMES), why, and what the software said, for a person to read."""

    name: str
    reason: str | None = None
    detail: str | None = None

    @property
    def has_line(self) -> bool:
        """True when outcomes.jsonl gets a line: a page that should or could have been an article and gave none."""
        return self.name in (NOT_ARTICLE, REFUSED, FAILED) and self.reason not in COUNTED_ONLY

    def is_news(self, before: tuple[str, str | None] | None) -> bool:
        """True when it gets a line after the page's last outcome and reason: a crawl of an unchanged site adds none."""
        return self.has_line and before != (self.name, self.reason)


@dataclass(slots=True)
class Cleaned:
    """What cleaning made of a capture: an article, or the outcome that says why there is none."""

    outcome: Outcome
    article: Article | None = None


@dataclass(slots=True)
class Page:
    """The item that enters ITEM_PIPELINES: a capture and what cleaning made of it; the clean stage turns it into an Article."""

    url: str
    capture: Capture
    cleaned: Cleaned
    position: int = 0
    """Where the capture stands in the order of this data folder, from 1."""


def outcome_line(capture: Capture, outcome: Outcome, code_version: str) -> dict[str, Any]:
    """What outcomes.jsonl says of a capture."""
    ref = capture.ref
    return {
        "id": capture.id,
        "url": capture.url,
        "outcome": outcome.name,
        "reason": outcome.reason,
        "detail": outcome.detail,
        "status": capture.status,
        "capture": {
            "file": ref.file,
            "offset": ref.offset,
            "length": ref.length,
            "record_id": ref.record_id,
            "payload_digest": capture.payload_digest,
            "fetched": capture.date,
            "status": capture.status,
        },
        "wirecopy": code_version,
    }
