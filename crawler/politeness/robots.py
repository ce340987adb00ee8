"""robots.txt by RFC 9309: what an origin's file, or its absence, allows us, and for how long that holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from protego import Protego

from crawler.discovery.candidate import absolute

PRODUCT_TOKEN = "wirecopy"
"""The name that a site can address in a user-agent line (RFC 9309, 2.2.1); compared without case and as a whole."""
SIZE_LIMIT = 500 * 1024
"""Bytes that are read of a file (RFC 9309, 2.5); a rule that this limit cuts in two does not count."""
LIFETIME = 86_400.0
"""Seconds for which an answer holds (RFC 9309, 2.4)."""
RECHECK = 300.0
"""Seconds after which an origin whose file could not be read is asked again."""
REDIRECTS = 5
"""Redirects that are followed in a row (RFC 9309, 2.3.1.2)."""
LONGEST_DELAY = 300.0
"""Seconds; a Crawl-delay above it counts as this much."""

MOST_STARS = 10
"""Stars of a pattern that are matched; real ones have three at most."""

_RULE_LINE = re.compile(r"[ \t]*(allow|disallow)[ \t]*:([^#]*)", re.IGNORECASE)
_AGENT_LINE = re.compile(r"[ \t]*(?:user-agent|useragent|user agent)[ \t]*[: \t][ \t:]*(.*)", re.IGNORECASE)
_OTHER_LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SOMEBODY_ELSE = "another-crawler"


@dataclass(frozen=True, slots=True)
class Robots:
    """What one origin lets us fetch, until when (seconds of the policy's clock), and the words for why."""

    origin: str
    why: str
    until: float
    readable: bool = True
    """False when the file could not be read, which disallows everything but may be different in a while."""
    passing: bool = False
    """True for an unreadable file that may be readable in a second (5xx, a broken connection)."""
    resolved: bool = True
    """False for an unreadable file whose host's name could not be resolved."""
    rules: Protego | None = field(default=None, repr=False)

    def refusal(self, url: str) -> str | None:
        """Why a URL of this origin may not be fetched; None when it may. `/robots.txt` always may (RFC 9309, 2.2.2)."""
        if urlsplit(url).path == "/robots.txt":
            return None
        if not self.readable:
            return self.why
        allowed = self.rules is None or self.rules.can_fetch(url, PRODUCT_TOKEN)
        return None if allowed else f"disallowed by {self.origin}/robots.txt"

    @property
    def delay(self) -> float:
        """Seconds between two requests that the file asks of us, within [0, 300]; 0 when it asks for none or nonsense."""
        if self.rules is None:
            return 0.0
        rate = self.rules.request_rate(PRODUCT_TOKEN)
        by_rate = rate.seconds / rate.requests if rate else 0.0
        return min(max(self.rules.crawl_delay(PRODUCT_TOKEN) or 0.0, by_rate), LONGEST_DELAY)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Absolute addresses of the sitemaps that the file lists, in its order, each once."""
        listed = self.rules.sitemaps if self.rules is not None else ()
        found = (absolute(address, f"{self.origin}/robots.txt") for address in listed)
        return tuple(dict.fromkeys(each for each in found if each is not None))


class RobotsPolicy:
    """What is known of every origin's robots.txt; holds no network: somebody else fetches and tells what came.

    2xx: its rules. 3xx that was followed too often, 4xx: no rules, everything is allowed. 429, 5xx, anything else, no
    answer: everything is disallowed until it is asked again (RFC 9309, 2.3.1).
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._known: dict[str, Robots] = {}

    def known(self, url: str) -> Robots | None:
        """What holds for the URL's origin now; None when its file has to be fetched (again)."""
        robots = self._known.get(origin_of(url))
        return robots if robots is not None and self._clock() < robots.until else None

    def answered(self, origin: str, status: int, body: bytes) -> Robots:
        """Take note of a response, the last one where redirects were followed."""
        if 200 <= status < 300:
            return self._keep(Robots(origin, "robots.txt", self._clock() + LIFETIME, rules=parse(body)))
        if 400 <= status < 500 and status != 429:
            return self.unavailable(origin, f"robots.txt: {status}")
        return self.unreachable(origin, f"robots.txt: {status}", passing=status >= 500)

    def unavailable(self, origin: str, why: str) -> Robots:
        """Take note that there is no file: everything is allowed (RFC 9309, 2.3.1.3)."""
        return self._keep(Robots(origin, why, self._clock() + LIFETIME))

    def unreachable(
        self, origin: str, why: str, recheck: float = RECHECK, passing: bool = False, resolved: bool = True
    ) -> Robots:
        """Take note that the file cannot be read: everything is disallowed for `recheck` seconds (RFC 9309, 2.3.1.4)."""
        until = self._clock() + recheck
        return self._keep(Robots(origin, why, until, readable=False, passing=passing, resolved=resolved))

    def retry_after(self, robots: Robots) -> float | None:
        """Seconds until an unreadable file is asked for again; None for one that was read: its answer is final."""
        return None if robots.readable else max(0.0, robots.until - self._clock())

    def _keep(self, robots: Robots) -> Robots:
        self._known[robots.origin] = robots
        return robots


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL in lower case, without user name; the scope of a robots.txt (RFC 9309, 2.3)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def parse(body: bytes) -> Protego:
    """The rules of a file of any bytes, read as far as the limit; what is no rule is passed over.

    Protego takes a user-agent line as a prefix of ours and counts the longer name as the better one. RFC 9309 (2.2.1)
    wants the whole product token, so lines are rewritten: ours, `*`, or somebody else's.
    """
    lines = re.split(r"\r\n|\r|\n", _text(body))
    seen: set[str] = set()
    return Protego.parse("\n".join(_bounded(_with_agent_named(line), seen) for line in lines))


def _bounded(line: str, seen: set[str]) -> str:
    """The line with a pattern that is quick to match: a Disallow is cut after MOST_STARS, which disallows more, never less.

    An Allow of that kind, and a rule that its group has already (`seen`), is emptied; the line stays, for it ends a
    group's list of agents.
    """
    rule = _RULE_LINE.match(line)
    if rule is None:
        if line.startswith("User-agent:"):
            seen.clear()
        return line
    name, pattern = rule[1].lower(), rule[2].strip()
    if pattern.count("*") > MOST_STARS:
        pattern = "*".join(pattern.split("*")[: MOST_STARS + 1]) if name == "disallow" else ""
    bounded = f"{name}: {pattern}"
    if bounded in seen:
        return f"{name}:"
    seen.add(bounded)
    return bounded


def _text(body: bytes) -> str:
    cut = body[:SIZE_LIMIT]
    if len(body) > SIZE_LIMIT:
        cut = cut[: max(cut.rfind(b"\n"), cut.rfind(b"\r")) + 1]
    if cut.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = cut.decode("utf-16", "replace")
    else:
        text = cut.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
        # Bytes that are not UTF-8 are paths in some other charset; URLs spell such bytes with a percent sign.
        text = re.sub("[\udc80-\udcff]", lambda found: f"%{ord(found[0]) - 0xDC00:02X}", text)
    return _OTHER_LINE_ENDS.sub(" ", text)


def _with_agent_named(line: str) -> str:
    match = _AGENT_LINE.match(line)
    if not match:
        return line
    value = match[1].partition("#")[0].strip()
    if not value or value.split()[0] == "*":
        return f"User-agent: {value[:1]}"
    token = re.match(r"[A-Za-z_-]*", value)
    ours = token is not None and token[0].lower() == PRODUCT_TOKEN
    return f"User-agent: {PRODUCT_TOKEN if ours else _SOMEBODY_ELSE}"
