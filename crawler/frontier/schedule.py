"""When to look again: pure rules over what the last answers said."""

from __future__ import annotations

import hashlib

FIRST_RECHECK = 3_600.0
"""Seconds after which an article is looked at again for edits; doubled each time it says nothing new."""
LAST_RECHECK = 30 * 86_400.0
"""An article that has not changed for this long is not looked at again."""


def article_due(fetched: float, unchanged: int, first: float = FIRST_RECHECK) -> float | None:
    """When an article is looked at again after `unchanged` answers in a row that said nothing new; None for never.

    Decaying rechecks: edits fall mostly into the first hours after publication.
    """
    wait = first * float(2 ** min(unchanged, 40))
    return None if wait > LAST_RECHECK else fetched + wait


def retry_due(now: float, attempts: int) -> float:
    """When a broken fetch is tried again: 2, 8, 32... seconds later, an hour at most."""
    return now + min(2.0 * 4.0 ** min(attempts, 10), 3_600.0)


def jitter(source: str, span: float) -> float:
    """A stable part of `span` for a source, so that not all are due at the same second."""
    digest = hashlib.blake2b(source.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64 * span
