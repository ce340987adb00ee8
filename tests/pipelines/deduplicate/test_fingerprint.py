from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.deduplicate.fingerprint import GRAM, fingerprints, grams
from pipelines.deduplicate.fold import fold

WORDS = st.lists(st.integers(0, 400).map(lambda n: f"w{n}"), max_size=400)


@settings(deadline=None, max_examples=50)
@given(WORDS)
def test_what_is_posted_is_asked_for(words: list[str]) -> None:
    prints = fingerprints(fold(" ".join(words)))
    assert set(prints.posted.tolist()) <= set(prints.asked.tolist())
    assert (np.diff(prints.asked.astype(object)) > 0).all()


@settings(deadline=None, max_examples=50)
@given(WORDS, st.integers(0, 200), st.integers(20, 60))
def test_a_part_asks_for_all_that_was_posted_of_it(words: list[str], start: int, length: int) -> None:
    whole, part = fold(" ".join(words)), fold(" ".join(words[start : start + length]))
    posted = set(fingerprints(whole).posted.tolist()) & set(grams(part.words, GRAM).tolist())
    assert posted <= set(fingerprints(part).asked.tolist())


def test_dull_words_leave_no_trace() -> None:
    folded = fold(" ".join(f"w{n}" for n in range(120)))
    dull = np.zeros(len(folded.words), np.bool_)
    dull[40:80] = True
    kept = set(fingerprints(folded, dull).asked.tolist())
    touched = grams(folded.words, GRAM)[36:80].tolist()
    assert kept
    assert kept.isdisjoint(touched)


def test_a_text_shorter_than_a_run_has_none() -> None:
    assert len(fingerprints(fold("four words are few")).asked) == 0
