from __future__ import annotations

from collections import Counter

import pytest

from pipelines.deduplicate import Deduplicator
from pipelines.deduplicate.fold import MAX_CHARS
from tests.pipelines.deduplicate.collection import final
from tests.pipelines.deduplicate.stories import WIRE, document

PHRASE = "Breaking news: more follows shortly."
NOTICE = """We use cookies and similar techniques to remember your choices and to show you what you may like to read next.
You can change your mind at any time in the settings of your account, where you also find the list of our partners.
To go on reading without advertising, choose one of our three subscriptions, which you may cancel every month."""


def clusters(texts: list[str], site: str | None = None) -> Counter[str]:
    """The sizes of the clusters that documents of these texts end in, online."""
    found: Counter[str] = Counter()
    with Deduplicator(None) as deduplicator:
        for number, text in enumerate(texts):
            doc = document(f"d{number}", text, number, **({"site": site} if site else {}))
            decision = deduplicator.decide(doc)
            deduplicator.admit(doc, decision)
            found[decision.cluster] += 1
    return found


@pytest.mark.parametrize("text", ["", " \n ", "Update", "—", PHRASE, "2", "快讯"])
def test_texts_without_evidence_are_copies_of_nothing(text: str) -> None:
    assert set(clusters([text] * 20).values()) == {1}
    assert {
        decision.relation for decision in final([document(f"d{n}", text, n) for n in range(20)]).values()
    } == {"first"}


def test_many_items_of_one_phrase_make_no_cluster_and_stay_fast() -> None:
    assert set(clusters([f"{PHRASE} " * (1 + number % 3) for number in range(600)]).values()) == {1}


def test_a_phrase_repeated_a_thousand_times_is_no_story() -> None:
    assert set(clusters([f"{PHRASE} " * 1000] * 5).values()) == {1}
    assert set(clusters([f"{PHRASE} " * 1000, f"{WIRE}\n{PHRASE}"]).values()) == {1}


def test_pages_of_nothing_but_the_sites_own_lines_make_no_giant_cluster() -> None:
    assert max(clusters([NOTICE] * 60, site="x.example").values()) <= 5


def test_a_huge_article_is_compared_by_its_beginning() -> None:
    words = " ".join(f"word{number} of the long report ends here." for number in range(30_000))
    assert len(words) > 10 * MAX_CHARS
    assert clusters([words, words[: MAX_CHARS // 2], WIRE]) == Counter({"d0": 2, "d2": 1})


def test_lines_that_a_site_prints_under_everything_prove_nothing() -> None:
    own = [f"Item {number} " + " ".join(f"w{number}x{k}" for k in range(60)) + "." for number in range(12)]
    assert set(clusters([f"{text}\n{NOTICE}" for text in own[2:]], site="x.example").values()) == {1}
