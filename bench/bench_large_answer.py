"""How much memory a crawler and a replay take while one answer of any size goes through them (the memory curve).

    python bench/bench_large_answer.py [--mb 300] [--chunked] [--type video/mp4] [--every 0.5]

A server on loopback sends the answer; `scrapy crawl urls` archives it, `scrapy crawl replay` reads the archive into a new
folder. Printed: resident memory over time in MiB, its peak above the start, what the archive holds, the outcome. Resident
memory counts shared pages of mapped files too, so it is the upper bound of what the answer costs.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from archive.reader import read_archive  # noqa: E402
from tests.e2e.command import command, settings, urls_arguments  # noqa: E402
from tests.server.fixture import start  # noqa: E402


def resident(pid: int) -> float:
    """Resident memory of a process in MiB; 0 when it is gone."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    match = re.search(r"VmRSS:\s+(\d+)", text)
    return int(match[1]) / 1024 if match else 0.0


def curve(arguments: list[str], every: float) -> tuple[list[float], str]:
    """Resident memory of a command while it runs, sampled; and what it printed."""
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command(arguments), cwd=ROOT, stdout=said, stderr=said)
        points = []
        while process.poll() is None:
            points.append(resident(process.pid))
            time.sleep(every)
        said.seek(0)
        return [point for point in points if point], said.read()


def show(what: str, points: list[float]) -> None:
    """One line for the curve, one for what it comes to."""
    print(f"{what}: {' '.join(f'{point:.0f}' for point in points)}")
    print(f"{what}: peak {max(points):.0f} MiB")


def main() -> None:
    """Crawl, replay, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mb", type=int, default=300)
    parser.add_argument("--chunked", action="store_true")
    parser.add_argument("--type", default="video/mp4")
    parser.add_argument("--every", type=float, default=0.5)
    options = parser.parse_args()
    server = start()
    limits = {"DOWNLOAD_MAXSIZE": "0", "DOWNLOAD_TIMEOUT": "600"}
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for what, size in (("small", 1), ("large", options.mb)):
                data, listed = folder / what, folder / f"{what}.txt"
                listed.write_text(
                    server.url(f"/large?mb={size}&type={options.type}&chunked={int(options.chunked)}")
                )
                points, said = curve(urls_arguments(listed, data, limits), options.every)
                show(f"crawl {size} MB", points)
                print(said.strip().splitlines()[-3:])
            replayed = settings({"WIRECOPY_DATA": str(folder / "again"), "WIRECOPY_WORKERS": "1"})
            arguments = ["crawl", "replay", "-a", f"archive={folder / 'large' / 'archive'}", *replayed]
            points, said = curve(arguments, options.every)
            show("replay", points)
            print(said.strip().splitlines()[-3:])
            size = sum(path.stat().st_size for path in (folder / "large" / "archive").glob("*.warc.gz"))
            print(f"archive: {size >> 20} MiB")
            for each in read_archive(folder / "large" / "archive"):
                print(" ", each.url, getattr(each, "truncated", None))
    finally:
        server.stop()


if __name__ == "__main__":
    main()
