from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.politeness.robots import (
    LIFETIME,
    LONGEST_DELAY,
    MOST_STARS,
    RECHECK,
    SIZE_LIMIT,
    Robots,
    RobotsPolicy,
    origin_of,
    parse,
)

SITE = "http://site.test"


def robots(body: str | bytes, site: str = SITE) -> Robots:
    data = body.encode() if isinstance(body, str) else body
    return RobotsPolicy(lambda: 0.0).answered(site, 200, data)


def allows(body: str | bytes, path: str) -> bool:
    return robots(body).refusal(SITE + path) is None


# RFC 9309, 2.2.1 to 2.2.3 and 5: groups, the longest match, special characters, percent-encoding.
@pytest.mark.parametrize(
    ("body", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("", "/a", True),
        ("Disallow: /", "/a", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/c", False),
        ("User-agent: *\nAllow: /p\nDisallow: /p", "/p", True),
        ("User-agent: *\nDisallow: /p\nAllow: /p", "/p", True),
        ("User-agent: *\nAllow: /folder\nDisallow: /folder/page", "/folder/page", False),
        ("User-agent: *\nAllow: /page\nDisallow: /*.htm", "/page.htm", False),
        ("User-agent: *\nAllow: /$\nDisallow: /", "/", True),
        ("User-agent: *\nAllow: /$\nDisallow: /", "/page.htm", False),
        ("User-agent: *\nDisallow: /*.gif$", "/a/b.gif", False),
        ("User-agent: *\nDisallow: /*.gif$", "/a/b.gif?x", True),
        ("User-agent: *\nDisallow: /a*b", "/axxb/c", False),
        ("User-agent: *\nDisallow: /fish*", "/fishheads", False),
        ("User-agent: *\nDisallow: /fish", "/Fish", True),
        ("User-agent: *\nDisallow: /foo/bar?baz=https://foo.bar", "/foo/bar?baz=https://foo.bar", False),
        ("User-agent: *\nDisallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", False),
        ("User-agent: *\nDisallow: /foo/bar/%E3%83%84", "/foo/bar/ツ", False),
        ("User-agent: *\nDisallow: /%62ar", "/bar", False),
        ("User-agent: *\nDisallow: /a%2Fb", "/a/b", True),
        ("user-AGENT:*\r\nDISALLOW:/x\r", "/x", False),
        ("User-agent: * # all of you\nDisallow: /x # not this", "/x", False),
        ("User-agent: a\nUser-agent: *\nDisallow: /x", "/x", False),
        ("User-agent: *\nDisallow: /x\n\nUser-agent: *\nDisallow: /y", "/y", False),
        ("User-agent: *\nSitemap: /s\nDisallow: /x", "/x", False),
    ],
)
def test_rules(body: str, path: str, allowed: bool) -> None:
    assert allows(body, path) is allowed


@pytest.mark.parametrize(
    ("agent", "ours"),
    [
        ("wirecopy", True),
        ("WireCopy", True),
        ("Wirecopy/1.0", True),
        ("wirecopy*", True),
        ("wirecopy bot", True),
        ("wire", False),
        ("wirecopybot", False),
        ("wirecopy-images", False),
        ("mywirecopy", False),
        ("copy", False),
        ("", False),
    ],
)
def test_our_product_token_counts_as_a_whole(agent: str, ours: bool) -> None:
    body = f"User-agent: *\nDisallow: /star\n\nUser-agent: {agent}\nDisallow: /named\n"
    assert allows(body, "/named") is not ours
    # Our own group takes the place of the one for all.
    assert allows(body, "/star") is ours


def test_a_group_of_ours_is_put_together_from_all_its_parts() -> None:
    body = "User-agent: wirecopy\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n\nUser-agent: x\nUser-agent: Wirecopy\nDisallow: /b"
    assert [allows(body, path) for path in ("/a", "/b", "/c")] == [False, False, True]


RULES = b"User-agent: *\nDisallow: /private/\n"


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + RULES,
        RULES.decode().encode("utf-16"),
        RULES.replace(b"\n", b"\r"),
        b"User-agent: *\nDis\0allow: /\n" + RULES,
        b"\xff\xfe\x00garbage\n"[3:] + RULES,
        b"User-agent: *\x0cDisallow: /\n" + RULES,
        RULES + b"Disallow: /x\xe2\x80\xa8Allow: /private/\n",
    ],
)
def test_bytes_of_every_kind(body: bytes) -> None:
    assert allows(body, "/private/x") is False
    assert allows(body, "/open") is True


def test_a_path_that_is_not_utf8_is_the_bytes_it_says() -> None:
    assert allows("User-agent: *\nDisallow: /été/".encode("latin-1"), "/%E9t%E9/x") is False


def test_an_html_page_in_its_place_allows_everything() -> None:
    assert allows(b"<!doctype html><html><body>User-agent: *<br>Disallow: /</body></html>", "/a")


def test_what_lies_behind_the_size_limit_does_not_count() -> None:
    filler = b"# and so on\n" * (SIZE_LIMIT // 12)
    at_limit = RULES + filler
    body = at_limit[: SIZE_LIMIT - 20] + b"\nDisallow: /a-path-that-is-cut-here\nDisallow: /late\n"
    assert allows(body, "/private/x") is False
    assert allows(body, "/a-path") is True
    assert allows(body, "/late") is True


@pytest.mark.timeout(30)
def test_catastrophic_patterns_do_not_take_the_day() -> None:
    pattern = "Disallow: /" + "*a" * 200 + "b$\n"
    rules = robots("User-agent: *\n" + pattern * 1000)
    assert rules.refusal(f"{SITE}/{'b' * 4000}") is None


def test_a_pattern_of_too_many_stars_disallows_more_and_allows_nothing() -> None:
    stars = "/" + "*a" * MOST_STARS + "*z"
    assert allows(f"User-agent: *\nDisallow: {stars}", "/" + "a" * MOST_STARS) is False
    assert allows(f"User-agent: *\nDisallow: {stars}", "/" + "a" * (MOST_STARS - 1)) is True
    assert allows(f"User-agent: *\nDisallow: /\nAllow: {stars}", "/" + "a" * MOST_STARS + "z") is False


def test_a_rule_that_is_emptied_still_ends_the_agents_of_its_group() -> None:
    body = f"User-agent: wirecopy\nAllow: {'*a' * 20}\nUser-agent: other\nDisallow: /"
    assert allows(body, "/a") is True
    twice = "User-agent: wirecopy\nDisallow: /x\nUser-agent: other\nDisallow: /x\nDisallow: /x\nUser-agent: last\nDisallow: /"
    assert [allows(twice, path) for path in ("/x", "/y")] == [False, True]


@pytest.mark.parametrize(
    ("line", "delay"),
    [
        ("Crawl-delay: 10", 10.0),
        ("crawl-delay: 0.5", 0.5),
        ("Crawl-delay: 0", 0.0),
        ("Crawl-delay: -1", 0.0),
        ("Crawl-delay: nan", 0.0),
        ("Crawl-delay: inf", 0.0),
        ("Crawl-delay: 1e9", LONGEST_DELAY),
        ("Crawl-delay: soon", 0.0),
        ("Crawl-delay: 5 # seconds", 5.0),
        ("Request-rate: 1/10", 10.0),
        ("Request-rate: 1/1d", LONGEST_DELAY),
        ("Request-rate: 2/1m\nCrawl-delay: 5", 30.0),
        ("Request-rate: 0/1", 0.0),
        ("", 0.0),
    ],
)
def test_crawl_delay(line: str, delay: float) -> None:
    assert robots(f"User-agent: *\n{line}\nDisallow: /x").delay == delay


def test_crawl_delay_is_that_of_our_group() -> None:
    body = "User-agent: *\nCrawl-delay: 30\n\nUser-agent: wirecopy\nCrawl-delay: 2\nDisallow: /x"
    assert robots(body).delay == 2.0


def test_sitemaps_are_absolute_and_each_once() -> None:
    body = "Sitemap: /news.xml\nsitemap: http://other.test/s.xml\nSitemap: http://site.test/news.xml\n"
    assert robots(body).sitemaps == ("http://site.test/news.xml", "http://other.test/s.xml")


@pytest.mark.parametrize(
    ("status", "allowed", "lifetime"),
    [
        (200, True, LIFETIME),
        (204, True, LIFETIME),
        (401, True, LIFETIME),
        (403, True, LIFETIME),
        (404, True, LIFETIME),
        (410, True, LIFETIME),
        (451, True, LIFETIME),
        (429, False, RECHECK),
        (500, False, RECHECK),
        (503, False, RECHECK),
        (599, False, RECHECK),
        (304, False, RECHECK),
        (999, False, RECHECK),
    ],
)
def test_statuses(status: int, allowed: bool, lifetime: float) -> None:
    now = [50.0]
    policy = RobotsPolicy(lambda: now[0])
    answer = policy.answered(SITE, status, b"")
    assert (answer.refusal(f"{SITE}/a") is None) is allowed
    assert policy.retry_after(answer) == (None if allowed else lifetime)
    assert policy.known(f"{SITE}/b") is answer
    now[0] += lifetime - 1
    assert policy.known(f"{SITE}/b") is answer
    now[0] += 2
    assert policy.known(f"{SITE}/b") is None


def test_the_body_of_an_error_is_no_rules() -> None:
    answer = RobotsPolicy(lambda: 0.0).answered(SITE, 404, b"User-agent: *\nDisallow: /")
    assert answer.refusal(f"{SITE}/a") is None


def test_an_unreachable_file_disallows_everything_and_says_why() -> None:
    policy = RobotsPolicy(lambda: 0.0)
    assert policy.unreachable(SITE, "robots.txt: timeout").refusal(f"{SITE}/a") == "robots.txt: timeout"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("http://Site.TEST/a?b", "http://site.test"),
        ("https://site.test:8443/a", "https://site.test:8443"),
        ("http://user:pw@site.test/a", "http://site.test"),
        ("http://[::1]:80/", "http://[::1]:80"),
    ],
)
def test_origin(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_origins_do_not_share_rules() -> None:
    policy = RobotsPolicy(lambda: 0.0)
    policy.answered("http://a.test", 200, b"User-agent: *\nDisallow: /")
    assert policy.known("https://a.test/") is None
    assert policy.known("http://a.test:81/") is None


@given(st.binary(max_size=400), st.text(max_size=40))
def test_no_file_and_no_url_breaks_the_reading(body: bytes, path: str) -> None:
    answer = robots(body)
    assert answer.refusal(f"{SITE}/{path}") in (None, f"disallowed by {SITE}/robots.txt")
    assert 0 <= answer.delay <= LONGEST_DELAY


_SEGMENTS = st.text("abx", min_size=1, max_size=3)


@given(st.lists(st.tuples(st.booleans(), _SEGMENTS), max_size=8), _SEGMENTS)
def test_the_longest_matching_rule_decides_and_allow_wins_a_tie(
    rules: list[tuple[bool, str]], path: str
) -> None:
    lines = [f"{'Allow' if allow else 'Disallow'}: /{prefix}" for allow, prefix in rules]
    matching = [(len(prefix), allow) for allow, prefix in rules if path.startswith(prefix)]
    expected = max(matching)[1] if matching else True
    assert allows("\n".join(["User-agent: *", *lines]), f"/{path}") is expected


def test_parse_gives_rules_for_nobody_else() -> None:
    rules = parse(b"User-agent: GPTBot\nDisallow: /\n")
    assert rules.can_fetch(f"{SITE}/a", "wirecopy")
