"""The demo's pages through clean and deduplicate, without a network; the whole demo, with one, is an end-to-end test."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.demo.compare import compare
from crawler.demo.rehearse import main, rehearse
from crawler.demo.truth import truth
from pipelines.deduplicate import verdict

Rehearsed = tuple[list[dict[str, Any]], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def rehearsed() -> Rehearsed:
    return rehearse(1)


def test_every_article_arrives_in_each_of_its_versions(rehearsed: Rehearsed) -> None:
    found = {line["url"] for lines in rehearsed for line in lines}
    wanted = {page.url for page in truth().pages.values() if page.relation != "none"}
    assert wanted <= found
    assert sum(line["version"] == 2 for lines in rehearsed for line in lines) == 3


def test_titles_are_those_of_the_stories_and_no_two_stories_are_joined(rehearsed: Rehearsed) -> None:
    differences = compare(truth(), *rehearsed)
    spoilt = ("title: ", "apart: ", "file: ", "story: one cluster holds")
    assert [each for each in differences if each.startswith(spoilt)] == []


def test_the_demo_is_right_in_any_order_and_wrong_with_a_broken_threshold(
    rehearsed: Rehearsed, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert compare(truth(), *rehearsed) == []
    assert compare(truth(), *rehearse(5)) == []
    # So much evidence is never there: no copy is found, and the demo would end with exit code 1.
    monkeypatch.setattr(verdict, "_ENOUGH", 1e9)
    assert len(compare(truth(), *rehearse(1))) > 5


def test_one_order_gives_one_output(rehearsed: Rehearsed) -> None:
    assert rehearse(1) == rehearsed
    assert [line["url"] for line in rehearse(2)[0]] != [line["url"] for line in rehearsed[0]]


def test_the_differences_are_printed_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--orders", "1"])
    printed = capsys.readouterr().out.splitlines()
    count = int(printed[0].removeprefix("order 0: ").removesuffix(" differences"))
    assert len(printed) == 1 + count
    assert code == (1 if count else 0)
