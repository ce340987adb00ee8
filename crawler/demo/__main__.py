"""`make demo`: a newsroom on loopback is crawled, told, crawled again after its edits, and replayed to the same bytes."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crawler.demo.compare import compare
from crawler.demo.process import ADDRESSES, PROJECT, NewsroomProcess, write_sources
from crawler.demo.story import tell
from crawler.demo.truth import truth

FILES = ("articles.jsonl", "copies.jsonl", "outcomes.jsonl")
MARK = ".demo"
"""A file that says a folder is the demo's own: only such a folder is cleared."""


class DemoFailed(Exception):
    """The demo did not show what it is there to show; the message says what."""


def main(arguments: list[str]) -> int:
    """Run the demo in a folder (default data/demo); 0 when everything it shows is as it should be."""
    parser = argparse.ArgumentParser(prog="python -m crawler.demo", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("data/demo"), help="default: data/demo")
    home: Path = parser.parse_args(arguments).folder
    began = time.monotonic()
    try:
        clear(home)
        show(home)
    except DemoFailed as failure:
        print(f"\ndemo failed: {failure}", file=sys.stderr)
        return 1
    print(f"\nDone in {time.monotonic() - began:.0f} s. Try next:\n{next_commands(home)}")
    return 0


def clear(home: Path) -> None:
    """Begin with an empty folder; raises DemoFailed for one that holds something else than an earlier demo."""
    if home.exists() and any(home.iterdir()) and not (home / MARK).exists():
        raise DemoFailed(
            f"{home} is not empty and not an earlier demo's; give another folder: make demo DATA=folder"
        )
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    (home / MARK).touch()


def show(home: Path) -> None:
    """Every act of the demo, told as it goes."""
    with NewsroomProcess() as newsroom:
        sources = write_sources(home / "sources", newsroom.port)
        crawl = crawl_settings(home, sources, newsroom.hosts)
        say("A newsroom of an agency and its outlets is up on loopback. First crawl:")
        scrapy("crawl", "news", settings=crawl)
        newsroom.move_to(2)
        say("Some hours later: new pages, and some were edited. Second crawl:")
        scrapy("crawl", "news", settings=crawl)
        lines = {name: read(home / name) for name in FILES}
        say("One wire story, told from the output alone:")
        print(tell(lines["articles.jsonl"], lines["copies.jsonl"]))
        say(
            "A story whose agency was seen after its carriers: lines stay as written, the present view has the agency in front:"
        )
        late = [line for line in lines["copies.jsonl"] if line["syndication"]["relation"] == "origin"]
        scrapy("clusters", *(line["id"] for line in late[-1:]), settings={"WIRECOPY_DATA": str(home)})
        say("The archive alone, replayed into an empty folder without a network:")
        again = {
            "WIRECOPY_DATA": str(home / "replayed"),
            "WIRECOPY_SOURCES": str(sources),
            "WIRECOPY_PROGRESS": "0",
        }
        scrapy("crawl", "replay", "-a", f"archive={home / 'archive'}", settings=again)
        compare_bytes(home, home / "replayed")
        differences = compare(truth(newsroom.port), lines["articles.jsonl"], lines["copies.jsonl"])
    if differences:
        raise DemoFailed("the output is not what the newsroom published:\n" + "\n".join(differences))
    print("Checked against what the newsroom really published: every page, credit and copy is right.")


def crawl_settings(home: Path, sources: Path, hosts: str) -> Mapping[str, str]:
    """Settings of a crawl of the demo: loopback allowed, edits looked for at once, and no long waits."""
    return {
        "WIRECOPY_DATA": str(home),
        "WIRECOPY_SOURCES": str(sources),
        "WIRECOPY_HOSTS": hosts,
        "WIRECOPY_ALLOW_ADDRESSES": ADDRESSES,
        "WIRECOPY_RECHECK_SECONDS": "0.01",
        "DOWNLOAD_DELAY": "0.1",
    }


def scrapy(*arguments: str, settings: Mapping[str, str]) -> None:
    """Run a command in view of the user; raises DemoFailed when it fails."""
    options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    done = subprocess.run([sys.executable, "-m", "scrapy", *arguments, *options], cwd=PROJECT, check=False)
    if done.returncode != 0:
        raise DemoFailed(f"scrapy {' '.join(arguments)} ended with exit code {done.returncode}")


def compare_bytes(one: Path, other: Path) -> None:
    """Say "same bytes", or raise DemoFailed with the file that differs."""
    for name in FILES:
        if (one / name).read_bytes() != (other / name).read_bytes():
            raise DemoFailed(f"{name} of the replay differs from the crawl's")
    sizes = ", ".join(f"{name} {(one / name).stat().st_size:,}" for name in FILES)
    print(f"Same bytes: {sizes}.")


def read(path: Path) -> list[dict[str, Any]]:
    """The lines of a JSON Lines file."""
    return [json.loads(line) for line in path.read_bytes().split(b"\n") if line]


def say(what: str) -> None:
    """A heading between the acts."""
    print(f"\n== {what}", flush=True)


def next_commands(home: Path) -> str:
    """Commands that work on what the demo left."""
    return "\n".join(
        (
            f"  .venv/bin/scrapy clusters -s WIRECOPY_DATA={home}",
            f"  .venv/bin/scrapy crawl replay -a archive={home}/archive -s WIRECOPY_DATA={home}/mine",
            f"  .venv/bin/scrapy verify {home}",
            "  make crawl SOURCES=moscow_times,rt DATA=data CONTACT=you@example.org",
        )
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
