"""What becomes of pictures and style sheets that were fetched so that an article's page can be seen: never an article."""

from __future__ import annotations

from archive.capture import Capture
from pipelines.outcome import NOT_ARTICLE, REFUSED, REQUISITE, REQUISITE_MISSING, UNCHANGED, Outcome
from pipelines.redirect import STATUSES, redirect_outcome


def requisite_outcome(capture: Capture) -> Outcome:
    """One of the outcomes that are counted and have no line, whatever the answer says it is."""
    if capture.refused:
        return Outcome(REFUSED, REQUISITE, capture.fault)
    if capture.revisit == "server-not-modified":
        return Outcome(UNCHANGED, "not modified")
    if capture.fault is not None:
        return Outcome(NOT_ARTICLE, REQUISITE_MISSING, capture.fault)
    if capture.status in STATUSES:
        redirect = redirect_outcome(capture)
        return (
            redirect
            if redirect.name == NOT_ARTICLE
            else Outcome(NOT_ARTICLE, REQUISITE_MISSING, redirect.detail)
        )
    if capture.status is not None and not 200 <= capture.status < 300:
        return Outcome(NOT_ARTICLE, REQUISITE_MISSING, f"http {capture.status}")
    if capture.truncated:
        return Outcome(NOT_ARTICLE, REQUISITE_MISSING, capture.cut or f"cut off: {capture.truncated}")
    return Outcome(NOT_ARTICLE, REQUISITE)
