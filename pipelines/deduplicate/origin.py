"""Who wrote a text first, as far as the members of its cluster say."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.deduplicate.document import Document
from pipelines.items import Origin


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
    if others:
        first = others[0]
        return Origin(
            "outlet", first.site, first.id, 0.4, ["the earliest telling in this archive, without a credit"]
        )
    return Origin("unknown", None, None, 0.0, [])


def _agency_page(doc: Document, other: Document) -> Origin:
    reasons = ["the agency's own page is in the cluster"]
    if other.own_agency in doc.agencies:
        reasons.append("credited on the page")
    return Origin("agency", other.own_agency, other.id, 0.95 if len(reasons) > 1 else 0.85, reasons)


def is_origin(doc: Document, earlier: Sequence[Document]) -> bool:
    """Whether a page is the writer's own, seen after copies of it: an agency's page that they credit, or that nobody contradicts.

    A page on an agency's own domain is the origin when some copy names the agency, or when none names any agency and the
    page itself credits no other.
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
    pages = [doc for doc in members if is_origin(doc, [other for other in members if other is not doc])]
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
    first = members[0]
    if len(members) == 1:
        return Origin("unknown", None, None, 0.0, [])
    return Origin(
        "outlet", first.site, first.id, 0.4, ["the earliest telling in this archive, without a credit"]
    )
