from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from pipelines.sources.model import LONGEST_URL, Rules, Source, Sources, split_selector


@pytest.fixture(scope="module")
def sources() -> Sources:
    return Sources(
        [
            Source("wide", "Wide", ("herald.example",)),
            Source("narrow", "Narrow", ("en.herald.example", "127.0.1.7", "xn--e1afmkfd.example")),
        ]
    )


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://herald.example/a", "wide"),
        ("https://www.herald.example:8443/a", "wide"),
        ("https://en.herald.example/a", "narrow"),
        ("https://WWW.EN.Herald.Example./a", "narrow"),
        ("http://127.0.1.7:8642/a", "narrow"),
        ("http://пример.example/a", "narrow"),
        ("https://notherald.example/", None),
        ("https://herald.example.evil.example/", None),
        ("http://[::1/", None),
        ("mailto:a@herald.example", None),
        ("", None),
    ],
)
def test_the_longest_domain_wins(sources: Sources, url: str, wanted: str | None) -> None:
    found = sources.for_url(url)
    assert (found.id if found else None) == wanted


def test_sources_iterate_by_id_and_survive_pickling(sources: Sources) -> None:
    again = pickle.loads(pickle.dumps(sources))
    assert [source.id for source in again] == ["narrow", "wide"]
    assert len(again) == 2
    assert again.for_url("https://en.herald.example/").id == "narrow"


@pytest.mark.parametrize("other", [Source("a", "A", ("b.example",)), Source("b", "B", ("a.example",))])
def test_two_of_one_id_or_domain_are_refused(other: Source) -> None:
    with pytest.raises(ValueError, match="share"):
        Sources([Source("a", "A", ("a.example",)), other])


def test_rules_are_chosen_by_the_day_of_capture() -> None:
    new = Rules(valid_from=date(2024, 1, 1), title=("h1",))
    middle = Rules(valid_from=date(2022, 1, 1), valid_until=date(2024, 6, 30), title=("h2",))
    source = Source("a", "A", ("a.example",), rules=(new, middle))
    assert source.rules_at(date(2021, 12, 31)) is None
    assert source.rules_at(date(2022, 1, 1)) is middle
    assert source.rules_at(date(2023, 12, 31)) is middle
    assert source.rules_at(date(2024, 1, 1)) is new, "where two cover a day the first wins"
    assert source.rules_at(datetime(2023, 12, 31, 23, 30, tzinfo=UTC)) is middle
    west = timezone(timedelta(hours=-5))
    assert source.rules_at(datetime(2023, 12, 31, 23, 30, tzinfo=west)) is new, (
        "a capture's day is its day in UTC"
    )


def test_the_form_of_articles() -> None:
    source = Source("a", "A", ("a.example",), article=r"^https://a\.example/\d{4}/")
    assert source.is_article("https://a.example/2025/x")
    assert not source.is_article("https://a.example/about")
    assert not source.is_article("https://a.example/2025/" + "x" * LONGEST_URL)
    assert Source("b", "B", ("b.example",)).is_article("https://b.example/anything")


@pytest.mark.parametrize(
    ("selector", "css", "attribute"),
    [
        ("h1.title", "h1.title", None),
        ("time::attr(datetime)", "time", "datetime"),
        (' meta[name="a:b"]::attr( content ) ', 'meta[name="a:b"]', "content"),
    ],
)
def test_a_selector_may_read_an_attribute(selector: str, css: str, attribute: str | None) -> None:
    assert split_selector(selector) == (css, attribute)
