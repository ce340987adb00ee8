"""What a credit line says, and the small steps that all readers of lines share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipelines.attribute.names import Named
from pipelines.attribute.spelling import slot_key

EDGE = " \t-–—*•()[]（）【】<>/.,;:|©«»\"“”'"
"""Marks around a credit that are no part of it."""

_WITH = re.compile(r"\s(?:with|avec|mit|con|com|z|s|c|с|mit Material von)\s")


@dataclass(slots=True)
class LineFound:
    """What a line is (`form`) and the names on it, in printed order; `unnamed` quotes agencies that have no name."""

    form: str
    names: list[Named] = field(default_factory=list)
    unnamed: str | None = None


def spoken_list(value: str) -> str:
    """Give "FRANCE 24 with AFP" and "DW mit dpa" as lists with slashes."""
    return _WITH.sub(" / ", value)


def without_echo(listed: Iterable[Named]) -> list[Named]:
    """Give the names without a second spelling of one agency ("Islamic Republic News Agency - IRNA")."""
    kept: dict[str, Named] = {}
    for name in listed:
        kept.setdefault(name.id or slot_key(name.text), name)
    return list(kept.values())
