from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from archive.moment import read_date


@pytest.fixture
def far_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's own zone is another."""
    monkeypatch.setenv("TZ", "Pacific/Apia")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2026-03-29T02:30:00Z", (2026, 3, 29, 2, 30)),
        ("2026-03-29T02:30:00.25Z", (2026, 3, 29, 2, 30, 0, 250_000)),
        ("2026-03-29T02:30:00.123456789Z", (2026, 3, 29, 2, 30, 0, 123_456)),
        ("2016-12-31T23:59:60Z", (2016, 12, 31, 23, 59, 59, 999_999)),
        ("2016-12-31T23:59:60.5Z", (2016, 12, 31, 23, 59, 59, 999_999)),
        ("2016-12-31T23:59Z", (2016, 12, 31, 23, 59)),
        ("2016-12-31", (2016, 12, 31)),
        ("2016-12", (2016, 12, 1)),
        ("2016", (2016, 1, 1)),
        ("2016-12-31T23:59:59", (2016, 12, 31, 23, 59, 59)),
        ("2016-12-31T23:59:59+02:00", (2016, 12, 31, 21, 59, 59)),
        ("0001-01-01T00:00:00Z", (1, 1, 1)),
        ("9999-12-31T23:59:59Z", (9999, 12, 31, 23, 59, 59)),
    ],
)
@pytest.mark.usefixtures("far_away")
def test_every_date_that_the_standard_allows_is_one_moment(date: str, moment: tuple[int, ...]) -> None:
    assert read_date(date) == datetime(*moment, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    "date",
    [
        "",
        "12/31/2016",
        "2016-02-30T10:00:00Z",
        "2016-13",
        "yesterday",
        "0001-01-01T00:00:00+02:00",
        "9" * 5000,
    ],
)
def test_what_is_no_date_is_a_value_error(date: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_date(date)
