from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sources.model import LONGEST_URL
from pipelines.sources.pattern import LONGEST_PATTERN, pattern_fault

HOSTILE = [
    "https://herald.example/" + piece * (LONGEST_URL // len(piece)) + "!"
    for piece in ("a", "a-", "/a", "1", "a1", "/2024/07/06", "x/article/1/")
]

SOUND = [
    r"^https?://(www\.)?herald\.example/\d{4}/\d{2}/\d{2}/[a-z0-9-]+-a\d+/?$",
    r"^https?://herald\.example/(?!tag/|author/|news-archive/)[a-z0-9-]{15,}/?$",
    r"^https?://www\.herald\.example/[^?#]+/article\d+\.ece(/amp/)?$",
    r"^https://herald\.example(/[a-z-]+)*/\d+$",
    r"^https://herald\.example/(?:news|sport)/[a-z-]+_\d+\.html$",
    r"(?i)^https://HERALD\.example/[A-Z]{2}/\d+",
    r"^https://herald\.example/(articles/[a-z0-9]+|[a-z-]+-\d+)$",
    r"/story/\d+$",
]


@pytest.mark.parametrize("pattern", SOUND)
def test_forms_of_news_sites_are_taken_and_stay_quick_on_hostile_addresses(pattern: str) -> None:
    assert pattern_fault(pattern) is None
    for address in HOSTILE:
        re.search(pattern, address)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+$",
        r"^(a*)*$",
        r"^(a|a)*$",
        r"^(a|ab?)*$",
        r"^([a-z]+-?)+$",
        r"^(\w+\s?)*!",
        r"^(?:(?:a+)b?)+$",
        r"^(a?a?)*$",
        r"^(.*/)*x$",
        r"^([a-z]+){40}$",
        r"^(?=(a+)+$)a",
        r"(?P<name>(a|aa)+)$",
        r"^(?:[^/]*[a-z]*/)+!$",
        r"^(?:(?:[a-z]?)?\d){2,}!$",
        r"^(?:a(?:/*|b)?)+!$",
        r"^(?:/(?:a|a))*!$",
    ],
)
def test_groups_that_can_match_a_text_in_many_ways_are_refused(pattern: str) -> None:
    assert "for ever" in str(pattern_fault(pattern))


@pytest.mark.parametrize(
    "pattern", [r"^.*.*.*x$", r"a.*b.*c", r"^.+/.+-.+$", r"^.{0,900}.{0,900}.{0,900}x$", r"^(.+){2}.*x"]
)
def test_too_many_open_repeats_in_a_row_are_refused(pattern: str) -> None:
    assert "very long" in str(pattern_fault(pattern)) or "for ever" in str(pattern_fault(pattern))


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"(", "no regular expression"),
        (r"[a", "at character 1"),
        (r"a{99999999999}", "to rely on"),
        (r"[[a]", "nested set"),
        (r"(x)\1", "back references"),
        (r"(?x) a b", "x flag"),
        ("a" * (LONGEST_PATTERN + 1), "longer than"),
        ("(" * 400, "regular expression"),
    ],
)
def test_what_is_wrong_is_said(pattern: str, why: str) -> None:
    assert why in str(pattern_fault(pattern))


ATOMS = st.sampled_from(["a", "b", "/", r"\d", "[a-z]", "[^/]", "."])
REPEATS = st.sampled_from(["", "", "+", "*", "?", "{2,}"])
PIECES = st.recursive(
    st.builds(lambda atom, repeat: atom + repeat, ATOMS, REPEATS),
    lambda inner: st.builds(
        lambda parts, repeat: "(?:" + "".join(parts) + ")" + repeat,
        st.lists(inner, min_size=1, max_size=3),
        REPEATS,
    ),
    max_leaves=6,
)


@given(st.lists(PIECES, min_size=1, max_size=5).map("".join))
@settings(max_examples=300, deadline=None)
def test_whatever_is_accepted_ends(body: str) -> None:
    """An expression that is let through and still explodes would hang here, and be ended by the suite's time limit."""
    pattern = "^" + body + "!$"
    if pattern_fault(pattern) is None:
        for address in ("a" * 300, "ab/1" * 80, "a/" * 150, "1" * 300):
            re.search(pattern, address)


@given(st.text(alphabet="ab|()[]*+?{}\\^$.,1-", max_size=30))
@settings(max_examples=300, deadline=None)
def test_any_text_is_judged_without_an_exception(pattern: str) -> None:
    fault = pattern_fault(pattern)
    assert fault is None or fault
