from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalise.text import ascii_digits, clean, fold, valid_utf8

ANY = st.text(alphabet=st.characters(), max_size=200)
NOISY = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from(
            "\u200c\u200d\u200b\ufeff\u00ad\u2028\u2029\u0085\u00a0\u0301\u0327می नि\ud800\udc00\x00\x1c"
        ),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("  two\n\tlines ", "two lines"),
        ("from\u00a0EU", "from EU"),
        ("a\u2028b\u2029c\u0085d", "a b c d"),
        ("news\u00adpaper", "newspaper"),
        ("\ufeffBOM\u200b and zero\u200bwidth", "BOM and zerowidth"),
        ("nul\x00 bell\x07 c1\x9f", "nul bell c1"),
        ("cafe\u0301", "café"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("plain\u200clatin\u200d", "plainlatin"),
        ("می\u200c ", "می"),
        ("icon \ue900 font", "icon font"),
        ("\u202egnp.exe", "gnp.exe"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("pair \ud83d\ude00", "pair 😀"),
        ("noncharacter\ufffe", "noncharacter"),
        ("", ""),
        (" \u3000 ", ""),
    ],
)
def test_clean_gives_what_a_reader_sees(raw: str, expected: str) -> None:
    assert clean(raw) == expected


@given(NOISY)
def test_clean_is_valid_nfc_one_line_and_idempotent(raw: str) -> None:
    once = clean(raw)
    once.encode("utf-8")
    assert unicodedata.is_normalized("NFC", once)
    assert clean(once) == once
    assert once == " ".join(once.split())


@given(ANY, st.sampled_from("\u200b\ufeff\u00ad\u2060\u200e"))
def test_zero_width_noise_makes_no_difference(raw: str, noise: str) -> None:
    assert clean(noise.join(raw)) == clean(raw) or any(
        unicodedata.combining(c) or c in "\u200c\u200d" for c in raw
    )


def test_a_bomb_of_combining_marks_is_cut_before_it_costs_time() -> None:
    bomb = "a" + "\u0301\u0327" * 50_000 + "b"
    assert len(clean(bomb)) < 30


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Iran’s Hassan Rouhani re-elected", "IRAN'S HASSAN ROUHANI RE‑ELECTED!"),
        ("«Новости»: “день”", '"новости" день'),
        ("۱۴۰۳", "1403"),
        ("IŞIK İSTANBUL", "ışık istanbul"),
        ("كِتَابٌ", "کتاب"),
        ("ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
        ("Straße", "STRASSE"),
        ("soft\u00adhyphen", "softhyphen"),
    ],
)
def test_fold_makes_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("resume", "résumé"), ("5%", "5$"), ("नि", "न"), ("north", "south")]
)
def test_fold_keeps_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(ANY)
def test_fold_is_idempotent(raw: str) -> None:
    assert fold(fold(raw)) == fold(raw)


@given(ANY)
def test_ascii_digits_keeps_every_place(raw: str) -> None:
    assert len(ascii_digits(raw)) == len(raw)


def test_ascii_digits_of_many_scripts() -> None:
    assert ascii_digits("٢٠٢٤ ۲۰۲۴ २०२४ ২০২৪ ๒๐๒๔ ２０２４") == "2024 2024 2024 2024 2024 2024"


@given(st.text(alphabet=st.characters(categories=("Cs", "Lu")), max_size=20))
def test_valid_utf8_always_encodes(raw: str) -> None:
    assert valid_utf8(raw).encode("utf-8").decode("utf-8") == valid_utf8(raw)
