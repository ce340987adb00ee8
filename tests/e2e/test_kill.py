"""A live crawl, killed again and again and started again, ends as one that was never killed (G1)."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.e2e.command import ROOT

KILLS = 20


def test_a_crawl_that_is_killed_ends_as_one_that_never_was() -> None:
    """Articles, outcomes, queue and replay are compared by the script; its report is shown when something is wrong."""
    script = [sys.executable, str(ROOT / "scripts" / "kill_crawl.py"), str(KILLS)]
    done = subprocess.run(
        [*script, "--per-folder", str(KILLS), "--within", "0.5", "--seed", "1"],
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    last = json.loads(done.stdout.splitlines()[-1])
    assert (last["kills"], last["wrong"]) == (KILLS, 0)
