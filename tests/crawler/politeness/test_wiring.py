from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from crawler.politeness.refusal import HostHeld
from crawler.politeness.wiring import politeness_of, wait_for_turn


def crawler(**settings: object) -> Crawler:
    return Crawler(Spider, Settings({"DOWNLOAD_DELAY": 0.1, **settings}))


def test_a_crawler_has_one_politeness_with_its_settings() -> None:
    one = crawler(WIRECOPY_ALLOW_ADDRESSES="127.0.0.0/8", WIRECOPY_HOSTS="a.test=127.0.0.2")
    assert politeness_of(one) is politeness_of(one)
    assert politeness_of(one) is not politeness_of(crawler())
    assert politeness_of(one).addresses.refusal_for("http://a.test/") is None
    assert politeness_of(crawler()).addresses.refusal_for("http://127.0.0.2/") == "127.0.0.2 (loopback)"


def test_requests_that_come_at_once_leave_one_after_the_other() -> None:
    one = crawler()
    left: list[float] = []

    async def leave() -> None:
        await wait_for_turn(one, "http://a.test/x")
        left.append(time.monotonic())

    async def many() -> None:
        await asyncio.gather(*(leave() for _ in range(4)))

    asyncio.run(many())
    assert all(later - earlier >= 0.1 for earlier, later in pairwise(left))


def test_a_long_pause_is_not_waited_out() -> None:
    one = crawler()
    politeness_of(one).hosts.answered("a.test", 429, "3600", datetime.now(UTC))
    with pytest.raises(HostHeld) as caught:
        asyncio.run(wait_for_turn(one, "http://a.test/x"))
    assert 3500 < (caught.value.retry_after or 0) <= 3601
    asyncio.run(wait_for_turn(one, "http://b.test/x"))
