"""Which sources are due: rules one by one, then a simulated month on a virtual clock (G10)."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from crawler.frontier.due import INTERVAL, MOST, Visit, due_sources, next_due
from pipelines.sources.model import CrawlRules, Source

DAY = 86_400.0
HOUR = 3_600.0
START = datetime(2026, 10, 10, tzinfo=UTC).timestamp()
"""A fortnight before the clocks of Berlin go back."""


def source(name: str, zone: str = "Europe/Berlin", **crawl: object) -> Source:
    return Source(name, name, (f"{name}.example",), timezone=zone, crawl=CrawlRules(**crawl))  # type: ignore[arg-type]


def at(text: str, zone: str = "Europe/Berlin") -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


def test_a_source_that_was_never_visited_is_due_first() -> None:
    known = {"b": Visit(START - 2 * DAY)}
    due = due_sources([source("b"), source("a")], known, START)
    assert [(each.source, each.reason) for each in due] == [("a", "first"), ("b", "interval")]


def test_an_interval_counts_from_the_last_visit() -> None:
    one = source("a", interval=HOUR)
    moment = next_due(one, Visit(START), START).since
    assert START + HOUR <= moment <= START + 1.1 * HOUR
    assert due_sources([one], {"a": Visit(START)}, moment - 1) == []
    assert due_sources([one], {"a": Visit(START)}, moment)


def test_without_an_interval_it_is_a_quarter_of_an_hour() -> None:
    assert START + INTERVAL <= next_due(source("a"), Visit(START), START).since <= START + 1.1 * INTERVAL


def test_cron_is_read_in_the_zone_of_the_source() -> None:
    for zone in ("Europe/Berlin", "Asia/Tehran", "America/St_Johns"):
        moment = next_due(source("a", zone, cron="30 6 * * *"), Visit(START), START).since
        local = datetime.fromtimestamp(moment, ZoneInfo(zone))
        assert (local.hour, local.minute) == (6, 30)


def test_what_was_missed_is_caught_up_with_once() -> None:
    daily = source("a", cron="0 6 * * *")
    back = START + 3 * DAY + 12 * HOUR
    assert [each.reason for each in due_sources([daily], {"a": Visit(START)}, back)] == ["cron"]
    assert due_sources([daily], {"a": Visit(back)}, back + 60) == []
    assert next_due(daily, Visit(back), back).since > back + 10 * HOUR


def test_an_article_to_be_looked_at_again_makes_its_source_due_but_not_more_often_than_its_interval() -> None:
    daily = source("a", cron="0 6 * * *")
    soon = Visit(START, recheck=START + HOUR)
    assert next_due(daily, soon, START).reason == "recheck"
    assert next_due(daily, soon, START).since == START + HOUR
    assert next_due(daily, Visit(START, recheck=START + 1), START).since == START + INTERVAL


def test_a_time_table_is_for_the_lists_and_a_recheck_is_not_in_it() -> None:
    daily, hourly = source("a", cron="0 6 * * *"), source("a", interval=HOUR)
    soon = Visit(START, recheck=START + 2000)
    assert not next_due(daily, soon, START).lists
    assert next_due(source("a", cron="0 6 * * *", window=(time(0), time(23))), soon, START).lists is False
    assert next_due(hourly, Visit(START, recheck=START + HOUR), START).lists
    late = next_due(daily, soon, START + DAY)
    assert (late.reason, late.lists) == ("recheck", True), "both are due: one visit for both"
    asked = Visit(START, recheck=START + 2000, asked=START + 1900)
    assert next_due(daily, asked, START + 2000).since == START + 1900 + INTERVAL


def test_a_window_holds_visits_back_until_it_opens() -> None:
    night = source("a", window=(time(1), time(5)))
    noon = at("2026-10-12T12:00")
    assert due_sources([night], {}, noon) == []
    opens = next_due(night, Visit(), noon).since
    assert at("2026-10-13T01:00") <= opens <= at("2026-10-13T01:10")
    assert due_sources([night], {}, opens)
    assert due_sources([night], {}, at("2026-10-13T05:00")) == []


def test_a_window_over_midnight() -> None:
    late = source("a", window=(time(22), time(2)))
    assert due_sources([late], {}, at("2026-10-12T23:30"))
    assert due_sources([late], {}, at("2026-10-12T01:30"))
    assert due_sources([late], {}, at("2026-10-12T02:00")) == []


def test_a_window_in_the_hour_that_a_clock_skips_opens_on_the_next_day() -> None:
    """Berlin, 29 March 2026: 02:00 is followed by 03:00."""
    narrow = source("a", window=(time(2, 15), time(2, 45)))
    opens = next_due(narrow, Visit(), at("2026-03-28T12:00")).since
    assert at("2026-03-30T02:15") <= opens < at("2026-03-30T02:45")


def test_a_clock_that_was_set_back_does_not_put_off_a_visit() -> None:
    one = source("a", interval=HOUR)
    assert next_due(one, Visit(START + 30 * DAY), START).since <= START + 1.1 * HOUR


def test_the_longest_waiting_come_first_and_no_more_than_one_round_takes() -> None:
    many = [source(f"s{number:03}") for number in range(3 * MOST)]
    visits = {each.id: Visit(START - 10 * DAY + number) for number, each in enumerate(many)}
    first = due_sources(many, visits, START)
    assert [each.source for each in first] == sorted(
        (each.source for each in first),
        key=lambda name: next_due(many[int(name[1:])], visits[name], START).since,
    )
    assert len(first) == MOST


@given(st.floats(0, 400 * DAY), st.sampled_from(["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"]))
def test_a_source_with_a_window_is_due_only_while_it_is_open(offset: float, zone: str) -> None:
    window = (time(23, 30), time(4, 15))
    one = source("a", zone, window=window)
    due = next_due(one, Visit(), START + offset)
    moment = max(due.since, START + offset)
    local = datetime.fromtimestamp(moment, ZoneInfo(zone)).time()
    assert local >= window[0] or local < window[1]
    assert moment <= START + offset + 1.1 * DAY


ALL = [
    *(source(f"hourly{number}", interval=HOUR) for number in range(4)),
    *(source(f"slow{number}", "Asia/Tokyo", interval=6 * HOUR) for number in range(4)),
    source("morning", cron="0 6 * * *"),
    source("sundays", "America/New_York", cron="15 3 * * 0"),
    source("night", interval=2 * HOUR, window=(time(1), time(5))),
    source("utc", "UTC", cron="*/30 * * * *"),
]
DOWN = (START + 12 * DAY, START + 15 * DAY)
VISIT_SECONDS = 40.0


def month() -> list[tuple[float, str]]:
    """Every visit of a month: the scheduler's loop on a virtual clock, with three days in which nothing runs."""
    now, visits, log = START, dict[str, Visit](), list[tuple[float, str]]()
    while now < START + 30 * DAY:
        if DOWN[0] <= now < DOWN[1]:
            now = DOWN[1]
        for due in due_sources(ALL, visits, now):
            log.append((now, due.source))
            visits[due.source] = Visit(now + VISIT_SECONDS)
        following = min(next_due(each, visits.get(each.id, Visit()), now).since for each in ALL)
        now = max(following, now + 60)
    return log


def test_a_simulated_month() -> None:
    log = month()
    times = {each.id: [now for now, name in log if name == each.id] for each in ALL}
    down = DOWN[1] - DOWN[0]
    # What was due was visited: an hourly source all but hourly, a morning each morning, a Sunday each Sunday.
    for number in range(4):
        assert (30 * DAY - down) / (1.15 * HOUR) <= len(times[f"hourly{number}"]) <= 30 * 24 - 72 + 1
        assert len(times[f"slow{number}"]) >= (30 * DAY - down) / (6.7 * HOUR)
    mornings = [datetime.fromtimestamp(now, ZoneInfo("Europe/Berlin")) for now in times["morning"][1:]]
    assert Counter(each.hour for each in mornings) == {6: 27, 2: 1}
    sundays = [datetime.fromtimestamp(now, ZoneInfo("America/New_York")) for now in times["sundays"][1:]]
    assert [each.weekday() for each in sundays] == [6] * len(sundays)
    assert len(sundays) == 5
    assert all(1 <= datetime.fromtimestamp(now, ZoneInfo("Europe/Berlin")).hour < 5 for now in times["night"])
    # Nobody is starved: but for the days that nothing ran, no gap is longer than the source's own.
    for name, longest in (("hourly", 1.2 * HOUR), ("slow", 6.8 * HOUR), ("utc", HOUR)):
        for each, seen in times.items():
            if each.startswith(name):
                gaps = [after - before for before, after in pairwise(seen)]
                assert sorted(gaps)[-2] <= longest, each
                assert sorted(gaps)[-1] <= down + longest, each
    # Nothing stampedes: each is caught up with once, and then has its own pace again.
    after = Counter(name for now, name in log if DOWN[1] <= now < DOWN[1] + 50 * 60)
    assert after["morning"] == 1
    assert max(count for name, count in after.items() if name != "utc") == 1
