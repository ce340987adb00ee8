"""How the demo's outlets look: one small module for each family of pages."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from crawler.demo.layouts import (
    agency,
    gazette,
    harbour,
    independent,
    ledger,
    neda,
    rnworld,
    tagblick,
    vestnik,
)
from crawler.demo.layouts.view import View as View

LAYOUTS: MappingProxyType[str, Callable[[View], str]] = MappingProxyType(
    {
        "agency": agency.render,
        "harbour": harbour.render,
        "rnworld": rnworld.render,
        "independent": independent.render,
        "ledger": ledger.render,
        "gazette": gazette.render,
        "tagblick": tagblick.render,
        "vestnik": vestnik.render,
        "neda": neda.render,
    }
)
"""By the name in `Outlet.layout`: a view to a page of HTML."""


def render(view: View) -> str:
    """The page as its outlet lays it out."""
    return LAYOUTS[view.page.outlet.layout](view)
