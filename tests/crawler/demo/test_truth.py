from __future__ import annotations

import json

import pytest

from crawler.demo.truth import main, truth


def test_the_truth_of_the_first_phase_knows_nothing_of_the_second() -> None:
    first, second = truth(8642, 1), truth(8642, 2)
    assert set(first.pages) < set(second.pages)
    assert all(len(page.versions) == 1 for page in first.pages.values())
    assert sorted({len(page.versions) for page in second.pages.values()}) == [1, 2]


def test_a_story_holds_its_wire_and_its_copies() -> None:
    pages = [page for page in truth(8642).pages.values() if page.story == "ferry"]
    assert sorted((page.source, page.relation) for page in pages) == [
        ("gazette", "copy"),
        ("harbour", "copy"),
        ("ledger", "copy"),
        ("rnworld", "copy"),
        ("skarv", "wire"),
    ]


def test_pages_without_an_article_say_how_they_end() -> None:
    outcomes = sorted(page.outcome for page in truth(8642).pages.values() if page.outcome)
    assert outcomes == ["failed", "not_article", "refused"]


def test_pairs_that_must_stay_apart_are_of_different_stories() -> None:
    found = truth(8642)
    assert len(found.apart) >= 8
    assert all(found.pages[pair.first].story != found.pages[pair.second].story for pair in found.apart)
    assert all(pair.why for pair in found.apart)


def test_paragraphs_that_two_stories_print_are_known() -> None:
    shared = {page.story: page.shares_with for page in truth(8642).pages.values() if page.source == "skarv"}
    assert shared["patrol"] == ("treaty",)
    assert shared["cable2"] == ("cable1",)
    assert shared["ferry"] == ()


def test_it_is_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--port", "4711"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["pages"].keys() == truth(4711).pages.keys()
