from __future__ import annotations

import json

from jsonschema import Draft202012Validator

from pipelines.export.jsonl import dump_line
from pipelines.export.schema import article_schema, outcome_schema
from pipelines.items import Article, Block, Credit, Origin, Proof, Syndication

_ID = "urn:wirecopy:" + "a" * 52


def _article() -> Article:
    return Article(
        id=_ID,
        url="https://harbour-post.example/1",
        article=_ID,
        blocks=[Block("text", "One.")],
        credits=[Credit("afp", "AFP", "agency", "origin", "byline", "By AFP")],
        syndication=Syndication("first", _ID, [], Origin()),
        capture=Proof("a.warc.gz", 0, 1, "<urn:uuid:1>", "sha256:A", "2026-01-01T00:00:00Z", 200),
    )


def test_both_schemas_are_schemas() -> None:
    Draft202012Validator.check_schema(article_schema())
    Draft202012Validator.check_schema(outcome_schema())


def test_an_article_satisfies_its_schema_and_a_wrong_one_does_not() -> None:
    validator = Draft202012Validator(article_schema())
    value = json.loads(dump_line(_article()))
    assert validator.is_valid(value)
    for field, wrong in (
        ("version", 0),
        ("published", "yesterday"),
        ("blocks", [{"kind": "noise", "text": ""}]),
        ("x", 1),
    ):
        assert not validator.is_valid({**value, field: wrong}), field
    del value["title"]
    assert not validator.is_valid(value), "every field is always there"
