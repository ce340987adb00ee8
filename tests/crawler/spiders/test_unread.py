"""Which bodies of `crawl news` stay packed: articles', for the workers clean from the capture."""

from __future__ import annotations

import pytest
from scrapy.http import Response

from crawler.frontier.entry import ARTICLE, FEED, Lease
from crawler.network.decoding import UNREAD
from crawler.spiders.news import NewsSpider
from pipelines.sources.model import Sources


class Reading(NewsSpider):
    """A project's own, which looks into every page."""

    def parse(self, response: Response) -> None:
        self.looked = response.body
        super().parse(response)


@pytest.mark.parametrize(
    ("spider", "kind", "unread"),
    [(NewsSpider, ARTICLE, True), (NewsSpider, FEED, False), (Reading, ARTICLE, False)],
)
def test_an_article_is_unread_unless_a_subclass_reads_it(
    spider: type[NewsSpider], kind: str, unread: bool
) -> None:
    made = spider()
    made.sources = Sources(())
    lease = Lease(1, "https://a.example/1", "a.example", "a", kind, 0.0, 0)
    assert made.request_for(lease).meta.get(UNREAD, False) is unread
