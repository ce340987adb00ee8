from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.deduplicate.fold import MAX_CHARS, fold, fold_words

TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=200)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Quay", "THE quay"),
        ("“It is so,” he said", '"It is so" he said'),
        ("1,200 tonnes", "1200 tonnes"),
        ("1.200 Tonnen", "1 200 Tonnen".replace(" ", "\u202f", 1)),
        ("54% of them", "54 % of them"),
        ("10km", "10 km"),
        ("١٢٠ تلميذا", "120 تلميذاً"),
        ("Überfall in Münster", unicodedata.normalize("NFD", "Überfall in Münster")),
        ("می‌کشند", "میکشند"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("Pézeshkian", "Pezeshkian"),
    ],
)
def test_house_style_makes_no_difference(one: str, other: str) -> None:
    assert fold(one).words.tolist() == fold(other).words.tolist()


def test_other_words_and_other_numbers_differ() -> None:
    words = fold("twelve dead 12 13 121 1 2 dead deaf").words.tolist()
    assert len(set(words)) == 8


def test_scripts_without_spaces_are_read_by_the_character() -> None:
    folded = fold("潮見市の水族館で12羽")
    assert folded.alone
    assert len(folded.words) == len("潮見市の水族館で") + 1 + 1


def test_vowel_signs_stay_inside_words() -> None:
    assert len(fold("रामनगर में बाढ़ से").words) == 4


@settings(deadline=None, max_examples=50)
@given(TEXTS, st.text(alphabet="abc ", max_size=30))
def test_a_words_hash_does_not_depend_on_its_place(text: str, before: str) -> None:
    alone = fold(text).words.tolist()
    after = fold(f"{before}\n{text}").words.tolist()
    assert after[len(after) - len(alone) :] == alone


@settings(deadline=None, max_examples=50)
@given(TEXTS)
def test_any_text_is_read_and_offsets_point_at_words(text: str) -> None:
    folded = fold(text)
    assert len(folded.words) == len(folded.starts)
    assert all(folded.codes[at] for at in folded.starts.tolist())


def test_lone_surrogates_and_emptiness_are_read() -> None:
    assert len(fold("").words) == 0
    assert len(fold("\ud800 word").words) >= 1


def test_what_lies_beyond_the_limit_is_not_read() -> None:
    text = "word " * MAX_CHARS
    assert len(fold(text).words) == MAX_CHARS // 5


def test_fold_words_gives_the_hash_of_each_word() -> None:
    assert fold_words(["Monday", "May"]).tolist() == fold("monday may").words.tolist()
