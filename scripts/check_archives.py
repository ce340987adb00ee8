"""Have an independent checker judge archives of every kind that we write: demo, every fault, rotated, packaged, erased, killed.

    python scripts/check_archives.py CHECK_ARCHIVE.py --python VENV/bin/python --pywb-bin .venv-browse/bin --js-dir DIR

CHECK_ARCHIVE.py is a program that imports nothing of ours (`../shared/tools/archive/check_archive.py`); its README says what
the other places hold. It runs with --strict over each archive. What it may find in an archive of a server that lies is in
EXPECTED, each with its reason, and nothing else. Prints one JSON object an archive; exit code 1 when something else was found.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from archive.reader import read_records
from archive.warcfile import archive_files
from crawler.config import PROJECT
from scripts.forked import load
from scripts.kill_crawl import SOONEST, crawl
from scripts.kill_scenes import demo as newsroom
from tests.server.every import every_path
from tests.server.fixture import start

CAPTURES = 400
"""Captures that pywb has to give back byte for byte."""
_PLACE = re.compile(r"(\S+\.warc\.gz)(?:@(\d+)|: (<urn:uuid:[^>]*>))")


@dataclass(frozen=True)
class Expected:
    """What a check says of a record that is right: which check, of which path of the test server, in which words, and why."""

    check: str
    path: str
    words: str
    why: str


EXPECTED = (
    Expected(
        "http",
        r"/bad-gzip/|/gzip-bomb/1",
        "does not decode",
        "the body is not the gzip the server says it is",
    ),
    Expected(
        "pywb", r"/chunked/", "body differs", "pywb takes the trailer of a chunked body for a part of it"
    ),
    Expected("pywb", r"/gzip-twice/", "body differs", "pywb undoes no second Content-Encoding"),
    Expected("pywb", r"/bad-header-line/bare-cr", "answers 500", "a header value with a carriage return"),
    Expected("pywb", r"/status/204|/no-content-with-body/", "answers 500", "a 204 that promises a body"),
    Expected(
        "fastwarc",
        r"/bare-lf/",
        "payload digest wrong",
        "fastwarc takes LF alone for a line's end in quirks_mode only",
    ),
)


def demo(home: Path) -> Path:
    """The demo, from its newsroom to its replay."""
    _run("-m", "crawler.demo", str(home / "demo"))
    return home / "demo"


def faults(home: Path) -> Path:
    """Everything the test server does wrong, crawled twice, the second time in small files."""
    server, data = start(), home / "faults"
    (home / "faults.txt").write_text("\n".join(server.url(path) for path in every_path()))
    try:
        for size in (1 << 30, 100_000):
            _crawl(data, "urls", f"file={home / 'faults.txt'}", WIRECOPY_ARCHIVE_FILE_BYTES=str(size))
    finally:
        server.stop()
    return data


def rotated(home: Path) -> Path:
    """Two looks at the newsroom in files of 60 kB: edited articles, 304s, payloads that are archived already."""
    return _newsroom(home, "rotated", 0)


def killed(home: Path) -> Path:
    """The same, killed five times and gone on with."""
    return _newsroom(home, "killed", 5)


def packaged(home: Path) -> Path:
    """The demo's archive with its package beside it."""
    data = _copy(home, "packaged")
    _scrapy("package", str(data / "archive" / "demo.wacz"), data=data)
    return data


def erased(home: Path) -> Path:
    """The demo after three removal requests, two of them with erasure, and a rebuild."""
    data = _copy(home, "erased")
    lines = [json.loads(line) for line in (data / "articles.jsonl").read_bytes().splitlines()]
    for number, line in enumerate(lines[:30:10]):
        _scrapy("withhold", line["url"], "--reason", "asked", *(["--erase"] if number else []), data=data)
    _scrapy("rebuild", "--yes", "-s", f"WIRECOPY_SOURCES={data / 'sources'}", data=data)
    return data


SCENES = {
    "demo": demo,
    "faults": faults,
    "rotated": rotated,
    "killed": killed,
    "packaged": packaged,
    "erased": erased,
}


def _newsroom(home: Path, name: str, kills: int) -> Path:
    with newsroom(home / f"{name}-scene", [1, 2]) as scene:
        crawl(scene, home / name, kills, random.Random(5), SOONEST)
    return home / name


def _copy(home: Path, name: str) -> Path:
    return Path(shutil.copytree(home / "demo" if (home / "demo").is_dir() else demo(home), home / name))


def _crawl(data: Path, spider: str, argument: str, **settings: str) -> None:
    values = {
        "WIRECOPY_DATA": str(data),
        "WIRECOPY_ALLOW_ADDRESSES": "127.0.0.0/8",
        "WIRECOPY_CONTACT": "check@wirecopy.example",
        "WIRECOPY_PROGRESS": "0",
        "DOWNLOAD_DELAY": "0",
        "DOWNLOAD_TIMEOUT": "6",
        "CONCURRENT_REQUESTS_PER_DOMAIN": "16",
        "RETRY_TIMES": "1",
        "LOG_LEVEL": "CRITICAL",
        **settings,
    }
    options = [part for name, value in values.items() for part in ("-s", f"{name}={value}")]
    _run("-m", "scrapy", "crawl", spider, "-a", argument, *options)


def _scrapy(*arguments: str, data: Path) -> None:
    _run("-m", "scrapy", *arguments, "-s", f"WIRECOPY_DATA={data}")


def _run(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")


def judge(data: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Every check of an archive with its status, and what was found that is not expected; `scrapy verify` too."""
    report = data.with_name(data.name + ".json")
    command = [
        str(options.python),
        str(options.checker),
        str(data / "archive"),
        "--strict",
        "--json",
        str(report),
    ]
    command += [
        "--pywb-bin",
        str(options.pywb_bin),
        "--js-dir",
        str(options.js_dir),
        "--replay",
        str(CAPTURES),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not report.is_file():
        raise SystemExit(f"{options.checker} gave no report: {done.stderr}")
    checks = json.loads(report.read_text())
    urls = dict(_places(data / "archive"))
    wrong, expected = _sorted(checks, urls)
    _run("-m", "scrapy", "verify", str(data))
    status = {name: check["status"] for name, check in checks.items()}
    return {
        "archive": data.name,
        **status,
        "records": checks["structure"]["counts"],
        "expected": expected,
        "wrong": wrong,
    }


def _sorted(checks: dict[str, Any], urls: dict[str, str]) -> tuple[list[str], dict[str, int]]:
    wrong: list[str] = []
    expected: dict[str, int] = {}
    for name, check in checks.items():
        if check["status"] == "missing":
            wrong.append(f"{name}: {check['notes']}")
        for said in check["samples"]:
            reason = _reason(name, said, urls)
            if reason is None:
                wrong.append(f"{name}: {said}")
            else:
                expected[reason] = expected.get(reason, 0) + 1
        if check["problems"] > len(check["samples"]):
            wrong.append(f"{name}: {check['problems']} problems, of which {len(check['samples'])} are told")
    return wrong, expected


def _reason(check: str, said: str, urls: dict[str, str]) -> str | None:
    place = _PLACE.search(said)
    url = urls.get(place[3] or f"{place[1]}@{place[2]}", "") if place else ""
    return next(
        (
            each.why
            for each in EXPECTED
            if each.check == check and each.words in said and re.search(f"://[^/]*(?:{each.path})", url)
        ),
        None,
    )


def _places(archive: Path) -> Iterator[tuple[str, str]]:
    """The URL of each record by its place and by its id."""
    for path in archive_files(archive):
        for found in read_records(path):
            if found.record is not None:
                yield f"{path.name}@{found.ref.offset}", found.record.url
                yield f"<{found.record.id}>", found.record.url


def main() -> int:
    """Make, judge, tell; the folder is removed unless something was wrong or --keep."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checker", type=Path, help="check_archive.py")
    parser.add_argument(
        "--python", type=Path, required=True, help="Python that has warcio, fastwarc, cdxj-indexer and wacz"
    )
    parser.add_argument("--pywb-bin", type=Path, required=True, help="folder of pywb's programs")
    parser.add_argument("--js-dir", type=Path, required=True, help="folder with node_modules/warcio")
    parser.add_argument("--only", default=",".join(SCENES), help="archives to make, of " + ", ".join(SCENES))
    parser.add_argument("--keep", action="store_true", help="leave the archives where they were made")
    options = parser.parse_args()
    load()
    home = Path(tempfile.mkdtemp(prefix="wirecopy-archives-"))
    bad = False
    for name in options.only.split(","):
        found = judge(SCENES[name](home), options)
        bad = bad or bool(found["wrong"])
        print(json.dumps(found), flush=True)
    if bad or options.keep:
        print(f"kept: {home}", file=sys.stderr)
    else:
        shutil.rmtree(home)
    return int(bad)


if __name__ == "__main__":
    raise SystemExit(main())
