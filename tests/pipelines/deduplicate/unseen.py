"""The sets written without sight of the detector: documents with their stories, and pairs with their labels."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.deduplicate import Document
from pipelines.deduplicate.jsonl import document_of
from tests.pipelines.deduplicate.collection import Pair

FOLDER = Path(__file__).with_name("hard_set") / "unseen"


@dataclass(frozen=True, slots=True)
class Unseen:
    """One set: its rows as they lie there, the documents, the story of each, and the labelled pairs."""

    rows: list[dict[str, Any]]
    docs: list[Document]
    story: dict[str, str]
    pairs: list[Pair]


def unseen(*names: str) -> Unseen:
    """Return sets together, positions in file order."""
    rows = [row for name in names for row in _rows(f"{name}_documents")]
    pairs = [
        Pair(row["left"], row["right"], row["label"], row["kind"])
        for name in names
        for row in _rows(f"{name}_pairs")
    ]
    docs = [document_of(row, number) for number, row in enumerate(rows)]
    return Unseen(rows, docs, {row["id"]: row["story"] for row in rows}, pairs)


def _rows(stem: str) -> list[dict[str, Any]]:
    lines = (FOLDER / f"{stem}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
