"""The exceptions of requests that are not sent: each names its reason, so that the request's outcome is `refused`."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest


class Refused(IgnoreRequest):
    """A request that was not sent: `name` says by which rule, the message says why.

    `retry_after` is the number of seconds after which the answer may be another one (an unreachable robots.txt, a host
    that asked for a pause); None when asking again makes no sense in this crawl.
    """

    name = "refused"
    recorded = False
    """True once the archive has a record of it."""

    def __init__(self, why: str, retry_after: float | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.retry_after = retry_after

    @property
    def reason(self) -> str:
        """`name: why`, as it goes into the archive."""
        return f"{self.name}: {self.why}"


class AddressRefused(Refused):
    """The address guard: not http(s), or an address that is not public."""

    name = "address"


class RobotsRefused(Refused):
    """robots.txt disallows the URL, or cannot be read, which counts as a complete disallow (RFC 9309, 2.3.1.4)."""

    name = "robots"


class NameNotFound(Refused):
    """The host's name could not be resolved, so that nothing of it can be asked for, its robots.txt included."""

    name = "name not found"


class HostHeld(Refused):
    """The host asked for a pause (Retry-After, RFC 9110, 10.2.3) that is too long to wait for in the queue."""

    name = "retry-after"


class BudgetSpent(Refused):
    """The source's page budget for this crawl is used up."""

    name = "budget"


class AddressWithheld(Refused):
    """Somebody asked for the removal of this address (`scrapy withhold`), so it is not fetched again."""

    name = "withheld"


_PASSING = (f"{HostHeld.name}: ", f"{NameNotFound.name}: ", f"{RobotsRefused.name}: robots.txt")


def is_passing(reason: str) -> bool:
    """Whether a refusal, as it stands in the archive, may be another one on the next try: the cases with a `retry_after`."""
    return reason.startswith(_PASSING)
