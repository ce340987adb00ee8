"""Kill a live crawl again and again, and show that nothing is lost, doubled or left without an outcome.

    python scripts/kill_crawl.py 1000 --seed 7
    python scripts/kill_crawl.py 300 --newsroom simulator

A crawl of the demo newsroom (or of the simulator in ../shared, whose articles fail in ten ways) is killed (`kill -9`) at
random moments and started again until it ends by itself; then its folder is compared with that of a crawl that was
never killed, and with the replay of its own archive. A new folder is begun until N kills are done. Prints one JSON object
a folder and one at the end; exit code 1 when something is wrong, with the folder kept, 2 where the newsroom is not to be had.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from contextlib import AbstractContextManager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.forked import Forked, load
from scripts.kill_faults import faults, told
from scripts.kill_scenes import CannotPlay, Scene, demo, finish, simulated, start

SOONEST = 1.6
"""Half of the kills come within this many seconds after the crawl took its folder."""


def crawl(scene: Scene, data: Path, kills: int, dice: random.Random, within: float) -> int:
    """Crawl every phase, killed at most `kills` times in all; how many kills hit a running crawl."""
    done = 0
    scene.begin()
    for number, phase in enumerate(scene.phases, 1):
        scene.move_to(phase)
        until = kills * number // len(scene.phases)
        while done < until and killed(start(scene, data, "news"), data, dice, within):
            done += 1
        finish(start(scene, data, "news"))
    return done


def killed(crawl: Forked, data: Path, dice: random.Random, within: float) -> bool:
    """Kill a crawl at a random moment after it took its folder, or just after its archive grew; False when it ended before."""
    while crawl.poll() is None and not holds(crawl.pid, data):
        time.sleep(0.005)
    if dice.random() < 0.5:
        time.sleep(dice.uniform(0, within))
    else:
        size, until = archived(data), time.monotonic() + 5
        while crawl.poll() is None and archived(data) == size and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(dice.uniform(0, min(0.2, within)))
    if crawl.poll() is not None:
        return False
    crawl.kill()
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


def run(options: argparse.Namespace, scene: Scene, home: Path) -> int:
    """Kill and compare until enough kills are done; 0 when nothing was wrong."""
    dice, done, bad, number = random.Random(options.seed), 0, 0, 0
    crawl(scene, home / "reference", 0, dice, 0)
    reference = told(home / "reference")
    while done < options.kills:
        number += 1
        data, again = home / str(number), home / f"{number}-replayed"
        kills = crawl(scene, data, min(options.per_folder, options.kills - done), dice, options.within)
        done += kills
        finish(start(scene, again, "replay", "-a", f"archive={data / 'archive'}"))
        wrong = faults(data, reference, again)
        facts = {"folder": str(data), "kills": kills, "articles": told(data).total(), "wrong": wrong}
        print(json.dumps(facts), flush=True)
        bad += bool(wrong)
        shutil.rmtree(again)
        if not wrong:
            shutil.rmtree(data)
    facts = {"kills": done, "folders": number, "wrong": bad, "seed": options.seed}
    print(json.dumps({**facts, "newsroom": options.newsroom}))
    return 1 if bad else 0


def scene_of(options: argparse.Namespace, home: Path) -> AbstractContextManager[Scene]:
    """The scene that the command line names."""
    if options.newsroom == "simulator":
        return simulated(home)
    return demo(home, [int(each) for each in options.phases.split(",")])


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kills", type=int, help="how many kills in all")
    parser.add_argument("--newsroom", choices=("demo", "simulator"), default="demo", help="what is crawled")
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--per-folder", type=int, default=10, help="kills of one data folder at most")
    parser.add_argument(
        "--within", type=float, default=SOONEST, help="seconds within which half of the kills come"
    )
    parser.add_argument("--phases", default="1", help="phases of the demo newsroom: 1,2 for edited articles")
    return parser.parse_args()


def main() -> int:
    """Run; the folders are removed unless something was wrong."""
    options = arguments()
    load()
    home = Path(tempfile.mkdtemp(prefix="wirecopy-kills-"))
    code = 1
    try:
        with scene_of(options, home) as scene:
            code = run(options, scene, home)
    except CannotPlay as reason:
        print(reason, file=sys.stderr)
        shutil.rmtree(home)
        return 2
    finally:
        if code == 0:
            shutil.rmtree(home)
        elif home.exists():
            print(f"kept: {home}", file=sys.stderr)
    return code


if __name__ == "__main__":
    raise SystemExit(main())
