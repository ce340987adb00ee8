"""Which addresses are withheld on request, whatever spelling they come in."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.normalise.urls import canonical_url

WITHHELD = "withheld"
"""The reason of a refused outcome: somebody asked for removal (`scrapy withhold`)."""


class Withheld:
    """A set of withheld addresses with the date of each request; two spellings of one address are the same."""

    def __init__(self, requests: Mapping[str, str] | None = None) -> None:
        self._since: dict[str, str] = {}
        self.add(requests or {})

    def add(self, requests: Mapping[str, str]) -> None:
        """Add addresses with the dates of their requests, as `archive.withhold.withheld` gives them; the latest counts."""
        for url, date in requests.items():
            key = canonical_url(url)
            self._since[key] = max(date, self._since.get(key, ""))

    def since(self, url: str) -> str | None:
        """The date of the latest request for an address; None when it is not withheld."""
        return self._since.get(canonical_url(url)) if self._since else None

    def __contains__(self, url: object) -> bool:
        return isinstance(url, str) and self.since(url) is not None

    def __len__(self) -> int:
        return len(self._since)
