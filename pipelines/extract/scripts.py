"""The scripts of a page: taken out before parsing, decoded only where something is sought in them."""

from __future__ import annotations

import re
from typing import Any

_TYPE = re.compile(rb"ld\+json", re.I)


class Scripts:
    """The scripts of one page, in its order: (tag, content) as bytes in the page's character set."""

    def __init__(self, found: list[tuple[bytes, bytes]], charset: str) -> None:
        self._found, self._charset = found, charset
        self._more: list[tuple[str, str]] = []

    def __len__(self) -> int:
        return len(self._found) + len(self._more)

    def take(self, root: Any) -> None:
        """Add the scripts that are still in a tree: those of a page whose bytes could not be searched."""
        self._more = [(s.get("type") or "", s.text or "") for s in root.iter("script")]

    def structured(self) -> list[str]:
        """The contents of those that say that they are JSON-LD."""
        found = [self._decoded(content) for tag, content in self._found if _TYPE.search(tag)]
        return found + [text for kind, text in self._more if "ld+json" in kind.lower()]

    def all(self) -> list[str]:
        """The contents of all."""
        return [self._decoded(content) for _, content in self._found] + [text for _, text in self._more]

    def _decoded(self, content: bytes) -> str:
        return content.decode(self._charset, "replace")
