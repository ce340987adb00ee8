"""The summary of a crawl names what a reader of the exit code alone would miss."""

from __future__ import annotations

from pathlib import Path

from crawler.summary import summary
from crawler.tally import Tally
from pipelines.sources.model import Sources


def test_exceptions_of_a_spiders_own_code_are_counted() -> None:
    told = summary(
        Tally(Sources(())), {"spider_exceptions/count": 3, "spider_exceptions/KeyError": 3}, Path("data")
    )
    assert "the spider's own code raised 3 times" in told
    assert "raised" not in summary(Tally(Sources(())), {}, Path("data"))
