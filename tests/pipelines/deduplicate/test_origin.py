"""Whose text it is: the writer's own page, then credits on the page and elsewhere, then the earliest telling."""

from __future__ import annotations

import pytest

from pipelines.deduplicate import Document
from pipelines.deduplicate.deduplicator import Deduplicator
from pipelines.deduplicate.origin import GUESS, is_origin, origin_of, story_origin, translated_origin
from tests.pipelines.deduplicate.collection import final
from tests.pipelines.deduplicate.stories import WIRE
from tests.pipelines.deduplicate.unseen import unseen


def page(name: str, site: str, **fields: object) -> Document:
    return Document(id=name, text=WIRE, position=len(name), site=site, **fields)  # type: ignore[arg-type]


PLAIN = page("plain", "herald.example")
BY_AFP = page("by-afp", "post.example", agencies=("afp",))
BY_DPA = page("by-dpa", "bote.example", agencies=("dpa",))
AFP = page("afp-page", "afp.example", own_agency="afp")
FROM_RT = page("from-rt", "mirror.example", outlets=("rt",))
RT = page("rt-page", "rt.example", own_outlet="rt")


@pytest.mark.parametrize(
    ("doc", "others", "kind", "who", "article", "confidence"),
    [
        (AFP, [], "own", "afp", "afp-page", 0.95),
        (BY_AFP, [], "agency", "afp", None, 0.85),
        (BY_AFP, [AFP], "agency", "afp", "afp-page", 0.95),
        (PLAIN, [AFP], "agency", "afp", "afp-page", 0.85),
        (PLAIN, [BY_AFP], "agency", "afp", None, 0.7),
        (BY_DPA, [AFP], "agency", "dpa", None, 0.85),
        (FROM_RT, [], "outlet", "rt", None, 0.7),
        (PLAIN, [FROM_RT], "outlet", "rt", None, 0.6),
        (FROM_RT, [RT], "outlet", "rt", "rt-page", 0.75),
        (RT, [FROM_RT], "own", "rt", "rt-page", 0.75),
        (FROM_RT, [BY_AFP], "agency", "afp", None, 0.7),
        (PLAIN, [page("first", "earlier.example")], "outlet", "earlier.example", "first", GUESS),
        (PLAIN, [], "unknown", None, None, 0.0),
    ],
)
def test_the_origin_of_one_page(
    doc: Document, others: list[Document], kind: str, who: str | None, article: str | None, confidence: float
) -> None:
    found = origin_of(doc, others)
    assert (found.kind, found.id, found.article, found.confidence) == (kind, who, article, confidence)
    assert bool(found.reasons) == (kind != "unknown")


def test_a_writers_own_page_seen_after_its_copies_is_their_origin() -> None:
    assert is_origin(AFP, [BY_AFP])
    assert is_origin(AFP, [PLAIN])
    assert not is_origin(AFP, [BY_DPA])
    assert not is_origin(RT, [PLAIN, FROM_RT])


def test_the_origin_of_a_story_is_told_by_all_its_members() -> None:
    assert story_origin([PLAIN, BY_AFP, AFP]).article == "afp-page"
    assert story_origin([PLAIN, BY_AFP, BY_DPA, page("x", "y.example", agencies=("dpa",))]).id == "dpa"
    assert story_origin([PLAIN, FROM_RT, RT]).article == "rt-page"
    assert story_origin([PLAIN, FROM_RT]).confidence == 0.6
    assert story_origin([PLAIN, page("z", "z.example")]).article == "plain"


def test_a_translation_without_a_credit_has_the_origin_of_what_it_tells() -> None:
    assert translated_origin(PLAIN, BY_AFP).id == "afp"
    assert translated_origin(PLAIN, AFP).article == "afp-page"
    assert translated_origin(BY_DPA, AFP).id == "dpa"
    assert translated_origin(PLAIN, page("w", "w.example")).kind == "outlet"


@pytest.mark.parametrize("moment", [False, True])
def test_the_unseen_stories_have_the_origin_their_credits_say(moment: bool) -> None:
    found = unseen("first", "second", "third")
    if moment:
        with Deduplicator(None) as deduplicator:
            decided = {}
            for doc in found.docs:
                decided[doc.id] = deduplicator.decide(doc)
                deduplicator.admit(doc, decided[doc.id])
    else:
        decided = final(found.docs)
    for row in found.rows:
        credited = [credit["id"] for credit in row["credits"]]
        if credited:
            assert decided[row["id"]].origin.id == credited[0], row["id"]
            assert decided[row["id"]].origin.kind == "agency"
