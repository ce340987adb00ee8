"""Where a redirect leads, and why nobody can follow it where it leads nowhere."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from archive.capture import Capture
from pipelines.outcome import FAILED, NOT_ARTICLE, Outcome

STATUSES = frozenset({301, 302, 303, 307, 308})
"""Statuses whose Location is followed (RFC 9110, 15.4)."""

_LONGEST = 300
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def redirect_outcome(capture: Capture) -> Outcome:
    """`redirect`, with where to; or a failure that says why its Location cannot be followed."""
    location = capture.header("Location")
    if not (location or "").strip():
        return Outcome(FAILED, "redirect to nowhere", "no Location")
    target, why = _target(capture.url, str(location).strip())
    if why:
        return Outcome(FAILED, "redirect to nowhere", f"{_short(target)}: {why}")
    return Outcome(NOT_ARTICLE, "redirect", f"to {_short(target)}")


def _target(url: str, location: str) -> tuple[str, str | None]:
    """The absolute address that a Location means, and why it is none that can be asked for."""
    try:
        target = urljoin(url, location)
        parts = urlsplit(target)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return location, f"not an address ({error})"
    if parts.scheme not in ("http", "https"):
        return target, "only http and https are followed"
    return target, None if host else "no host"


def _short(text: str) -> str:
    return _CONTROLS.sub(lambda match: f"%{ord(match[0]):02X}", text[:_LONGEST])
