"""Pipelines a user might add: one that drops, one that has a bug."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from itemadapter import ItemAdapter
from scrapy.exceptions import DropItem


class Dropper:
    """Wants no page whose address ends in 3; stands before the clean stage."""

    def process_item(self, item: Any) -> Any:
        if str(ItemAdapter(item)["url"]).endswith("3"):
            raise DropItem("not wanted")
        return item


class Buggy:
    """Has bugs that show on addresses that end in 5, 6 and 7; stands after deduplication."""

    def process_item(self, item: Any) -> Any:
        url = str(ItemAdapter(item)["url"])
        if url.endswith("5"):
            raise ValueError("a bug of the user's")
        if url.endswith("6"):
            sys.exit("as in a script")
        if url.endswith("7"):
            raise asyncio.CancelledError
        return item


class Noter:
    """Adds to the article; stands before the export."""

    def process_item(self, item: Any) -> Any:
        adapter = ItemAdapter(item)
        adapter["tags"] = [*adapter["tags"], "noted"]
        return item


class Forgetful:
    """Forgets to return the item."""

    def process_item(self, item: Any) -> None:
        """Return nothing, as beginners do."""
