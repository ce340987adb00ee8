"""Quality and speed of attribution: precision and recall over the table of credit forms, milliseconds an article.

    python bench/bench_attribute.py            # the table in ../shared, invented articles for the speed
    python bench/bench_attribute.py --rounds 5

Needs ../shared for the table; the speed is measured on invented articles of three lengths. Short lines around the text
are remembered by attribution, as an outlet's pages repeat them; paragraphs and datelines are read anew each time.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pipelines.attribute import Evidence, attribute, is_credit_line  # noqa: E402
from tests.pipelines.attribute.credit_table import Score, score_credits, score_photos  # noqa: E402

TABLE = ROOT.parent / "shared/reference/credit_forms.tsv"
SENTENCES = (
    "A ferry ran aground off the old lighthouse on Sunday, the coast guard said, and all on board were saved.",
    "“It was the fog,” the captain told Reuters, and the mayor of Lima said much the same on Monday.",
    "The Harbour Company had bought the ship in 1998 from a firm in Oslo, according to the Financial Times.",
    "Divers will look at the hull next week; nobody knows yet what the repair will cost, or who will pay for it.",
)
LENGTHS = (4, 16, 40)
"""Paragraphs of two sentences: a brief of 800 characters, a story of 3,300, a feature of 8,000."""


def article(paragraphs: int) -> Evidence:
    """Give an invented story with the lines that stand around one."""
    body = [f"{SENTENCES[at % 4]} {SENTENCES[(at + 1) % 4]}" for at in range(paragraphs)]
    return Evidence(
        paragraphs=["LIMA, Nov 13 (AFP) - " + body[0], *body[1:]],
        title="Ferry runs aground off the old lighthouse",
        byline="By Ada Sample",
        head_lines=["Home", "World", "14 November 2023", "2 min read"],
        tail_lines=["Source: The Harbour Herald", "Share", "Read more about: Peru", "Comments"],
        url="https://harbourherald.example/world/ferry",
        carrier_names=["The Harbour Herald"],
        carrier_domains=["harbourherald.example"],
        language="en",
        published="2023-11-14",
    )


def milliseconds(evidence: Evidence, rounds: int) -> float:
    """Give the CPU time of one attribution, the best of `rounds` series of 100."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(100):
            attribute(evidence)
        best = min(best, (time.process_time() - start) * 10)
    return best


def show(name: str, score: Score) -> None:
    """Print one line of quality, then the rows that went wrong."""
    print(f"{name:<14} rows {score.rows:>4}  precision {score.precision:.3f}  recall {score.recall:.3f}")
    for wrong in score.wrong:
        print(f"  {wrong}")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description="Quality and speed of attribution.")
    parser.add_argument(
        "--rounds", type=int, default=3, help="series of 100 attributions per length (default: 3)"
    )
    rounds = parser.parse_args().rounds
    if TABLE.is_file():
        show("credits", score_credits(TABLE))
        show("photo credits", score_photos(TABLE))
    else:
        print("the table of credit forms is not beside this clone: quality is not measured")
    for paragraphs in LENGTHS:
        evidence = article(paragraphs)
        characters = sum(map(len, evidence.paragraphs))
        print(f"attribute      {characters:>5} characters  {milliseconds(evidence, rounds):.3f} ms")
    start = time.process_time()
    for _ in range(1000):
        is_credit_line("Read more about: Peru", "tail")
    print(f"is_credit_line {(time.process_time() - start) * 1000:.1f} microseconds a line")


if __name__ == "__main__":
    main()
