"""What every implementation of Frontier must do; a test class per implementation gives `open`."""

from __future__ import annotations

from collections.abc import Callable

from crawler.frontier.entry import (
    ARTICLE,
    EARLIEST_CLOCK,
    FEED,
    HOLD,
    LONGEST_PAUSE,
    LONGEST_WAIT,
    SITEMAP,
    Answer,
    Found,
    Frontier,
    Lease,
)

HOUR = 3600.0


def pages(count: int, host: str = "post.example", due: float = 0.0) -> list[Found]:
    return [Found(f"http://{host}/{number}", host, ARTICLE, due) for number in range(count)]


def answer(now: float, due: float | None = None, **fields: object) -> Answer:
    return Answer(status=200, fetched=now, due=due, **fields)  # type: ignore[arg-type]


class FrontierConformance:
    """Inherit and set `open`: a function that opens the same store again each time it is called."""

    open: Callable[[], Frontier]

    def test_an_address_is_known_once(self) -> None:
        frontier = self.open()
        assert frontier.add(pages(3), now=0) == 3
        assert frontier.add(pages(4), now=1) == 1
        assert len(frontier.claim("a", 10, now=1, seconds=60)) == 4

    def test_what_is_known_of_an_address_is_a_lease_that_ends(self) -> None:
        frontier = self.open()
        frontier.add(pages(2), now=0)
        assert frontier.known("http://nobody.example/") is None
        known = frontier.known("http://post.example/0")
        assert known is not None
        assert (known.source, known.kind, known.until, known.fetches) == ("post.example", ARTICLE, 0.0, 0)
        frontier.finish(known, answer(5, due=900, etag='"a"'))
        again = frontier.known("http://post.example/0")
        assert again is not None
        assert (again.etag, again.fetches) == ('"a"', 1)
        frontier.claim("a", 10, now=6, seconds=60)
        assert frontier.known("http://post.example/1") is None, "somebody holds it"

    def test_what_is_leased_is_not_handed_out_again_until_the_lease_runs_out(self) -> None:
        frontier = self.open()
        frontier.add(pages(2), now=0)
        assert len(frontier.claim("a", 10, now=0, seconds=60)) == 2
        assert frontier.claim("a", 10, now=59, seconds=60) == []
        assert len(frontier.claim("b", 10, now=61, seconds=60)) == 2

    def test_a_host_belongs_to_one_worker_at_a_time(self) -> None:
        frontier = self.open()
        frontier.add(pages(2, "one.example") + pages(2, "two.example"), now=0)
        first = frontier.claim("a", 1, now=0, seconds=60)
        second = frontier.claim("b", 10, now=1, seconds=60)
        assert {lease.host for lease in first} == {"one.example"}
        assert {lease.host for lease in second} == {"two.example"}
        assert {lease.host for lease in frontier.claim("a", 10, now=2, seconds=60)} == {"one.example"}

    def test_finish_stores_the_links_and_the_end_of_the_lease_together(self) -> None:
        frontier = self.open()
        frontier.add([Found("http://post.example/feed", "post", FEED)], now=0)
        (lease,) = frontier.claim("a", 1, now=0, seconds=60)
        frontier.finish(lease, answer(5, due=5 + HOUR, etag='"1"', links=pages(3)))
        frontier.close()
        again = self.open()
        assert {each.kind for each in again.claim("b", 10, now=61, seconds=60)} == {ARTICLE}
        (feed,) = [each for each in again.claim("b", 10, now=5 + HOUR, seconds=60) if each.kind == FEED]
        assert (feed.etag, feed.fetches) == ('"1"', 1)

    def test_an_answer_to_a_lost_lease_changes_nothing(self) -> None:
        frontier = self.open()
        frontier.add(pages(1), now=0)
        (late,) = frontier.claim("a", 1, now=0, seconds=60)
        (lease,) = frontier.claim("b", 1, now=100, seconds=60)
        frontier.finish(late, answer(101, links=pages(5)))
        frontier.release(late, due=101, reason="late")
        assert frontier.counts(101) == {"due": 0, "leased": 1, "later": 0, "done": 0}
        frontier.finish(lease, answer(102))
        assert frontier.counts(103)["done"] == 1

    def test_release_gives_back_for_later_and_counts_the_attempt(self) -> None:
        frontier = self.open()
        frontier.add(pages(1), now=0)
        (lease,) = frontier.claim("a", 1, now=0, seconds=60)
        frontier.release(lease, due=30, reason="http 503")
        assert frontier.claim("a", 1, now=29, seconds=60) == []
        assert frontier.next_due(now=10) == 30
        (again,) = frontier.claim("a", 1, now=30, seconds=60)
        assert again.attempts == 1

    def test_what_was_never_sent_is_given_back_without_an_attempt(self) -> None:
        frontier = self.open()
        frontier.add(pages(1), now=0)
        (lease,) = frontier.claim("a", 1, now=0, seconds=60)
        frontier.release(lease, due=30, reason="retry-after", tried=False)
        (again,) = frontier.claim("a", 1, now=30, seconds=60)
        assert again.attempts == 0

    def test_a_host_that_asked_for_a_pause_is_left_alone_by_every_worker_and_after_a_restart(self) -> None:
        frontier = self.open()
        frontier.add(pages(2, "busy.example") + pages(1, "free.example"), now=0)
        frontier.claim("a", 1, now=1, seconds=60)
        frontier.hold("busy.example", until=500)
        frontier.hold("busy.example", until=400)
        frontier.give_back("a")
        frontier.wake(pages(2, "busy.example", due=20), now=20)
        frontier.close()
        again = self.open()
        assert [lease.host for lease in again.claim("b", 9, now=21, seconds=60)] == ["free.example"]
        assert again.next_due(22, worker="b") == 81, "when the lease of the free one runs out"
        assert again.claim("a", 9, now=499, seconds=60, sources=["busy.example"]) == []
        assert again.next_due(499, sources=["busy.example"], worker="a") == 500
        assert len(again.claim("a", 9, now=500, seconds=60, sources=["busy.example"])) == 2

    def test_a_pause_longer_than_any_that_is_kept_is_none(self) -> None:
        """A clock that stood in another year must not close a host for as long."""
        frontier = self.open()
        frontier.add(pages(1), now=0)
        frontier.hold("post.example", until=2 * LONGEST_PAUSE)
        assert len(frontier.claim("a", 1, now=50, seconds=60)) == 1
        frontier.hold("post.example", until=300)
        assert frontier.claim("a", 1, now=200, seconds=60) == []
        assert len(frontier.claim("a", 1, now=300, seconds=60)) == 1

    def test_what_a_clock_that_stood_years_ahead_has_left_comes_back_to_the_longest_wait(self) -> None:
        now, ahead = EARLIEST_CLOCK, EARLIEST_CLOCK + 20 * 365 * 86_400.0
        frontier = self.open()
        frontier.add(
            [*pages(3), *pages(1, "held.example"), *pages(1, "usual.example", now + 30 * 86_400.0)], now
        )
        first, second, _, held = frontier.claim("a", 4, now=ahead, seconds=HOUR)
        new = Found("http://post.example/new", "post.example", ARTICLE, ahead)
        frontier.finish(first, answer(ahead, due=ahead + HOUR, links=[new]))
        frontier.release(second, ahead + HOUR, "http 503")
        assert frontier.bring_back(0.0) == 0, "this clock is wrong itself"
        assert frontier.bring_back(now) == 3
        assert frontier.bring_back(now) == 0
        frontier.add([Found("http://rare.example/feed", "rare", FEED, now + 2 * LONGEST_WAIT)], now)
        assert frontier.bring_back(now) == 0, "a list's own interval"
        free = frontier.claim("b", 9, now=now, seconds=9)
        assert {lease.url for lease in free} == {"http://post.example/2", held.url, second.url, new.url}
        for lease in free:
            frontier.finish(lease, answer(now))
        assert frontier.next_due(now, worker="b") == now + 30 * 86_400.0, "what a rule gave stays"
        month = now + LONGEST_WAIT
        assert len(frontier.claim("b", 9, now=month, seconds=9, since=month)) == 2

    def test_an_answer_later_than_now_is_none_of_this_crawl(self) -> None:
        frontier = self.open()
        frontier.add(pages(1), now=0)
        (lease,) = frontier.claim("a", 1, now=9 * HOUR, seconds=60)
        frontier.finish(lease, answer(9 * HOUR, due=10 * HOUR))
        frontier.wake(pages(1, due=HOUR), now=HOUR, before=HOUR - 60)
        assert frontier.next_due(HOUR, since=HOUR, worker="a") == HOUR
        assert len(frontier.claim("a", 1, now=HOUR, seconds=60, since=HOUR)) == 1

    def test_soonest_due_is_first(self) -> None:
        frontier = self.open()
        for number, due in enumerate((30.0, 10.0, 20.0)):
            frontier.add([Found(f"http://post.example/{number}", "post", ARTICLE, due)], now=0)
        got: list[Lease] = []
        for now in (10.0, 20.0, 30.0):
            got += frontier.claim("a", 1, now=now, seconds=60)
        assert [lease.url[-1] for lease in got] == ["1", "2", "0"]

    def test_wake_makes_a_done_address_due_again(self) -> None:
        frontier = self.open()
        frontier.add(pages(1), now=0)
        (lease,) = frontier.claim("a", 1, now=0, seconds=60)
        frontier.finish(lease, answer(1))
        assert frontier.next_due(2) is None
        frontier.wake(pages(1, due=50), now=2)
        assert frontier.next_due(2) == 50

    def test_what_a_killed_worker_held_comes_back(self) -> None:
        frontier = self.open()
        frontier.add(pages(100), now=0)
        frontier.claim("killed", 64, now=0, seconds=60)
        again = self.open()
        assert len(again.claim("b", 200, now=61, seconds=60)) == 100

    def test_an_address_that_a_list_says_was_changed_is_due_again(self) -> None:
        frontier = self.open()

        def told(*modified: float) -> list[Found]:
            return [
                Found(f"http://post.example/{number}", "post", ARTICLE, modified=each)
                for number, each in enumerate(modified)
            ]

        frontier.add(told(-50, -50), now=0)
        for lease in frontier.claim("a", 2, now=10, seconds=60):
            frontier.finish(lease, answer(10))
        assert frontier.add(told(-40, -50), now=30) == 0
        assert [lease.url[-1] for lease in frontier.claim("a", 2, now=30, seconds=60)] == ["0"]

    def test_a_worker_gives_back_what_it_holds(self) -> None:
        frontier = self.open()
        frontier.add(pages(3), now=0)
        frontier.claim("a", 2, now=0, seconds=3600)
        frontier.give_back("a")
        assert len(frontier.claim("b", 9, now=1, seconds=60)) == 3

    def test_what_the_last_answers_said_is_remembered(self) -> None:
        frontier = self.open()
        frontier.add(pages(1), now=0)
        for now, changed in ((1, True), (2, False), (3, False)):
            (lease,) = frontier.claim("a", 1, now=now, seconds=60)
            frontier.finish(lease, answer(now, due=now + 1, digest="sha256:A", changed=changed))
        (lease,) = frontier.claim("a", 1, now=4, seconds=60)
        assert (frontier.last_digest(lease), frontier.unchanged_streak(lease), lease.fetches) == (
            "sha256:A",
            2,
            3,
        )

    def test_one_crawl_looks_at_each_address_once(self) -> None:
        frontier = self.open()
        frontier.add(pages(2), now=0)
        first = frontier.claim("a", 1, now=10, seconds=60, since=10)
        frontier.finish(first[0], answer(11, due=12))
        assert [lease.url[-1] for lease in frontier.claim("a", 9, now=20, seconds=60, since=10)] == ["1"]
        assert frontier.next_due(20, since=10) == 80
        assert [lease.url[-1] for lease in frontier.claim("a", 9, now=30, seconds=60, since=30)] == ["0"]

    def test_a_crawl_keeps_to_its_sources(self) -> None:
        frontier = self.open()
        frontier.add(pages(2, "one.example") + pages(2, "two.example"), now=0)
        claimed = frontier.claim("a", 9, now=1, seconds=60, sources=["two.example"])
        assert {lease.source for lease in claimed} == {"two.example"}
        assert frontier.next_due(1, sources=["three.example"]) is None
        assert frontier.next_due(1, sources=["one.example"]) == 1

    def test_a_host_stays_with_who_asked_it_last_for_as_long_as_any_crawl_delay(self) -> None:
        frontier = self.open()
        frontier.add(pages(2), now=0)
        (lease,) = frontier.claim("a", 1, now=0, seconds=3600)
        frontier.finish(lease, answer(5))
        assert frontier.claim("b", 9, now=5 + HOLD - 1, seconds=60) == []
        assert frontier.next_due(6, worker="b") == 5 + HOLD
        assert frontier.next_due(6, worker="a") == 6
        assert len(frontier.claim("b", 9, now=5 + HOLD + 1, seconds=60)) == 1

    def test_what_is_given_back_keeps_its_host_for_a_while(self) -> None:
        frontier = self.open()
        frontier.add(pages(2), now=0)
        frontier.claim("a", 1, now=0, seconds=3600)
        frontier.give_back("a", until=100)
        assert frontier.claim("b", 9, now=99, seconds=60) == []
        assert len(frontier.claim("a", 1, now=99, seconds=1)) == 1

    def test_workers_share_the_hosts(self) -> None:
        frontier = self.open()
        for number in range(9):
            frontier.add(pages(3, f"{number}.example"), now=0)
        claimed = [frontier.claim(worker, 99, now=1, seconds=60, hosts=3) for worker in "abca"]
        assert [len({lease.host for lease in leases}) for leases in claimed] == [3, 3, 3, 0]
        for lease in claimed[0]:
            frontier.finish(lease, answer(2))
        frontier.add(pages(1, "late.example"), now=2)
        assert [lease.host for lease in frontier.claim("a", 99, now=3, seconds=60, hosts=3)] == [
            "late.example"
        ]

    def test_a_list_that_another_worker_has_just_read_is_not_woken(self) -> None:
        frontier = self.open()
        feed = [Found("http://post.example/feed", "post", FEED, due=20)]
        frontier.add(feed, now=0)
        (lease,) = frontier.claim("a", 1, now=20, seconds=60)
        frontier.finish(lease, answer(21, due=900))
        frontier.wake(feed, now=30, before=10)
        assert frontier.next_due(30, worker="a") == 900
        frontier.wake(feed, now=30, before=25)
        assert frontier.next_due(30, worker="a") == 30

    def test_a_list_goes_on_where_it_began_until_it_is_ended(self) -> None:
        frontier = self.open()
        assert frontier.list_started("list.txt", ("", 0)) == ("", 0)
        frontier.close()
        frontier = self.open()
        assert frontier.list_started("list.txt", ("w-2", 700)) == ("", 0)
        assert frontier.list_started("other.txt", ("w-2", 700)) == ("w-2", 700)
        frontier.list_ended("list.txt")
        frontier.list_ended("list.txt")
        assert frontier.list_started("list.txt", ("w-3", 9)) == ("w-3", 9)
        assert frontier.list_started("other.txt", ("w-3", 9)) == ("w-2", 700)

    def test_the_depth_of_a_sitemap_is_that_of_the_shortest_way(self) -> None:
        frontier = self.open()

        def depth_after(depth: int) -> int:
            frontier.add([Found("http://post.example/map", "post", SITEMAP, depth=depth)], now=0)
            known = frontier.known("http://post.example/map")
            assert known is not None
            return known.depth

        assert [depth_after(depth) for depth in (2, 3, 1, 2, 0)] == [2, 2, 1, 1, 0]
        frontier.close()
        (lease,) = self.open().claim("a", 1, now=0, seconds=60)
        assert lease.depth == 0

    def test_the_lists_of_a_source_that_rests_are_not_handed_out(self) -> None:
        frontier = self.open()
        frontier.add([Found("http://post.example/feed", "post", FEED, 1)], now=1)
        frontier.add([Found("http://post.example/1", "post", ARTICLE, 2)], now=1)
        frontier.add([Found("http://daily.example/feed", "daily", FEED, 3)], now=1)
        assert frontier.next_due(0, resting=["post"]) == 2
        assert frontier.next_due(0) == 1
        claimed = frontier.claim("a", 10, now=9, seconds=60, resting=["post"])
        assert {lease.url for lease in claimed} == {"http://post.example/1", "http://daily.example/feed"}
        assert frontier.next_due(9, sources=["post"], resting=["post"]) == 69
