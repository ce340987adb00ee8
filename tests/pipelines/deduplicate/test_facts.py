"""What texts keep in other words and other languages: figures and the consonants of names."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.deduplicate import Document
from pipelines.deduplicate.echo import echo, same_facts
from pipelines.deduplicate.evidence import Prepared, prepare
from pipelines.deduplicate.facts import LEAST_KEYS, MOST_KEYS, figure_keys, skeleton
from pipelines.deduplicate.fold import fold
from pipelines.deduplicate.telling import plain_figure, telling
from pipelines.deduplicate.translation import may_be_translated, translation

TOLD = """The bridge at Kotwal is 1,840 metres long and rises 315 metres above the river, engineer Orhan Selimov said.
It will cut the journey from 240 to 55 minutes and serve 90,000 people when it opens in June."""
RETOLD = """Engineer Orhan Selimov said the Kotwal bridge, 315 metres above the river, has a length of 1840 metres.
When it opens in June, it will serve 90,000 people; the journey will be cut from 240 minutes to 55."""
SPANISH = """El puente de Kotwal mide 1.840 metros y se eleva 315 metros sobre el río, dijo el ingeniero Orhan Selimov.
Reducirá el viaje de 240 a 55 minutos y servirá a 90.000 personas."""


def prepared(text: str, language: str | None, day: str | None = "2031-05-02", **fields: object) -> Prepared:
    doc = Document(id=text[:9], text=text, position=0, language=language, published=day, **fields)  # type: ignore[arg-type]
    return prepare(doc, fold(text))


def test_what_is_told_in_other_words_is_found_by_its_sentences() -> None:
    found = echo(telling(fold(RETOLD)), telling(fold(TOLD)))
    assert found.share > 0.8
    assert found.here.all()
    assert same_facts(telling(fold(RETOLD)), telling(fold(TOLD))).figures == 1.0


def test_a_form_with_other_figures_has_other_facts() -> None:
    other = (
        TOLD.replace("1,840", "920").replace("315", "144").replace("240", "80").replace("90,000", "12,500")
    )
    assert echo(telling(fold(other)), telling(fold(TOLD))).share > 0.8
    assert same_facts(telling(fold(other)), telling(fold(TOLD))).figures < 0.5


def test_figures_are_asked_for_on_the_next_day_and_not_later() -> None:
    _, posted = figure_keys(fold(TOLD), 22_000.2)
    assert LEAST_KEYS <= len(posted) <= MOST_KEYS
    found = [
        np.isin(posted, figure_keys(fold(SPANISH), day)[0]).sum() for day in (22_000.9, 22_001.1, 22_002.1)
    ]
    assert found == [5, 5, 0]


@pytest.mark.parametrize("text", ["Nine of 12 were saved in 2024.", "No figure at all.", "", "1 2 3 4 5 6"])
def test_few_figures_find_nothing(text: str) -> None:
    assert not len(figure_keys(fold(text), 22_000.0)[0])
    assert not len(figure_keys(fold(TOLD), None)[0])


@settings(max_examples=60)
@given(st.text(max_size=200), st.floats(-1e5, 1e5))
def test_any_text_has_few_keys_and_posts_what_it_asks(text: str, day: float) -> None:
    asked, posted = figure_keys(fold(text), day)
    assert len(posted) <= MOST_KEYS
    assert np.isin(posted, asked).all()
    assert (np.diff(asked.astype(object)) >= 0).all()


@pytest.mark.parametrize(
    ("one", "other"),
    [("Sotoudeh", "ستوده"), ("Rastgoufar", "راستگوفر"), ("Beltyukov", "Бельтюков"), ("Shakouri", "شکوری"),
     ("Lisnychuk", "Лісничук"), ("Vardinakis", "Βαρδινάκης"), ("Mishaan", "المشعان"[2:])],
)  # fmt: skip
def test_names_keep_their_consonants(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("spelled", "plain"), [("007", "7"), ("3200", "32"), ("600", "600"), ("٤٥", "45"), ("0", "0")]
)
def test_figures_of_all_styles_are_one(spelled: str, plain: str) -> None:
    assert plain_figure(spelled) == plain


def test_a_translation_is_told_by_figures_and_names() -> None:
    english, spanish = prepared(TOLD, "en"), prepared(SPANISH, "es")
    found = translation(spanish, english)
    assert found.relation == "translation"
    assert 0.6 < found.confidence <= 0.95
    credited = translation(
        prepared(SPANISH, "es", agencies=("efe",)), prepared(TOLD, "en", agencies=("efe",))
    )
    assert credited.confidence > found.confidence


def test_thin_evidence_is_no_translation() -> None:
    english = prepared(TOLD, "en")
    other = SPANISH.replace("1.840", "920").replace("240", "31")
    assert translation(prepared(other, "es"), english).relation == "none"
    assert translation(prepared(SPANISH.split("\n")[0], "es"), english).relation == "none"
    assert (
        translation(prepared(f"{SPANISH}\n" + "Otra cosa fue vista. " * 90, "es"), english).relation == "none"
    )


@pytest.mark.parametrize(
    ("language", "day"), [("en-GB", "2031-05-02"), (None, "2031-05-02"), ("es", None), ("es", "2031-05-09")]
)
def test_a_translation_has_another_language_and_the_same_days(language: str | None, day: str | None) -> None:
    assert not may_be_translated(prepared(SPANISH, language, day), prepared(TOLD, "en"))


def test_two_figures_are_enough_to_find_a_short_wire() -> None:
    told = (
        "Police in Kotwal found 2,150 kilos of tea under a load of cement, and 22 more boats were searched."
    )
    assert len(figure_keys(fold(told), 22_000.0)[1]) == 2


def test_korean_houses_print_thousands_in_words_and_in_digits() -> None:
    agency = "항구에 8만9천t급 선박이 들어와 요금이 1천550원에서 7천원으로 올랐고 2천5명이 3천12상자를 옮겼다고 시가 밝혔다."
    paper = "항구에 8만 9000t급 선박이 들어와 요금이 1550원에서 7000원으로 올랐고 2005명이 3012상자를 옮겼다고 시가 밝혔다."
    facts = same_facts(telling(fold(agency)), telling(fold(paper)))
    assert (facts.figures, facts.shared_figures) == (1.0, 6)
