"""A crawl that ends at any step of its commit path goes on as if it had not (G2, G3, G5): every step, none sampled."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.command import called

PARTS = 2


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("how", ["killed", "power", "refused"])
def test_a_crawl_may_end_at_every_step(tmp_path: Path, part: int, how: str) -> None:
    """Killed; or the power is gone, and only what was synced is left; or the disk refuses from there on, in five ways."""
    done = called(("tests.crawler.killed", "main", [str(tmp_path), part, PARTS, how]), timeout=250)
    assert done.returncode == 0, done.stderr
    first, *steps = [json.loads(line) for line in done.stdout.splitlines()]
    assert first == {"lines": 4, "articles": 3}
    assert [each for each in steps if each["wrong"]] == [], done.stderr
    assert len(steps) > 40
