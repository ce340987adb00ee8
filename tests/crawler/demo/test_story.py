from __future__ import annotations

from typing import Any

from crawler.demo.story import tell


def test_the_story_is_told_from_the_output_alone(output: Any) -> None:
    told = tell(output.articles, output.copies)
    lines = told.split("\n")
    assert (
        lines[0]
        == "Skarv News Agency, 12 Mar 06:10 UTC: Ferry with 212 aboard runs aground off Skell, 14 injured"
    )
    assert lines[1] == "carried by 4:"
    assert "45 min later, keeps 99% of it, adds 10%, names Skarv News Agency (byline)" in told
    assert "90 min later, keeps 62% of it" in told
    assert "gives no time" in told
    assert "do not say that it is Skarv News Agency's: RN World, The Ledger" in lines
    assert "kept apart: The Ellan Independent: ‘We heard children singing’" in told
    assert "Carrick" in told
    assert "200 minutes later" in told
    assert "injuring 14 of those" in told
    assert "injuring 41 of those" in told
    assert "  corrected: The Harbour Times" in lines
    assert "  the correction did not travel to: RN World, The Strait Gazette, The Ledger" in lines


def test_without_a_correction_the_story_carried_most_is_told(output: Any) -> None:
    once = [[line for line in lines if line["version"] == 1] for lines in (output.articles, output.copies)]
    told = tell(*once)
    assert "carried by 4:" in told
    assert "correction" not in told


def test_an_earlier_carrier_is_said_to_be_earlier(output: Any) -> None:
    output.of("harbour", "ferry")["published_utc"] = "2025-03-12T06:00:00+00:00"
    assert "10 min earlier" in tell(output.articles, output.copies)


def test_it_follows_the_output_not_the_truth(output: Any) -> None:
    """When the detector loses a carrier, the story loses it too."""
    output.of("rnworld", "ferry")["syndication"]["cluster"] = "alone"
    told = tell(output.articles, output.copies)
    assert "carried by 3:" in told
    assert "kept apart: RN World" not in told or "62%" in told


def test_nothing_carried_is_said_in_one_line(output: Any) -> None:
    assert tell([], []) == "No agency's story was carried by anyone."
    assert tell([output.of("harbour", "own_harbour.1")], []) == "No agency's story was carried by anyone."
