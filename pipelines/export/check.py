"""Whether a line keeps its JSON Schema: the few words of JSON Schema that ours is made of, and no dependency."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
    "null": (type(None),),
}


def fault_of(value: Any, schema: Mapping[str, Any]) -> str | None:
    """The first thing in which a value breaks a schema made by `pipelines.export.schema`, with its place; None if nothing."""
    return _fault(value, schema, schema.get("$defs", {}), "")


def _fault(value: Any, schema: Mapping[str, Any], definitions: Mapping[str, Any], at: str) -> str | None:
    if "$ref" in schema:
        return _fault(value, definitions[schema["$ref"].rpartition("/")[2]], definitions, at)
    if "anyOf" in schema:
        return _any_of(value, schema["anyOf"], definitions, at)
    if "enum" in schema and value not in schema["enum"]:
        return f"{at or 'line'} is {value!r:.80}, must be one of {', '.join(map(str, schema['enum']))}"
    if "type" in schema and not _is(value, schema["type"]):
        return f"{at or 'line'} is {value!r:.80}, must be {_named(schema['type'])}"
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        return f"{at} is {value!r:.80}, which is not of its form"
    if _is(value, "number") and value < schema.get("minimum", value):
        return f"{at} is {value}, must be at least {schema['minimum']}"
    if isinstance(value, dict):
        return _in_object(value, schema, definitions, at)
    if isinstance(value, list):
        found = (
            _fault(each, schema["items"], definitions, f"{at}[{number}]") for number, each in enumerate(value)
        )
        return next((fault for fault in found if fault), None)
    return None


def _any_of(
    value: Any, schemas: list[Mapping[str, Any]], definitions: Mapping[str, Any], at: str
) -> str | None:
    faults = [_fault(value, each, definitions, at) for each in schemas]
    return None if None in faults else faults[0]


def _in_object(
    value: dict[str, Any], schema: Mapping[str, Any], definitions: Mapping[str, Any], at: str
) -> str | None:
    known = schema.get("properties", {})
    more = schema.get("additionalProperties", True)
    missing = next((name for name in schema.get("required", ()) if name not in value), None)
    if missing is not None:
        return f"{at or 'line'} has no {missing}"
    for name, each in value.items():
        place = f"{at}.{name}" if at else name
        if name not in known and more is False:
            return f"{place} is no field of it"
        inner = known.get(name, more)
        if isinstance(inner, Mapping) and (fault := _fault(each, inner, definitions, place)):
            return fault
    return None


def _is(value: Any, wanted: str | list[str]) -> bool:
    names = [wanted] if isinstance(wanted, str) else wanted
    # True and False are ints to Python, not to JSON.
    return any(
        isinstance(value, _TYPES[name]) and (name == "boolean" or not isinstance(value, bool))
        for name in names
    )


def _named(wanted: str | list[str]) -> str:
    return wanted if isinstance(wanted, str) else " or ".join(wanted)
