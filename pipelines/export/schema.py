"""The JSON Schema of an article line, made from the item's own types so that the two cannot drift apart."""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

from pipelines.items import SCHEMA_VERSION, Article
from pipelines.outcome import OUTCOMES

_CHOICES: dict[tuple[str, str], list[str | None]] = {
    ("Block", "kind"): ["text", "heading", "quote", "list"],
    ("Credit", "kind"): ["agency", "outlet", "unnamed"],
    ("Credit", "role"): ["origin", "via", "source"],
    ("Syndication", "relation"): ["first", "copy", "origin", "partial", "same_outlet", "translation"],
    ("Origin", "kind"): ["own", "agency", "outlet", "unknown"],
    ("Article", "published_zone"): ["page", "source", "none", None],
    ("Article", "modified_zone"): ["page", "source", "none", None],
}
_DATE = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$"
_PATTERNS = {
    ("Article", "id"): r"^urn:wirecopy:[a-z2-7]{52}$",
    ("Article", "article"): r"^urn:wirecopy:[a-z2-7]{52}$",
    ("Article", "previous"): r"^urn:wirecopy:[a-z2-7]{52}$",
    ("Article", "published"): _DATE,
    ("Article", "modified"): _DATE,
    ("Article", "published_utc"): r"Z$",
    ("Article", "modified_utc"): r"Z$",
    ("Dateline", "date"): r"^\d{4}-\d{2}-\d{2}$",
    ("Proof", "file"): r"^(?!.*\.open$)",
}
_MINIMA: dict[tuple[str, str], int] = {
    ("Article", "version"): 1,
    ("Article", "word_count"): 0,
    ("Proof", "offset"): 0,
}
_SIMPLE: dict[Any, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}


def article_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) that every line of articles.jsonl and copies.jsonl satisfies."""
    definitions: dict[str, Any] = {}
    schema = _of_dataclass(Article, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:wirecopy:schema:article:{SCHEMA_VERSION}",
        "title": "One version of one article",
        **schema,
        "$defs": definitions,
    }


def outcome_schema() -> dict[str, Any]:
    """JSON Schema that every line of outcomes.jsonl satisfies."""
    article = article_schema()
    names = ("id", "url", "outcome", "reason", "detail", "status", "capture", "wirecopy")
    text = {"type": ["string", "null"]}
    return {
        "$schema": article["$schema"],
        "$id": f"urn:wirecopy:schema:outcome:{SCHEMA_VERSION}",
        "type": "object",
        "required": list(names),
        "additionalProperties": False,
        "properties": {
            "id": article["properties"]["id"],
            "url": {"type": "string"},
            "outcome": {"enum": [name for name in OUTCOMES if name not in ("article", "unchanged")]},
            "reason": text,
            "detail": text,
            "status": {"type": ["integer", "null"]},
            "capture": {"$ref": "#/$defs/Proof"},
            "wirecopy": {"type": "string"},
        },
        "$defs": {"Proof": article["$defs"]["Proof"]},
    }


def _of_dataclass(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    properties = {}
    for each in fields(kind):
        schema = _of_type(hints[each.name], definitions)
        key = (kind.__name__, each.name)
        if key in _CHOICES:
            schema = {"enum": _CHOICES[key]}
        if key in _PATTERNS:
            schema["pattern"] = _PATTERNS[key]
        if key in _MINIMA:
            schema["minimum"] = _MINIMA[key]
        properties[each.name] = schema
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }


def _of_type(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if hint in _SIMPLE:
        return {"type": _SIMPLE[hint]}
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _optional(next(each for each in arguments if each is not type(None)), definitions)
    if origin is list:
        return {"type": "array", "items": _of_type(arguments[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _of_type(arguments[1], definitions)}
    assert isinstance(hint, type)
    assert is_dataclass(hint)
    name = hint.__name__
    if name not in definitions:
        definitions[name] = {}
        definitions[name] = _of_dataclass(hint, definitions)
    return {"$ref": f"#/$defs/{name}"}


def _optional(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    schema = _of_type(hint, definitions)
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return {
        "type": [schema["type"], "null"],
        **{key: value for key, value in schema.items() if key != "type"},
    }
