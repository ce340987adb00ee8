"""Kill a live crawl of the demo newsroom again and again, and show that nothing is lost, doubled or left without an outcome.

    python scripts/kill_crawl.py 1000 --seed 7

A crawl is killed (`kill -9`) at random moments and started again until it ends by itself; then its folder is compared
with that of a crawl that was never killed, and with the replay of its own archive. A new folder is begun until N kills
are done. Prints one JSON object a folder and one at the end; exit code 1 when something is wrong, with the folder kept.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from archive.capture import Capture
from archive.reader import read_archive
from crawler.demo.process import ADDRESSES, PROJECT, NewsroomProcess, write_sources

FILES = ("articles.jsonl", "copies.jsonl", "outcomes.jsonl")
PATIENCE = 120.0
"""Seconds that a crawl which nobody kills may take."""


class Scene:
    """A newsroom, its source files, and how a crawl of it is started, killed and looked at."""

    def __init__(self, newsroom: NewsroomProcess, home: Path, phases: Sequence[int]) -> None:
        self.newsroom = newsroom
        self.home = home
        self.phases = phases
        self.sources = write_sources(home / "sources", newsroom.port)

    def options(self, data: Path) -> list[str]:
        """The settings of a command over a data folder."""
        values: Mapping[str, str] = {
            "WIRECOPY_DATA": str(data),
            "WIRECOPY_SOURCES": str(self.sources),
            "WIRECOPY_HOSTS": self.newsroom.hosts,
            "WIRECOPY_ALLOW_ADDRESSES": ADDRESSES,
            "WIRECOPY_PROGRESS": "0",
            "WIRECOPY_COMMIT_EVERY": "5",
            "WIRECOPY_WORKERS": "1",
            "WIRECOPY_RECHECK_SECONDS": "0.01" if len(self.phases) > 1 else "3600",
            "WIRECOPY_ARCHIVE_FILE_BYTES": "60000",
            "DOWNLOAD_DELAY": "0.02",
        }
        return [part for name, value in values.items() for part in ("-s", f"{name}={value}")]

    def start(self, data: Path, *arguments: str) -> subprocess.Popen[str]:
        """A `scrapy crawl` over a data folder."""
        return subprocess.Popen(
            [sys.executable, "-m", "scrapy", "crawl", *arguments, *self.options(data)],
            cwd=PROJECT,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )

    def finish(self, crawl: subprocess.Popen[str]) -> None:
        """Wait for a crawl that ends by itself; raises RuntimeError when it fails."""
        _, errors = crawl.communicate(timeout=PATIENCE)
        if crawl.returncode != 0:
            raise RuntimeError(f"exit code {crawl.returncode}: {errors[-2000:]}")

    def crawl(self, data: Path, kills: int, dice: random.Random) -> int:
        """Crawl every phase, killed at most `kills` times in all; how many kills hit a running crawl."""
        done = 0
        for number, phase in enumerate(self.phases, 1):
            self.newsroom.move_to(phase)
            until = kills * number // len(self.phases)
            while done < until:
                crawl = self.start(data, "news")
                if not killed(crawl, data, dice):
                    break
                done += 1
            self.finish(self.start(data, "news"))
        return done


def killed(crawl: subprocess.Popen[str], data: Path, dice: random.Random) -> bool:
    """Kill a crawl at a random moment after it took its folder, or just after its archive grew; False when it ended before."""
    while crawl.poll() is None and not holds(crawl.pid, data):
        time.sleep(0.005)
    if dice.random() < 0.5:
        time.sleep(dice.uniform(0, 1.6))
    else:
        size, until = archived(data), time.monotonic() + 5
        while crawl.poll() is None and archived(data) == size and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(dice.uniform(0, 0.2))
    if crawl.poll() is not None:
        crawl.communicate()
        return False
    os.kill(crawl.pid, signal.SIGKILL)
    crawl.communicate()
    return True


def holds(pid: int, data: Path) -> bool:
    """True when a process says in the lock file that the folder is its own."""
    try:
        return bool(json.loads((data / ".lock").read_text()).get("pid") == pid)
    except (OSError, ValueError):
        return False


def archived(data: Path) -> int:
    """Bytes in the archive."""
    total = 0
    for path in data.glob("archive/*.warc.gz*"):
        try:
            total += path.stat().st_size
        except FileNotFoundError:
            continue
    return total


def lines(data: Path, *names: str) -> list[dict[str, Any]]:
    """The lines of JSON Lines files."""
    found = []
    for name in names:
        found += [json.loads(line) for line in (data / name).read_bytes().split(b"\n") if line]
    return found


def told(data: Path) -> Counter[tuple[str, int, str]]:
    """Every article and copy by address, version and text."""
    return Counter((each["url"], each["version"], each["text"]) for each in lines(data, *FILES[:2]))


def faults(data: Path, reference: Counter[tuple[str, int, str]], replayed: Path) -> list[str]:
    """What is wrong with a folder; empty when nothing is."""
    wrong = []
    ours = told(data)
    if ours != reference:
        missing, extra = reference - ours, ours - reference
        wrong.append(
            f"articles: {sum(missing.values())} missing, {sum(extra.values())} too many: "
            f"{[key[:2] for key in (*missing, *extra)][:4]}"
        )
    read = list(read_archive(data / "archive"))
    captures = Counter(each.id for each in read if isinstance(each, Capture))
    damaged = [each for each in read if not isinstance(each, Capture) and each.reason != "record type"]
    wrong += [f"unreadable: {each.reason} in {each.ref.file} at {each.ref.offset}" for each in damaged]
    wrong += [f"archived {count} times: {key}" for key, count in captures.items() if count > 1]
    state = sqlite3.connect(data / "state.sqlite")
    settled = {key for (key,) in state.execute("SELECT id FROM captures")}
    state.close()
    if settled != set(captures):
        wrong.append(
            f"{len(set(captures) - settled)} records without outcome, {len(settled - set(captures))} outcomes without"
        )
    for names in (FILES[:2], FILES[2:]):
        ids = Counter(each["id"] for each in lines(data, *names))
        wrong += [f"{count} lines for {key}" for key, count in ids.items() if count > 1]
        wrong += [f"a line without record: {key}" for key in ids if key not in captures]
    frontier = sqlite3.connect(data / "frontier.sqlite")
    (lost,) = frontier.execute("SELECT COUNT(*) FROM urls WHERE fetches = 0").fetchone()
    frontier.close()
    if lost:
        wrong.append(f"{lost} queued pages were never fetched")
    wrong += [
        f"{name} of the replay differs"
        for name in FILES
        if (data / name).read_bytes() != (replayed / name).read_bytes()
    ]
    return wrong


def run(options: argparse.Namespace, home: Path) -> int:
    """Kill and compare until enough kills are done; 0 when nothing was wrong."""
    phases = [int(each) for each in options.phases.split(",")]
    dice, done, bad = random.Random(options.seed), 0, 0
    with NewsroomProcess() as newsroom:
        scene = Scene(newsroom, home, phases)
        scene.crawl(home / "reference", 0, dice)
        reference = told(home / "reference")
        number = 0
        while done < options.kills:
            number += 1
            data, again = home / str(number), home / f"{number}-replayed"
            kills = scene.crawl(data, min(options.per_folder, options.kills - done), dice)
            done += kills
            scene.finish(scene.start(again, "replay", "-a", f"archive={data / 'archive'}"))
            wrong = faults(data, reference, again)
            print(
                json.dumps(
                    {"folder": str(data), "kills": kills, "articles": len(told(data)), "wrong": wrong}
                ),
                flush=True,
            )
            bad += bool(wrong)
            shutil.rmtree(again)
            if not wrong:
                shutil.rmtree(data)
    print(json.dumps({"kills": done, "folders": number, "wrong": bad, "seed": options.seed}))
    return 1 if bad else 0


def main() -> int:
    """Parse the command line and run; the folders are removed unless something was wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kills", type=int, help="how many kills in all")
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--per-folder", type=int, default=10, help="kills of one data folder at most")
    parser.add_argument(
        "--phases", default="1", help="phases of the newsroom, e.g. 1,2,3 for edited articles"
    )
    options = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="wirecopy-kills-"))
    code = 1
    try:
        code = run(options, home)
    finally:
        if code == 0:
            shutil.rmtree(home)
        else:
            print(f"kept: {home}", file=sys.stderr)
    return code


if __name__ == "__main__":
    raise SystemExit(main())
