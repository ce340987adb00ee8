from __future__ import annotations

from pipelines.withheld import Withheld


def test_every_spelling_of_a_withheld_address_is_withheld() -> None:
    withheld = Withheld({"http://Outlet.test/a?utm_source=x": "2026-01-01T00:00:00Z"})
    assert withheld.since("http://outlet.test:80/a#top") == "2026-01-01T00:00:00Z"
    assert "http://outlet.test/a" in withheld
    assert "http://outlet.test/b" not in withheld
    assert "https://outlet.test/a" not in withheld


def test_the_latest_request_counts() -> None:
    withheld = Withheld({"http://a.test/": "2026-01-02", "http://a.test": "2026-01-01"})
    assert (withheld.since("http://a.test/"), len(withheld)) == ("2026-01-02", 1)
    withheld.add({"http://a.test/": "2026-01-03"})
    assert withheld.since("http://a.test/") == "2026-01-03"


def test_nothing_withheld() -> None:
    assert Withheld().since("http://a.test/") is None
    assert 7 not in Withheld({"7": "x"})
