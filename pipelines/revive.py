"""Articles made again from JSON: what a worker answered, or a line of a JSONL file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.items import (
    Article,
    Block,
    Credit,
    Dateline,
    Image,
    Link,
    Origin,
    PhotoCredit,
    Proof,
    SourceRef,
    Syndication,
)
from pipelines.outcome import Cleaned, Outcome

_LISTS: dict[str, type] = {"blocks": Block, "images": Image, "photo_credits": PhotoCredit, "credits": Credit}
_SINGLES: dict[str, type] = {"source": SourceRef, "dateline": Dateline, "capture": Proof}


def article_from_json(value: Mapping[str, Any]) -> Article:
    """The Article that a JSON object says; raises TypeError when it has fields that an article has not."""
    fields = dict(value)
    for name, part in _LISTS.items():
        fields[name] = [part(**each) for each in fields.get(name, ())]
    for name, part in _SINGLES.items():
        if fields.get(name) is not None:
            fields[name] = part(**fields[name])
    if fields.get("syndication") is not None:
        fields["syndication"] = _syndication(fields["syndication"])
    return Article(**fields)


def _syndication(value: Mapping[str, Any]) -> Syndication:
    return Syndication(
        relation=value["relation"],
        cluster=value["cluster"],
        links=[Link(**each) for each in value["links"]],
        origin=Origin(**value["origin"]),
    )


def cleaned_from_json(value: Mapping[str, Any]) -> Cleaned:
    """What a worker made of a capture."""
    article = value["article"]
    return Cleaned(Outcome(**value["outcome"]), None if article is None else article_from_json(article))
