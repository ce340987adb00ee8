"""Our few words of JSON Schema agree with a full implementation."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pipelines.export.check import fault_of
from pipelines.export.jsonl import dump_line
from pipelines.export.schema import article_schema, outcome_schema
from pipelines.items import Article, Block, Credit, Dateline, Image, Link, Origin, Proof, Syndication

_ID = "urn:wirecopy:" + "a" * 52
_ARTICLE = json.loads(
    dump_line(
        Article(
            id=_ID,
            url="https://harbour-post.example/1",
            article=_ID,
            blocks=[Block("text", "One.")],
            images=[Image("https://harbour-post.example/1.jpg")],
            credits=[Credit("afp", "AFP", "agency", "origin", "byline", "By AFP")],
            dateline=Dateline("HARBOUR, May 3", date="2026-05-03"),
            syndication=Syndication("copy", _ID, [Link(_ID, "copy", 0.9, 1)], Origin()),
            capture=Proof("a.warc.gz", 0, 1, "<urn:uuid:1>", "sha256:A", "2026-01-01T00:00:00Z", 200),
            provenance={"title": "h1"},
            published="2026-05-03",
        )
    )
)
_OUTCOME = {
    "id": _ID,
    "url": "u",
    "outcome": "failed",
    "reason": "http 404",
    "detail": None,
    "status": 404,
    "capture": _ARTICLE["capture"],
    "wirecopy": "wirecopy/0",
}
_SCHEMAS = ((article_schema(), _ARTICLE), (outcome_schema(), _OUTCOME))
_ORACLES = [Draft202012Validator(schema) for schema, _ in _SCHEMAS]
_VALUES = st.sampled_from(
    [None, True, False, 0, 1, -1, 1.5, "", "text", "first", "2026-05-03", "Z", [], [1], {}, {"a": 1}]
)


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, each in inner for place in places(each, (*at, key)))]


def test_what_we_write_has_no_fault() -> None:
    for schema, value in _SCHEMAS:
        assert fault_of(value, schema) is None


@given(data=st.data(), which=st.sampled_from([0, 1]))
def test_any_value_at_any_place_is_judged_as_jsonschema_judges_it(data: st.DataObject, which: int) -> None:
    schema, sound = _SCHEMAS[which]
    value = copy.deepcopy(sound)
    *path, last = data.draw(st.sampled_from([place for place in places(sound) if place]))
    parent = value
    for key in path:
        parent = parent[key]
    how = data.draw(st.sampled_from(["replace", "remove", "add"]))
    if how == "remove" and isinstance(parent, dict):
        del parent[last]
    elif how == "add" and isinstance(parent, dict):
        parent["another"] = data.draw(_VALUES)
    else:
        parent[last] = data.draw(_VALUES)
    assert (fault_of(value, schema) is None) == _ORACLES[which].is_valid(value)


def test_a_fault_says_where() -> None:
    value = copy.deepcopy(_ARTICLE)
    value["credits"][0]["role"] = "owner"
    assert (
        fault_of(value, article_schema()) == "credits[0].role is 'owner', must be one of origin, via, source"
    )
    assert fault_of([], article_schema()) == "line is [], must be object"
