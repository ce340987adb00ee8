from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.politeness.budget import FIRST_BACK_OFF, MARGIN, HostBudget, Pace, PageBudget
from crawler.politeness.retry_after import LONGEST

NOW = datetime(2026, 11, 3, 8, 0, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def budget(clock: Clock | None = None) -> HostBudget:
    return HostBudget(2.0, 4, clock or Clock())


def test_default_pace_has_the_margin() -> None:
    assert budget().pace("a.test") == Pace(2.0 + MARGIN, 4)
    assert HostBudget(0, 8, Clock()).pace("a.test") == Pace(0.0, 8)


def test_a_source_may_be_faster_or_slower_than_the_default() -> None:
    hosts = budget()
    hosts.declare("fast.test", delay=0.5, concurrency=8)
    hosts.declare("slow.test", delay=10)
    assert hosts.pace("fast.test") == Pace(0.5 + MARGIN, 8)
    assert hosts.pace("slow.test") == Pace(10 + MARGIN, 4)


def test_crawl_delay_only_slows_down_and_lets_one_request_out_at_a_time() -> None:
    hosts = budget()
    hosts.declare("a.test", delay=0.5, concurrency=8)
    hosts.crawl_delay("a.test", 3.0)
    assert hosts.pace("a.test") == Pace(3.0 + MARGIN, 1)
    hosts.crawl_delay("a.test", 1.0)  # another origin of the same host asks for less
    assert hosts.pace("a.test").delay == 3.0 + MARGIN
    hosts.declare("b.test", delay=5)
    hosts.crawl_delay("b.test", 3.0)
    assert hosts.pace("b.test").delay == 5 + MARGIN
    hosts.crawl_delay("c.test", 0.0)
    assert hosts.pace("c.test") == Pace(2.0 + MARGIN, 4)


@pytest.mark.parametrize("status", [429, 503])
def test_a_pause_holds_that_host_alone_until_it_is_over(status: int) -> None:
    clock = Clock()
    hosts = budget(clock)
    assert hosts.answered("a.test", status, "60", NOW) == pytest.approx(60 + MARGIN)
    assert hosts.wait("b.test") == 0
    clock.now += 59
    assert hosts.wait("a.test") == pytest.approx(1 + MARGIN)
    clock.now += 2
    assert hosts.wait("a.test") == 0


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    hosts = budget()
    hosts.answered("a.test", 429, "600", NOW)
    hosts.answered("a.test", 503, "1", NOW)
    assert hosts.answered("a.test", 200, None, NOW) == pytest.approx(600 + MARGIN)


def test_other_statuses_are_no_reason_to_pause() -> None:
    hosts = budget()
    assert hosts.answered("a.test", 200, "60", NOW) == 0
    assert hosts.answered("a.test", 500, "60", NOW) == 0
    assert hosts.answered("a.test", 503, None, NOW) == 0


def test_429_without_a_time_backs_off_further_each_time() -> None:
    clock = Clock()
    hosts = budget(clock)
    waits = []
    for _ in range(4):
        waits.append(round(hosts.answered("a.test", 429, None, NOW) - MARGIN))
        clock.now += 10_000
    assert waits == [FIRST_BACK_OFF * n for n in (1, 2, 4, 8)]
    hosts.answered("a.test", 200, None, NOW)
    assert hosts.answered("a.test", 429, "garbage", NOW) == pytest.approx(FIRST_BACK_OFF + MARGIN)
    for _ in range(100):
        hosts.answered("a.test", 429, None, NOW)
    assert hosts.wait("a.test") == pytest.approx(LONGEST + MARGIN)


@given(st.lists(st.sampled_from(["ask", "sleep", "hold", "slower"]), max_size=40), st.floats(0.01, 5))
def test_turns_are_never_closer_than_the_pace_nor_inside_a_pause(steps: list[str], step: float) -> None:
    clock = Clock()
    hosts = budget(clock)
    last, delay, held_until = 0.0, 0.0, 0.0
    for what in steps:
        if what == "sleep":
            clock.now += step
        elif what == "hold":
            held_until = clock.now + hosts.answered("a.test", 429, "3", NOW)
        elif what == "slower":
            hosts.crawl_delay("a.test", 2.0 + step)
        elif wait := hosts.turn("a.test"):
            assert clock.now + wait >= max(last + delay, held_until) - 1e-9
        else:
            assert clock.now >= max(last + delay, held_until)
            last, delay = clock.now, hosts.pace("a.test").delay


def test_with_a_crawl_delay_the_delay_counts_from_the_answer() -> None:
    clock = Clock()
    hosts = budget(clock)
    hosts.crawl_delay("a.test", 3.0)
    for host in ("a.test", "b.test"):
        hosts.turn(host)
    clock.now += 1.5
    for host in ("a.test", "b.test"):
        hosts.answered(host, 200, None, NOW)
    assert hosts.turn("a.test") == pytest.approx(3 + MARGIN)
    assert hosts.turn("b.test") == pytest.approx(2 + MARGIN - 1.5)


def test_turns_of_one_host_do_not_concern_another() -> None:
    hosts = budget()
    assert [hosts.turn("a.test"), hosts.turn("b.test")] == [0, 0]
    assert hosts.turn("a.test") == pytest.approx(2 + MARGIN)


def test_page_budget() -> None:
    pages = PageBudget()
    pages.limit("meridian", 2)
    assert [pages.take("meridian") for _ in range(3)] == [True, True, False]
    assert pages.left("meridian") == 0
    assert all(pages.take("free") for _ in range(10))
    assert pages.left("free") is None
    with pytest.raises(ValueError, match="-1"):
        pages.limit("x", -1)
