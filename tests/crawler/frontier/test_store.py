from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from crawler.frontier.entry import ARTICLE, Answer, Found, Lease
from crawler.frontier.schedule import LAST_RECHECK, article_due, jitter, retry_due
from crawler.frontier.store import FrontierUnusable, SqliteFrontier, host_of
from tests.crawler.frontier.conformance import FrontierConformance


class TestSqlite(FrontierConformance):
    @pytest.fixture(autouse=True)
    def _store(self, tmp_path: Path) -> None:
        self.open = lambda: SqliteFrontier(tmp_path / "frontier.sqlite")


def test_a_file_that_is_no_frontier_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "frontier.sqlite"
    path.write_bytes(b"not a database, not a database, not a database")
    with pytest.raises(FrontierUnusable, match=r"frontier\.sqlite: .*moved away"):
        SqliteFrontier(path)


def test_a_frontier_of_the_first_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "frontier.sqlite"
    SqliteFrontier(path).close()
    old = sqlite3.connect(path)
    old.execute("ALTER TABLE urls DROP COLUMN failures")
    old.execute("ALTER TABLE urls DROP COLUMN depth")
    old.execute("DROP TABLE pauses")
    old.execute("DROP TABLE lists")
    old.execute("PRAGMA user_version = 1")
    old.close()
    frontier = SqliteFrontier(path)
    frontier.add([Found("http://post.example/1", "post", ARTICLE)], now=0)
    (lease,) = frontier.claim("a", 1, now=0, seconds=60)
    frontier.finish(lease, Answer(503, 1, None, reason="http 503"))
    frontier.list_started("list.txt", ("", 0))
    frontier.close()


class TwoWorkers(RuleBasedStateMachine):
    """Whatever two workers do in any order, no address is held by both, none is lost, no host is shared."""

    def __init__(self) -> None:
        super().__init__()
        self.frontier = SqliteFrontier(Path(":memory:"))
        self.now = 0.0
        self.known: set[str] = set()
        self.done: set[str] = set()
        self.held: dict[str, tuple[str, Lease]] = {}

    @rule(host=st.sampled_from("xyz"), number=st.integers(0, 9))
    def add(self, host: str, number: int) -> None:
        url = f"http://{host}.example/{number}"
        self.frontier.add([Found(url, host, ARTICLE, self.now)], self.now)
        self.known.add(url)

    @rule(worker=st.sampled_from("ab"), count=st.integers(1, 5))
    def claim(self, worker: str, count: int) -> None:
        for lease in self.frontier.claim(worker, count, self.now, 60):
            held = self.held.get(lease.url)
            assert held is None or held[1].until <= self.now, "handed out twice"
            assert lease.url not in self.done
            self.held[lease.url] = (worker, lease)

    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        if self.held:
            url = data.draw(st.sampled_from(sorted(self.held)))
            _worker, lease = self.held.pop(url)
            self.frontier.finish(lease, Answer(200, self.now, None))
            self.done.add(url)

    @rule(seconds=st.floats(1, 90))
    def wait(self, seconds: float) -> None:
        self.now += seconds

    @invariant()
    def one_worker_a_host(self) -> None:
        holders: dict[str, set[str]] = {}
        for worker, lease in self.held.values():
            if lease.until > self.now:
                holders.setdefault(lease.host, set()).add(worker)
        assert all(len(workers) == 1 for workers in holders.values())

    @invariant()
    def nothing_is_lost(self) -> None:
        counts = self.frontier.counts(self.now)
        assert sum(counts.values()) == len(self.known)

    def teardown(self) -> None:
        self.frontier.close()


TwoWorkers.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestTwoWorkers = TwoWorkers.TestCase


def test_rechecks_decay_and_end() -> None:
    waits = []
    unchanged = 0
    while (due := article_due(0.0, unchanged)) is not None:
        waits.append(due)
        unchanged += 1
    assert waits == sorted(waits)
    assert waits[0] == 3600
    assert waits[-1] <= LAST_RECHECK < waits[-1] * 2


def test_retries_wait_longer_each_time_and_an_hour_at_most() -> None:
    assert [retry_due(100, attempts) - 100 for attempts in (0, 1, 2, 60)] == [2, 8, 32, 3600]


def test_jitter_is_stable_and_spread() -> None:
    values = [jitter(f"source-{number}", 100) for number in range(200)]
    assert values == [jitter(f"source-{number}", 100) for number in range(200)]
    assert all(0 <= value < 100 for value in values)
    assert len({int(value // 10) for value in values}) == 10


def test_the_host_keeps_its_port() -> None:
    assert host_of("http://user:pass@Post.Example:8080/a") == "post.example:8080"
