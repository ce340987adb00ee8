"""A simulated month, end to end (G10): a few days of it here, all of it by `scripts/month.py`."""

from __future__ import annotations

import json
import subprocess
import sys

from scripts.almanac import OUTLETS, START
from scripts.month_checks import Period, wrong
from tests.e2e.command import ROOT

DAY = 86_400.0


def test_days_of_scheduled_crawls_on_a_clock_that_jumps() -> None:
    """What was due was fetched, nobody starved, no stampede after a day off, every edit seen; replayed to the same bytes."""
    script = [sys.executable, str(ROOT / "scripts" / "month.py"), "--days", "2", "--down", "0.6", "0.8"]
    done = subprocess.run(
        [*script, "--outlets", "quick1,slow11,morning,night,broken"],
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    facts = json.loads(done.stdout)
    assert facts["wrong"] == []
    assert facts["versions"] > facts["articles"] > 50


def test_its_checks_see_what_is_missing() -> None:
    """A log in which nothing was asked, and one in which the days off ended in a stampede."""
    period = Period(START, START + 5 * DAY, (START + 2 * DAY, START + 3 * DAY))
    missing = wrong(OUTLETS, [], [], period)
    assert {each.partition(":")[0] for each in missing} >= {
        each.name for each in OUTLETS if each.name != "sundays"
    }
    crowd = [(period.down[1] + second, "quick0", "/feed", 200) for second in range(10)]
    assert any("visited 10 times" in each for each in wrong(OUTLETS, crowd, [], period))


def test_a_story_that_is_due_later_is_no_stampede() -> None:
    """Looked at before the days off and due 45 minutes after them: the feed is asked with it; without it that is too soon."""
    period = Period(START, START + 5 * DAY, (START + 2 * DAY, START + 3 * DAY))
    back, later = period.down[1], period.down[1] + 2700
    feeds = [(back, "morning", "/feed", 200), (later, "morning", "/feed", 304)]
    look = [(START + DAY, "morning", "/0", 200), (later, "morning", "/0", 304)]
    assert not any("visited 2 times" in each for each in wrong(OUTLETS, feeds + look, [], period))
    assert any("visited 2 times" in each for each in wrong(OUTLETS, feeds + look[:1], [], period))
