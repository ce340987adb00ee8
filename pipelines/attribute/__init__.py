"""Whose text it is: credits, datelines, credit chains."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipelines.attribute.attribution import attribute
    from pipelines.attribute.evidence import Attribution, Evidence
    from pipelines.attribute.lines import is_credit_line

__all__ = ["Attribution", "Evidence", "attribute", "is_credit_line"]

_HOMES = {
    "Attribution": "evidence",
    "Evidence": "evidence",
    "attribute": "attribution",
    "is_credit_line": "lines",
}


def __getattr__(name: str) -> Any:
    """Loaded on first use: a crawl asks for the registry alone, and the patterns of the rest take long to compile."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
