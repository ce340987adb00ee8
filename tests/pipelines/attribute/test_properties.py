"""Whatever a page holds: no exception, no agency out of nowhere, the same answer each time, and no runaway on pumped text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.attribute import Attribution, Evidence, attribute, is_credit_line
from pipelines.attribute.photo import parse_caption
from pipelines.attribute.registry import default_registry

REGISTRY = default_registry()
NAMES = sorted(text for name in REGISTRY.by_slot.values() for text in name.texts)
SOME_NAMES = NAMES[:: max(1, len(NAMES) // 300)]
MARKS = [
    "(", ")", "/", " - ", ": ", " – ", ", ", "Source: ", "LIMA", "Nov 13", "【", "】", "日电", "told ", " reports", "передает ",
    "©", "Photo: ", "\u00a0", "By ", "به گزارش ", "|", "\ud800", "\x1e", "İ", "ß", "10", "月", ".",
]  # fmt: skip
PIECES = st.sampled_from([*SOME_NAMES, *MARKS])
TEXT = st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=14).map("".join))
LINES = st.lists(TEXT, max_size=6)
EVIDENCE = st.builds(
    Evidence,
    paragraphs=LINES,
    title=st.none() | TEXT,
    byline=st.none() | TEXT,
    author_orgs=LINES,
    head_lines=LINES,
    tail_lines=LINES,
    url=st.none() | TEXT | st.just("https://www.herald.co.uk/a"),
    canonical_url=st.none() | TEXT | st.just("https://www.cnn.com/a"),
    carrier_names=LINES,
    carrier_domains=st.lists(
        st.sampled_from(["herald.co.uk", "tass.com", "", ".", "a..b", "xn--", "[::1]"]), max_size=2
    ),
    language=st.none() | st.sampled_from(["en", "de", "zh-Hant", "", "xx"]),
    published=st.none() | TEXT | st.just("2024-02-29"),
)


@settings(max_examples=150, deadline=None)
@given(EVIDENCE)
def test_any_page_is_attributed_without_an_exception(evidence: Evidence) -> None:
    found = attribute(evidence)
    for credit in found.credits:
        assert credit.kind in ("agency", "outlet", "unnamed")
        assert credit.role in ("origin", "via", "source")
        assert credit.name
        known = REGISTRY.get(credit.id) if credit.id else None
        if credit.kind == "agency" and credit.id is None:
            assert REGISTRY.lookup(credit.name) is not None
        elif credit.kind == "agency":
            assert known is not None
            assert known.kind == "agency"
    assert len({credit.id for credit in found.credits if credit.id}) == sum(
        1 for credit in found.credits if credit.id
    )
    if found.dateline is not None:
        assert found.dateline.agency is None or REGISTRY.get(found.dateline.agency) is not None
        assert found.dateline.raw


@settings(max_examples=60, deadline=None)
@given(EVIDENCE)
def test_the_same_page_gives_the_same_answer(evidence: Evidence) -> None:
    assert attribute(evidence) == attribute(evidence)


@settings(max_examples=100, deadline=None)
@given(TEXT)
def test_lines_and_captions_never_fail(text: str) -> None:
    assert is_credit_line(text, "head") in (True, False)
    assert is_credit_line(text, "tail") in (True, False)
    caption, credit = parse_caption(text)
    assert caption is None or caption.strip()
    assert credit is None or credit.line


WORDS = st.text(alphabet="begiloux ", min_size=20, max_size=200)
"""Letters of which no agency's name is made that is written small (dpa)."""


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=6))
def test_text_without_names_has_no_credit(paragraphs: list[str]) -> None:
    assert attribute(Evidence(paragraphs)) == Attribution()


PUMPS = [
    "a ", "A ", "A-", "(", "((AFP) ", "/a", "AFP/", "AFP ", "AFP, ", "Source: ", "Photo: ", "By ", "By A ",
    "told AFP. ", "1 May ", "11", "月", "新华社", "【", "وكالة ", "И.", "«", "--", " - ", "—", "|", ": ", ". ", ".",
    "\u00a0", "\n", "reports, citing Reuters, ", "– ИФ)", "Reporting by A; ", "With inputs from ", "a@", "İ",
    "the Guardian ", "A B/", "©", "AP Photo/",
]  # fmt: skip


@pytest.mark.timeout(60)
@pytest.mark.parametrize("pump", PUMPS)
def test_pumped_text_ends(pump: str) -> None:
    text = "a" + pump * (200_000 // len(pump)) + "b"
    attribute(
        Evidence(
            (text, text, "The end."),
            title=text,
            byline=text,
            author_orgs=[text],
            head_lines=[text],
            tail_lines=[text],
        )
    )
    is_credit_line(text, "tail")
    parse_caption(text)
    for size in (100, 160, 300, 320):
        attribute(
            Evidence(
                (text[:size],) * 3,
                byline=text[:size],
                head_lines=[text[:size]] * 3,
                tail_lines=[text[:size]] * 3,
            )
        )
        parse_caption(text[:size])
        parse_caption(text[: size * 12])
