"""Months as datelines write them, in some forty languages: names and abbreviations to numbers 1 to 12."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).with_name("months.txt")
OTHER_CALENDAR = 0
"""The number of an Iranian or Islamic month: it makes a date, but none that can be said in ISO 8601."""


def _months() -> dict[str, int]:
    months: dict[str, int] = {}
    for line in DATA.read_text(encoding="utf-8").splitlines():
        language, _, row = line.partition(" ")
        if language == "*":
            months.update(dict.fromkeys(row.split(), OTHER_CALENDAR))
        elif language != "#":
            _enter(months, row)
    return months


def _enter(months: dict[str, int], row: str) -> None:
    for number, names in enumerate(row.split("|"), start=1):
        # Two Levantine months are of two words; their fields hold no other spelling.
        spelled = [names] if names.startswith(("كانون", "تشرين")) else names.split()
        for name in spelled:
            months.setdefault(name.casefold(), number)


MONTHS = _months()
"""Case-folded month names to numbers."""
