"""What happens to a data folder or to the clock, case by case (G6, G7, G8, G10, G12): told, and continued after."""

from __future__ import annotations

import json

import pytest

from tests.crawler.harms import CASES
from tests.e2e.command import called


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What was wrong, by case: all are run by one process, which forks a child for each."""
    done = called(("tests.crawler.harms", "main", [str(tmp_path_factory.mktemp("harms"))]), timeout=250)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    print(done.stderr)
    return {each["case"]: each["wrong"] for each in found}


@pytest.mark.parametrize("case", [each.__name__ for each in CASES])
def test_it_is_told_and_the_crawl_goes_on(told: dict[str, list[str]], case: str) -> None:
    assert told[case] == []
