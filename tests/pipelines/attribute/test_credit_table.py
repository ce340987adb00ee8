"""How much of the table of credit forms in ../shared is recognised; what falls short is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipelines.attribute.credit_table import (
    CREDITS,
    PHOTOS,
    Score,
    read_table,
    score_credits,
    score_photos,
)

TABLE = Path("reference/credit_forms.tsv")
FLOOR = 0.98


def show(name: str, score: Score) -> None:
    print(f"\n{name}: {score.rows} rows, precision {score.precision:.3f}, recall {score.recall:.3f}")
    for wrong in score.wrong:
        print("  " + wrong)


@pytest.mark.shared
def test_story_credits_of_the_table(shared: Path) -> None:
    score = score_credits(shared / TABLE)
    show("credits", score)
    assert score.precision >= FLOOR
    assert score.recall >= FLOOR


@pytest.mark.shared
def test_photo_credits_of_the_table(shared: Path) -> None:
    score = score_photos(shared / TABLE)
    show("photo credits", score)
    assert score.precision >= FLOOR
    assert score.recall >= FLOOR


@pytest.mark.shared
def test_every_row_of_the_table_is_accounted_for(shared: Path) -> None:
    rows = {row["id"] for row in read_table(shared / TABLE)}
    metadata_not_handed_over = {"c155", "c156", "c157", "c158", "c159"}
    assert rows == CREDITS.keys() | PHOTOS.keys() | metadata_not_handed_over
