"""The outcome of a capture whose payload need not be looked at, decided where captures are put in order."""

from __future__ import annotations

from urllib.parse import urlsplit

from archive.capture import Capture
from pipelines.decode import LIMIT
from pipelines.media import document_kind
from pipelines.outcome import FAILED, NOT_ARTICLE, REFUSED, UNCHANGED, Outcome
from pipelines.redirect import STATUSES, redirect_outcome
from pipelines.requisite import requisite_outcome


def verdict_without_payload(capture: Capture) -> Outcome | None:
    """The outcome of a capture that needs no look at its payload; None when the payload decides."""
    if capture.requisite_of is not None:
        return requisite_outcome(capture)
    if capture.refused:
        return Outcome(REFUSED, head_of(capture.fault or "refused"), capture.fault)
    if capture.revisit == "server-not-modified":
        return Outcome(UNCHANGED, "not modified")
    if urlsplit(capture.url).path == "/robots.txt":
        return Outcome(NOT_ARTICLE, "robots.txt")
    if capture.fault is not None:
        return Outcome(FAILED, head_of(capture.fault), capture.fault)
    status = capture.status
    if status == 304:
        return Outcome(FAILED, "http 304", "not modified, though nothing was asked conditionally")
    if status in STATUSES:
        return redirect_outcome(capture)
    if status is not None and not 200 <= status < 300:
        return Outcome(FAILED, f"http {status}")
    if status in (204, 205):
        return Outcome(NOT_ARTICLE, "empty", f"http {status}")
    kind = document_kind(capture)
    if capture.truncated:
        cut = capture.cut or f"cut off: {capture.truncated}"
        # Of a film that was cut nobody misses an article.
        return Outcome(FAILED, cut) if kind in ("html", "text") else Outcome(NOT_ARTICLE, kind, cut)
    if kind in ("html", "text") and len(capture.payload) > LIMIT:
        return Outcome(FAILED, "too large", f"{len(capture.payload)} bytes, over {LIMIT}")
    return None if kind in ("html", "text") else Outcome(NOT_ARTICLE, kind)


def head_of(fault: str) -> str:
    """The part of a fault that is the same each time it happens: what stands before the first colon."""
    return fault.split(":", 1)[0].strip()[:80]
