"""Log lines that say what a person needs: items are told by the summary, not one by one."""

from __future__ import annotations

import logging
from typing import Any

from scrapy.logformatter import LogFormatter


class QuietFormatter(LogFormatter):
    """Scrapy's formatter with dropped items at DEBUG when they are ours, and page text never in the log."""

    def scraped(self, item: Any, response: Any, spider: Any) -> Any:
        """One line with the address instead of the whole item."""
        return {
            "level": logging.DEBUG,
            "msg": "Scraped %(url)s",
            "args": {"url": getattr(item, "url", type(item).__name__)},
        }
