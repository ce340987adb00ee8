"""Credits and datelines of the texts written without sight of the recogniser."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.attribute import Evidence, attribute
from tests.pipelines.deduplicate.unseen import unseen

ROWS = unseen("first", "second", "third", "independent", "translated", "translated_later").rows


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_credits_and_dateline(row: dict[str, Any]) -> None:
    found = attribute(
        Evidence(
            paragraphs=row["text"].split("\n"),
            title=row["title"],
            language=row["language"],
            published=row["published"],
            carrier_domains=[row["site"]],
            url=row["url"],
        )
    )
    credits = [(credit.id, credit.role) for credit in found.credits if credit.id]
    assert sorted(credits) == sorted((credit["id"], credit["role"]) for credit in row["credits"])
    line = found.dateline
    told = {"place": line.place, "date": line.date, "agency": line.agency} if line else None
    assert told == row["dateline"]
