from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.politeness.retry_after import LONGEST, SHORTEST, retry_after

NOW = datetime(2026, 11, 3, 8, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("0", SHORTEST),
        ("-5", SHORTEST),
        ("2.9", 2.0),
        ("315360000", LONGEST),
        ("9" * 5000, LONGEST),
        ("Tue, 03 Nov 2026 08:01:00 GMT", 60.0),
        ("Tuesday, 03-Nov-26 08:01:00 GMT", 60.0),
        ("Tue Nov  3 08:01:00 2026", 60.0),
        ("Tue, 03 Nov 2026 10:01:00 +0200", 60.0),
        ("Mon, 02 Nov 2026 08:00:00 GMT", SHORTEST),
        ("Tue, 03 Nov 2036 08:00:00 GMT", LONGEST),
        ("Tue, 03 Nov 99999 08:00:00 GMT", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("1e3", None),
        ("٣", None),
        ("12 apples", None),
        ("x" * 100_000, None),
    ],
)
def test_forms(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@given(st.integers(-(10**9), 10**9))
def test_seconds_are_kept_within_bounds(seconds: int) -> None:
    assert retry_after(str(seconds), NOW) == min(max(seconds, SHORTEST), LONGEST)


@given(st.timedeltas(timedelta(days=-9000), timedelta(days=9000)))
def test_a_date_means_the_seconds_until_it(offset: timedelta) -> None:
    whole = timedelta(seconds=int(offset.total_seconds()))
    value = format_datetime(NOW + whole, usegmt=True)
    assert retry_after(value, NOW) == min(max(whole.total_seconds(), SHORTEST), LONGEST)


@given(st.text())
def test_any_text_is_none_or_within_bounds(text: str) -> None:
    found = retry_after(text, NOW)
    assert found is None or SHORTEST <= found <= LONGEST
