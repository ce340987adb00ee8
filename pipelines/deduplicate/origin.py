"""Who wrote a text first, as far as the members of its cluster say."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.deduplicate.document import Document
from pipelines.items import Origin

GUESS = 0.4
"""Confidence where no credit says anything and the earliest telling stands in."""


def origin_of(doc: Document, others: Sequence[Document]) -> Origin:
    """Return the origin of a document's text; `others` are the earlier members of its cluster, in archive order.

    The writer's own page counts most, then a credit on the page itself, then a credit of another carrier, then the order
    of the tellings; without any of these nothing is claimed.
    """
    if doc.own_agency and doc.own_agency in (doc.agencies or (doc.own_agency,)):
        return Origin("own", doc.own_agency, doc.id, 0.95, ["the page is the agency's own"])
    credited = doc.agencies[0] if doc.agencies else None
    if credited is None:
        credited = next((other.agencies[0] for other in others if other.agencies), None)
    for other in others:
        if other.own_agency and credited in (None, other.own_agency):
            return _agency_page(doc, other)
    if credited is not None:
        if doc.agencies:
            return Origin("agency", credited, None, 0.85, ["credited on the page"])
        return Origin("agency", credited, None, 0.7, ["credited by another carrier of the same text"])
    outlet = next((each.outlets[0] for each in (doc, *others) if each.outlets), None)
    if outlet is not None:
        return _outlet(outlet, doc, others)
    if others:
        first = others[0]
        return Origin(
            "outlet", first.site, first.id, GUESS, ["the earliest telling in this archive, without a credit"]
        )
    return Origin("unknown", None, None, 0.0, [])


def translated_origin(doc: Document, told: Document) -> Origin:
    """Return the origin of a text that tells `told` in another language: its own credits, else whose text the other is."""
    own = origin_of(doc, [])
    if own.kind != "unknown":
        return own
    other = origin_of(told, [])
    reasons = ["tells a text in another language", *other.reasons]
    if other.kind in ("unknown", "own"):
        kind = "agency" if told.own_agency else "outlet"
        return Origin(
            kind, other.id or told.site, told.id, round(max(other.confidence, GUESS) * 0.8, 2), reasons
        )
    return Origin(other.kind, other.id, other.article, round(other.confidence * 0.8, 2), reasons)


def _outlet(outlet: str, doc: Document, others: Sequence[Document]) -> Origin:
    """The outlet that a page names as its source, and its own page where that is in the cluster."""
    page = next((each for each in (doc, *others) if _is_page_of(each, outlet)), None)
    if page is doc:
        return Origin("own", outlet, doc.id, 0.75, ["the page is the outlet's own, and others credit it"])
    reasons = ["credited on the page" if doc.outlets else "credited by another carrier of the same text"]
    if page is not None:
        return Origin("outlet", outlet, page.id, 0.75, [*reasons, "the outlet's own page is in the cluster"])
    return Origin("outlet", outlet, None, 0.7 if doc.outlets else 0.6, reasons)


def _is_page_of(doc: Document, outlet: str) -> bool:
    return outlet in (doc.own_outlet, (doc.site or "").lower())


def _agency_page(doc: Document, other: Document) -> Origin:
    reasons = ["the agency's own page is in the cluster"]
    if other.own_agency in doc.agencies:
        reasons.append("credited on the page")
    return Origin("agency", other.own_agency, other.id, 0.95 if len(reasons) > 1 else 0.85, reasons)


def is_origin(doc: Document, earlier: Sequence[Document]) -> bool:
    """Whether a page is the writer's own, seen after copies of it: an agency's page that they credit, or that nobody contradicts.

    A page on an agency's own domain is the origin when some copy names the agency, or when none names any agency and the
    page itself credits no other. An outlet that copies name may have handed on another's text: its page stays a copy.
    """
    if not doc.own_agency:
        return False
    credited = {agency for member in earlier for agency in member.agencies}
    return doc.own_agency in credited or not (credited | set(doc.agencies)) - {doc.own_agency}


def story_origin(members: Sequence[Document]) -> Origin:
    """Return the origin of a whole story; `members` are all its tellings, the earliest first.

    An agency's own page that tellings credit, or that nobody contradicts, comes first; of several the most credited. Then
    the agency that most of those who credit anyone name. Without any, the earliest telling, which is only a guess.
    """
    credited = [doc.agencies[0] for doc in members if doc.agencies]
    pages = [
        doc
        for doc in members
        if doc.own_agency and is_origin(doc, [other for other in members if other is not doc])
    ]
    if pages:
        page = min(pages, key=lambda doc: -credited.count(doc.own_agency or ""))
        names = sum(page.own_agency in doc.agencies for doc in members if doc is not page)
        reasons = ["the page is the agency's own"]
        reasons += [f"credited by {names} of {len(members) - 1} other tellings"] if names else []
        return Origin("agency", page.own_agency, page.id, 0.95 if names else 0.85, reasons)
    if credited:
        agency = max(sorted(set(credited)), key=credited.count)
        share = credited.count(agency) / len(credited)
        reason = f"credited by {credited.count(agency)} of {len(members)} tellings"
        others = [f"{len(credited) - credited.count(agency)} credit another"] if share < 1 else []
        return Origin("agency", agency, None, round(0.85 * share, 2), [reason, *others])
    outlets = [doc.outlets[0] for doc in members if doc.outlets]
    if outlets:
        outlet = max(sorted(set(outlets)), key=outlets.count)
        home = next((doc for doc in members if _is_page_of(doc, outlet)), None)
        reasons = [f"credited by {outlets.count(outlet)} of {len(members)} tellings"]
        reasons += ["the outlet's own page is in the story"] if home else []
        return Origin("outlet", outlet, home.id if home else None, 0.75 if home else 0.6, reasons)
    first = members[0]
    if len(members) == 1:
        return Origin("unknown", None, None, 0.0, [])
    return Origin(
        "outlet", first.site, first.id, GUESS, ["the earliest telling in this archive, without a credit"]
    )
