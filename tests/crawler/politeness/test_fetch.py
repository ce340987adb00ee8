from __future__ import annotations

import asyncio

import pytest
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response

from crawler.politeness.fetch import ATTEMPTS, RobotsFetcher
from crawler.politeness.refusal import AddressRefused, HostHeld
from crawler.politeness.robots import RECHECK, REDIRECTS, Robots, RobotsPolicy

SITE = "http://site.test"
RULES = b"User-agent: *\nDisallow: /private/\n"
Answer = Response | Exception


class Web:
    """Answers each URL by the next of its answers, the last one again and again; counts."""

    def __init__(self, **answers: list[Answer]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    async def download(self, url: str) -> Response:
        self.asked.append(url)
        await asyncio.sleep(0)
        queue = self.answers[url.rsplit("/", 1)[1].replace(".", "_")]
        answer = queue.pop(0) if len(queue) > 1 else queue[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def page(status: int = 200, body: bytes = RULES, location: str | None = None) -> Response:
    return Response(f"{SITE}/x", status=status, body=body, headers={"Location": location} if location else {})


def fetch(web: Web, policy: RobotsPolicy | None = None) -> Robots:
    fetcher = RobotsFetcher(policy or RobotsPolicy(lambda: 0.0), web.download, pause=0)
    return asyncio.run(fetcher.robots_for(f"{SITE}/private/1", SITE))


def test_one_fetch_for_all_who_wait() -> None:
    web = Web(robots_txt=[page()])

    async def many() -> list[Robots]:
        fetcher = RobotsFetcher(RobotsPolicy(lambda: 0.0), web.download)
        first = await asyncio.gather(*(fetcher.robots_for(f"{SITE}/{n}", SITE) for n in range(20)))
        return [*first, await fetcher.robots_for(f"{SITE}/later", SITE)]

    answers = asyncio.run(many())
    assert len(web.asked) == 1
    assert {id(answer) for answer in answers} == {id(answers[0])}


@pytest.mark.parametrize(
    ("answers", "asked", "allowed"),
    [
        ([page()], 1, False),
        ([page(404)], 1, True),
        ([page(429)], 1, False),
        ([page(503), page()], 2, False),
        ([page(503), page(body=b"")], 2, True),
        ([page(503)], ATTEMPTS, False),
        ([DownloadFailedError("x"), page(body=b"")], 2, True),
        ([OSError("x")], ATTEMPTS, False),
        ([IgnoreRequest("too large")], ATTEMPTS, False),
        ([DownloadTimeoutError("x"), page(body=b"")], 1, False),
        ([page(301)], 1, False),
        ([page(302, location="/robots.txt")], REDIRECTS + 1, True),
    ],
)
def test_answers(answers: list[Answer], asked: int, allowed: bool) -> None:
    web = Web(robots_txt=answers)
    robots = fetch(web)
    assert len(web.asked) == asked
    assert (robots.refusal(f"{SITE}/private/1") is None) is allowed


def test_redirects_lead_to_other_hosts_and_the_rules_count_for_the_first() -> None:
    web = Web(robots_txt=[page(301, location="http://other.test/rules")], rules=[page()])
    assert fetch(web).refusal(f"{SITE}/private/1") == f"disallowed by {SITE}/robots.txt"
    assert web.asked == [f"{SITE}/robots.txt", "http://other.test/rules"]


def test_an_origin_that_may_not_be_contacted_is_no_matter_of_robots() -> None:
    with pytest.raises(AddressRefused):
        fetch(Web(robots_txt=[AddressRefused("127.0.0.1 (loopback)")]))


@pytest.mark.parametrize(
    ("error", "recheck"),
    [
        (AddressRefused("10.0.0.1 (private)"), RECHECK),
        (HostHeld("other.test asked for a pause", 7200.0), 7200.0),
        (HostHeld("other.test asked for a pause", 60.0), RECHECK),
    ],
)
def test_a_redirect_to_where_we_may_not_go_disallows_everything(error: Exception, recheck: float) -> None:
    policy = RobotsPolicy(lambda: 0.0)
    robots = fetch(Web(robots_txt=[page(301, location="http://other.test/rules")], rules=[error]), policy)
    assert robots.refusal(f"{SITE}/a")
    assert policy.retry_after(robots) == recheck


@pytest.mark.parametrize("location", ["http://[::1", "mailto:a@site.test"])
def test_a_redirect_to_no_address_disallows_everything_and_is_asked_for_once(location: str) -> None:
    web = Web(robots_txt=[page(301, location=location)])
    assert fetch(web).refusal(f"{SITE}/a") == f"robots.txt leads to {location}, no address"
    assert len(web.asked) == 1


def test_a_name_that_cannot_be_resolved_is_no_matter_of_robots() -> None:
    web = Web(robots_txt=[CannotResolveHostError("site.test")])
    robots = fetch(web)
    assert (robots.readable, robots.resolved, robots.refusal(f"{SITE}/a")) == (
        False,
        False,
        "no address for site.test",
    )
    assert len(web.asked) == ATTEMPTS
    led = fetch(
        Web(robots_txt=[page(301, location="http://other.test/rules")], rules=[CannotResolveHostError("x")])
    )
    assert (led.resolved, led.refusal(f"{SITE}/a")) == (True, "robots.txt leads to other.test, no such name")


def test_what_nobody_expects_reaches_the_page_that_asked() -> None:
    with pytest.raises(ZeroDivisionError):
        fetch(Web(robots_txt=[ZeroDivisionError()]))
